"""Every kind of fact, by each way that it comes in and goes out."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import CustomerChange, FactRevision
from customers.records import KINDS, Kind
from customers.records.as_of import as_known
from customers.records.kinds import Shape, Value
from customers.services.records import post_record, post_records, void_record
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.customers.files import refused, run
from tests.customers.records import DAY, make_fact, row_of
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
AT = dt.datetime(2026, 3, 20, 8, tzinfo=dt.UTC)


@pytest.fixture
def customer(account_manager: User) -> Any:
    return make_customer("C-1", name="Acme", manager=account_manager, team=account_manager.team)


def plain(row: dict[str, Any], people: dict[int, str]) -> dict[str, Any]:
    """The row as a caller of the API writes it."""
    out = {}
    for name, value in row.items():
        if isinstance(value, dt.date | dt.time | Decimal):
            value = str(value)
        out[name] = people.get(value, value) if name in ("owner", "responsible") else value
    return out


@EVERY_KIND
def test_a_posted_row_says_what_it_said(kind: Kind, customer: Any, account_manager: User) -> None:
    row = row_of(kind, customer, person=account_manager)
    fact = post_record(kind, row, by=account_manager, at=AT)
    assert (fact.customer, fact.source_key, fact.effective_date) == (customer, "R-1", DAY)
    for value in kind.values:
        held = getattr(fact, value.name)
        if value.shape is Shape.LINK:
            held = getattr(held, value.link_key)
        elif value.shape is Shape.PERSON:
            held = held.pk
        assert held == row[value.name], value.name


@EVERY_KIND
def test_the_same_row_again_writes_nothing(
    kind: Kind, customer: Any, account_manager: User
) -> None:
    row = row_of(kind, customer, person=account_manager)
    post_record(kind, row, by=account_manager, at=AT)
    events, changes = Event.objects.count(), CustomerChange.objects.count()
    [again] = post_records(kind, [row], by=account_manager, at=AT + dt.timedelta(days=1))
    assert again.outcome == "unchanged"
    assert (Event.objects.count(), CustomerChange.objects.count()) == (events, changes)
    assert not FactRevision.objects.exists()


@EVERY_KIND
def test_a_change_keeps_what_was_for_readings_of_the_past(
    kind: Kind, customer: Any, account_manager: User
) -> None:
    row = row_of(kind, customer, person=account_manager)
    post_record(kind, row, by=account_manager, at=AT)
    later = AT + dt.timedelta(days=3)
    [result] = post_records(
        kind, [row | {"effective_date": DAY - dt.timedelta(days=1)}], by=account_manager, at=later
    )
    assert (result.outcome, result.reason) == ("changed", "")
    assert [known_on(kind, at) for at in (AT - dt.timedelta(hours=1), AT, later)] == [
        [],
        [DAY],
        [DAY - dt.timedelta(days=1)],
    ]


def known_on(kind: Kind, at: dt.datetime) -> list[dt.date]:
    """The business days of the facts with the first row's number, as they were known then."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT effective_date FROM {as_known(kind)} k WHERE source_key = 'R-1'",
            {"known_at": at},
        )
        return [day for (day,) in cursor.fetchall()]


@EVERY_KIND
def test_a_void_fact_counts_for_nothing_and_stays(
    kind: Kind, customer: Any, account_manager: User
) -> None:
    fact = post_record(kind, row_of(kind, customer), by=account_manager, at=AT)
    later = AT + dt.timedelta(days=1)
    void_record(kind, fact, reason="entered twice", by=account_manager, at=later)
    assert kind.model.objects.get(pk=fact.pk).is_void
    assert (known_on(kind, AT), known_on(kind, later)) == ([DAY], [])
    with pytest.raises(Refused):
        void_record(kind, fact, reason="again", by=account_manager, at=later)


