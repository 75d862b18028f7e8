"""Reminders: one per customer and run, of what is overdue and not disputed, in its language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from customers.collection.letters import filled, unknown_placeholders
from customers.models import (
    ArrearsSweep,
    CollectionSettings,
    Customer,
    Interaction,
    Reminder,
    ReminderItem,
    ReminderLevel,
    ReminderRun,
)
from customers.services.changes import mark_changed
from customers.services.letters import drop_reminders, save_reminder_level, send_reminders
from customers.services.reminding import (
    start_daily_reminders,
    start_reminder_run,
    work_on_reminders,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused, Stale
from tests.customers.owing import DAY, NOON, TODAY, debtor, dispute, owe, promise, sweep
from tests.factories import make_customer, make_payment

pytestmark = pytest.mark.django_db


def remind(by: User | None, *, at: dt.datetime = NOON) -> ReminderRun:
    """A whole run, as the workers do it."""
    sweep(at=at)
    made = start_reminder_run(by=by, at=at)
    work_on_reminders(at=at)
    made.run.refresh_from_db()
    assert made.run.state == Run.State.DONE
    return made


def test_a_customer_gets_one_reminder_of_all_its_overdue_invoices(risk_officer: User) -> None:
    customer = debtor("1000.00", late=40, name="Hua Steel")
    owe(customer, "200.50", late=2)
    owe(customer, "999.00", late=-5)
    owe(customer, "999.00", late=None)
    remind(risk_officer)
    reminder = Reminder.objects.get()
    assert (reminder.customer, reminder.level, reminder.oldest_days) == (customer, 3, 40)
    assert reminder.demanded == Decimal("1200.50")
    assert [i.open_amount for i in reminder.items.order_by("due_date")] == [1000, Decimal("200.5")]
    assert "Hua Steel" in reminder.body
    assert "1,200.50 USD" in reminder.body


@pytest.mark.parametrize(("late", "level"), [(6, 1), (14, 1), (15, 2), (29, 2), (30, 3)])
def test_the_level_follows_from_the_oldest_invoice(
    late: int, level: int, risk_officer: User
) -> None:
    debtor(late=late)
    remind(risk_officer)
    assert Reminder.objects.get().level == level


def test_the_letter_is_in_the_customers_language(risk_officer: User) -> None:
    chinese, other = debtor(country="CN", name="华钢"), debtor(country="DE")
    remind(risk_officer)
    letters = {r.customer: (r.language, r.body[:4]) for r in Reminder.objects.all()}
    assert letters == {chinese: ("zh-hans", "华钢：\n"), other: ("en", "Dear")}


def test_amounts_in_several_currencies_are_named_apart(risk_officer: User) -> None:
    customer = debtor("1000.00")
    owe(customer, "70.00", late=9, currency="EUR", base_amount=Decimal(77))
    remind(risk_officer)
    reminder = Reminder.objects.get()
    assert "70.00 EUR + 1,000.00 USD" in reminder.body
    assert reminder.demanded == 1077


def test_only_the_disputed_part_is_left_out(risk_officer: User) -> None:
    customer = debtor("1000.00")
    dispute(customer, 300, invoice=customer.invoices.get())
    remind(risk_officer)
    reminder = Reminder.objects.get()
    assert (reminder.demanded, reminder.disputed) == (700, 300)
    assert reminder.items.get().disputed == 300
    assert "700.00 USD" in reminder.body


def test_a_dispute_that_names_no_invoice_is_taken_off_the_sum(risk_officer: User) -> None:
    customer = debtor("1000.00")
    dispute(customer, 300)
    wholly = debtor("500.00")
    dispute(wholly, 480)
    remind(risk_officer)
    reminder = Reminder.objects.get()
    assert (reminder.customer, reminder.demanded) == (customer, 700)


@pytest.mark.parametrize("worth", [330, None])
def test_a_loose_dispute_is_taken_off_the_sum_of_its_currency(
    worth: int | None, risk_officer: User
) -> None:
    customer = debtor("1000.00")
    owe(customer, "400.00", late=9, currency="EUR", base_amount=Decimal(440))
    dispute(customer, 300, currency="EUR", base_amount=worth)
    remind(risk_officer)
    reminder = Reminder.objects.get()
    assert "100.00 EUR + 1,000.00 USD" in reminder.body
    assert (reminder.demanded, reminder.disputed) == (1110, 330)


def test_a_loose_dispute_of_more_than_is_overdue_leaves_other_currencies_alone(
    risk_officer: User,
) -> None:
    customer = debtor("1000.00")
    owe(customer, "400.00", late=90, currency="EUR", base_amount=Decimal(440))
    dispute(customer, 999, currency="EUR", base_amount=1100)
    dispute(customer, 5, currency="JPY", base_amount=5)
    remind(risk_officer)
    reminder = Reminder.objects.get()
    assert "EUR" not in reminder.body
    assert "1,000.00 USD" in reminder.body
    assert (reminder.demanded, reminder.disputed, reminder.oldest_days) == (1000, 440, 40)


def test_a_debt_without_a_rate_that_is_disputed_wholly_is_left_alone(risk_officer: User) -> None:
    wholly, partly = debtor("0.01"), debtor("0.01")
    for customer, amount in ((wholly, 400), (partly, 399)):
        owe(customer, "400.00", late=9, currency="EUR", base_amount=None)
        dispute(customer, amount, currency="EUR", base_amount=None)
    remind(risk_officer)
    reminder = Reminder.objects.get()
    assert reminder.customer == partly
    assert "1.00 EUR" in reminder.body


def test_residues_promised_and_wholly_disputed_debts_are_left_alone(risk_officer: User) -> None:
    debtor("20.00")
    promised = debtor("1000.00")
    promise(promised, 1000, on=TODAY + 9 * DAY)
    wholly = debtor("500.00")
    dispute(wholly, 500, invoice=wholly.invoices.get())
    sweep()
    with pytest.raises(Refused, match="nobody to remind"):
        start_reminder_run(by=risk_officer, at=NOON)
    assert not ReminderRun.objects.exists()


def test_nobody_is_reminded_again_within_the_pause(risk_officer: User) -> None:
    customer = debtor()
    remind(risk_officer)
    with pytest.raises(Refused):
        remind(risk_officer, at=NOON + 9 * DAY)
    remind(risk_officer, at=NOON + 10 * DAY)
    assert customer.reminders.count() == 2


def test_a_dropped_reminder_does_not_count_as_one(risk_officer: User) -> None:
    customer = debtor()
    remind(risk_officer)
    drop_reminders(customer.reminders.all(), reason="Paid by phone.", by=risk_officer, at=NOON)
    remind(risk_officer, at=NOON + DAY)
    assert customer.reminders.count() == 2


def test_the_database_keeps_one_reminder_per_customer_and_run(risk_officer: User) -> None:
    debtor()
    remind(risk_officer)
    again = Reminder.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_a_run_reminds_those_that_its_starter_sees(account_manager: User, outsider: User) -> None:
    mine = debtor(manager=account_manager)
    debtor(manager=outsider)
    remind(account_manager)
    assert Reminder.objects.get().customer == mine
    assert not ReminderRun.objects.visible_to(outsider).exists()


@pytest.mark.parametrize("loses", ["account", "role"])
def test_a_run_goes_no_further_than_the_rights_of_its_starter(
    loses: str, account_manager: User
) -> None:
    debtor(manager=account_manager)
    sweep()
    made = start_reminder_run(by=account_manager, at=NOON)
    if loses == "account":
        User.objects.filter(pk=account_manager.pk).update(is_active=False)
    else:
        account_manager.groups.clear()
    work_on_reminders(at=NOON)
    made.run.refresh_from_db()
    assert made.run.state == Run.State.DONE
    assert not Reminder.objects.exists()


def test_who_starts_twice_gets_the_run_that_is_under_way(risk_officer: User) -> None:
    debtor()
    sweep()
    first = start_reminder_run(by=risk_officer, at=NOON)
    assert start_reminder_run(by=risk_officer, at=NOON) == first


def test_who_has_paid_meanwhile_is_left_out(risk_officer: User) -> None:
    debtor()
    payer = debtor()
    sweep()
    start_reminder_run(by=risk_officer, at=NOON)
    make_payment(payer, invoices=[payer.invoices.get()])
    work_on_reminders(at=NOON)
    assert not payer.reminders.exists()
    assert Run.objects.get(kind="reminders").result == {"reminders": 1, "left_out": 1}


def test_items_stay_as_they_stood(risk_officer: User) -> None:
    customer = debtor()
    remind(risk_officer)
    make_payment(customer, invoices=[customer.invoices.get()])
    assert ReminderItem.objects.get().open_amount == 1000


def test_the_schedule_makes_drafts_once_a_day_if_it_is_wanted() -> None:
    debtor()
    sweep()
    assert start_daily_reminders(at=NOON) is None
    CollectionSettings.objects.create(pk=1, reminds_daily=True)
    made = start_daily_reminders(at=NOON)
    assert made
    assert made.started_by is None
    assert start_daily_reminders(at=NOON) is None
    work_on_reminders(at=NOON)
    assert Reminder.objects.get().state == "draft"


def test_the_schedule_waits_until_the_book_was_looked_through_for_today() -> None:
    debtor(late=5)  # tolerated until tomorrow
    CollectionSettings.objects.create(pk=1, reminds_daily=True)
    sweep()
    tomorrow = NOON + DAY
    assert start_daily_reminders(at=tomorrow) is None
    sweep(at=tomorrow)
    ArrearsSweep.objects.update(after_id=1)
    assert start_daily_reminders(at=tomorrow) is None
    sweep(at=tomorrow)
    assert start_daily_reminders(at=tomorrow)


def test_a_day_on_which_nobody_is_found_yet_is_not_over() -> None:
    CollectionSettings.objects.create(pk=1, reminds_daily=True)
    sweep()
    assert start_daily_reminders(at=NOON) is None
    mark_changed([debtor().pk], cause="test", at=NOON)
    sweep()
    assert start_daily_reminders(at=NOON) is None  # it looks once an hour
    assert start_daily_reminders(at=NOON + dt.timedelta(hours=1))
    assert start_daily_reminders(at=NOON + dt.timedelta(hours=2)) is None


def test_sending_is_logged_as_a_letter_and_done_once(account_manager: User) -> None:
    customer = debtor(manager=account_manager)
    remind(account_manager)
    reminder = Reminder.objects.get()
    assert send_reminders([reminder], by=account_manager, at=NOON) == 1
    reminder.refresh_from_db()
    assert (reminder.state, reminder.closed_by) == ("sent", account_manager)
    letter = Interaction.objects.get(customer=customer)
    assert (letter.channel, letter.purpose, letter.subject) == (
        "letter", "collection", reminder.subject,
    )  # fmt: skip
    with pytest.raises(Refused, match="No draft is left"):
        send_reminders([reminder], by=account_manager, at=NOON)
    assert Event.objects.get(verb="send_reminders").customer_id == customer.pk


def test_a_letter_says_only_what_is_known() -> None:
    assert unknown_placeholders("Dear {customer}, {secret}") == ["secret"]
    assert filled("{customer} {x}", {"customer": "{x}", "x": "{customer}"}) == "{x} {customer}"
    assert filled("{nobody}", {}) == "{nobody}"


def level_words(**said: Any) -> dict[str, Any]:
    words = dict.fromkeys(("subject_en", "body_en", "subject_zh", "body_zh"), "Pay {total}")
    return {"days": 60, **words, "version": 0, **said}


def test_levels_are_added_and_changed_with_their_letters(risk_officer: User) -> None:
    made = save_reminder_level(None, **level_words(), by=risk_officer, at=NOON)
    assert (made.number, made.days) == (4, 60)
    save_reminder_level(made, **level_words(version=1, days=70), by=risk_officer, at=NOON)
    made.refresh_from_db()
    assert (made.days, made.version) == (70, 2)
    event = Event.objects.filter(verb="save_reminderlevel").latest("pk")
    assert event.content["after"] == {"days": 70}
    with pytest.raises(Stale):
        save_reminder_level(made, **level_words(version=1), by=risk_officer, at=NOON)


@pytest.mark.parametrize(
    ("said", "code"), [({"body_en": "{oops}"}, "unknown_placeholder"), ({"days": 15}, "days_taken")]
)
def test_wrong_levels_are_refused(said: Any, code: str, risk_officer: User) -> None:
    with pytest.raises(Refused) as refused:
        save_reminder_level(None, **level_words(**said), by=risk_officer, at=NOON)
    assert refused.value.code == code
    assert ReminderLevel.objects.count() == 3


def test_a_run_over_many_customers_is_cut_into_parts(
    risk_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customers.services.reminding.CHUNK", 2)
    customers: list[Customer] = [debtor() for _ in range(5)]
    made = remind(risk_officer)
    assert made.run.chunks.count() == 3
    assert Reminder.objects.count() == len(customers)
    assert not make_customer().reminders.exists()
