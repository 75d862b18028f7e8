"""A day of an account manager: the worklist, a call, a promise, a task; then what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from customers.models import Customer, Interaction, PromiseToPay, Task
from customers.services.arrears import follow_receivables
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.browser.conftest import Visitor
from tests.factories import make_customer, make_invoice

DAY = dt.timedelta(days=1)


def debtor(name: str, amount: str, late: int, manager: User) -> Customer:
    customer = make_customer(name=name, manager=manager, team=manager.team)
    due = today() - late * DAY
    make_invoice(customer, amount, invoice_date=due - 30 * DAY, due_date=due)
    return customer


@pytest.fixture
def customers(account_manager: User) -> list[Customer]:
    """The first owes most and longest."""
    found = [
        debtor("昆明云岭机械有限公司", "9000.00", 90, account_manager),
        debtor("Harbour Foods Ltd", "800.00", 12, account_manager),
    ]
    follow(timezone.now())
    return found


def follow(at: dt.datetime) -> None:
    while follow_receivables(at=at):
        pass


def fill_in(visitor: Visitor, customer: Customer, act: str, **said: str) -> None:
    """Open the form of an act on a customer's line, fill it in and save it."""
    line = f"[data-row]:has(#act-{customer.pk})"
    visitor.press(f"{line} .row-acts a:has-text('{act}')")
    for name, value in said.items():
        visitor.page.fill(f"#act-{customer.pk} [name={name}]", value)
    visitor.press(f"#act-{customer.pk} [type=submit]")
    visitor.page.wait_for_selector(f"#act-{customer.pk} [data-done]")


def test_the_worklist_is_worked_off_without_leaving_it(
    visitor: Visitor, customers: list[Customer], account_manager: User
) -> None:
    largest, small = customers
    visitor.sign_in(account_manager)
    visitor.page.click(".rail a:has-text('Worklist')")
    visitor.settle()
    names = visitor.page.locator("[data-row] .cell-title").all_inner_texts()
    assert [name.split("\n")[0] for name in names] == [largest.name, small.name]

    fill_in(visitor, largest, "Contact", subject="Their bank is slow; they pay this week.")
    assert today().isoformat() in visitor.page.inner_text(f"#last_contact-{largest.pk}")

    promised = today() + 3 * DAY
    fill_in(visitor, largest, "Promise", amount="9000", promised_date=promised.isoformat())
    assert "promised" in visitor.page.inner_text(f"#urgency-{largest.pk}")

    fill_in(visitor, small, "Task", title="Send the statement of account")
    assert visitor.page.url.endswith("/worklist/")

    talk = Interaction.objects.get(customer=largest)
    assert (talk.owner, talk.purpose) == (account_manager, "collection")
    assert PromiseToPay.objects.get(customer=largest).promised_date == promised
    assert Task.objects.get(customer=small).owner == account_manager

    # the next days: nobody paid, and the broken promise leads the list
    follow(timezone.now() + 7 * DAY)
    visitor.open("/worklist/?urgency=3")
    assert largest.name in visitor.text()
    assert "promise broken" in visitor.text()
    assert visitor.troubles == []


def test_a_wrong_promise_is_mended_on_the_line(
    visitor: Visitor, customers: list[Customer], account_manager: User
) -> None:
    customer = customers[0]
    visitor.sign_in(account_manager, "/worklist/")
    visitor.press(f"[data-row]:has(#act-{customer.pk}) .row-acts a:has-text('Promise')")
    form = f"#act-{customer.pk}"
    visitor.page.fill(f"{form} [name=currency]", "usd")
    visitor.press(f"{form} [type=submit]")
    visitor.page.wait_for_selector(f"{form} :text('three capital letters')")
    visitor.page.fill(f"{form} [name=currency]", "USD")
    visitor.press(f"{form} [type=submit]")
    visitor.page.wait_for_selector(f"{form} [data-done]")
    assert PromiseToPay.objects.count() == 1


ACTS = ("Contact", "Promise", "Task", "Step")


def test_the_forms_of_the_worklist_are_accessible(
    visitor: Visitor, customers: list[Customer], account_manager: User
) -> None:
    visitor.sign_in(account_manager, "/worklist/")
    for act in ACTS:
        visitor.press(f"[data-row]:has(#act-{customers[0].pk}) .row-acts a:has-text('{act}')")
        assert visitor.accessibility_faults() == [], act


def test_the_forms_of_the_worklist_fit_on_a_phone(
    visitor_at: Callable[..., Visitor], customers: list[Customer], account_manager: User
) -> None:
    visitor = visitor_at(width=390)
    visitor.sign_in(account_manager, "/worklist/")
    for act in ACTS:
        visitor.press(f"[data-row]:has(#act-{customers[0].pk}) .row-acts a:has-text('{act}')")
        assert visitor.sideways() == 0, act
