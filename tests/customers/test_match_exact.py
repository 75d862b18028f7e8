"""Allocating all exact matches in the background."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Allocation, Customer
from customers.services import PaymentRow, match_runs, post_payments
from riskcrm.accounts.models import User
from riskcrm.jobs.models import Run
from tests.factories import make_customer, make_invoice

pytestmark = pytest.mark.django_db


def owes(number: str, keeper: User, *amounts: str) -> Customer:
    customer = make_customer(number, manager=keeper, team=keeper.team)
    for n, amount in enumerate(amounts, start=1):
        make_invoice(customer, amount, number=f"{number}-10{n}")
    return customer


def pays(number: str, key: str, amount: str, reference: str = "") -> PaymentRow:
    day = dt.date(2026, 2, 3)
    return PaymentRow(number, key, day, Decimal(amount), "USD", reference=reference)


def given() -> set[tuple[str, str]]:
    return set(Allocation.objects.values_list("payment__source_key", "invoice__number"))


@pytest.fixture
def book(account_manager: User, outsider: User, risk_officer: User) -> None:
    owes("A", account_manager, "100", "70", "70", "55")
    owes("B", account_manager, "40")
    owes("C", outsider, "30")
    rows = [
        pays("A", "exact", "100"),
        pays("A", "named", "70", "for A-103"),
        pays("A", "unclear", "70"),  # two invoices had this amount
        pays("A", "part", "20", "for A-104"),
        pays("B", "one", "40"),
        pays("B", "two", "40"),
        pays("C", "theirs", "30"),
    ]
    post_payments(rows, by=risk_officer, at=timezone.now())


@pytest.mark.usefixtures("book")
def test_only_what_leaves_no_choice_is_allocated_and_only_ones_own(account_manager: User) -> None:
    at = timezone.now()
    run = match_runs.request_matching(by=account_manager, at=at)
    assert match_runs.request_matching(by=account_manager, at=at) == run  # one at a time
    assert run.total == 6
    assert match_runs.work_on_matching(at=at) == 1
    assert given() == {("exact", "A-101"), ("named", "A-103")}
    run.refresh_from_db()
    assert (run.state, run.result) == (Run.State.DONE, {"allocated": 2})
    match_runs.request_matching(by=account_manager, at=at)
    match_runs.work_on_matching(at=at)
    assert Allocation.objects.count() == 2 + 1  # now that only one of the like amounts is open


@pytest.mark.usefixtures("book")
def test_who_lost_the_right_meanwhile_allocates_nothing(account_manager: User) -> None:
    at = timezone.now()
    match_runs.request_matching(by=account_manager, at=at)
    account_manager.groups.set(Group.objects.filter(name="auditor"))
    match_runs.work_on_matching(at=at)
    assert given() == set()


@pytest.mark.usefixtures("book")
def test_the_page_asks_for_it_and_shows_how_far_it_is(
    account_manager: User,
    nobody: User,
    legal_reviewer: User,
    client_for: Callable[[User], Client],
) -> None:
    url = reverse("customers:match_exact")
    assert Client().get(url).status_code == 302
    for person in (nobody, legal_reviewer):
        assert client_for(person).post(url).status_code == 403
    client = client_for(account_manager)
    assert url in client.get(reverse("customers:opencredit_list")).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url)["Location"] == url
    assert "Waiting" in client.get(url).content.decode()
    match_runs.work_on_matching(at=timezone.now())
    text = client.get(url).content.decode()
    assert "Allocations made" in text
    assert ">2<" in text
