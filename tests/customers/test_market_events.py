"""Market events: who says whether they are true, and which reports tell of one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from customers.models import Customer, CustomerChange, MarketEvent
from customers.records.events import cluster_of, confirmed_events
from customers.records.signals import MARKET_EVENTS
from customers.services.events import confirm_event, dismiss_event, join_events
from customers.services.records import void_record
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import CONFIRM_EVENTS
from riskcrm.accounts.scopes import SCOPES
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.customers.files import run, write_csv
from tests.customers.follow_up import AT, TODAY, make_event
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LATER = AT + DAY


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


@pytest.fixture
def event(customer: Customer, account_manager: User) -> MarketEvent:
    return make_event(customer, by=account_manager)


def test_a_confirmed_event_says_who_and_when_and_has_the_customer_scored(
    event: MarketEvent, risk_officer: User
) -> None:
    held = confirm_event(event, reason="File 2026-14.", by=risk_officer, at=LATER)
    assert (held.confirmation, held.confirmed_by, held.confirmed_at) == (
        "confirmed", risk_officer, LATER,
    )  # fmt: skip
    assert Event.objects.get(verb="confirm_event").content["reason"] == "File 2026-14."
    assert CustomerChange.objects.filter(cause="confirm_event").exists()
    with pytest.raises(Refused, match="confirmed already"):
        confirm_event(event, reason="Again.", by=risk_officer, at=LATER)
    assert dismiss_event(event, reason="Namesake.", by=risk_officer, at=LATER).confirmation == (
        "dismissed"
    )


def test_a_decision_needs_what_it_rests_on(event: MarketEvent, risk_officer: User) -> None:
    with pytest.raises(Refused) as refused:
        confirm_event(event, reason=" ", by=risk_officer, at=LATER)
    assert refused.value.field == "reason"


def test_neither_the_account_manager_nor_a_system_decides(
    event: MarketEvent, account_manager: User
) -> None:
    key = make_service_user("signals:write")
    for stranger in (account_manager, key):
        with pytest.raises(Refused, match="risk officer"):
            confirm_event(event, reason="Sure.", by=stranger, at=LATER)
        with pytest.raises(Refused, match="risk officer"):
            join_events(event, event, by=stranger, at=LATER)
    assert not any(CONFIRM_EVENTS in rights for rights in SCOPES.values())


def test_a_system_cannot_post_a_confirmed_event(
    customer: Customer, api_client_for: Callable[[User], APIClient]
) -> None:
    api = api_client_for(make_service_user("signals:write"))
    row = {"customer": "C-1", "source_key": "E-1", "effective_date": str(TODAY), "kind": "news",
           "title": "Sued", "confirmation": "confirmed"}  # fmt: skip
    assert api.post(reverse("api-market-events"), row, format="json").status_code == 400
    assert not MarketEvent.objects.exists()


def test_only_who_reported_an_event_or_may_confirm_it_changes_it(
    customer: Customer, account_manager: User, risk_officer: User, tmp_path: Path
) -> None:
    key = make_service_user("signals:write")
    event = make_event(customer, by=key, severity=5)
    assert event.reported_by == key

    def say(by: User, **said: Any) -> MarketEvent:
        return make_event(customer, by=by, **said)

    with pytest.raises(Refused) as toned_down:
        say(account_manager, severity=1)
    with pytest.raises(Refused) as voided:
        void_record(MARKET_EVENTS, event, reason="No.", by=account_manager, at=LATER)
    assert toned_down.value.code == voided.value.code == "not_your_report"
    file = write_csv(tmp_path / "rows.csv", "customer,key,date,type,title,severity",
                     f"C-1,E-1,{TODAY},litigation,Sued by a supplier,1")  # fmt: skip
    assert run(file, "market-events", by=account_manager).refused == 1
    assert say(account_manager).version == 1  # says nothing new
    assert say(key, severity=4).severity == 4
    assert say(risk_officer, severity=3).severity == 3
    mine = say(account_manager, key="E-2")
    assert void_record(MARKET_EVENTS, mine, reason="Typo.", by=account_manager, at=LATER).is_void


def test_a_dismissed_event_that_says_something_else_is_looked_at_again(
    event: MarketEvent, customer: Customer, account_manager: User, risk_officer: User
) -> None:
    dismiss_event(event, reason="Namesake.", by=risk_officer, at=LATER)
    make_event(customer, by=account_manager)
    event.refresh_from_db()
    assert event.confirmation == "dismissed"
    make_event(customer, by=account_manager, title="Insolvency filed")
    event.refresh_from_db()
    assert (event.confirmation, event.confirmed_by, event.confirmed_at) == ("pending", None, None)
    confirm_event(event, reason="File.", by=risk_officer, at=LATER)
    make_event(customer, by=risk_officer, title="Insolvency opened")
    event.refresh_from_db()
    assert (event.confirmation, event.confirmed_by) == ("confirmed", risk_officer)


def test_an_event_counts_from_when_it_was_confirmed_and_not_before(
    customer: Customer, event: MarketEvent, risk_officer: User
) -> None:
    confirm_event(event, reason="File.", by=risk_officer, at=LATER)

    def known(at: dt.datetime, as_of: dt.date = TODAY) -> list[MarketEvent]:
        return confirmed_events(customer, as_of=as_of, known_at=at)

    assert known(LATER - HOUR) == []
    assert known(LATER) == [event]
    assert known(LATER, TODAY - DAY) == []
    dismiss_event(event, reason="Namesake.", by=risk_officer, at=LATER + DAY)
    assert known(LATER) == [event]
    assert known(LATER + DAY) == []


def test_reports_of_one_event_count_once_and_the_gravest_stands_for_them(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    mild = make_event(customer, by=account_manager, key="a", cluster="suit", severity=2)
    grave = make_event(customer, by=account_manager, key="b", cluster="suit", severity=4)
    other = make_event(customer, by=account_manager, key="c")
    for event in (mild, grave, other):
        confirm_event(event, reason="File.", by=risk_officer, at=LATER)
    found = confirmed_events(customer, as_of=TODAY, known_at=LATER)
    assert {event.pk for event in found} == {grave.pk, other.pk}


def test_joining_brings_whole_clusters_together(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    def event(key: str, cluster: str = "") -> MarketEvent:
        return make_event(customer, by=account_manager, key=key, cluster=cluster)

    one, two, lone = event("a", "x"), event("b", "x"), event("c")
    joined = join_events(one, lone, by=risk_officer, at=LATER)
    assert set(cluster_of(joined)) == {two, lone}
    assert set(MarketEvent.objects.values_list("cluster", flat=True)) == {"c"}
    with pytest.raises(Refused, match="belong together already"):
        join_events(joined, MarketEvent.objects.get(pk=two.pk), by=risk_officer, at=LATER)
    stranger = make_event(make_customer("C-2"), by=risk_officer, key="z")
    for wrong in (stranger, joined):
        with pytest.raises(Refused, match="Choose another report"):
            join_events(joined, wrong, by=risk_officer, at=LATER)


def test_the_queue_holds_what_nobody_has_looked_at(
    event: MarketEvent, customer: Customer, account_manager: User, risk_officer: User,
    client_for: Sign,
) -> None:  # fmt: skip
    seen = make_event(customer, by=account_manager, key="E-2")
    confirm_event(seen, reason="File.", by=risk_officer, at=LATER)
    page = client_for(risk_officer).get("/market-events/?confirmation=pending")
    assert ">E-1<" in page.content.decode()
    assert ">E-2<" not in page.content.decode()


def test_confirming_one_asks_for_the_others_of_its_event(
    customer: Customer, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    def event(key: str) -> MarketEvent:
        return make_event(
            customer, by=account_manager, key=key, cluster="suit", title=f"Suit {key}"
        )

    first, reprint, wrong = event("a"), event("b"), event("c")
    client = client_for(risk_officer)
    page = client.get(reverse("customers:marketevent_detail", args=[first.pk]))
    assert set(page.context["event_form"].fields["also"].initial) == {reprint.pk, wrong.pk}
    assert "Suit b" in page.content.decode()
    url = reverse("customers:event_confirm", args=[first.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "File.", "also": [reprint.pk]}).status_code == 302
    states = dict(MarketEvent.objects.values_list("source_key", "confirmation"))
    assert states == {"a": "confirmed", "b": "confirmed", "c": "pending"}
    again = client.post(url, {"reason": "File."})
    assert (again.status_code, "confirmed already" in again.content.decode()) == (409, True)
    dismiss = reverse("customers:event_dismiss", args=[wrong.pk])
    assert client.post(dismiss, {"reason": "Namesake."}).status_code == 302


def test_a_report_is_joined_to_an_event_on_its_page(
    event: MarketEvent, customer: Customer, account_manager: User, risk_officer: User,
    client_for: Sign,
) -> None:  # fmt: skip
    other = make_event(customer, by=account_manager, key="E-2", title="Suit, reprinted")
    url = reverse("customers:event_join", args=[other.pk])
    assert client_for(risk_officer).post(url, {"other": event.pk}).status_code == 302
    assert client_for(risk_officer).post(url, {"other": other.pk}).status_code == 422
    other.refresh_from_db()
    assert other.cluster == "E-1"


@pytest.mark.parametrize("act", ["confirm", "dismiss", "join"])
def test_the_decision_is_closed_to_those_without_the_right(
    act: str, event: MarketEvent, account_manager: User, auditor: User, client_for: Sign,
    client: Client,
) -> None:  # fmt: skip
    url = reverse(f"customers:event_{act}", args=[event.pk])
    assert client_for(account_manager).post(url).status_code == 403
    assert client_for(auditor).post(url).status_code == 403
    assert client.post(url).status_code == 302
    page = reverse("customers:marketevent_detail", args=[event.pk])
    assert "Is it true?" in client_for(account_manager).get(page).content.decode()
    assert "formaction" not in client_for(account_manager).get(page).content.decode()
