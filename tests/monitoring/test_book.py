from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from monitoring.selectors import book_of
from monitoring.services import refresh_book
from removal.states import State
from riskcrm.accounts.models import User
from scoring.indicators import AGEING
from tests.factories import make_customer
from tests.monitoring.readings import NOON, make_alert, read
from tests.removal.cases import Crew, lead_to, make_case

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
HOUR = dt.timedelta(hours=1)


def test_each_person_sees_the_sums_of_their_own_customers(
    account_manager: User, teammate: User, outsider: User, risk_officer: User, nobody: User
) -> None:
    team = account_manager.team
    read(make_customer(manager=account_manager, team=team), tier="high", exposure=100, overdue=40)
    read(make_customer(team=team), tier="low", exposure=10)
    read(make_customer(manager=account_manager), tier="low", exposure=1)
    read(make_customer(manager=outsider, team=outsider.team), tier="medium", exposure=1000)
    refresh_book(at=NOON, force=True)

    def exposure(user: User) -> Decimal:
        return book_of(user).total.exposure

    assert exposure(account_manager) == 111
    assert exposure(teammate) == 110
    assert exposure(outsider) == 1000
    assert exposure(risk_officer) == 1111
    own = book_of(account_manager)
    assert own.tiers["high"].customers == 1
    assert own.total.overdue_share == Decimal(40) / Decimal(111)
    assert own.read_at == NOON


def test_the_page_shows_figures_that_lead_to_their_rows(
    account_manager: User, client_for: Sign
) -> None:
    customer = make_customer(manager=account_manager, name="Hua Steel")
    make_alert(customer, exposure=4321)
    refresh_book(at=NOON, force=True)
    text = client_for(account_manager).get("/").content.decode()
    assert "4,321" in text
    for link in ("/customers/?tier=high", "/alerts/?state=open", "/cases/?open=1"):
        assert link in text
    assert "Hua Steel" in text


def test_open_cases_lead_to_as_many_rows(
    account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    for state in (State.PROPOSED, State.ASSESSMENT):
        case = make_case(make_customer(manager=account_manager), by=account_manager)
        lead_to(case, state, crew=Crew(risk_officer))
    refresh_book(at=NOON, force=True)
    client = client_for(risk_officer)
    answer = client.get("/")
    (link,) = re.findall(r'>Open cases<.*?href="([^"]*)"', answer.content.decode(), re.DOTALL)
    assert len(client.get(link).context["table"].rows) == answer.context["counts"]["cases"] == 2


def test_the_page_says_of_which_day_its_oldest_figures_are(
    risk_officer: User, client_for: Sign, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON)
    read(make_customer(), at=NOON, exposure=5)
    refresh_book(at=NOON, force=True)
    words = "have not been scored since"
    assert words not in client_for(risk_officer).get("/").content.decode()
    read(make_customer(), at=NOON - 24 * HOUR, exposure=5)
    refresh_book(at=NOON, force=True)
    assert words in client_for(risk_officer).get("/").content.decode()


def test_open_invoices_without_a_rate_are_told_and_lead_to_their_customers(
    account_manager: User, outsider: User, client_for: Sign
) -> None:
    read(make_customer(name="No Rate", manager=account_manager), open_without_rate=2, exposure=5)
    read(make_customer(name="Rated", manager=account_manager), exposure=5)
    read(make_customer(manager=outsider), exposure=5)
    refresh_book(at=NOON, force=True)
    client = client_for(account_manager)
    text = client.get("/").content.decode()
    assert "2 open invoices without an exchange rate are not in these amounts" in text
    assert "/customers/?without_rate=1" in text
    rows = client.get("/customers/?without_rate=1").context["table"].rows
    assert [row.record.name for row in rows] == ["No Rate"]
    assert "without an exchange rate" not in client_for(outsider).get("/").content.decode()


def test_a_bar_of_the_ageing_leads_to_who_has_an_amount_in_it(
    risk_officer: User, client_for: Sign
) -> None:
    for bucket in AGEING:
        read(make_customer(name=bucket), exposure=5, oldest_days=400, **{bucket: 5})
    refresh_book(at=NOON, force=True)
    client = client_for(risk_officer)
    links = client.get("/").context["ageing"]["links"]
    found = [[row.record.name for row in client.get(link).context["table"].rows] for link in links]
    assert found == [[bucket] for bucket in AGEING]


def test_a_stranger_to_the_book_reads_the_one_thing_to_do(
    risk_officer: User, auditor: User, client_for: Sign
) -> None:
    assert "The book is empty" in client_for(risk_officer).get("/").content.decode()
    assert "The book is empty" not in client_for(auditor).get("/").content.decode()


def test_the_book_is_closed_to_who_may_not_see_customers(
    nobody: User, client: Client, client_for: Sign
) -> None:
    assert client.get("/").status_code == 302
    assert client_for(nobody).get("/").status_code == 403


def test_the_page_asks_as_many_queries_for_many_customers_as_for_one(
    account_manager: User, client_for: Sign
) -> None:
    def queries(customers: int) -> int:
        for _ in range(customers):
            make_alert(make_customer(manager=account_manager))
        refresh_book(at=NOON, force=True)
        client = client_for(account_manager)
        client.get("/")
        with CaptureQueriesContext(connection) as context:
            assert client.get("/").status_code == 200
        return len(context)

    assert queries(1) == queries(8)
