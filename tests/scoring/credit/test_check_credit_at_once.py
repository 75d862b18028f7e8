"""Checks that come at once, each on a connection of its own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum

from customers.models import Customer, CustomerGroup, GroupMembership
from riskcrm.accounts.models import User
from scoring.models import CreditCheck, Reservation, SectorExposure
from tests.customers.beside import Beside, wait_for_lock
from tests.scoring.credit.desk import NOON, ask, make_buyer
from tests.scoring.policies import publish_treatments

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 32


@pytest.fixture(autouse=True)
def _policy() -> None:
    from scoring.services import publish_first_policy

    publish_first_policy()


def ask_at_once(buyers: list[Customer], *, by: User, amount: str = "100") -> None:
    works = [
        Beside(lambda n=n: ask(buyers[n % len(buyers)], amount, reference=f"O-{n}", reserve=True,
                               by=by))
        for n in range(MANY)
    ]  # fmt: skip
    for work in works:
        work.end()


def reserved() -> Decimal:
    return Reservation.objects.live(NOON).aggregate(sum=Sum("base_amount"))["sum"]


def test_32_checks_at_once_never_overdraw_a_limit(risk_officer: User) -> None:
    ask_at_once([make_buyer(limit="1050")], by=risk_officer)
    assert reserved() == 1000
    assert CreditCheck.objects.filter(verdict="allow").count() == 10
    assert CreditCheck.objects.filter(verdict="hold").count() == MANY - 10


def test_customers_of_a_group_never_overdraw_its_limit(risk_officer: User) -> None:
    buyers = [make_buyer(limit="10000") for _ in range(4)]
    group = CustomerGroup.objects.create(
        code="g", name="G", credit_limit=1050, created_by=risk_officer, recorded_at=NOON
    )
    for buyer in buyers:
        GroupMembership.objects.create(
            group=group, customer=buyer, from_date=dt.date(2026, 1, 1), recorded_at=NOON
        )
    ask_at_once(buyers, by=risk_officer)
    assert reserved() == 1000


def test_customers_of_an_industry_never_overdraw_its_limit(risk_officer: User) -> None:
    publish_treatments(sectors={"F": 1050})
    SectorExposure.objects.create(industry="F", owed=0, unknown=0, read_at=NOON)
    ask_at_once([make_buyer(limit="10000", industry="F") for _ in range(4)], by=risk_officer)
    assert reserved() == 1000


def test_the_same_document_asked_twice_at_once_is_reserved_once(risk_officer: User) -> None:
    buyer = make_buyer()
    works = [Beside(lambda: ask(buyer, "600", reserve=True, by=risk_officer)) for _ in range(8)]
    assert {work.end().verdict for work in works} == {"allow"}
    assert reserved() == 600


def test_a_check_does_not_wait_for_an_import_that_holds_the_customer(risk_officer: User) -> None:
    buyer = make_buyer()
    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).get(pk=buyer.pk)
        check = Beside(lambda: ask(buyer, "600", reserve=True, by=risk_officer)).end()
    assert check.verdict == "allow"


def test_a_mere_question_waits_for_nobody(risk_officer: User) -> None:
    buyer = make_buyer()
    with transaction.atomic():
        ask(buyer, "600", reserve=True, by=risk_officer)
        asked = Beside(lambda: ask(buyer, "600", reference="O-2", by=risk_officer)).end()
        assert asked.reserved == 0  # not committed yet
        waiting = Beside(
            lambda: ask(buyer, "600", reference="O-3", reserve=True, by=risk_officer)
        )  # fmt: skip
        wait_for_lock()
    assert waiting.end().verdict == "hold"
