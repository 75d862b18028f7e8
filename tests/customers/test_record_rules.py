"""What no row of a kind may say, whichever way it comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from customers.models import Customer, Interaction, Plan, PromiseToPay
from customers.records import KINDS, Kind
from customers.records.kinds import Shape
from customers.services.days import latest_day
from customers.services.merges import merge_customers
from customers.services.records import change_record, post_record
from customers.services.talks import MOST_PINNED, Talk, log_contact, pin_interaction
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.files import run, write_csv
from tests.customers.follow_up import AT, TODAY, make_note, make_plan
from tests.customers.records import make_fact, row_of
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
FAR = dt.date(2099, 1, 1)
AHEAD = {  # days of what is planned, agreed or expected
    "orders.wanted_date", "promises.promised_date", "credit-reports.valid_until",
    "loans.maturity_date", "plans.due_date", "contracts.end_date", "securities.valid_until",
}  # fmt: skip
DAYS = [
    pytest.param(kind, value.name, id=f"{kind.code}.{value.name}")
    for kind in KINDS.values()
    for value in kind.values
    if value.shape is Shape.DATE
]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


def why(kind: Kind, row: dict[str, Any], *, by: User) -> tuple[str, str]:
    """For what a row is refused: code and field."""
    with pytest.raises(Refused) as refused:
        post_record(kind, row, by=by, at=AT)
    return refused.value.code, refused.value.field


@pytest.mark.parametrize(("kind", "name"), DAYS)
def test_what_has_happened_does_not_lie_ahead(
    kind: Kind, name: str, customer: Customer, account_manager: User
) -> None:
    row = row_of(kind, customer)
    if f"{kind.code}.{name}" in AHEAD:
        post_record(kind, row | {name: FAR}, by=account_manager, at=AT)
        return
    tomorrow = latest_day(AT)
    later = row | {name: tomorrow + dt.timedelta(days=1)}
    if name == "from_date":  # and the end of a statement lies after its beginning
        later["effective_date"] = tomorrow
    assert why(kind, later, by=account_manager) == ("in_future", name)


def test_a_row_that_is_ahead_is_refused_in_a_file_too(
    customer: Customer, account_manager: User, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "tasks.csv",
        "customer number,number,due date,title,status,done on",
        "C-1,T-1,2026-03-01,Call,done,2099-01-01",
        "C-1,T-2,2026-03-01,Call,done,",
        "C-1,T-3,2026-03-01,Call,done,2026-03-02",
    )
    mapping = {"done_date": "done on"}
    summary = run(path, "tasks", by=account_manager, mapping=mapping)
    assert (summary.new, summary.refused) == (1, 2)


UNTOLD = [
    ("tasks", {"state": "done", "done_date": None}, ("no_done_date", "done_date")),
    ("collection-steps", {"state": "done", "done_date": None}, ("no_done_date", "done_date")),
    ("obligations", {"state": "fulfilled", "done_date": None}, ("no_done_date", "done_date")),
    ("plans", {"state": "done", "done_date": None}, ("no_done_date", "done_date")),
    ("plans", {"state": "done", "reaction": " \n"}, ("reaction_missing", "reaction")),
    ("plans", {"state": "done", "lesson": None}, ("lesson_missing", "lesson")),
    ("plans", {"done_date": dt.date(2026, 1, 1)}, ("dates_reversed", "done_date")),
    ("instalments", {"paid_amount": Decimal("100.01")}, ("more_than_total", "paid_amount")),
]


@pytest.mark.parametrize(("code", "said", "expected"), UNTOLD)
def test_a_row_is_bound_by_what_the_act_asks_for(
    code: str, said: dict[str, Any], expected: tuple[str, str],
    customer: Customer, account_manager: User,
) -> None:  # fmt: skip
    row = row_of(KINDS[code], customer) | {"done_date": TODAY} | said
    assert why(KINDS[code], row, by=account_manager) == expected


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("tasks", {"state": "done", "done_date": None}),
        ("collection-steps", {"state": "done", "done_date": None}),
        ("obligations", {"state": "fulfilled", "done_date": None}),
        ("plans", {"state": "done", "done_date": None}),
        ("instalments", {"paid_amount": Decimal("100.01")}),
    ],
)
def test_the_database_keeps_it_too(code: str, said: dict[str, Any], customer: Customer) -> None:
    fact = make_fact(KINDS[code], customer)
    with pytest.raises(IntegrityError), transaction.atomic():
        KINDS[code].model.objects.filter(pk=fact.pk).update(**said)


def test_a_plan_that_has_ended_keeps_its_lesson(customer: Customer, account_manager: User) -> None:
    plan = make_plan(customer, by=account_manager, state="done", done_date=TODAY,
                     reaction="Paid.", lesson="Ask earlier.")  # fmt: skip
    row = {"effective_date": TODAY, "problem": "Other", "state": "done", "done_date": TODAY}
    with pytest.raises(Refused, match="customer reacted"):
        change_record(KINDS["plans"], plan, version=1, row=row, by=account_manager, at=AT)
    assert Plan.objects.get().lesson == "Ask earlier."


# --- what acts alone decide ---


def test_a_pin_and_the_outcome_of_a_promise_are_told_by_no_row(
    customer: Customer, account_manager: User, tmp_path: Path,
    api_client_for: Callable[[User], APIClient],
) -> None:  # fmt: skip
    client = api_client_for(account_manager)
    note = {"customer": "C-1", "source_key": "N", "effective_date": "2026-03-01"}
    for code, more in (
        ("interactions", {"content": "x", "is_pinned": True}),
        ("promises", {"amount": "5", "currency": "USD", "promised_date": "2026-03-05",
                      "outcome": "kept"}),
    ):  # fmt: skip
        posted = client.post(f"/api/v1/{code}/", note | more, format="json")
        assert posted.status_code == 400, posted.json()
    path = write_csv(
        tmp_path / "promises.csv",
        "customer number,number,promised on,promised for,amount,currency,outcome",
        "C-1,P-1,2026-03-01,2026-03-05,5,USD,kept",
    )
    summary = run(path, "promises", by=account_manager)
    assert (summary.new, summary.columns_not_read) == (1, ["outcome"])
    assert PromiseToPay.objects.get().outcome == "open"
    assert not Interaction.objects.exists()


def test_pins_and_outcomes_are_still_listed_and_looked_for(
    customer: Customer, account_manager: User, api_client_for: Callable[[User], APIClient]
) -> None:
    make_note(customer, by=account_manager, is_pinned=True)
    make_note(customer, by=account_manager, key="N-2")
    client = api_client_for(account_manager)
    listed = client.get("/api/v1/interactions/", {"is_pinned": "true"})
    assert [row["is_pinned"] for row in listed.json()["results"]] == [True]
    make_fact(KINDS["promises"], customer, outcome="broken")
    listed = client.get("/api/v1/promises/", {"outcome": "kept"})
    assert listed.json()["results"] == []


def test_logging_a_sixth_pinned_note_writes_nothing(
    customer: Customer, account_manager: User
) -> None:
    for n in range(MOST_PINNED):
        make_note(customer, by=account_manager, key=f"N-{n}", is_pinned=True)
    with pytest.raises(Refused, match="Take a pin off"):
        log_contact(customer, Talk(TODAY, "x", is_pinned=True), by=account_manager, at=AT)
    assert Interaction.objects.count() == MOST_PINNED


def test_of_two_merged_customers_the_latest_notes_stay_pinned(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    other = make_customer("C-2", manager=account_manager, team=account_manager.team)
    for n in range(MOST_PINNED):
        for whose, days in ((customer, n), (other, n + 1)):
            note = make_note(whose, by=account_manager, key=f"{whose.number}-{n}",
                             effective_date=TODAY - dt.timedelta(days=2 * days))  # fmt: skip
            pin_interaction(note, by=account_manager, at=AT)
    merge_customers(customer, other, by=risk_officer, at=AT, reason="one", choices={})
    pinned = Interaction.objects.filter(customer=customer, is_pinned=True)
    assert pinned.count() == MOST_PINNED
    oldest = min(pinned.values_list("effective_date", flat=True))
    left = Interaction.objects.filter(customer=customer, is_pinned=False)
    assert all(day <= oldest for day in left.values_list("effective_date", flat=True))
