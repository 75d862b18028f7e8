"""A person sees the book of their team, and that of their own customers alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from monitoring.services import keep_day, refresh_book
from riskcrm.accounts.models import Team, User
from tests.factories import make_customer
from tests.monitoring.readings import NOON, make_alert, read
from tests.removal.cases import make_case

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
Call = Callable[[User], APIClient]
TODAY = NOON.date()
DAYS = ("/?", f"/?as_of={TODAY}&")


@pytest.fixture
def book(account_manager: User, teammate: User, time_machine: TimeMachineFixture) -> None:
    """100 are the manager's and 10 a teammate's."""
    time_machine.move_to(NOON)
    for who, exposure in ((account_manager, 100), (teammate, 10)):
        customer = make_customer(f"C-{exposure}", manager=who, team=who.team, industry="C")
        make_alert(customer, exposure=exposure)
        make_case(customer, by=who)
        read(customer, tier="high", exposure=exposure, overdue=5, open_without_rate=1)
    refresh_book(at=NOON, force=True)
    keep_day(TODAY, at=NOON)


def exposure_of(context: Any) -> Any:
    return next(each.value for each in context["figures"] if each.code == "exposure")


def test_a_manager_chooses_between_the_team_and_the_own(
    book: None, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    for address in DAYS:
        team, own = client.get(address), client.get(f"{address}mine=1")
        assert [exposure_of(answer.context) for answer in (team, own)] == [110, 100]
        assert [name for name, _url, _here in team.context["whose"]] == ["My team", "My customers"]
        there = {name: url for name, url, _here in team.context["whose"]}["My customers"]
        back = {name: url for name, url, _here in own.context["whose"]}["My team"]
        assert exposure_of(client.get(there).context) == 100
        assert exposure_of(client.get(back).context) == 110
    now = client.get("/?mine=1").context
    assert now["book"].total.exposure == 100
    assert (now["counts"]["alerts"], now["counts"]["cases"]) == (1, 1)
    assert [each.exposure for each in now["largest"]] == [100]


def test_each_link_of_the_own_book_leads_to_the_own_rows(
    book: None, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    for address in DAYS:
        page = client.get(f"{address}mine=1").content.decode()
        lists = r'href="(/(?:customers|alerts|cases|reviews|invoices|payments)/\?[^"]+)"'
        links = {link.replace("&amp;", "&") for link in re.findall(lists, page)}
        assert len(links) > 8
        assert all(f"manager={account_manager.pk}" in link for link in links), links
        for link in links:
            answer = client.get(link)
            assert answer.status_code == 200, link
            assert "Customer C-10<" not in answer.content.decode(), link


def test_who_has_no_customers_of_their_own_is_told_so(
    book: None, account_manager: User, head_of_risk: User, outsider: User, client_for: Sign
) -> None:
    page = client_for(outsider).get("/?mine=1").content.decode()
    assert "You look after no customers yourself" in page
    assert client_for(head_of_risk).get("/").context["whose"] == [], "has none to look after"


def test_the_own_book_shows_no_indicators_of_the_whole(
    book: None, head_of_risk: User, client_for: Sign
) -> None:
    for address in DAYS:
        assert client_for(head_of_risk).get(address).context["kris"]
    assert client_for(head_of_risk).get(f"{DAYS[1]}mine=1").context["kris"] == []


def test_a_caller_asks_for_a_team_or_the_own(
    book: None, account_manager: User, other_team: Team, api_client_for: Call
) -> None:
    api = api_client_for(account_manager)

    def exposure(words: str) -> str:
        figures = api.get(f"/api/v1/book/?{words}").json()["figures"]
        return str(next(each["text"] for each in figures if each["code"] == "exposure"))

    assert exposure("") == exposure("mine=false") == "110"
    assert exposure("mine=1") == exposure("mine=true") == "100"
    assert exposure(f"team={account_manager.team_id}") == "110"
    assert exposure(f"team={other_team.pk}") == "0"
    assert api.get("/api/v1/book/?team=999999").status_code == 404
    for words in ("team=x", "mine=perhaps", "manager=1"):
        assert api.get(f"/api/v1/book/?{words}").status_code == 400, words


def test_the_own_book_asks_no_more_queries_for_many_customers(
    account_manager: User, client_for: Sign
) -> None:
    def queries(customers: int) -> int:
        for _ in range(customers):
            make_alert(make_customer(manager=account_manager))
        refresh_book(at=NOON, force=True)
        keep_day(TODAY, at=NOON)
        client = client_for(account_manager)
        client.get("/?mine=1")
        with CaptureQueriesContext(connection) as context:
            assert client.get("/?mine=1").status_code == 200
        return len(context)

    assert queries(1) == queries(6)
