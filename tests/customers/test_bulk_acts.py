"""Acts on many contacts, reminders, hits, pairs, events and records, with a result per row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Contact, Interaction, MarketEvent, Reminder
from customers.records import KINDS
from riskcrm.accounts.models import Team, User
from riskcrm.audit.models import Event
from riskcrm.jobs.models import Item, Run
from tests.customers.records import make_fact
from tests.web.routes.rows import of_everybody, of_team

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
AT = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)


@pytest.fixture
def rows(team: Team, account_manager: User, risk_officer: User) -> SimpleNamespace:
    """One row of everything, of the account manager's customer."""
    everybody = of_everybody(team, risk_officer)
    made: SimpleNamespace = of_team(team, account_manager, risk_officer, everybody)
    return made


def act(client: Client, route: str, action: str, *ids: int, **data: str) -> list[tuple[str, str]]:
    """What came of each row: its outcome, and why."""
    form = {"address": reverse(route), "action": action, "ids": ids, "confirmed": "1", **data}
    answer = client.post("/bulk/", form)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    run = Run.objects.filter(kind="bulk").latest("pk")
    items = Item.objects.filter(run=run).order_by("object_id")
    return [(item.outcome, item.message) for item in items]


def test_contacts_are_ended_with_one_reason(
    rows: SimpleNamespace, account_manager: User, client_for: ClientFor
) -> None:
    found = act(
        client_for(account_manager), "customers:contact_list", "end",
        rows.contact.pk, rows.ended_contact.pk, reason="The firm closed.",
    )  # fmt: skip
    assert found == [("done", ""), ("unchanged", "It was so already.")]
    assert Contact.objects.get(pk=rows.contact.pk).ended_because == "The firm closed."
    assert Event.objects.filter(verb="end_contact").count() == 1


def test_reminders_are_sent_and_dropped(
    rows: SimpleNamespace, account_manager: User, client_for: ClientFor
) -> None:
    client = client_for(account_manager)
    gone = Reminder.objects.create(
        run=rows.reminder_run, customer=rows.other, level=1, language="en", as_of=AT.date(),
        demanded=1, disputed=0, oldest_days=9, subject="R", body="Dear",
    )  # fmt: skip
    page = "customers:reminder_list"
    assert act(client, page, "drop", gone.pk, reason="Paid today.") == [("done", "")]
    found = act(client, page, "send", rows.reminder.pk, gone.pk)
    assert found == [("done", ""), ("unchanged", "It was sent or dropped already.")]
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent", "dropped"}
    assert Interaction.objects.filter(source_key=f"REMINDER-{rows.reminder.pk}").exists()


def test_hits_are_dismissed_by_who_decides_on_hits(
    rows: SimpleNamespace, risk_officer: User, account_manager: User, client_for: ClientFor
) -> None:
    page = "customers:hit_list"
    theirs = client_for(account_manager)
    form = {"address": reverse(page), "action": "dismiss", "ids": [rows.hit.pk]}
    assert theirs.post("/bulk/", form).status_code == 404
    client = client_for(risk_officer)
    assert act(client, page, "dismiss", rows.hit.pk, reason="Another firm.") == [("done", "")]
    rows.hit.refresh_from_db()
    assert rows.hit.state == "dismissed"
    found = act(client, page, "dismiss", rows.hit.pk, reason="Again.")
    assert found == [("unchanged", "It was decided already.")]


def test_a_confirmed_hit_is_not_dismissed_among_others(
    rows: SimpleNamespace, risk_officer: User, client_for: ClientFor
) -> None:
    rows.hit.state = "confirmed"
    rows.hit.save()
    act(client_for(risk_officer), "customers:hit_list", "dismiss", rows.hit.pk, reason="All.")
    rows.hit.refresh_from_db()
    assert rows.hit.state == "confirmed"


def test_pairs_are_said_to_be_two(
    rows: SimpleNamespace, account_manager: User, client_for: ClientFor
) -> None:
    found = act(
        client_for(account_manager), "customers:duplicate_list", "dismiss", rows.pair.pk,
        reason="Two plants of one group.",
    )  # fmt: skip
    assert found == [("done", "")]
    assert Item.objects.get().name.startswith("Walk north Ltd (W-north) / Walk north Limited")
    rows.pair.refresh_from_db()
    assert (rows.pair.state, rows.pair.decided_by) == ("dismissed", account_manager)


@pytest.mark.parametrize(("action", "state"), [("confirm", "confirmed"), ("dismiss", "dismissed")])
def test_market_events_are_decided_by_officers_alone(
    action: str,
    state: str,
    rows: SimpleNamespace,
    risk_officer: User,
    account_manager: User,
    client_for: ClientFor,
) -> None:
    page, event = "customers:marketevent_list", rows.marketevent
    form = {"address": reverse(page), "action": action, "ids": [event.pk]}
    assert client_for(account_manager).post("/bulk/", form).status_code == 404
    client = client_for(risk_officer)
    assert act(client, page, action, event.pk, reason="The court's file.") == [("done", "")]
    assert MarketEvent.objects.get(pk=event.pk).confirmation == state
    found = act(client, page, action, event.pk, reason="Again.")
    assert found == [("unchanged", "It was decided already.")]


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_records_of_each_kind_are_voided_with_a_reason(
    kind: Any, team: Team, account_manager: User, client_for: ClientFor
) -> None:
    from tests.factories import make_customer

    customer = make_customer(manager=account_manager, team=team)
    fact, other = (make_fact(kind, customer, key=key) for key in ("V-1", "V-2"))
    other.is_void = True
    other.save()
    found = act(
        client_for(account_manager), f"customers:{kind.name}_list", "void", fact.pk, other.pk,
        reason="Entered twice.",
    )  # fmt: skip
    assert sorted(found) == [("done", ""), ("unchanged", "It was so already.")]
    fact.refresh_from_db()
    assert fact.is_void
    assert Event.objects.get(verb="void_record").payload.body


def test_a_confirmed_event_is_not_voided_by_who_looks_after_the_customer(
    rows: SimpleNamespace, account_manager: User, risk_officer: User, client_for: ClientFor
) -> None:
    event = rows.marketevent
    MarketEvent.objects.filter(pk=event.pk).update(
        confirmation="confirmed", confirmed_by=risk_officer, confirmed_at=AT
    )
    [(outcome, why)] = act(
        client_for(account_manager), "customers:marketevent_list", "void", event.pk,
        reason="Not true.",
    )  # fmt: skip
    assert outcome == "refused"
    assert why
    assert not MarketEvent.objects.get(pk=event.pk).is_void


def test_a_reason_is_asked_for_first(
    rows: SimpleNamespace, account_manager: User, client_for: ClientFor
) -> None:
    form = {
        "address": reverse("customers:contact_list"), "action": "end", "ids": [rows.contact.pk],
        "confirmed": "1", "reason": "",
    }  # fmt: skip
    answer = client_for(account_manager).post("/bulk/", form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert Contact.objects.get(pk=rows.contact.pk).ended_at is None


def test_rows_of_others_are_left_alone(
    rows: SimpleNamespace, outsider: User, client_for: ClientFor
) -> None:
    found = act(
        client_for(outsider), "customers:contact_list", "end", rows.contact.pk, reason="Mine."
    )
    assert [outcome for outcome, _why in found] == ["refused"]
    assert Contact.objects.get(pk=rows.contact.pk).ended_at is None
