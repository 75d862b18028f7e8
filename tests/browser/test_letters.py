"""A letter's whole way in a browser: drafted by one, released by another, sent, and arrived."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Customer
from removal import services
from removal.models import Letter, LetterTemplate
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.browser.conftest import Visitor
from tests.factories import make_customer
from tests.removal.cases import Crew, lead_to, make_case

DRAWN = "document.querySelector('.letter-page').naturalWidth"


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(
        name="华钢有限公司", country="CN", city="上海", postal_code="200120",
        address="世纪大道88号", manager=account_manager, team=account_manager.team,
    )  # fmt: skip


def draft(visitor: Visitor, case_id: int, language: str) -> Letter:
    page = visitor.page
    visitor.open(f"/cases/{case_id}/letters/new/?kind=notice&language={language}")
    soon = (today() + dt.timedelta(days=60)).isoformat()
    page.fill("[name=reasons]", "付款晚于约定日期。\n部分款项逾期超过90天。")
    for name in ("deadline", "appeal_deadline"):
        page.fill(f"[name={name}]", soon)
    page.fill("[name=cure_items]", f"支付逾期发票 | 12,000.00 CNY | {soon}")
    page.fill("[name=appeal_channel]", "法务部，上海市世纪大道1号")
    assert visitor.faults() == []
    visitor.press("button:has-text('Draft the letter')")
    return Letter.objects.latest("number")


def is_drawn(visitor: Visitor) -> bool:
    """Whether the sheet is there in spite of the content security policy."""
    return bool(visitor.page.evaluate(DRAWN) > 500)


def test_a_letter_goes_its_whole_way(
    visitor: Visitor, customer: Customer, account_manager: User, risk_officer: User, own_media: None
) -> None:
    now = timezone.now()
    case = make_case(customer, by=account_manager, at=now)
    crew = Crew()
    lead_to(case, State.NOTICE, crew=crew, at=now)
    services.add_cure_item(case, kind="conduct", what="支付逾期发票", by=crew.officer, at=now)
    page = visitor.page
    visitor.sign_in(account_manager)
    letter = draft(visitor, case.pk, "zh-hans")
    assert is_drawn(visitor)
    before = page.get_attribute(".letter-page", "src")
    page.fill("[name=subject]", "附理由通知：请尽快整改")
    page.wait_for_function(
        "before => document.querySelector('.letter-page').getAttribute('src') !== before",
        arg=before,
    )
    assert visitor.faults() == []
    visitor.resize(1280)
    visitor.press("button:has-text('Save and ask for release')")
    expect(page.locator(".notices")).to_contain_text("waits for its release")

    visitor.sign_in(risk_officer, f"/letters/{letter.pk}/release/")
    assert is_drawn(visitor)
    expect(page.locator("ins")).to_contain_text("附理由通知：请尽快整改")
    assert visitor.faults() == []
    visitor.resize(1280)
    visitor.press("button:has-text('Release the letter')")
    visitor.press("a:has-text('Record as posted')")
    visitor.press("button:has-text('Record it')")
    visitor.press("a:has-text('Arrived')")
    page.fill("[name=note]", "signed by Li Wei")
    visitor.press("button:has-text('Record the arrival')")
    expect(page.locator("main")).to_contain_text("arrived, proven")
    assert visitor.faults() == []
    letter.refresh_from_db()
    assert letter.state == "arrived"
    for path in (f"/cases/{case.pk}/", "/letters/"):
        visitor.open(path)
        assert visitor.faults() == []


def test_a_template_is_looked_at(visitor: Visitor, head_of_risk: User) -> None:
    template = LetterTemplate.objects.get(kind="termination", language="en")
    visitor.sign_in(head_of_risk, f"/settings/letter-templates/{template.pk}/")
    assert is_drawn(visitor)
    assert visitor.faults() == []
