"""Returns, disputes, complaints and contact changes: examples by hand, at the edges of windows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import ContactChange, Customer
from riskcrm.accounts import roles
from riskcrm.web.today import end_of_day
from scoring import services
from scoring.figure_rows import indicator_rows
from scoring.indicators import SCORABLE
from scoring.indicators.conduct import CONDUCT
from scoring.selectors import champion
from tests.factories import make_customer, make_invoice, make_person
from tests.scoring.book import DAY, days, reading_of
from tests.scoring.facts import correct, tell

pytestmark = pytest.mark.django_db
CODES = [each.code for each in CONDUCT.indicators]
LATER = end_of_day(DAY) + dt.timedelta(microseconds=1)


@pytest.fixture
def customer() -> Customer:
    """A customer that was invoiced 1,000 in 90 days and 2,000 in the year."""
    customer = make_customer()
    for amount, ago in ((200, 0), (300, -40), (500, -89), (600, -90), (400, -364)):
        make_invoice(customer, amount, invoice_date=days(ago))
    make_invoice(customer, 9000, invoice_date=days(-365))
    return customer


def change(customer: Customer, kind: str, on: int, **fields: Any) -> ContactChange:
    count = ContactChange.objects.count()
    return ContactChange.objects.create(
        customer=customer, kind=kind, effective_date=days(on), source_key=f"K-{count}",
        **({"recorded_at": end_of_day(days(on))} | fields),
    )  # fmt: skip


def counted(customer: Customer, code: str) -> list[dict[str, Any]]:
    return indicator_rows(customer, code, as_of=DAY, known_at=end_of_day(DAY))


def test_returns_of_ninety_days_are_held_against_what_was_invoiced_in_them(
    customer: Customer,
) -> None:
    for on, amount, cause in ((0, 10, "customer"), (-89, 20, "carrier"), (-40, 30, "unknown")):
        tell("returns", customer, on, amount=amount, cause=cause)
    tell("returns", customer, -90, amount=500)
    tell("returns", customer, -3, amount=500, cause="ours")
    tell("returns", customer, -3, amount=500, is_void=True)
    assert reading_of(customer)["return_rate"] == 6
    rows = counted(customer, "return_rate")
    sums = {
        kind: sum(row["base_amount"] for row in rows if row["kind"] == kind)
        for kind in ("goodsreturn", "invoice")
    }
    assert sums == {"goodsreturn": 60, "invoice": 1000}


def test_a_return_rate_needs_three_invoices_and_known_amounts(customer: Customer) -> None:
    assert reading_of(customer)["return_rate"] == 0
    back = tell("returns", customer, -5, base_amount=None)
    assert reading_of(customer)["return_rate"] is None
    back.delete()
    invoice = customer.invoices.get(invoice_date=days(-89))
    invoice.base_amount = None
    invoice.save()
    assert reading_of(customer)["return_rate"] is None
    invoice.delete()
    assert reading_of(customer)["return_rate"] is None


def decide(customer: Customer, outcome: str, began: int, decided: int, amount: int = 100) -> Any:
    return tell(
        "disputes", customer, began, amount=amount, outcome=outcome, decided_date=days(decided)
    )


def test_only_rejected_disputes_weigh(customer: Customer) -> None:
    decide(customer, "rejected", -364, -300, amount=40)
    decide(customer, "rejected", -60, 0, amount=60)
    decide(customer, "rejected", -365, -300, amount=700)  # began before the year
    decide(customer, "rejected", -60, 1, amount=700)  # decided tomorrow
    for outcome in ("upheld", "partly", "withdrawn"):
        decide(customer, outcome, -50, -20, amount=800)
    tell("disputes", customer, -10, amount=900)
    found = reading_of(customer)
    assert (found["dispute_rate"], found["disputes_won"]) == (5, 2)
    rows = [row for row in counted(customer, "dispute_rate") if row["kind"] == "dispute"]
    assert sorted(row["base_amount"] for row in rows) == [40, 60]
    assert len(counted(customer, "disputes_won")) == 2


def test_a_dispute_is_won_in_the_year_in_which_it_was_decided(customer: Customer) -> None:
    decide(customer, "upheld", -500, -364)
    decide(customer, "upheld", -500, -365)
    assert reading_of(customer)["disputes_won"] == 1


def test_a_dispute_rate_needs_five_invoices(customer: Customer) -> None:
    customer.invoices.get(invoice_date=days(-90)).delete()
    decide(customer, "rejected", -60, -10)
    assert reading_of(customer)["dispute_rate"] is None


def test_complaints_about_a_customer_count_once_found_justified(customer: Customer) -> None:
    for on, state in ((0, "upheld"), (-364, "upheld"), (-365, "upheld"), (-2, "rejected")):
        tell("complaints", customer, on, direction="about", state=state)
    tell("complaints", customer, -9, direction="about")
    for on, state in ((-1, "open"), (-364, "upheld"), (-365, "upheld")):
        tell("complaints", customer, on, direction="by", state=state)
    found = reading_of(customer)
    assert (found["complaints_about"], found["complaints_by"]) == (2, 2)


def test_what_a_customer_may_rightfully_do_is_in_no_card() -> None:
    assert not {"complaints_by", "disputes_won"} & SCORABLE
    assert {"complaints_about", "dispute_rate"} <= SCORABLE


def test_contact_changes_weigh_by_what_they_lead_to(customer: Customer) -> None:
    points = {"phone": 1, "email": 1, "wechat": 1, "address": 1, "legal_rep": 2, "owner": 2,
              "contact_name": 0}  # fmt: skip
    for kind in points:
        change(customer, kind, -89)
    change(customer, "legal_rep", -90)
    assert reading_of(customer)["contact_changes"] == sum(points.values()) == 8
    assert sum(row["counts"] for row in counted(customer, "contact_changes")) == 8


@pytest.mark.parametrize(("apart", "points"), [(0, 5), (30, 5), (31, 4)])
def test_a_new_bank_account_beside_a_new_phone_is_red(
    customer: Customer, apart: int, points: int
) -> None:
    change(customer, "phone", -40)
    change(customer, "bank_account", -40 + apart)
    assert reading_of(customer)["contact_changes"] == points
    assert {row["title"] for row in counted(customer, "contact_changes")} == {
        "phone",
        "bank_account",
    }


def test_announced_and_verified_changes_weigh_nothing_from_their_verification_on(
    customer: Customer,
) -> None:
    by = {"verified_by": make_person(roles.RISK_OFFICER), "verified_how": "call_back"}
    change(customer, "phone", -3, is_planned=True)
    change(customer, "bank_account", -3, verified_at=end_of_day(days(-1)), **by)
    planned = {"is_planned": True, **by}
    change(customer, "address", -3, verified_at=end_of_day(days(-1)), **planned)
    change(customer, "bank_account", -2, verified_at=LATER, **planned)
    assert reading_of(customer)["contact_changes"] == 1 + 3 + 0 + 3
    assert reading_of(customer, known_at=LATER)["contact_changes"] == 5


def test_rows_effective_or_recorded_later_change_nothing(customer: Customer) -> None:
    before = {code: reading_of(customer)[code] for code in CODES}
    for on, known in ((1, end_of_day(DAY)), (-20, LATER)):
        tell("returns", customer, on, known=known)
        tell("complaints", customer, on, direction="by", known=known)
        tell("complaints", customer, on, direction="about", state="upheld", known=known)
        for outcome in ("rejected", "upheld"):
            tell("disputes", customer, on, outcome=outcome, decided_date=days(on), known=known)
        change(customer, "phone", on, recorded_at=known)
    assert {code: reading_of(customer)[code] for code in CODES} == before
    found = reading_of(customer, known_at=LATER)
    assert all(found[code] != before[code] for code in CODES)


def test_what_was_corrected_later_is_read_as_it_stood(customer: Customer) -> None:
    back = tell("returns", customer, -20, amount=50)
    dispute = decide(customer, "rejected", -60, -10)
    complaint = tell("complaints", customer, -9, direction="about", state="upheld")
    before = {code: reading_of(customer)[code] for code in CODES}
    assert before["return_rate"] == before["dispute_rate"] == 5
    correct("returns", back, LATER, cause="ours")
    correct("disputes", dispute, LATER, outcome="upheld")
    correct("complaints", complaint, LATER, is_void=True)
    assert {code: reading_of(customer)[code] for code in CODES} == before
    found = reading_of(customer, known_at=LATER)
    assert [found[code] for code in CODES] == [0, 0, 1, 0, 0, 0]


def test_the_pages_show_the_rows(
    customer: Customer, account_manager: Any, client_for: Any, on_day: Any
) -> None:
    customer.manager, customer.team = account_manager, account_manager.team
    customer.save()
    back = tell("returns", customer, -20, amount=50)
    complaint = tell("complaints", customer, -9, direction="by", text="Two pallets were wet")
    change(customer, "bank_account", -3)
    services.score_customers(
        [customer.pk], as_of=on_day(DAY), known_at=end_of_day(DAY), card_version=champion(),
        run_id=None, at=end_of_day(DAY),
    )  # fmt: skip
    client: Client = client_for(account_manager)

    def page(code: str) -> str:
        return client.get(
            reverse("scoring:indicator_rows", args=[customer.pk, code])
        ).content.decode()

    returns = page("return_rate")
    assert back.source_key in returns
    assert "Sum: returns" in returns
    assert reverse("customers:goodsreturn_detail", args=[back.pk]) in returns
    assert complaint.source_key in page("complaints_by")
    assert "bank account" in page("contact_changes")
    panel = client.get(reverse("scoring:score_panel", args=[customer.pk])).content.decode()
    assert "Complaints by the customer" in panel
