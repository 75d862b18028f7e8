"""Open items follow the ledger, whoever writes it and however."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.generator.write import Plan, make_book
from customers.models import Allocation, Customer, Invoice, OpenItem
from customers.selectors import with_open_amount
from customers.services import AllocationRow, InvoiceRow, PaymentRow, post_invoices, post_payments
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
AT = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


def stored() -> dict[int, tuple[Any, ...]]:
    rows = OpenItem.objects.values_list(
        "invoice_id", "customer_id", "due_date", "currency", "open_amount", "base_open"
    )
    return {row[0]: row[1:] for row in rows}


def by_the_ledger() -> dict[int, tuple[Any, ...]]:
    """The same, figured from invoices and allocations by the selector of the invoice panel."""
    rows = with_open_amount(Invoice.objects.all()).filter(open_amount__gt=0)
    return {
        i.pk: (i.customer_id, i.due_date, i.currency, i.open_amount, i.base_open)  # type: ignore[attr-defined]
        for i in rows
    }


def test_an_invoice_opens_an_item_and_its_payment_closes_it() -> None:
    customer = make_customer()
    invoice = make_invoice(customer, "100.00", invoice_date=DAY)
    item = OpenItem.objects.get()
    assert (item.invoice_id, item.open_amount, item.due_date) == (
        invoice.pk, Decimal(100), DAY + dt.timedelta(days=30),
    )  # fmt: skip
    make_payment(customer, "40.00", invoices=[invoice])
    assert OpenItem.objects.get().open_amount == 60
    make_payment(customer, "60.00", invoices=[invoice])
    assert not OpenItem.objects.exists()


def test_an_allocation_taken_back_opens_the_item_again() -> None:
    customer = make_customer()
    invoice = make_invoice(customer, "100.00")
    make_payment(customer, invoices=[invoice])
    Allocation.objects.update(amount=0, base_amount=0)
    assert OpenItem.objects.get().open_amount == 100
    Allocation.objects.update(amount=30, base_amount=30)
    assert OpenItem.objects.get().base_open == 70
    Allocation.objects.all().delete()
    assert OpenItem.objects.get().base_open == 100


def test_a_corrected_invoice_corrects_its_item() -> None:
    invoice = make_invoice(make_customer(), "100.00")
    Invoice.objects.filter(pk=invoice.pk).update(due_date=None, amount=90, base_amount=None)
    item = OpenItem.objects.get()
    assert (item.due_date, item.open_amount, item.base_open) == (None, 90, None)


def test_an_invoice_that_is_undone_leaves_no_item() -> None:
    make_invoice(make_customer())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_invoice")
    assert not OpenItem.objects.exists()


def test_rows_posted_by_the_services_are_followed(risk_officer: User) -> None:
    customer = make_customer("K-1")
    rows = [
        InvoiceRow("K-1", f"I-{n}", DAY, Decimal("50.00"), "USD", DAY + dt.timedelta(days=n))
        for n in range(3)
    ]
    post_invoices(rows, by=risk_officer, at=AT)
    parts = (AllocationRow("I-0", Decimal(50)), AllocationRow("I-1", Decimal("20.50")))
    payment = PaymentRow("K-1", "P-1", DAY, Decimal(80), "USD", allocations=parts)
    post_payments([payment], by=risk_officer, at=AT)
    amounts = customer.open_items.order_by("open_amount").values_list("open_amount", flat=True)
    assert list(amounts) == [Decimal("29.50"), Decimal(50)]
    assert stored() == by_the_ledger()


def test_a_made_book_has_the_items_of_its_ledger() -> None:
    plan = Plan(customers=40, seed=3, end_date=today())
    make_book(plan, at=timezone.now())
    assert Customer.objects.count() == 40
    assert stored() == by_the_ledger() != {}


MONEY = st.decimals("0.01", "9999.99", places=2)
CURRENCIES = st.sampled_from([("USD", 1), ("EUR", "1.1"), ("CNY", None)])


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    invoices=st.lists(st.tuples(MONEY, CURRENCIES, st.booleans()), min_size=1, max_size=5),
    acts=st.lists(
        st.tuples(st.sampled_from(["pay", "change", "void", "amend"]), st.integers(0, 4),
                  st.integers(0, 100)),
        max_size=8,
    ),
)  # fmt: skip
def test_whatever_happens_items_equal_the_ledger(
    db: None, invoices: list[Any], acts: list[Any]
) -> None:
    customer = make_customer()
    held = [_invoice(customer, *said) for said in invoices]
    for act, place, share in acts:
        _do(customer, held[place % len(held)], act, share)
    mine = {key: row for key, row in stored().items() if row[0] == customer.pk}
    assert mine == {k: row for k, row in by_the_ledger().items() if row[0] == customer.pk}


def _invoice(customer: Customer, amount: Decimal, currency: Any, has_due: bool) -> Invoice:
    code, rate = currency
    base = None if rate is None else round(amount * Decimal(rate), 2)
    due = DAY if has_due else None
    return make_invoice(
        customer, amount, invoice_date=DAY, due_date=due, currency=code, base_amount=base
    )


def _do(customer: Customer, invoice: Invoice, act: str, share: int) -> None:
    parts = Allocation.objects.filter(invoice=invoice)
    if act == "pay":
        given = sum((part.amount for part in parts), Decimal(0))
        amount = round((invoice.amount - given) * share / 100, 2)
        if amount > 0:
            payment = make_payment(customer, amount, currency=invoice.currency)
            Allocation.objects.create(
                customer=customer, payment=payment, invoice=invoice, effective_date=DAY,
                amount=amount, base_amount=None, recorded_at=AT,
            )  # fmt: skip
    elif act == "change":
        for part in parts:
            part.amount = round(part.amount * share / 100, 2)
            part.save()
    elif act == "void":
        parts.update(amount=0)
    else:
        Invoice.objects.filter(pk=invoice.pk).update(due_date=DAY + dt.timedelta(days=share))
