"""Which of the deadlines that the sweep noticed still want somebody, and whose they are."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from removal.models import Appeal, DeadlineNotice, ImmediateReview, RemovalCase
from removal.states import State
from removal.transitions import DECIDE_LARGE
from riskcrm.accounts.models import User

Kind = DeadlineNotice.Kind
LAPSES = ("termination_right_years", "termination_right_days")  # of the packs


def open_notices(notices: QuerySet[DeadlineNotice]) -> QuerySet[DeadlineNotice]:
    """Of these the ones whose deadline still holds, and for which nothing was done yet."""
    appeals = Appeal.objects.filter(case=OuterRef("case"), state=Appeal.State.OPEN)
    day = OuterRef("due_date")
    reviews = ImmediateReview.objects.filter(case=OuterRef("case"), outcome="", due_date=day)
    running = Q(due_date=F("case__due_date"))
    return notices.filter(
        (Q(kind=Kind.STAGE_LATE) & running)
        | (Q(kind=Kind.CURE_DUE, case__state=State.RECTIFICATION) & running)
        # once the relationship has ended nothing can lapse
        | (
            Q(kind=Kind.LAPSE, due_date=F("case__lapse_date"), case__closed_at=None)
            & ~Q(case__state=State.SETTLEMENT)
        )
        | Q(Exists(appeals.filter(acknowledged_at=None, acknowledge_by_date=day)),
            kind=Kind.ACKNOWLEDGE)
        | Q(Exists(appeals.filter(answer_by_date=day)), kind=Kind.ANSWER)
        | Q(Exists(reviews), kind=Kind.REVIEW)
    )  # fmt: skip


def notices_for(user: User) -> QuerySet[DeadlineNotice]:
    """Open ones that this person answers for: time to make good of a customer they manage or a
    case they lead; late stages and rights that lapse of what they lead, and all for who decides
    any amount."""
    leads = Q(case__owner=user)
    mine = Q(kind=Kind.CURE_DUE) & (leads | Q(case__customer__manager=user))
    led = Q(kind__in=(Kind.STAGE_LATE, Kind.LAPSE))
    mine |= led if user.has_perm(DECIDE_LARGE) else led & leads
    return open_notices(DeadlineNotice.objects.visible_to(user).filter(mine))


def lapsed_right(case: RemovalCase, on: dt.date) -> list[str]:
    """That the right to terminate has lapsed by law on this day; nothing while it holds.

    Where only house policy counts the days, the page says that they are over and nothing stops.
    """
    if case.pack is None or case.lapse_date is None or on <= case.lapse_date:
        return []
    rules = case.pack.rules()
    counted = [rules[name] for name in LAPSES if rules[name].value is not None]
    if any(rule.is_house for rule in counted):
        return []
    return [
        _("The right to terminate lapsed on %(day)s: reject the removal.")
        % {"day": date_format(case.lapse_date)}
    ]
