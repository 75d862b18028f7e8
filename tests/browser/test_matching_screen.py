"""A person matches a payment with an invoice, sees it on both pages, and takes it back."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from customers.models import Allocation, Customer
from customers.records import KINDS
from customers.services import PaymentRow, post_payments
from customers.services.records import post_record
from riskcrm.accounts.models import User
from tests.browser.conftest import PHONE, Visitor
from tests.factories import make_customer, make_invoice


@pytest.fixture
def customer(account_manager: User) -> Customer:
    customer = make_customer("K-1", name="昆明云岭机械有限公司", manager=account_manager)
    for n, amount in enumerate(("1200", "800", "450.50"), start=1):
        make_invoice(customer, amount, number=f"INV-100{n}", invoice_date=dt.date(2026, 1, n))
    rows = [
        PaymentRow("K-1", "P-7001", dt.date(2026, 2, 3), Decimal(800), "USD",
                   reference="for INV-1002, thank you"),
        PaymentRow("K-1", "P-7002", dt.date(2026, 2, 4), Decimal(1000), "USD"),
    ]  # fmt: skip
    at = timezone.now()
    post_payments(rows, by=account_manager, at=at)
    note = {"customer": "K-1", "source_key": "CN-1", "effective_date": dt.date(2026, 2, 1),
            "amount": Decimal(50), "currency": "USD", "invoice": "INV-1003"}  # fmt: skip
    post_record(KINDS["credit-notes"], note, by=account_manager, at=at)
    return customer


def shoot(visitor: Visitor, name: str) -> None:
    """A picture for who wants to look: SHOTS names the folder."""
    if folder := os.environ.get("SHOTS"):
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def pages(customer: Customer) -> list[str]:
    allocation = Allocation.objects.standing().first()
    assert allocation is not None
    payment = customer.payments.earliest("pk")
    return [
        "/invoices/",
        f"/invoices/{allocation.invoice_id}/",
        "/payments/",
        f"/payments/{payment.pk}/",
        "/allocations/",
        f"/allocations/{allocation.pk}/take-back/",
        "/open-credits/",
        f"/customers/{customer.pk}/matching/",
        f"/credit-notes/{allocation.credit_note_id}/",
    ]


def test_a_payment_is_matched_and_taken_back(
    visitor: Visitor, customer: Customer, account_manager: User
) -> None:
    visitor.sign_in(account_manager, "/open-credits/")
    visitor.press("tr[data-row] a:has-text('Match') >> nth=0")
    assert visitor.page.is_checked("[name=form-0-take]")
    visitor.press("button:has-text('Allocate')")
    assert "1 allocation is saved" in visitor.text()
    visitor.press("a:has-text('INV-1001')")
    assert "1,200.00" in visitor.text()
    visitor.open("/allocations/?source_number=P-7001")
    visitor.press("tr[data-row] a:has-text('INV-1002')")
    visitor.press("a:has-text('Take back')")
    visitor.page.fill("[name=reason]", "meant for another invoice")
    visitor.press("button:has-text('Take it back')")
    assert "P-7001 → INV-1002" in visitor.text()
    assert visitor.troubles == []


def test_the_pages_are_sound_at_any_width(
    visitor_at: Callable[..., Visitor], customer: Customer, account_manager: User
) -> None:
    visitor = visitor_at(width=PHONE)
    visitor.sign_in(account_manager)
    for n, path in enumerate(pages(customer)):
        visitor.open(path)
        shoot(visitor, f"page-{n}")
        assert visitor.faults() == [], path
