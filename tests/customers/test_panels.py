"""What the panels of a customer's page say: currencies, totals, and links to single rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Allocation, Customer
from customers.selectors import open_in_base, with_open_amount
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_invoice, make_payment, make_terms

pytestmark = pytest.mark.django_db
Panel = Callable[..., Any]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(manager=account_manager)


@pytest.fixture
def panel(client_for: Callable[[User], Client], customer: Customer, auditor: User) -> Panel:
    def opened(name: str, query: str = "") -> str:
        url = reverse(f"customers:{name}_panel", args=[customer.pk])
        return client_for(auditor).get(f"{url}?{query}").content.decode()

    return opened


def test_what_is_open_adds_up_in_the_base_currency(customer: Customer, panel: Panel) -> None:
    foreign = {"currency": "CNY", "base_amount": Decimal("100.00")}
    make_invoice(customer, "700", **foreign)
    paid_in_part = make_invoice(customer, "700", **foreign)
    make_payment(customer, "233.33", invoices=[paid_in_part])
    make_payment(customer, invoices=[make_invoice(customer, "700", **foreign)])
    found = open_in_base(with_open_amount(customer.invoices.all()))
    assert found == {"total": Decimal("166.67"), "unknown": 0}
    text = panel("invoice")
    assert "Amount, CNY" in text
    assert "Open amount, USD" in text
    assert "166.67" in text.partition("<tfoot>")[2]
    assert ">CNY<" not in text


def test_an_invoice_without_a_rate_is_told_beside_the_total(
    customer: Customer, panel: Panel
) -> None:
    make_invoice(customer, "700", currency="CNY")
    make_invoice(customer, "10")
    text = panel("invoice")
    assert "1 open invoice without an exchange rate is not in the total." in text
    assert ">CNY<" in text  # two currencies: each row says its own
    assert "10.00" in text.partition("<tfoot>")[2]


def test_an_overpaid_invoice_takes_nothing_off_the_total(customer: Customer) -> None:
    invoice = make_invoice(customer, "100")
    make_payment(customer, invoices=[invoice])
    Allocation.objects.update(amount=Decimal(150))
    make_invoice(customer, "30")
    assert open_in_base(with_open_amount(customer.invoices.all()))["total"] == 30


def test_a_link_elsewhere_leads_to_one_row(customer: Customer, panel: Panel) -> None:
    first, other = make_invoice(customer, number="I-1"), make_invoice(customer, number="I-2")
    payment = make_payment(customer, invoices=[first], source_key="P-1")
    make_payment(customer, invoices=[other], source_key="P-2")
    invoices = panel("invoice", f"invoice={first.pk}")
    assert "I-1" in invoices
    assert "I-2" not in invoices
    assert "P-2" not in panel("payment", f"payment={payment.pk}")
    for wrong in ("nonsense", "99999999999999999999", str(make_invoice(make_customer()).pk)):
        assert "I-1" not in panel("invoice", f"invoice={wrong}")


def test_a_filter_keeps_the_address_of_the_page(panel: Panel, customer: Customer) -> None:
    for _ in range(55):
        make_invoice(customer)
    text = panel("invoice", "show=open")
    assert 'hx-push-url="?tab=invoices&amp;show=overdue"' in text
    assert 'hx-push-url="?tab=invoices&amp;show=open&amp;after=' in text


def test_the_timeline_says_days_currency_and_who_only_where_there_is_one(
    panel: Panel, customer: Customer
) -> None:
    make_terms(customer, payment_days=30)
    invoice = make_invoice(customer, number="I-1")
    text = panel("timeline")
    assert "30 days" in text
    assert "Amount, USD" in text
    assert "By</th>" not in text
    assert f'href="?tab=invoices&amp;invoice={invoice.pk}#panel"' in text
    make_invoice(customer, currency="CNY", invoice_date=dt.date(2026, 3, 1))
    assert "Currency</th>" in panel("timeline")
