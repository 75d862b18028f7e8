"""Lists of facts as they were known at a moment, on the page and over the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import Customer, FactRevision, MarketEvent
from customers.records import KINDS, Kind
from customers.records.events import confirmed_events
from customers.services.events import confirm_event
from customers.services.merges import merge_customers
from customers.services.records import post_record, void_record
from customers.services.undo_merges import undo_merge
from riskcrm.accounts.models import User
from riskcrm.web.services import exports
from tests.customers.follow_up import make_event
from tests.customers.records import DAY, row_of
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
ApiClientFor = Callable[[User], APIClient]
EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
AT = dt.datetime(2026, 3, 20, 8, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=3)
BEFORE = (AT - dt.timedelta(days=1)).isoformat()


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


def listed(client: Any, code: str, **query: Any) -> list[Any]:
    answer = client.get(f"/api/v1/{code}/", query)
    assert answer.status_code == 200, answer.json()
    return [row["effective_date"] for row in answer.json()["results"]]


@EVERY_KIND
def test_a_list_tells_what_was_known_then(
    kind: Kind, customer: Customer, account_manager: User, client_for: ClientFor,
    api_client_for: ApiClientFor,
) -> None:  # fmt: skip
    row = row_of(kind, customer, person=account_manager)
    post_record(kind, row, by=account_manager, at=AT)
    earlier = DAY - dt.timedelta(days=1)
    changed = post_record(kind, row | {"effective_date": earlier}, by=account_manager, at=LATER)
    last = LATER + dt.timedelta(days=1)
    void_record(kind, changed, reason="slip", by=account_manager, at=last)
    client, whose = api_client_for(account_manager), {"customer_number": "C-1", "source_key": "R-1"}
    for moment, known in (
        (AT - dt.timedelta(hours=1), []),
        (AT, [str(DAY)]),
        (LATER, [str(earlier)]),
        (last, []),
    ):
        assert listed(client, kind.code, known_at=moment.isoformat(), **whose) == known
        day = {**whose, "known_at": moment.isoformat(), "as_of": str(earlier)}
        assert listed(client, kind.code, **day) == [d for d in known if d <= str(earlier)]
    page = client_for(account_manager).get(
        f"/{kind.code}/", {"customer": customer.pk, "source_key": "R-1", "known_at": "2026-03-20"}
    )
    assert [fact.effective_date for fact in page.context["table"].data] == [DAY]


def test_a_reading_is_of_a_customer_and_of_a_moment(
    customer: Customer, account_manager: User, client_for: ClientFor, api_client_for: ApiClientFor
) -> None:
    client = api_client_for(account_manager)
    for query in ({"known_at": BEFORE}, {"known_at": "yesterday", "customer_number": "C-1"},
                  {"known_at": "2026-13-01", "customer_number": "C-1"}):  # fmt: skip
        assert client.get("/api/v1/orders/", query).status_code == 400, query
        page = client_for(account_manager).get("/orders/", query)
        assert page.context["wrong_filters"]


def test_others_customers_stay_hidden_in_the_past(
    customer: Customer, account_manager: User, outsider: User, api_client_for: ApiClientFor
) -> None:
    kind = KINDS["orders"]
    row = row_of(kind, customer)
    post_record(kind, row, by=account_manager, at=AT)
    post_record(kind, row | {"text": "Other"}, by=account_manager, at=LATER)
    query = {"known_at": AT.isoformat(), "customer": customer.pk}
    assert listed(api_client_for(account_manager), "orders", **query) == [str(DAY)]
    assert listed(api_client_for(outsider), "orders", **query) == []


def test_pages_and_files_of_the_past_are_of_the_past(
    customer: Customer, account_manager: User, settings: Any, tmp_path: Any,
    api_client_for: ApiClientFor,
) -> None:  # fmt: skip
    settings.MEDIA_ROOT = tmp_path
    kind = KINDS["orders"]
    for n in range(3):
        row = row_of(kind, customer, key=f"R-{n}")
        post_record(kind, row, by=account_manager, at=AT)
        post_record(kind, row | {"text": "Other"}, by=account_manager, at=LATER)
    first = api_client_for(account_manager).get(
        "/api/v1/orders/", {"customer": customer.pk, "known_at": AT.isoformat(), "limit": 2}
    )
    second = api_client_for(account_manager).get(first.json()["next"])
    rows = first.json()["results"] + second.json()["results"]
    assert [row["text"] for row in rows] == [row_of(kind, customer)["text"]] * 3
    asked = exports.request_export(
        by=account_manager, file_format="csv", language="en", at=timezone.now(),
        address=f"/orders/?customer={customer.pk}&known_at=2026-03-20&columns=source_key,text",
    )  # fmt: skip
    text = exports.make_export(asked, at=timezone.now()).file.read().decode()
    assert text.count("Some words") == 3
    assert "Other" not in text


def test_the_past_of_a_customer_is_led_to_by_an_index(
    customer: Customer, account_manager: User, api_client_for: ApiClientFor
) -> None:
    with CaptureQueriesContext(connection) as queries:
        listed(api_client_for(account_manager), "orders", customer_number="C-1", known_at=BEFORE)
    [reading] = [q["sql"] for q in queries if "jsonb_populate_record" in q["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {reading}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "one_fact_state_at_a_time" in plan
    assert "Seq Scan on customers_factrevision" not in plan


def test_the_past_of_a_merged_customer_is_the_survivors(
    customer: Customer, account_manager: User, risk_officer: User, api_client_for: ApiClientFor
) -> None:
    merged = make_customer("C-2", manager=account_manager, team=account_manager.team)
    event = make_event(merged, by=account_manager, at=AT)
    MarketEvent.objects.filter(pk=event.pk).update(recorded_at=AT)
    event.refresh_from_db()
    confirm_event(event, reason="seen", by=risk_officer, at=AT + dt.timedelta(hours=1))
    known_at = AT + dt.timedelta(hours=2)
    event.refresh_from_db()
    void_record(KINDS["market-events"], event, reason="slip", by=risk_officer, at=LATER)
    row = merge_customers(customer, merged, by=risk_officer, at=LATER, choices={}, reason="one")
    assert FactRevision.objects.filter(customer=customer, kind="marketevent").count() == 2
    as_of = known_at.date()
    [known] = confirmed_events(customer, as_of=as_of, known_at=known_at)
    assert (known.pk, known.customer_id) == (event.pk, customer.pk)
    query = {"known_at": known_at.isoformat(), "customer_number": "C-1"}
    client = api_client_for(account_manager)
    assert len(listed(client, "market-events", **query)) == 1
    undo_merge(row, by=risk_officer, at=LATER + dt.timedelta(days=1), reason="two")
    assert confirmed_events(customer, as_of=as_of, known_at=known_at) == []
    [known] = confirmed_events(merged, as_of=as_of, known_at=known_at)
    assert known.customer_id == merged.pk
