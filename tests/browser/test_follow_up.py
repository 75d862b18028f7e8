"""A day of following up: log a contact with a mention and a task, do the task, look back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Customer, Interaction, Mention, Plan, Task
from riskcrm.accounts.models import User
from tests.browser.conftest import PHONE, Visitor
from tests.customers.follow_up import make_contract, make_event, make_note, make_obligation
from tests.factories import make_customer, make_invoice

DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(
        name="Birch Foods", manager=account_manager, team=account_manager.team, country="GB"
    )


def at_timeline(visitor: Visitor, customer: Customer) -> None:
    visitor.open(f"/customers/{customer.pk}/?tab=timeline")
    expect(visitor.page.locator("#contact-log")).to_be_visible(timeout=10_000)
    visitor.settle()


def test_a_contact_is_logged_with_a_mention_and_a_task_by_keyboard(
    visitor: Visitor, customer: Customer, account_manager: User, teammate: User
) -> None:
    page = visitor.page
    visitor.sign_in(account_manager)
    at_timeline(visitor, customer)
    page.select_option("#log_purpose", "collection")
    page.click("#log_content")
    page.keyboard.type("They pay on Friday, @tao")
    expect(page.locator(".mention-list [role=option]:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#log_content")).to_have_value("They pay on Friday, @teammate ")
    expect(page.locator(".mention-list")).to_be_hidden()
    page.fill("#log_title", "Check the bank")
    page.fill("#log_due_date", (timezone.localdate() - DAY).isoformat())
    visitor.press("#contact-log button[type=submit]")
    timeline = page.locator("#timeline")
    expect(timeline).to_contain_text("The contact is logged. The task is noted. Tao Sun is told.")
    expect(timeline).to_contain_text("They pay on Friday")
    expect(page.locator(".rail .count:has-text('1')")).to_be_visible()

    visitor.press(".task-acts button:has-text('Done')")
    expect(timeline).to_contain_text("The task is done.")
    assert Task.objects.get().state == "done"
    assert Interaction.objects.get().purpose == "collection"

    visitor.sign_in(teammate, "/inbox/")
    expect(page.locator(".worklist")).to_contain_text("Ming Chen named you")
    visitor.press(".worklist button:has-text('Read')")
    assert Mention.objects.get().read_at
    assert visitor.troubles == []


def test_what_is_wrong_with_a_log_stands_beside_its_field_and_nothing_is_lost(
    visitor: Visitor, customer: Customer, account_manager: User, outsider: User
) -> None:
    page = visitor.page
    visitor.sign_in(account_manager)
    at_timeline(visitor, customer)
    page.fill("#log_content", "Ask @outsider about it")
    visitor.press("#contact-log button[type=submit]")
    expect(page.locator("#contact-log .field-error")).to_contain_text("may not see this customer")
    expect(page.locator("#log_content")).to_have_value("Ask @outsider about it")
    page.fill("#log_content", "Asked about it")
    visitor.press("#contact-log button[type=submit]")
    expect(page.locator("#timeline")).to_contain_text("The contact is logged.")
    assert visitor.troubles == []


def test_the_timeline_is_filtered_by_chips_and_the_address_remembers(
    visitor: Visitor, customer: Customer, account_manager: User
) -> None:
    page = visitor.page
    make_note(customer, by=account_manager, content="Spoke with the owner")
    make_event(customer, by=account_manager, title="Sued by a supplier")
    make_invoice(customer, number="I-1", invoice_date=dt.date(2026, 3, 1))
    visitor.sign_in(account_manager)
    at_timeline(visitor, customer)
    rows = page.locator("#timeline table tbody tr")
    expect(rows).to_have_count(3)
    page.click("#timeline label:has-text('Signals')")
    expect(rows).to_have_count(1)
    page.wait_for_url("**group=signals*")
    page.click("#timeline label:has-text('Follow-up')")
    expect(rows).to_have_count(2)
    page.reload()
    expect(rows).to_have_count(2)
    page.click("#timeline a:has-text('Clear all')")
    expect(rows).to_have_count(3)
    page.click("#timeline a:has-text('Sued by a supplier')")
    expect(page.locator("h1")).to_contain_text("Sued by a supplier")
    assert visitor.troubles == []


def test_a_plan_is_begun_and_ended_and_leaves_its_lesson(
    visitor: Visitor, customer: Customer, account_manager: User
) -> None:
    page = visitor.page
    visitor.sign_in(account_manager, f"/customers/{customer.pk}/")
    visitor.press(".page-acts a:has-text('New plan')")
    page.fill("[name=problem]", "Pays late")
    page.check("[name=measures][value=call]")
    visitor.press("main form button[type=submit]")
    expect(page.locator("h1")).to_contain_text("Pays late")
    page.fill("[name=reaction]", "They agreed.")
    page.check("[name=is_solved][value=yes]")
    page.check("[name=is_risk_lower][value=no]")
    page.fill("[name=lesson]", "Call before the month ends.")
    visitor.press("button:has-text('End with this result')")
    assert Plan.objects.get().state == "done"
    visitor.open("/lessons/?q=month")
    expect(page.locator("main")).to_contain_text("Call before the month ends.")
    assert visitor.troubles == []


def test_a_task_is_put_off_from_the_menu_of_its_row(
    visitor: Visitor, customer: Customer, account_manager: User
) -> None:
    page = visitor.page
    task = Task.objects.create(
        customer=customer, source_key="T-1", effective_date=timezone.localdate() - DAY,
        recorded_at=timezone.now(), title="Call them", owner=account_manager,
    )  # fmt: skip
    visitor.sign_in(account_manager, "/my-tasks/?show=overdue")
    page.click("[data-row] summary")
    visitor.press(".task-menu button:has-text('In a week')")
    expect(page.locator("[data-row]")).to_contain_text("put off")
    task.refresh_from_db()
    assert task.effective_date == timezone.localdate() + 7 * DAY
    assert visitor.troubles == []


def test_pages_of_follow_up_fit_and_are_accessible(
    visitor_at: Callable[..., Visitor],
    customer: Customer,
    account_manager: User,
    risk_officer: User,
) -> None:
    visitor = visitor_at(width=PHONE)
    visitor.sign_in(risk_officer)
    note = make_note(customer, by=account_manager, content="@officer see", is_pinned=True)
    contract = make_contract(
        customer, by=account_manager, end_date=dt.date(2027, 1, 1), notice_days=30
    )
    obligation = make_obligation(customer, contract, by=account_manager)
    make_event(customer, by=account_manager, key="E-0", cluster="x")
    event = make_event(customer, by=account_manager, key="E-1", cluster="x")
    pages = [
        f"/customers/{customer.pk}/?tab=timeline",
        f"/customers/{customer.pk}/?tab=plans",
        f"/customers/{customer.pk}/log-contact/",
        f"/customers/{customer.pk}/plans/new/",
        f"/interactions/{note.pk}/",
        f"/contracts/{contract.pk}/",
        f"/obligations/{obligation.pk}/",
        f"/market-events/{event.pk}/",
        "/my-tasks/?owner=all",
        "/mentions/",
        "/inbox/",
    ]
    for path in pages:
        visitor.open(path)
        visitor.settle()
        assert visitor.faults() == [], path