@EVERY_KIND
def test_a_customer_of_others_is_not_there(
    kind: Kind, customer: Any, outsider: User, client_for: Callable[[User], Client]
) -> None:
    fact = make_fact(kind, customer)
    [result] = post_records(kind, [row_of(kind, customer)], by=outsider, at=AT)
    assert (result.outcome, result.code) == ("refused", "unknown_customer")
    browser = client_for(outsider)
    for name, pk in (("detail", fact.pk), ("edit", fact.pk), ("create", customer.pk)):
        assert browser.get(reverse(f"customers:{kind.name}_{name}", args=[pk])).status_code == 404
    url = reverse(f"customers:{kind.name}_void", args=[fact.pk])
    assert browser.post(url, {"reason": "no"}).status_code == 404
    assert (
        fact.source_key not in browser.get(reverse(f"customers:{kind.name}_list")).content.decode()
    )


@EVERY_KIND
def test_the_api_takes_lists_and_answers_for_each_row(
    kind: Kind,
    customer: Any,
    account_manager: User,
    api_client_for: Callable[[User], APIClient],
) -> None:
    people = {account_manager.pk: account_manager.username}
    good = plain(row_of(kind, customer, person=account_manager), people)
    api = api_client_for(account_manager)
    url = reverse(f"api-{kind.code}")
    answer = api.post(
        url, [good, good | {"customer": "nobody"}, {"customer": "C-1"}], format="json"
    )
    assert answer.status_code == 200, answer.content
    assert [r["outcome"] for r in answer.json()["results"]] == ["created", "refused", "refused"]
    listed = api.get(url, {"customer_number": "C-1", "effective_date_after": str(DAY)}).json()
    [item] = [row for row in listed["results"] if row["source_key"] == "R-1"]
    for name in (value.name for value in kind.values if value.shape is not Shape.LINK):
        assert item[name] == good[name], name
    one = api.get(reverse(f"api-{kind.name}", args=[item["id"]])).json()
    assert one == item
    [again] = api.post(url, [good], format="json").json()["results"]
    assert again["outcome"] == "unchanged"


