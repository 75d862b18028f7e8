"""What holds for every page: no fault in the console, no sideways scrolling, accessible."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from customers.models import Customer
from riskcrm.accounts.models import User
from tests.browser.conftest import Visitor
from tests.factories import make_contact, make_customer, make_invoice, make_payment

ROLES = ("account_manager", "risk_officer", "auditor", "administrator")


@pytest.fixture
def customer(account_manager: User) -> Customer:
    customer = make_customer(
        name="昆明云岭机械有限公司", other_name="Kunming Yunling Machinery", manager=account_manager
    )
    make_contact(customer)
    make_payment(customer, invoices=[make_invoice(customer)])
    make_invoice(customer, "2500.00")
    return customer


def pages(visitor: Visitor, customer: Customer) -> list[str]:
    """Every entry of the person's menu, the customer page, and the pages of each of its tabs."""
    links = visitor.page.locator(".rail a[href]").all()
    paths = [link.get_attribute("href") for link in links]
    page = f"/customers/{customer.pk}/"
    visitor.open(page)
    tabs = [tab.get_attribute("href") for tab in visitor.page.locator("[data-tabs] a").all()]
    paths += [page, *(page + tab for tab in tabs if tab.startswith("?"))]
    acts = visitor.page.locator(".page-acts a[href]").all()
    paths += [act.get_attribute("href") for act in acts]
    return sorted(set(paths))


@pytest.mark.parametrize("role", ROLES)
def test_no_page_breaks_its_policy_or_logs_an_error(
    visitor: Visitor, customer: Customer, role: str, request: pytest.FixtureRequest
) -> None:
    visitor.sign_in(request.getfixturevalue(role))
    for path in pages(visitor, customer):
        visitor.open(path)
        assert visitor.troubles == [], path


def test_no_page_scrolls_sideways_on_a_phone(
    visitor_at: Callable[..., Visitor], customer: Customer, risk_officer: User
) -> None:
    visitor = visitor_at(width=390)
    visitor.sign_in(risk_officer)
    wide = {}
    for path in pages(visitor, customer):
        visitor.open(path)
        if pixels := visitor.sideways():
            wide[path] = pixels
    assert wide == {}


def test_every_page_is_accessible(visitor: Visitor, customer: Customer, risk_officer: User) -> None:
    visitor.open("/accounts/login/")
    faults = {"sign-in": visitor.accessibility_faults()}
    visitor.sign_in(risk_officer)
    for path in pages(visitor, customer):
        visitor.open(path)
        faults[path] = visitor.accessibility_faults()
    assert {path: found for path, found in faults.items() if found} == {}


def test_the_menu_of_a_phone_opens_and_leads_on(
    visitor_at: Callable[..., Visitor], customer: Customer, risk_officer: User
) -> None:
    visitor = visitor_at(width=390)
    visitor.sign_in(risk_officer)
    visitor.open("/customers/")
    visitor.page.click("[data-rail-open]")
    visitor.page.click(".rail a:has-text('Cases')")
    visitor.page.wait_for_url("**/cases/")
