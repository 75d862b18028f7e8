"""The pages of administration in a real browser: clean, accessible, no wider than a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone

from customers.services.authority import register_request
from customers.services.posting_rates import RateRow, post_rates
from riskcrm.accounts.models import User
from riskcrm.accounts.services import publish_policy
from riskcrm.web.services import Day, keep_holidays
from riskcrm.web.today import today
from tests.accounts.test_second_factor import code_of
from tests.browser.conftest import PHONE, Visitor
from tests.factories import PASSWORD, make_customer
from tests.removal.cases import make_case

NATIONAL_DAY = dt.date(2026, 10, 1)


@pytest.fixture
def pages(account_manager: User, teammate: User, head_of_risk: User) -> list[str]:
    """Pages with something on each of them, for the head of risk to open."""
    now, day = timezone.now(), today()
    customer = make_customer(manager=account_manager, team=account_manager.team)
    make_case(customer, by=account_manager)
    request = register_request(
        by=head_of_risk,
        at=now,
        authority="Financial Supervision",
        reference="FS-1",
        received_date=day - dt.timedelta(days=9),
        subject="Payments",
        customer=customer,
        deadline_date=day - dt.timedelta(days=1),
        responsible=head_of_risk,
    )
    rates = [RateRow("EUR", day - dt.timedelta(days=n), Decimal("1.1")) for n in range(3)]
    post_rates(rates, by=head_of_risk, at=now)
    holidays = [Day(NATIONAL_DAY, "National Day"), Day(NATIONAL_DAY.replace(day=10), "Work", True)]
    keep_holidays(holidays, calendar="CN", by=head_of_risk.as_actor(), at=now)
    texts = {"title_en": "Credit", "title_zh": "信用", "text_en": "Two sign.", "text_zh": "双签。"}
    publish_policy(code="credit", by=head_of_risk, at=now, effective_date=day, **texts)
    return [
        "/policies/",
        "/policies/credit/",
        "/policies/credit/missing/",
        "/policies/credit/publish/",
        "/authority-requests/",
        f"/authority-requests/{request.pk}/",
        "/authority-requests/new/",
        "/settings/exchange-rates/?currency=EUR",
        "/settings/exchange-rates/new/",
        "/settings/holidays/",
        f"/settings/people/{account_manager.pk}/hand-over/",
        "/accounts/second-factor/",
        "/inbox/",
    ]


def administrators_pages(person: User) -> list[str]:
    return [
        "/me/",
        "/settings/people/",
        "/settings/people/new/",
        f"/settings/people/{person.pk}/",
        f"/settings/people/{person.pk}/password/",
        "/settings/teams/",
        "/settings/holidays/new/",
    ]


def test_every_page_is_clean_accessible_and_fits(
    visitor_at: Callable[..., Visitor],
    pages: list[str],
    head_of_risk: User,
    administrator: User,
    account_manager: User,
) -> None:
    visitor = visitor_at(width=PHONE)
    faults = {}
    for person, paths in (
        (head_of_risk, pages),
        (administrator, administrators_pages(account_manager)),
    ):
        visitor.sign_in(person)
        for path in paths:
            visitor.open(path)
            faults[path] = visitor.faults()
    assert {path: found for path, found in faults.items() if found} == {}


def test_a_second_factor_from_turning_it_on_to_signing_in(
    visitor_at: Callable[..., Visitor], administrator: User
) -> None:
    visitor = visitor_at()
    visitor.sign_in(administrator, "/accounts/second-factor/on/")
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.press("main [type=submit]")
    secret = visitor.page.input_value("#key")
    visitor.page.fill("[name=code]", code_of(secret))
    visitor.press("main [type=submit]")
    assert "The second factor is on." in visitor.text()
    code = visitor.page.inner_text(".recovery-codes li >> nth=0")
    elsewhere = visitor_at()
    elsewhere.sign_in_by_form(administrator)
    assert "recovery code" in elsewhere.text()
    assert elsewhere.accessibility_faults() == []
    elsewhere.page.fill("[name=code]", code)
    elsewhere.press("main [type=submit].btn-primary")
    elsewhere.open("/me/")
    assert "It is on" in elsewhere.text()
    assert visitor.troubles + elsewhere.troubles == []
