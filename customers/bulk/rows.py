"""What can be done to many rows at once beside customers and tasks: each act by its service.

What was decided already is left as it was: whoever wants to decide anew opens that one.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers import services
from customers.bulk.customers import NOTHING_TO_DO
from customers.models import (
    Contact,
    DuplicatePair,
    Fact,
    MarketEvent,
    Reminder,
    ScreeningDecision,
    ScreeningHit,
)
from customers.records import Kind
from customers.records.signals import MARKET_EVENTS
from customers.screening.hits import decide_hit
from customers.services import events, letters
from customers.services.records import void_record
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import CONFIRM_EVENTS, DECIDE_HITS
from riskcrm.web.bulk import BulkAction

DECIDED = _("It was decided already.")
COVERED = _("Unallocated cash may cover it: look at the letter, and mark it there.")
OUTDATED = _(
    "It is out of date: some of it was paid or disputed since. Drop it, and make a new one."
)
CLOSED = _("It was sent or dropped already.")
Left = str | Promise | None


class ReasonForManyForm(forms.Form):
    """One reason for all of them; it is kept with each."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def end_contact(row: Contact, *, by: User, at: dt.datetime, reason: str) -> Left:
    if row.ended_at is not None:
        return NOTHING_TO_DO
    services.end_contact(row, by=by, at=at, reason=reason)
    return None


def send_reminder(row: Reminder, *, by: User, at: dt.datetime) -> Left:
    if row.state != Reminder.State.DRAFT:
        return CLOSED
    now: Any = Reminder.objects.with_credit().get(pk=row.pk)
    if now.is_outdated:
        return OUTDATED
    if now.is_covered:
        return COVERED
    letters.send_reminders([row], by=by, at=at)
    return None


def drop_reminder(row: Reminder, *, by: User, at: dt.datetime, reason: str) -> Left:
    if row.state != Reminder.State.DRAFT:
        return CLOSED
    letters.drop_reminders([row], reason=reason, by=by, at=at)
    return None


def dismiss_hit(row: ScreeningHit, *, by: User, at: dt.datetime, reason: str) -> Left:
    if row.state != ScreeningHit.State.OPEN:
        return DECIDED
    outcome = ScreeningDecision.Outcome.DISMISSED
    decide_hit(row, outcome=outcome, reason=reason, by=by, at=at, seen_at=row.found_at)
    return None


def dismiss_pair(row: DuplicatePair, *, by: User, at: dt.datetime, reason: str) -> Left:
    if row.state != DuplicatePair.State.OPEN:
        return DECIDED
    services.dismiss_pair(row, by=by, at=at, reason=reason)
    return None


def confirm_event(row: MarketEvent, *, by: User, at: dt.datetime, reason: str) -> Left:
    if row.confirmation != MarketEvent.Confirmation.PENDING:
        return DECIDED
    events.confirm_event(row, reason=reason, by=by, at=at)
    return None


def dismiss_event(row: MarketEvent, *, by: User, at: dt.datetime, reason: str) -> Left:
    if row.confirmation != MarketEvent.Confirmation.PENDING:
        return DECIDED
    events.dismiss_event(row, reason=reason, by=by, at=at)
    return None


def void(kind: Kind, row: Fact, *, by: User, at: dt.datetime, reason: str) -> Left:
    if row.is_void:
        return NOTHING_TO_DO
    void_record(kind, row, reason=reason, by=by, at=at)
    return None


CONTACT_ACTIONS = (
    BulkAction(
        "end", pgettext_lazy("contact", "End"), "customers.change_contact", end_contact,
        ReasonForManyForm, "x",
    ),
)  # fmt: skip
REMINDER_ACTIONS = (
    BulkAction("send", _("Mark as sent"), "customers.change_reminder", send_reminder, None, "send"),
    BulkAction(
        "drop", _("Drop"), "customers.change_reminder", drop_reminder, ReasonForManyForm, "x"
    ),
)
HIT_ACTIONS = (
    BulkAction("dismiss", _("Dismiss"), DECIDE_HITS, dismiss_hit, ReasonForManyForm, "x"),
)
PAIR_ACTIONS = (
    BulkAction(
        "dismiss", _("Not duplicates"), "customers.change_duplicatepair", dismiss_pair,
        ReasonForManyForm, "x",
    ),
)  # fmt: skip
EVENT_ACTIONS = (
    BulkAction("confirm", _("Confirm"), CONFIRM_EVENTS, confirm_event, ReasonForManyForm),
    BulkAction("dismiss", _("Dismiss"), CONFIRM_EVENTS, dismiss_event, ReasonForManyForm, "x"),
)


def record_actions(kind: Kind) -> tuple[BulkAction, ...]:
    """What can be done to many facts of a kind."""
    change = kind.permission("change")
    voiding = BulkAction("void", _("Void"), change, partial(void, kind), ReasonForManyForm, "x")
    return (*(EVENT_ACTIONS if kind is MARKET_EVENTS else ()), voiding)