@EVERY_KIND
def test_a_file_brings_it_and_the_same_file_changes_nothing(
    kind: Kind, customer: Any, account_manager: User, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    row = row_of(kind, customer, person=account_manager)
    row = {n: v.replace("\n", " ") if isinstance(v, str) else v for n, v in row.items()}
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(
            ["customer", "source_key", "effective_date", *(v.name for v in kind.values)]
        )
        cells = [_cell(v, row[v.name], account_manager) for v in kind.values]
        writer.writerow(["C-1", "R-1", str(DAY), *cells])
        writer.writerow(["C-9", "R-2", str(DAY), *cells])
    summary = run(path, kind.code, by=account_manager)
    assert (summary.new, summary.changed, summary.refused) == (1, 0, 1), refused(path)
    assert "not among your customers" in refused(path)[3]
    fact = kind.model.objects.get(customer=customer, source_key="R-1")
    other = post_records(kind, [row], by=account_manager, at=timezone.now())
    assert other[0].outcome == "unchanged", [getattr(fact, v.name) for v in kind.values]
    again = run(path, kind.code, by=account_manager)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


def _cell(value: Value, told: Any, person: User) -> str:
    if value.shape is Shape.PERSON:
        return person.username
    if isinstance(told, list):
        return ", ".join(told)
    if isinstance(told, bool):
        return "yes" if told else "no"
    return str(told)


@EVERY_KIND
def test_a_person_enters_changes_and_voids_it_in_the_browser(
    kind: Kind, customer: Any, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    browser = client_for(account_manager)
    row = row_of(kind, customer, person=account_manager)
    data = {n: "" if v is None else v for n, v in row.items() if n != "customer"}
    url = reverse(f"customers:{kind.name}_create", args=[customer.pk])
    assert browser.get(url).status_code == 200
    answer = browser.post(url, data | {"source_key": ""})
    assert answer.status_code == 302, answer.context["form"].errors
    fact = kind.model.objects.exclude(source_key="L-1").get(customer=customer)
    assert fact.source_key.startswith("E2")
    taken = browser.post(url, data | {"source_key": f"{fact.source_key}\u200b"})
    assert (taken.status_code, list(taken.context["form"].errors)) == (422, ["source_key"])
    detail = reverse(f"customers:{kind.name}_detail", args=[fact.pk])
    assert fact.source_key in browser.get(detail).content.decode()
    edit = reverse(f"customers:{kind.name}_edit", args=[fact.pk])
    seen = browser.get(edit).context["form"].initial["version"]
    changed = data | {"version": seen, "effective_date": DAY - dt.timedelta(days=1)}
    assert browser.post(edit, changed).status_code == 302
    assert browser.post(edit, changed).status_code == 409  # somebody was quicker
    void = reverse(f"customers:{kind.name}_void", args=[fact.pk])
    assert browser.post(void, {"reason": ""}).status_code == 422
    assert browser.post(void, {"reason": "by mistake"}).status_code == 302
    listed = browser.get(reverse(f"customers:{kind.name}_list"), {"customer": customer.pk})
    assert f'<s><a class="as-is" href="{detail}' in listed.content.decode()


@EVERY_KIND
def test_who_may_not_see_or_keep_them_is_refused(
    kind: Kind,
    customer: Any,
    nobody: User,
    legal_reviewer: User,
    client_for: Callable[[User], Client],
) -> None:
    fact = make_fact(kind, customer)
    pages = [
        reverse(f"customers:{kind.name}_list"),
        reverse(f"customers:{kind.name}_detail", args=[fact.pk]),
        reverse(f"customers:{kind.name}_edit", args=[fact.pk]),
        reverse(f"customers:{kind.name}_create", args=[customer.pk]),
    ]
    assert [Client().get(page).status_code for page in pages] == [302] * 4
    assert [client_for(nobody).get(page).status_code for page in pages] == [403] * 4
    assert [client_for(legal_reviewer).get(p).status_code for p in pages] == [200, 200, 403, 403]


@pytest.mark.parametrize(
    ("code", "wrong", "refusal"),
    [
        ("orders", {"amount": Decimal("-1.00")}, "negative"),
        ("disputes", {"amount": Decimal("0.00")}, "bad_amount"),
        ("disputes", {"outcome": "upheld", "decided_date": None}, "no_decided_date"),
        ("disputes", {"decided_date": dt.date(2026, 1, 1)}, "dates_reversed"),
        ("promises", {"promised_date": dt.date(2026, 1, 1)}, "dates_reversed"),
        ("orders", {"effective_date": dt.date(2026, 4, 1)}, "in_future"),
        ("credit-notes", {"invoice": "no such"}, "unknown_link"),
        ("credit-reports", {"score": Decimal("900.00")}, "out_of_range"),
        ("market-events", {"severity": 9}, "out_of_range"),
        ("loans", {"outstanding": Decimal("900.00")}, "more_than_total"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    code: str, wrong: dict[str, Any], refusal: str, customer: Any, account_manager: User
) -> None:
    row = row_of(KINDS[code], customer) | wrong
    [result] = post_records(KINDS[code], [row], by=account_manager, at=AT)
    assert (result.outcome, result.code) == ("refused", refusal)
    assert result.reason


def test_one_number_twice_in_a_call_is_refused_the_second_time(
    customer: Any, account_manager: User
) -> None:
    row = row_of(KINDS["orders"], customer)
    first, second = post_records(KINDS["orders"], [row, row], by=account_manager, at=AT)
    assert (first.outcome, second.code) == ("created", "named_twice")


def test_what_a_row_leaves_out_stays(customer: Any, account_manager: User) -> None:
    orders = KINDS["orders"]
    row = row_of(orders, customer)
    fact = post_record(orders, row, by=account_manager, at=AT)
    short = {n: row[n] for n in ("customer", "source_key", "effective_date", "currency")}
    post_record(orders, short | {"amount": Decimal("7.00")}, by=account_manager, at=AT)
    fact.refresh_from_db()
    assert (fact.amount, fact.cost, fact.text) == (Decimal("7.00"), row["cost"], row["text"])
