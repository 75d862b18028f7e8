"""What of cases waits for a person: decisions, stages, appeals, reviews and limits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from removal.models import Appeal, ApprovalLimits, ImmediateReview, RemovalCase
from removal.states import State
from removal.transitions import APPEALS, ASSESS, DECIDE_LARGE, REVIEW, REVIEW_IMMEDIATE
from riskcrm.accounts.inbox import TO_REVIEW, Asks, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day, today

CASE = Asks(pgettext_lazy("inbox", "case"), pgettext_lazy("inbox", "Open the case"))

# a case somebody leads comes up by itself when its stage is due within so many days
SOON = dt.timedelta(days=3)


def decisions_for(user: User) -> QuerySet[RemovalCase]:
    return RemovalCase.objects.decidable_by(user).order_by("due_date", "pk")


def stages_for(user: User) -> QuerySet[RemovalCase]:
    """Cases whose stage this person's role brings to its end, or that they lead and are due."""
    mine = Q(owner=user, due_date__lte=today() + SOON)
    if user.has_perm(ASSESS):
        # what nobody leads waits until somebody takes it on
        mine |= Q(owner__isnull=True) & ~Q(state=State.LEGAL_REVIEW)
    if user.has_perm(REVIEW):
        mine |= Q(state=State.LEGAL_REVIEW)
    if user.has_perm(DECIDE_LARGE):  # what is stuck comes up at the head of risk
        mine |= Q(due_date__lt=today())
    # what came back for rework
    mine |= Q(state=State.PROPOSED, owner=user)
    waiting = RemovalCase.objects.visible_to(user).open().filter(mine)
    return waiting.exclude(state=State.DECISION).order_by("due_date", "pk")


def appeals_for(user: User) -> QuerySet[Any]:
    """Open appeals this person may decide: they had no part in the case."""
    if not user.has_perm(APPEALS):
        return Appeal.objects.none()
    waiting = Appeal.objects.visible_to(user).filter(state=Appeal.State.OPEN)
    return _apart(waiting, user).order_by("answer_by_date", "pk")


def reviews_for(user: User) -> QuerySet[Any]:
    """Immediate removals this person may review afterwards."""
    if not user.has_perm(REVIEW_IMMEDIATE):
        return ImmediateReview.objects.none()
    waiting = ImmediateReview.objects.visible_to(user).filter(outcome="")
    return _apart(waiting, user).order_by("due_date", "pk")


def _apart(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Of rows with a case those of cases this person neither made, led nor decided."""
    cases = RemovalCase.objects.filter(pk=OuterRef("case"))
    made = cases.filter(
        Q(proposed_by=user) | Q(responsible=user) | Q(taken_over_by=user) | Q(steps__by=user)
    )
    return rows.exclude(Exists(made)).exclude(Exists(cases.filter(decisions__decided_by=user)))


def limits_for(user: User) -> QuerySet[ApprovalLimits]:
    return ApprovalLimits.objects.waiting_for(user)


def _decision(case: RemovalCase) -> Waiting:
    said = {"name": case.proposed_by, "summary": case.summary[:120]}
    words = _("%(name)s proposes removal: %(summary)s") % said
    return _of(case, words, case.due_date or today(), "#decision")


def _stage(case: RemovalCase) -> Waiting:
    words = _("Removal case, %(stage)s: %(why)s") % {
        "stage": case.get_state_display(),
        "why": case.summary[:120],
    }
    return _of(case, words, case.due_date)


def _appeal(appeal: Appeal) -> Waiting:
    words = _("Appeal against a removal: %(text)s") % {"text": appeal.text[:120]}
    return _of(appeal.case, words, appeal.answer_by_date)


def _review(review: ImmediateReview) -> Waiting:
    return _of(review.case, _("An immediate removal is to be reviewed"), review.due_date)


def _of(case: RemovalCase, words: str, due: dt.date | None, place: str = "") -> Waiting:
    return Waiting(
        words,
        reverse("removal:case_detail", args=[case.pk]) + place,
        customer_id=case.customer_id,
        exposure=case.exposure,
        due_at=end_of_day(due) if due else None,
    )


def _limit(row: ApprovalLimits) -> Waiting:
    words = _("%(name)s proposes other approval limits") % {"name": row.proposed_by}
    return Waiting(words, reverse("removal:limits"), title=_("Approval limits"))


def register_sources() -> None:
    register(
        Source("decisions", decisions_for, _decision, ("proposed_by",), due="due_date"),
        Source("stages", stages_for, _stage, due="due_date", asks=CASE),
        Source("appeals", appeals_for, _appeal, ("case",)),
        Source("immediate_reviews", reviews_for, _review, ("case",), asks=TO_REVIEW),
        Source("approval_limits", limits_for, _limit, ("proposed_by",)),
    )
