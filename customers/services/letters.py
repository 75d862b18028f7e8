"""What becomes of reminders, and the words they are written with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.collection.letters import unknown_placeholders
from customers.models import Customer, Interaction, Reminder, ReminderLevel, ReminderRun
from customers.records.follow_up import INTERACTIONS
from customers.services.records import post_records
from riskcrm.accounts.models import User
from riskcrm.audit.services import Subject, record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.today import local_date

MOST_AT_ONCE = 1000
WORDS = ("subject_en", "body_en", "subject_zh", "body_zh")


def drafts_of(made: ReminderRun, *, by: User) -> list[Reminder]:
    """Drafts of a run that `by` sees, as many as are sent at once. Those that unallocated cash may
    cover are left out: somebody has to look at each; and those that are out of date."""
    rows = _drafts(made, by).filter(is_covered=False, is_outdated=False)
    return list(rows.order_by("pk")[:MOST_AT_ONCE])


def count_covered(made: ReminderRun, *, by: User) -> int:
    """How many drafts of a run `drafts_of` leaves out for what may cover them."""
    return int(_drafts(made, by).filter(is_covered=True, is_outdated=False).count())


def count_outdated(made: ReminderRun, *, by: User) -> int:
    """How many drafts of a run ask for what was paid or disputed since."""
    return int(_drafts(made, by).filter(is_outdated=True).count())


def _drafts(made: ReminderRun, by: User) -> Any:
    rows = Reminder.objects.visible_to(by).with_credit()
    return rows.filter(run=made, state=Reminder.State.DRAFT)


def send_reminders(reminders: Sequence[Reminder], *, by: User, at: dt.datetime) -> int:
    """Mark drafts as sent, and log each as a letter to its customer; how many were.

    At most `MOST_AT_ONCE` in one call. Safe twice: a reminder is sent once. Those are left out that
    ask for what was paid or disputed since; raises `Refused` where no other is left.
    """
    return _close(reminders, Reminder.State.SENT, "send_reminders", by=by, at=at)


def drop_reminders(reminders: Sequence[Reminder], *, reason: str, by: User, at: dt.datetime) -> int:
    """Leave drafts unsent, with the reason; their customers may be reminded again at once."""
    if not reason.strip():
        raise Refused(_("Say why the reminder is not sent."), code="no_reason", field="reason")
    state = Reminder.State.DROPPED
    return _close(reminders, state, "drop_reminders", by=by, at=at, reason=reason.strip())


def _close(
    reminders: Sequence[Reminder],
    state: Reminder.State,
    verb: str,
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
) -> int:
    asked = [reminder.pk for reminder in reminders][:MOST_AT_ONCE]
    with transaction.atomic():
        if state == Reminder.State.SENT:
            _hold_customers(asked)
        rows = Reminder.objects.with_credit().select_related("customer")
        rows = rows.select_for_update(of=("self",))
        drafts = list(rows.filter(pk__in=asked, state=Reminder.State.DRAFT).order_by("pk"))
        if not drafts:
            raise Refused(_("No draft is left: all were sent or dropped."), code="no_draft")
        if state == Reminder.State.SENT:
            drafts = _up_to_date(drafts)
        Reminder.objects.filter(pk__in=[draft.pk for draft in drafts]).update(
            state=state, closed_by=by, closed_at=at
        )
        if state == Reminder.State.SENT:
            _log(drafts, by=by, at=at)
        one = drafts[0] if len(drafts) == 1 else None
        record(
            verb,
            by=by.as_actor(),
            obj=one or Subject("reminder", str(_("reminders"))),
            customer_id=one.customer_id if one else None,
            reason=reason,
            facts={"reminders": [draft.pk for draft in drafts]},
            at=at,
        )
    return len(drafts)


def _hold_customers(asked: Sequence[int]) -> None:
    """Nobody pays or disputes while it is looked at what they owe."""
    whose = Reminder.objects.filter(pk__in=asked).values("customer")
    held = Customer.objects.filter(pk__in=whose).order_by("pk").select_for_update(no_key=True)
    list(held.values_list("pk"))


def _up_to_date(drafts: list[Any]) -> list[Any]:
    left = [draft for draft in drafts if not draft.is_outdated]
    if not left:
        raise Refused(
            _("Something that this reminder asks for was paid or disputed since it was made. Drop "
              "it, and make reminders anew."),
            code="outdated",
        )  # fmt: skip
    return left


def _log(drafts: Sequence[Reminder], *, by: User, at: dt.datetime) -> None:
    """Each letter is a contact with its customer."""
    rows = [
        {
            "customer": draft.customer.number,
            "source_key": f"REMINDER-{draft.pk}",
            "effective_date": local_date(at),
            "channel": Interaction.Channel.LETTER,
            "purpose": Interaction.Purpose.COLLECTION,
            "subject": draft.subject,
            "content": draft.body,
            "owner": by,
        }
        for draft in drafts
    ]
    post_records(INTERACTIONS, rows, by=by, at=at)


def save_reminder_level(
    level: ReminderLevel | None,
    *,
    days: int,
    subject_en: str,
    body_en: str,
    subject_zh: str,
    body_zh: str,
    version: int,
    by: User,
    at: dt.datetime,
) -> ReminderLevel:
    """Change a level and its letters, or add the next one. Letters made already stay."""
    words = dict(zip(WORDS, (subject_en, body_en, subject_zh, body_zh), strict=True))
    for name, text in words.items():
        if unknown := unknown_placeholders(text):
            raise Refused(
                _("Nothing is known by the name {name}. Use one of the names listed.").format(
                    name="{" + unknown[0] + "}"
                ),
                code="unknown_placeholder",
                field=name,
            )
    with transaction.atomic():
        held = level and ReminderLevel.objects.select_for_update().get(pk=level.pk)
        if held and held.version != version:
            raise stale()
        held = held or ReminderLevel(number=_next_number(), version=0)
        before = {} if held.pk is None else {n: getattr(held, n) for n in ("days", *WORDS)}
        held.days, held.version = days, held.version + 1
        for name, text in words.items():
            setattr(held, name, text)
        try:
            with transaction.atomic():
                held.save()
        except IntegrityError as error:
            raise Refused(
                _("Another level begins at this many days."), code="days_taken", field="days"
            ) from error
        after = {name: getattr(held, name) for name in ("days", *WORDS)}
        changed = [name for name in after if before.get(name) != after[name]]
        record(
            "save_reminderlevel",
            by=by.as_actor(),
            obj=held,
            before={name: before[name] for name in changed if before},
            after={name: after[name] for name in changed},
            at=at,
        )
    return held


def _next_number() -> int:
    latest = ReminderLevel.objects.order_by("-number").first()
    return latest.number + 1 if latest else 1
