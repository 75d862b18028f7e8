"""The page of a figure shows the rows that it was computed from, each leading to its own page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags

from customers.models import Customer, Invoice, Payment
from customers.records import KINDS
from riskcrm.accounts.models import Team
from riskcrm.web.today import end_of_day, today
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring.test_score_customers import score

pytestmark = pytest.mark.django_db


def ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


def fact(customer: Customer, code: str, key: str, *, days: int, **said: Any) -> Any:
    return KINDS[code].model._default_manager.create(
        customer=customer, source_key=key, amount=100, currency=settings.BASE_CURRENCY,
        base_amount=100, effective_date=ago(days), recorded_at=end_of_day(ago(days)), **said,
    )  # fmt: skip


@pytest.fixture
def customer(team: Team) -> Customer:
    customer = make_customer(team=team)
    for n in range(6):
        invoice = make_invoice(customer, 1000, number=f"INV-A{n}", invoice_date=ago(150 + n),
                               due_date=ago(120 + n))  # fmt: skip
        make_payment(customer, 900 if n == 3 else 1000, invoices=[invoice], source_key=f"PAY-A{n}",
                     received_date=ago(100 + n), method="cash" if n == 3 else "card")  # fmt: skip
        fact(customer, "orders", f"ORD-{n}", days=100 + n)
    for n in range(3):
        invoice = make_invoice(
            customer, 500, number=f"INV-B{n}", invoice_date=ago(60), due_date=ago(20 + n)
        )
    make_payment(customer, invoices=[invoice], received_date=ago(10))
    returned = make_payment(customer, 60_000, received_date=ago(9), source_key="PAY-BACK")
    fact(customer, "dishonoured-payments", "BACK-1", days=5, payment=returned)
    fact(customer, "dishonoured-payments", "BACK-2", days=5)
    for n, outcome in enumerate(("kept", "broken")):
        fact(customer, "promises", f"PROMISE-{n}", days=60, promised_date=ago(30), outcome=outcome)
    score(customer)
    return customer


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("count_back_dso", ["INV-A3", "INV-B0"]),
        ("best_possible_dso", ["INV-B0"]),
        ("dbt_signed", ["PAY-A3", "INV-A3"]),
        ("roll_forward", ["INV-B0", "INV-A3", "In a worse bucket now"]),
        ("collection_effectiveness", ["INV-B0", "INV-A3", "Open 90 days ago"]),
        ("deduction_rate", ["INV-A3", "INV-A0", "Kept back"]),
        ("broken_promises", ["PROMISE-0", "PROMISE-1"]),
        ("dishonoured_count", ["PAY-BACK", "BACK-1", "BACK-2"]),
        ("dishonoured_ratio", ["PAY-BACK", "PAY-A0", "BACK-2"]),
        ("payment_method_changes", ["PAY-A3", "cash", "card"]),
        ("large_transactions", ["PAY-BACK", "PAY-A0", "ORD-0", "50,000"]),
    ],
)
def test_a_figures_page_shows_its_rows(
    client_for: Any, customer: Customer, account_manager: Any, code: str, shown: list[str]
) -> None:
    url = reverse("scoring:indicator_rows", args=[customer.pk, code])
    response = client_for(account_manager).get(url)
    text = " ".join(strip_tags(response.content.decode()).split())
    assert response.context["value"] is not None
    for words in shown:
        assert words in text, words


def test_rows_lead_to_their_own_pages(
    client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client = client_for(account_manager)
    order, back = KINDS["orders"].model, KINDS["dishonoured-payments"].model
    for code, route, row in (
        ("deduction_rate", "invoice_detail", Invoice.objects.get(number="INV-A3")),
        ("large_transactions", "order_detail", order.objects.get(source_key="ORD-0")),
        ("dishonoured_count", "dishonouredpayment_detail", back.objects.get(source_key="BACK-2")),
        ("dishonoured_count", "payment_detail", Payment.objects.get(source_key="PAY-BACK")),
    ):
        page = client.get(reverse("scoring:indicator_rows", args=[customer.pk, code]))
        assert reverse(f"customers:{route}", args=[row.pk]) in page.content.decode(), route


def test_the_sums_of_the_rows_give_the_figure(
    client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client = client_for(account_manager)

    def page(code: str) -> tuple[Decimal, dict[str, Decimal]]:
        found = client.get(reverse("scoring:indicator_rows", args=[customer.pk, code])).context
        return found["value"], found["sums"]

    value, sums = page("deduction_rate")
    assert value == round(100 * sums["short"] / sums["base_amount"], 4) > 0
    value, sums = page("roll_forward")
    assert value == round(100 * sums["moved"] / sums["open_then"], 4) > 0
    value, sums = page("collection_effectiveness")
    whole = sums["open_then"] + sums["invoiced"]
    part = whole - sums["open_amount"]
    assert value == round(100 * part / (whole - sums["not_due"]), 4) > 0


def test_what_is_disputed_or_covered_stands_beside_what_is_held_against_the_customer(
    client_for: Any, team: Team, account_manager: Any
) -> None:
    customer = make_customer(team=team)
    for n in range(3):
        make_invoice(customer, 1000, number=f"INV-C{n}", invoice_date=ago(80), due_date=ago(50 - n))
    disputed = Invoice.objects.get(number="INV-C0")
    fact(customer, "disputes", "DISPUTE", days=9, invoice=disputed)
    make_payment(customer, 1200, received_date=ago(3))
    score(customer)
    response = client_for(account_manager).get(
        reverse("scoring:indicator_rows", args=[customer.pk, "overdue_ratio"])
    )
    rows = {row["number"]: row for row in response.context["rows"]}
    told = {n: (row["disputed"], row["covered"], row["charged"]) for n, row in rows.items()}
    assert told == {"INV-C0": (100, 900, 0), "INV-C1": (0, 300, 700), "INV-C2": (0, 0, 1000)}
    sums = response.context["sums"]
    assert round(100 * sums["charged"] / sums["open_amount"], 4) == response.context["value"]
    assert "Covered by unused payments" in response.content.decode()
    page = client_for(account_manager).get(
        reverse("monitoring:customer_detail", args=[customer.pk])
    )
    assert "100 of it in dispute" in page.content.decode()
    assert "1,200 of it covered by unused payments" in page.content.decode()
