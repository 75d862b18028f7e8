"""Drafts that ask for what was paid or disputed since they were made are not sent."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from customers.bulk.rows import OUTDATED, send_reminder
from customers.models import Customer, Interaction, Invoice, Reminder
from customers.records import KINDS
from customers.services import AllocationRow, PaymentRow, post_payments
from customers.services.letters import drafts_of, send_reminders
from customers.services.records import post_record
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.beside import Beside, wait_for_lock
from tests.customers.owing import DAY, NOON, TODAY, debtor, dispute, owe
from tests.customers.test_reminders import remind
from tests.factories import make_payment

pytestmark = pytest.mark.django_db
LATER = NOON + DAY


@pytest.fixture
def reminder(account_manager: User) -> Reminder:
    """Of 1,000.00 in one invoice, of which 200 are disputed already."""
    customer = debtor(manager=account_manager, team=account_manager.team, name="Hua Steel")
    dispute(customer, 200, invoice=customer.invoices.get())
    remind(account_manager)
    return Reminder.objects.get()


def pay(customer: Customer, amount: Any) -> None:
    make_payment(customer, amount, invoices=[customer.invoices.get()], received_date=TODAY)


def _dispute(customer: Customer, amount: int, by: User, **said: Any) -> None:
    row = {"customer": customer.number, "source_key": "D-2", "effective_date": TODAY,
           "amount": Decimal(amount), "currency": "USD", **said}  # fmt: skip
    post_record(KINDS["disputes"], row, by=by, at=LATER)


SINCE: dict[str, Callable[[Customer, User], Any]] = {
    "paid": lambda customer, by: pay(customer, 1000),
    "paid in part, and less is left than is asked": lambda customer, by: pay(customer, 10),
    "disputed": lambda customer, by: _dispute(
        customer, 1, by, invoice=customer.invoices.get().number
    ),
    "disputed without an invoice": lambda customer, by: _dispute(customer, 1, by),
    "due later": lambda customer, by: customer.invoices.update(due_date=TODAY),
}


@pytest.mark.parametrize("what", SINCE)
def test_it_is_left_out_and_others_are_sent(
    what: str, reminder: Reminder, account_manager: User
) -> None:
    debtor(manager=account_manager, team=account_manager.team)
    made = remind(account_manager, at=LATER)
    other = Reminder.objects.get(run=made)
    assert drafts_of(reminder.run, by=account_manager) == [reminder]
    SINCE[what](reminder.customer, account_manager)
    assert drafts_of(reminder.run, by=account_manager) == []
    assert send_reminders([reminder, other], by=account_manager, at=LATER) == 1
    with pytest.raises(Refused, match="paid or disputed") as refused:
        send_reminders([reminder], by=account_manager, at=LATER)
    assert refused.value.code == "outdated"
    assert send_reminder(reminder, by=account_manager, at=LATER) == OUTDATED
    assert set(Reminder.objects.values_list("pk", "state")) == {
        (reminder.pk, "draft"), (other.pk, "sent"),
    }  # fmt: skip
    assert Interaction.objects.get().customer == other.customer


def test_what_makes_the_demand_no_less_is_no_reason(
    reminder: Reminder, account_manager: User
) -> None:
    owe(reminder.customer, "500.00", late=1)
    dispute(reminder.customer, 50, currency="EUR")
    Invoice.objects.update(base_amount=1)
    assert send_reminders([reminder], by=account_manager, at=LATER) == 1


def test_the_page_says_how_many_and_which(
    reminder: Reminder, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(account_manager)
    run, one = f"/reminders/?run={reminder.run_id}", f"/reminders/{reminder.pk}/"
    for page in (run, one):
        assert "ut of date: some" not in client.get(page).content.decode()
    pay(reminder.customer, 1000)
    listed = client.get(run).content.decode()
    assert "1 draft is out of date" in listed
    assert "Mark 1 draft as sent" not in listed
    assert "Out of date: some" in client.get(one).content.decode()
    assert client.post(f"{one}send/").status_code == 409
    found = "/reminders/?state=draft&outdated={}"
    assert ">out of date<" in client.get(found.format("true")).content.decode()
    assert "Hua Steel" not in client.get(found.format("false")).content.decode()


def test_the_api_says_so_too(
    reminder: Reminder, account_manager: User, api_client_for: Callable[[User], APIClient]
) -> None:
    client = api_client_for(account_manager)
    one = f"/api/v1/reminders/{reminder.pk}/"
    assert client.get(one).data["is_outdated"] is False
    pay(reminder.customer, 1000)
    assert client.get(one).data["is_outdated"] is True
    sent = client.post(f"{one}send/")
    assert (sent.status_code, sent.json()["code"]) == (409, "outdated")
    sent = client.post(f"/api/v1/reminder-runs/{reminder.run_id}/send/")
    assert sent.data == {"sent": 0, "left_out": 0, "outdated": 1}


@pytest.mark.django_db(transaction=True)
def test_a_payment_that_is_under_way_is_waited_for(
    reminder: Reminder, account_manager: User
) -> None:
    customer = reminder.customer
    part = AllocationRow(customer.invoices.get().number, Decimal(1000))
    row = PaymentRow(customer.number, "P1", TODAY, Decimal(1000), "USD", allocations=(part,))
    with transaction.atomic():
        post_payments([row], by=account_manager, at=timezone.now())
        other = Beside(lambda: send_reminders([reminder], by=account_manager, at=LATER))
        wait_for_lock()
    with pytest.raises(Refused, match="paid or disputed"):
        other.end()
