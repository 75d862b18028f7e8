"""Pages of collecting and reminders: who may use them, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from customers.bulk.rows import COVERED
from customers.bulk.rows import send_reminder as send_in_bulk
from customers.models import (
    CollectionSettings,
    CollectionStep,
    Customer,
    OpenCredit,
    PromiseToPay,
    Reminder,
    ReminderLevel,
    ReminderRun,
    StepTemplate,
)
from customers.services.reminding import start_reminder_run, work_on_reminders
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.customers.owing import debtor, dispute, promise, sweep
from tests.factories import make_payment

pytestmark = pytest.mark.django_db
In = Callable[[User], Client]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return debtor(late=40, day=today(), manager=account_manager, name="Hua Steel")


@pytest.fixture
def reminder(customer: Customer, account_manager: User) -> Reminder:
    now = timezone.now()
    sweep(at=now)
    start_reminder_run(by=account_manager, at=now)
    work_on_reminders(at=now)
    return Reminder.objects.get()


@pytest.fixture
def step(customer: Customer) -> CollectionStep:
    return CollectionStep.objects.create(
        customer=customer, source_key="S-1", effective_date=today(), how="call",
        recorded_at=timezone.now(),
    )  # fmt: skip


def test_the_panel_shows_items_disputes_promises_and_steps(
    customer: Customer, step: CollectionStep, account_manager: User, client_for: In
) -> None:
    invoice = customer.invoices.get()
    dispute(customer, 250, invoice=invoice)
    promise(customer, 700, on=today(), made=today())
    url = f"/customers/{customer.pk}/receivables/"
    text = client_for(account_manager).get(url).content.decode()
    for words in (invoice.number, "250.00", "700.00", "call", "Usual course", "Withdraw"):
        assert words in text, words


def test_the_panel_is_for_those_who_see_the_customer(
    customer: Customer, outsider: User, nobody: User, auditor: User, client_for: In
) -> None:
    url = f"/customers/{customer.pk}/receivables/"
    assert client_for(outsider).get(url).status_code == 404
    assert client_for(nobody).get(url).status_code == 403
    text = client_for(auditor).get(url).content.decode()
    assert "Plan from a template" not in text


def test_a_template_is_applied_from_the_panel(
    customer: Customer, account_manager: User, outsider: User, client_for: In
) -> None:
    url = f"/customers/{customer.pk}/collection-plan/"
    said = {"template": str(StepTemplate.objects.get().pk)}
    assert client_for(outsider).post(url, said).status_code == 404
    assert client_for(account_manager).post(url, said).status_code == 302
    assert CollectionStep.objects.filter(customer=customer).count() == 3
    assert client_for(account_manager).post(url, {"template": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("act", "state"), [("done", "done"), ("drop", "dropped"), ("postpone", "planned")]
)
def test_a_step_is_closed_from_the_panel(
    act: str, state: str, step: CollectionStep, account_manager: User, client_for: In
) -> None:
    said = {"act": act, "version": "1", "text": "Talked.", "to_date": "2099-01-01"}
    client_for(account_manager).post(f"/collection-steps/{step.pk}/close/", said)
    step.refresh_from_db()
    assert step.state == state
    assert (step.effective_date.year == 2099) == (act == "postpone")


def test_a_step_of_others_is_not_there(
    step: CollectionStep, outsider: User, auditor: User, client_for: In
) -> None:
    url = f"/collection-steps/{step.pk}/close/"
    assert client_for(outsider).post(url, {"version": "1"}).status_code == 404
    assert client_for(auditor).post(url, {"version": "1"}).status_code == 403


def test_a_promise_is_withdrawn_with_a_reason(
    customer: Customer, account_manager: User, outsider: User, client_for: In
) -> None:
    made = promise(customer, 700, on=today(), made=today())
    url = f"/promises/{made.pk}/withdraw/"
    assert client_for(outsider).post(url, {"reason": "x"}).status_code == 404
    client_for(account_manager).post(url, {"reason": ""})
    assert PromiseToPay.objects.get().outcome == "open"
    client_for(account_manager).post(url, {"reason": "Agreed anew."})
    assert PromiseToPay.objects.get().outcome == "withdrawn"


def test_tolerances_are_for_risk_officers(
    risk_officer: User, account_manager: User, client_for: In
) -> None:
    url = "/settings/collection/"
    assert client_for(account_manager).get(url).status_code == 403
    assert client_for(risk_officer).get(url).status_code == 200
    said = {"least_amount": "80", "grace_days": "3", "reminder_pause_days": "7", "version": "1"}
    assert client_for(risk_officer).post(url, said).status_code == 302
    held = CollectionSettings.objects.get()
    assert (held.least_amount, held.grace_days, held.reminds_daily) == (80, 3, False)
    assert client_for(risk_officer).post(url, said).status_code == 409
    wrong = {**said, "version": "2", "least_amount": "-1"}
    assert client_for(risk_officer).post(url, wrong).status_code == 422


def test_letters_are_edited_with_the_names_they_know(risk_officer: User, client_for: In) -> None:
    level = ReminderLevel.objects.order_by("days").first()
    assert level
    url = f"/settings/collection/levels/{level.pk}/"
    client = client_for(risk_officer)
    assert "{total}" in client.get(url).content.decode()
    said = {"days": "8", "subject_en": "Pay", "body_en": "{total}", "subject_zh": "付款",
            "body_zh": "{total}", "version": "1"}  # fmt: skip
    assert client.post(url, {**said, "body_en": "{secret}"}).status_code == 422
    assert client.post(url, said).status_code == 302
    level.refresh_from_db()
    assert (level.days, level.subject_zh) == (8, "付款")
    assert client.post("/settings/collection/levels/new/", {**said, "days": "90", "version": "0"})
    assert ReminderLevel.objects.count() == 4


def test_templates_are_made_on_a_page(risk_officer: User, client_for: In) -> None:
    said = {"version": "0", "name_en": "Strict", "name_zh": "严格", "is_active": "on",
            "days_1": "3", "how_1": "call"}  # fmt: skip
    client = client_for(risk_officer)
    assert client.get("/settings/collection/templates/new/").status_code == 200
    assert (
        client.post("/settings/collection/templates/new/", {**said, "days_2": "9"}).status_code
        == 422
    )
    assert client.post("/settings/collection/templates/new/", said).status_code == 302
    made = StepTemplate.objects.get(name_en="Strict")
    assert client.get(f"/settings/collection/templates/{made.pk}/").status_code == 200


def test_a_run_is_seen_before_and_started(
    customer: Customer, account_manager: User, client_for: In
) -> None:
    client = client_for(account_manager)
    empty = client.get("/reminders/runs/new/")
    assert "nobody to remind" in empty.content.decode()
    assert client.post("/reminders/runs/new/").status_code == 409
    sweep(at=timezone.now())
    assert "Hua Steel" in client.get("/reminders/runs/new/").content.decode()
    answer = client.post("/reminders/runs/new/")
    made = ReminderRun.objects.get()
    assert answer["Location"] == f"/reminders/?run={made.pk}"
    assert "0 of 1" in client.get(answer["Location"]).content.decode()
    work_on_reminders(at=timezone.now())
    assert "Mark 1 draft as sent" in client.get(answer["Location"]).content.decode()
    assert "Ming Chen" in client.get("/reminders/runs/").content.decode()


def test_a_letter_is_shown_as_it_is_printed_in_its_own_language(
    reminder: Reminder, account_manager: User, outsider: User, client_for: In
) -> None:
    Reminder.objects.update(language="zh-hans")
    url = f"/reminders/{reminder.pk}/"
    text = client_for(account_manager).get(url).content.decode()
    assert 'lang="zh-hans"' in text
    assert "Mark as sent" in text
    assert client_for(outsider).get(url).status_code == 404


def test_a_reminder_is_marked_as_sent_once(
    reminder: Reminder, account_manager: User, auditor: User, client_for: In
) -> None:
    url = f"/reminders/{reminder.pk}/send/"
    assert client_for(auditor).post(url).status_code == 403
    assert client_for(account_manager).post(url).status_code == 302
    assert client_for(account_manager).post(url).status_code == 409


def test_a_reminder_is_dropped_with_a_reason(
    reminder: Reminder, account_manager: User, client_for: In
) -> None:
    url = f"/reminders/{reminder.pk}/drop/"
    client = client_for(account_manager)
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Paid by phone."}).status_code == 302
    assert Reminder.objects.get().state == "dropped"


def test_all_drafts_of_a_run_are_marked_at_once(
    reminder: Reminder, account_manager: User, outsider: User, client_for: In
) -> None:
    url = f"/reminders/runs/{reminder.run_id}/send/"
    assert client_for(outsider).post(url).status_code == 404
    assert client_for(account_manager).post(url).status_code == 302
    assert Reminder.objects.get().state == "sent"


def test_a_draft_that_unallocated_cash_may_cover_is_left_out_and_looked_at(
    reminder: Reminder, account_manager: User, client_for: In
) -> None:
    client = client_for(account_manager)
    assert "Unallocated now: <" not in client.get(f"/reminders/{reminder.pk}/").content.decode()
    unallocated(reminder.customer, reminder.demanded / 2 - 1)
    assert not Reminder.objects.with_credit().get().is_covered
    unallocated(reminder.customer, 1)
    held = Reminder.objects.with_credit().get()
    assert (held.unallocated, held.is_covered) == (reminder.demanded / 2, True)
    page = client.get(f"/reminders/?run={reminder.run_id}").content.decode()
    assert "1 draft is left out" in page
    assert "Mark 1 draft as sent" not in page
    assert client.post(f"/reminders/runs/{reminder.run_id}/send/").status_code == 302
    assert Reminder.objects.get().state == "draft"
    assert send_in_bulk(reminder, by=account_manager, at=timezone.now()) == COVERED
    assert "may cover a good part" in client.get(f"/reminders/{reminder.pk}/").content.decode()
    found = "/reminders/?state=draft&covered={}"
    assert "Hua Steel" in client.get(found.format("true")).content.decode()
    assert "Hua Steel" not in client.get(found.format("false")).content.decode()
    assert client.post(f"/reminders/{reminder.pk}/send/").status_code == 302  # by a person's look
    assert Reminder.objects.get().state == "sent"


def test_credit_without_a_rate_may_cover_a_draft_too(reminder: Reminder) -> None:
    unallocated(reminder.customer, 1, currency="EUR")
    held = Reminder.objects.with_credit().get()
    assert (held.unallocated, held.is_covered) == (0, True)


def unallocated(customer: Customer, amount: Any, **fields: Any) -> None:
    payment = make_payment(customer, amount, **fields)
    OpenCredit.objects.create(
        customer=customer, payment=payment, amount=amount, currency=payment.currency,
        effective_date=payment.received_date,
    )  # fmt: skip


def test_reminders_are_listed_and_filtered(
    reminder: Reminder, account_manager: User, outsider: User, client_for: In
) -> None:
    client = client_for(account_manager)
    assert "Hua Steel" in client.get("/reminders/").content.decode()
    assert "Hua Steel" in client.get("/reminders/?state=draft&sort=-demanded").content.decode()
    assert "Hua Steel" not in client.get("/reminders/?state=sent").content.decode()
    assert "Hua Steel" not in client_for(outsider).get("/reminders/").content.decode()
