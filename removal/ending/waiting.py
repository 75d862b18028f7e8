"""What follows an end and waits for somebody: money to decide on, and items that are due."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from removal.models import Compensation, ProposedWriteOff, RunOffItem
from removal.states import COMPENSATED
from riskcrm.accounts.inbox import Asks, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import DECIDE_LARGE, KEEP_ENDING
from riskcrm.web.today import end_of_day, today

NOTING = Asks(pgettext_lazy("inbox", "to note"), pgettext_lazy("inbox", "Note it"))
ITEM = Asks(pgettext_lazy("inbox", "run-off"), pgettext_lazy("inbox", "Open the item"))

# an item comes up by itself when it is due within so many days
SOON = dt.timedelta(days=3)


def compensations_for(user: User) -> QuerySet[Any]:
    """Proposed compensations that this person may decide: of others' proposing and customers."""
    rows = _of_others(Compensation.objects.visible_to(user), user)
    return rows.filter(case__state__in=COMPENSATED).order_by("proposed_at", "pk")


def unpaid_for(user: User) -> QuerySet[Any]:
    """Compensations whose answer or payment is still to be noted: by everyone who keeps the end."""
    if user.kind != User.Kind.PERSON or not user.has_perm(KEEP_ENDING):
        return Compensation.objects.none()
    rows = Compensation.objects.visible_to(user)
    unpaid = rows.filter(state__in=Compensation.UNPAID, case__state__in=COMPENSATED)
    return unpaid.order_by("decided_at", "pk")


def write_offs_for(user: User) -> QuerySet[Any]:
    rows = _of_others(ProposedWriteOff.objects.visible_to(user), user)
    return rows.filter(case__state__in=COMPENSATED).order_by("proposed_at", "pk")


def _of_others(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    if user.kind != User.Kind.PERSON or not user.has_perm(KEEP_ENDING):
        return rows.none()
    not_managed = ~Q(case__customer__manager=user) | Q(case__customer__manager__isnull=True)
    waiting = rows.filter(state="proposed").filter(not_managed)
    waiting = waiting.exclude(proposed_by=user).exclude(responsible=user)
    return waiting.exclude(first_approved_by=user)


def items_for(user: User) -> QuerySet[Any]:
    """Items due that this person answers for; late ones come up at the head of risk."""
    mine = Q(responsible=user, due_date__lte=today() + SOON)
    if user.has_perm(DECIDE_LARGE):
        mine |= Q(due_date__lt=today())
    due = RunOffItem.objects.visible_to(user).filter(mine, state=RunOffItem.State.OPEN)
    return due.order_by("due_date", "pk")


def _compensation(row: Compensation) -> Waiting:
    words = _("%(name)s proposes compensation of %(amount)s: %(reason)s")
    return _of(row, words % _proposed(row, settings.BASE_CURRENCY), "compensation")


def _unpaid(row: Compensation) -> Waiting:
    if row.state == Compensation.State.OFFERED:
        words = _("Compensation of %(amount)s is offered: note what the customer answers")
    else:
        words = _("Compensation of %(amount)s is accepted: note its payment")
    return _of(row, words % _proposed(row, settings.BASE_CURRENCY), "compensation")


def _write_off(row: ProposedWriteOff) -> Waiting:
    words = _("%(name)s proposes to write off %(amount)s: %(reason)s")
    return _of(row, words % _proposed(row, row.invoice.currency), "write-offs")


def _proposed(row: Compensation | ProposedWriteOff, currency: str) -> dict[str, Any]:
    amount = f"{currency} {row.amount:,.2f}"
    return {"name": row.proposed_by, "amount": amount, "reason": row.reason[:120]}


def _item(row: RunOffItem) -> Waiting:
    words = _("Item of a run-off: %(text)s") % {"text": row.text[:120]}
    return _of(row, words, "items", row.due_date)


def _of(row: Any, words: str, place: str, due: dt.date | None = None) -> Waiting:
    return Waiting(
        words,
        reverse("removal:ending", args=[row.case_id]) + f"#{place}",
        customer_id=row.case.customer_id,
        exposure=row.case.exposure,
        due_at=end_of_day(due) if due else None,
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    money = ("case", "proposed_by")
    register(
        Source("compensations", compensations_for, _compensation, money),
        Source("unpaid_compensations", unpaid_for, _unpaid, money, asks=NOTING),
        Source("write_offs", write_offs_for, _write_off, (*money, "invoice")),
        Source("run_off_items", items_for, _item, ("case",), asks=ITEM),
    )
