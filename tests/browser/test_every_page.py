"""What holds for every page: no fault in the console, no sideways scrolling, accessible."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from customers.models import Customer
from customers.services import mark_changed
from customers.services.ageing import refresh_ageing
from customers.services.arrears import follow_receivables
from customers.services.reminding import start_reminder_run, work_on_reminders
from monitoring import services as monitoring
from removal.services import propose_removal
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import RISK_OFFICER
from scoring import services as scoring
from tests.browser.conftest import PHONE, Visitor
from tests.customers.screening import put_entry, screen_all
from tests.factories import (
    make_contact,
    make_customer,
    make_invoice,
    make_payment,
    make_person,
    make_terms,
)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    """A customer with something on every page: long overdue, scored, alerted, proposed, listed."""
    customer = make_customer(
        name="昆明云岭机械有限公司", other_name="Kunming Yunling Machinery", manager=account_manager
    )
    make_contact(customer)
    make_terms(customer)
    make_payment(customer, invoices=[make_invoice(customer)])
    for _ in range(4):
        make_invoice(customer, "2500.00")
    now = timezone.now()
    mark_changed([customer.pk], cause="test", at=now)
    scoring.score_changed(at=now)
    monitoring.raise_alerts(at=now)
    monitoring.refresh_book(at=now)
    put_entry("昆明雲嶺機械有限公司", by=make_person(RISK_OFFICER))
    screen_all()
    follow_receivables(at=now)
    refresh_ageing(at=now)
    start_reminder_run(by=account_manager, at=now)
    work_on_reminders(at=now)
    propose_removal(customer, by=account_manager, summary="It does not pay.", reasons=[], at=now)
    return customer


def hrefs(visitor: Visitor, selector: str) -> list[str]:
    links = visitor.page.locator(selector).all()
    return [href for link in links if (href := link.get_attribute("href"))]


def walk(visitor: Visitor, customer: Customer) -> Iterator[str]:
    """Stands on each page in turn: the menu's, the customer's tabs, and from each of them the
    first row and the acts."""
    page = f"/customers/{customer.pk}/"
    visitor.open(page)
    first = [*hrefs(visitor, ".rail ul a"), page]
    first += [page + tab for tab in hrefs(visitor, "[data-tabs] a") if tab.startswith("?")]
    queue, seen = list(first), set()
    for path in queue:
        if path in seen or not path.startswith("/"):
            continue
        seen.add(path)
        visitor.open(path)
        yield path
        if path in first:
            queue += hrefs(visitor, "[data-row] >> nth=0 >> a >> nth=0")
            queue += hrefs(visitor, ".page-acts a")


@pytest.mark.parametrize("role", ["account_manager", "administrator"])
def test_no_page_breaks_its_policy_or_logs_an_error(
    visitor: Visitor, customer: Customer, role: str, request: pytest.FixtureRequest
) -> None:
    visitor.sign_in(request.getfixturevalue(role))
    for path in walk(visitor, customer):
        assert visitor.troubles == [], path


def test_every_page_is_clean_accessible_and_no_wider_than_a_phone(
    visitor_at: Callable[..., Visitor], customer: Customer, risk_officer: User
) -> None:
    """Each page is loaded once, as on a phone, and then looked at in a wide window as well."""
    visitor = visitor_at(width=PHONE)
    visitor.open("/accounts/login/")
    faults = {"sign-in": visitor.faults()}
    visitor.sign_in(risk_officer)
    for path in walk(visitor, customer):
        faults[path] = visitor.faults()
    assert {path: found for path, found in faults.items() if found} == {}


def test_the_menu_of_a_phone_opens_and_leads_on(
    visitor_at: Callable[..., Visitor], customer: Customer, risk_officer: User
) -> None:
    visitor = visitor_at(width=PHONE)
    visitor.sign_in(risk_officer)
    visitor.page.click("[data-rail-open]")
    visitor.page.click(".rail a:has-text('Cases')")
    visitor.page.wait_for_url("**/cases/")


def test_the_menu_and_the_top_bar_stay_while_a_long_page_scrolls(
    visitor: Visitor, account_manager: User
) -> None:
    for _ in range(40):
        make_customer(manager=account_manager)
    visitor.sign_in(account_manager)
    visitor.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert visitor.page.evaluate("scrollY") > 300
    for part in (".rail", ".topbar"):
        assert abs(visitor.page.locator(part).bounding_box()["y"]) < 1
