"""Two customers that are one: found, compared, merged, found wrong, and parted again."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Customer, Invoice
from customers.names import core_name
from customers.services.duplicates import find_duplicates_of
from riskcrm.accounts.models import User
from tests.browser.conftest import Visitor
from tests.factories import make_contact, make_customer, make_invoice


@pytest.fixture
def two(account_manager: User) -> list[Customer]:
    """The same company entered twice, with an invoice of one number under each."""
    customers = []
    for number, name, city in (
        ("C-1", "昆明云岭机械有限公司", "Kunming"),
        ("C-2", "昆明雲嶺機械公司", "Dali"),
    ):
        customer = make_customer(
            number,
            name=name,
            name_key=core_name(name),
            city=city,
            registration_number="9153-0100",
            manager=account_manager,
        )
        make_invoice(customer, "2500.00", number="INV-7")
        make_contact(customer, is_primary=True)
        customers.append(customer)
    find_duplicates_of([customer.pk for customer in customers], at=timezone.now())
    return customers


def test_an_officer_merges_two_customers_and_undoes_it(
    visitor: Visitor, two: list[Customer], risk_officer: User
) -> None:
    stays, goes = two
    page = visitor.page
    visitor.sign_in(risk_officer)
    visitor.press(".page-acts a:has-text('Duplicates')")
    expect(page.locator("main")).to_contain_text("nearly certain")
    visitor.press("a:has-text('Compare and merge')")

    # a number that both have is told, and a person says what becomes of it
    expect(page.locator("main")).to_contain_text("INV-7")
    page.check("[name=field-city][value=merged]")
    visitor.troubles.clear()
    visitor.press("button:has-text('Merge the two')")
    expect(page.locator(".invalid-feedback, .alert, .notice-error").first).to_contain_text("INV-7")
    expect(page.locator("[name=field-city][value=merged]")).to_be_checked()
    visitor.troubles.clear()  # the answer was a 422, as it should be
    page.check("[name=keep_both]")
    visitor.press("button:has-text('Merge the two')")

    expect(page).to_have_url(f"{visitor.address}/customers/{stays.pk}/")
    expect(page.locator(".customer-head")).to_contain_text("Dali")
    expect(page.locator("#invoices tbody tr")).to_have_count(2)
    expect(page.locator("#invoices")).to_contain_text("INV-7 (C-2)")

    # the other one leads here now
    visitor.open(f"/customers/{goes.pk}/")
    expect(page).to_have_url(f"{visitor.address}/customers/{stays.pk}/")
    expect(page.locator(".notices")).to_contain_text("merged into this one")

    visitor.open("/merges/")
    visitor.press("a:has-text('Undo')")
    page.fill("[name=reason]", "Two plants of one owner.")
    visitor.press("button:has-text('Undo the merge')")
    expect(page.locator(".notices")).to_contain_text("two customers again")
    visitor.open(f"/customers/{goes.pk}/")
    expect(page.locator("#invoices tbody th")).to_have_text(["INV-7"])
    assert set(Invoice.objects.values_list("customer__number", "number")) == {
        ("C-1", "INV-7"),
        ("C-2", "INV-7"),
    }
    assert visitor.troubles == []
