"""Many customers or contacts in one call: what becomes of each row, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from customers.models import (
    Contact,
    ContactChange,
    Customer,
    CustomerChange,
    CustomerRevision,
    CustomField,
    DuplicatePair,
)
from customers.services import merge_customers, post_contacts, post_customers
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_contact, make_customer, make_service_user

pytestmark = pytest.mark.django_db
ApiFor = Callable[[User], APIClient]
AT = dt.datetime(2026, 3, 20, 8, tzinfo=dt.UTC)
CUSTOMERS, CONTACTS = "/api/v1/customers/", "/api/v1/contacts/"


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(
        "N1", name="Acme", city="Leeds", address="1 Mill Road", manager=account_manager,
        team=account_manager.team,
    )  # fmt: skip


def results(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.content
    return list(response.json()["results"])


def outcomes(response: Any) -> list[tuple[str, str, str]]:
    return [(r["outcome"], r["code"], r["field"]) for r in results(response)]


def test_each_row_of_a_list_is_entered_changed_left_or_refused(
    customer: Customer, account_manager: User, api_client_for: ApiFor
) -> None:
    make_customer("THEIRS", name="Of others")
    sent = [
        {"number": "N1", "city": "York"},
        {"number": "N2", "name": "Beta", "country": "GB"},
        {"number": "N1", "city": "Hull"},
        {"number": "N3"},
        {"number": "THEIRS", "city": "York"},
        {"number": "N4", "name": "Delta", "country": "GBR"},
        {"number": "N5", "name": "Epsilon", "since_date": "2150-01-01"},
        {"number": "N6", "name": "Zeta", "team": "no-such"},
        {"number": "N7", "name": "Eta", "colour": "red"},
        "nonsense",
    ]
    api = api_client_for(account_manager)
    assert outcomes(api.post(CUSTOMERS, sent)) == [
        ("changed", "", ""),
        ("created", "", ""),
        ("refused", "named_twice", ""),
        ("refused", "invalid", "name"),
        ("refused", "number_taken", "number"),
        ("refused", "invalid", "country"),
        ("refused", "in_future", "since_date"),
        ("refused", "unknown", "team"),
        ("refused", "invalid", "colour"),
        ("refused", "invalid", "non_field_errors"),
    ]
    customer.refresh_from_db()
    assert (customer.city, customer.address, customer.version) == ("York", "1 Mill Road", 2)
    new = Customer.objects.get(number="N2")
    assert (new.manager, new.team, new.status) == (
        account_manager, account_manager.team, "prospect",
    )  # fmt: skip
    assert Customer.objects.count() == 3
    assert outcomes(api.post(CUSTOMERS, sent[:2])) == [("unchanged", "", "")] * 2


def test_a_call_leaves_what_single_changes_leave(customer: Customer, risk_officer: User) -> None:
    rows = [
        {"number": "N1", "address": "2 Mill Road", "custom": {}},
        {"number": "N2", "name": "ACME Ltd", "manager": "manager"},
    ]
    post_customers(rows, by=risk_officer, at=AT)
    [revision] = CustomerRevision.objects.all()
    assert (revision.version, revision.former) == (1, {"address": "1 Mill Road"})
    [change] = ContactChange.objects.all()
    assert (change.kind, change.old_value, change.new_value) == (
        "address", "1 Mill Road", "2 Mill Road",
    )  # fmt: skip
    new = Customer.objects.get(number="N2")
    assert (new.status, new.manager and new.manager.username) == ("prospect", "manager")
    assert {row.customer_id for row in CustomerChange.objects.all()} == {customer.pk, new.pk}
    assert DuplicatePair.objects.get().second == new
    [event] = Event.objects.filter(verb="post_customers")
    said = event.payload.body
    assert '"N1":{"address":"2 Mill Road"}' in said
    assert '"created":1' in said
    post_customers(rows, by=risk_officer, at=AT)
    assert Event.objects.filter(verb="post_customers").count() == 1


def test_custom_fields_are_checked_and_kept(customer: Customer, risk_officer: User) -> None:
    CustomField.objects.create(code="grade", label_en="Grade", label_zh="级", type="number")
    rows = [{"number": "N1", "custom": {"grade": "7"}}, {"number": "N1b", "name": "B",
            "custom": {"grade": "high"}}]  # fmt: skip
    first, second = post_customers(rows, by=risk_officer, at=AT)
    assert (first.outcome, second.outcome, second.field) == ("changed", "refused", "custom")
    customer.refresh_from_db()
    assert customer.custom == {"grade": "7"}
    [cleared] = post_customers([{"number": "N1", "custom": {"grade": None}}],
                               by=risk_officer, at=AT)  # fmt: skip
    assert cleared.outcome == "changed"
    customer.refresh_from_db()
    assert customer.custom == {}


def test_who_sees_some_customers_gives_none_away(
    customer: Customer, outsider: User, account_manager: User
) -> None:
    rows = [{"number": "N1", "manager": outsider.username, "team": outsider.team.code}]
    [result] = post_customers(rows, by=account_manager, at=AT)
    assert (result.outcome, result.code) == ("refused", "not_yours_to_give")
    customer.refresh_from_db()
    assert customer.manager == account_manager


def test_the_number_of_a_merged_customer_is_told_who_it_is_now(
    customer: Customer, risk_officer: User
) -> None:
    merged = make_customer("OLD", name="Acme")
    merge_customers(customer, merged, by=risk_officer, at=AT, reason="the same", choices={})
    [result] = post_customers([{"number": "OLD", "city": "York"}], by=risk_officer, at=AT)
    assert (result.code, "N1" in result.reason) == ("merged_customer", True)
    [result] = post_contacts([{"customer": "OLD", "name": "Li"}], by=risk_officer, at=AT)
    assert (result.code, "N1" in result.reason) == ("merged_customer", True)


def test_each_contact_of_a_list_is_entered_changed_left_or_refused(
    customer: Customer, account_manager: User, api_client_for: ApiFor
) -> None:
    make_customer("THEIRS", name="Of others")
    make_contact(customer, source_key="K1", phone="111", is_primary=True, verified_at=AT,
                 verified_by=account_manager, verified_how="document")  # fmt: skip
    make_contact(customer, source_key="GONE", ended_at=AT, ended_because="left")
    sent = [
        {"customer": "N1", "source_key": "K1", "phone": "222"},
        {"customer": "N1", "source_key": "K2", "name": "Wang Fang", "is_primary": True},
        {"customer": "N1", "source_key": "K3", "name": "Zhao", "is_primary": True},
        {"customer": "N1", "source_key": "K1", "phone": "333"},
        {"customer": "N1", "source_key": "K4", "phone": "444"},
        {"customer": "THEIRS", "source_key": "K5", "name": "Li"},
        {"customer": "N1", "source_key": "K6", "name": "Li", "email": "nowhere"},
        {"customer": "N1", "name": "Without a key"},
    ]
    api = api_client_for(account_manager)
    assert outcomes(api.post(CONTACTS, sent)) == [
        ("changed", "", ""),
        ("created", "", ""),
        ("refused", "main_twice", "is_primary"),
        ("refused", "named_twice", ""),
        ("refused", "invalid", "name"),
        ("refused", "unknown_customer", "customer"),
        ("refused", "invalid", "email"),
        ("created", "", ""),
    ]
    known = Contact.objects.get(source_key="K1")
    assert (known.phone, known.name, known.version) == ("222", "Li Wei", 2)
    assert (known.is_primary, known.verified_at) == (False, None)
    assert Contact.objects.get(source_key="K2").is_primary
    [change] = ContactChange.objects.all()
    assert (change.contact, change.old_value, change.new_value) == (known, "111", "222")
    [event] = Event.objects.filter(verb="post_contacts")
    assert event.customer_id == customer.pk
    ended = {"customer": "N1", "source_key": "GONE", "is_primary": True}
    assert outcomes(api.post(CONTACTS, [sent[1], ended])) == [
        ("unchanged", "", ""),
        ("refused", "main_twice", "is_primary"),
    ]
    assert outcomes(api.post(CONTACTS, [ended])) == [("refused", "contact_ended", "is_primary")]


def test_a_new_main_contact_ends_the_one_that_no_row_names(
    customer: Customer, account_manager: User
) -> None:
    before = make_contact(customer, source_key="K1", is_primary=True)
    rows = [{"customer": "N1", "source_key": "K2", "name": "Wang", "is_primary": True}]
    post_contacts(rows, by=account_manager, at=AT)
    before.refresh_from_db()
    assert not before.is_primary


@pytest.mark.parametrize(
    ("address", "row"),
    [
        (CUSTOMERS, lambda n, word: {"number": f"C{n}", "name": f"{word} {n}",
                                     "manager": "manager", "team": "north"}),
        (CONTACTS, lambda n, word: {"customer": f"B{n}", "source_key": "K", "name": word}),
    ],
    ids=["customers", "contacts"],
)  # fmt: skip
def test_many_rows_take_as_many_statements_as_few(
    address: str,
    row: Callable[[int, str], dict[str, Any]],
    account_manager: User,
    api_client_for: ApiFor,
) -> None:
    for n in range(20):
        make_customer(f"B{n}", manager=account_manager, team=account_manager.team)
    api = api_client_for(account_manager)
    api.post(address, [row(19, "Warm")])  # rights are read once

    def statements(rows: list[dict[str, Any]], outcome: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert {r["outcome"] for r in results(api.post(address, rows))} == {outcome}
        return len(queries)

    def of(places: range, word: str) -> list[dict[str, Any]]:
        return [row(n, word) for n in places]

    assert statements(of(range(2), "A"), "created") == statements(of(range(2, 14), "A"), "created")
    assert statements(of(range(2), "B"), "changed") == statements(of(range(2, 14), "B"), "changed")


@pytest.mark.parametrize("address", [CUSTOMERS, CONTACTS])
def test_a_list_asks_for_the_right_to_add_and_to_change(
    address: str, customer: Customer, nobody: User, api_client_for: ApiFor
) -> None:
    assert api_client_for(nobody).post(address, []).status_code == 403
    what = address.split("/")[3]
    reader = make_service_user(f"{what}:read")
    assert api_client_for(reader).post(address, []).status_code == 403
    assert results(api_client_for(make_service_user(f"{what}:write")).post(address, [])) == []
    too_many = [{"number": "N1"}] * 1001
    answer = api_client_for(make_service_user(f"{what}:write")).post(address, too_many)
    assert answer.status_code == 400
