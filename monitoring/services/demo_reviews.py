"""Reviews of the demonstration: those that fall due, some because of alerts, a few completed.

By the real services and the people who manage the customers.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from monitoring.models import Alert, Review
from monitoring.services.reviews import complete_review, open_due_reviews, open_review
from riskcrm.accounts.models import User
from riskcrm.jobs.services import take_slot
from riskcrm.web.errors import Refused

LONG_AGO, LATELY = dt.timedelta(days=21), dt.timedelta(days=3)
OVERDUE, WAITING = 3, 5  # of those opened because of an alert; the others were completed
FOUND = (
    (
        Review.Result.UNCHANGED,
        "Went through the open items and the order book with them: paid late, but in full. "
        "Nothing to change.",
    ),
    (Review.Result.PLAN, "对方现金流紧张，已谈妥分期还款，另行登记计划。"),
    (
        Review.Result.TERMS,
        "The limit is twice what they use; it is to be cut to what the orders need.",
    ),
    (Review.Result.UNCHANGED, "逾期系对账差异，差异已消除，维持现有待遇。"),
)


@transaction.atomic  # one commit, not many
def seed_demo_reviews(*, at: dt.datetime) -> int:
    """Seed them once; how many were opened because of alerts."""
    if not take_slot("demo_reviews", "made", at=at):
        return 0
    open_due_reviews(at=at)
    opened = 0
    for place, alert in enumerate(_alerts()):
        by = alert.customer.manager
        when = at - (LONG_AGO if place < OVERDUE else LATELY)
        if by is not None:
            opened += _open(alert, place, by=by, opened_at=when, at=at)
    return opened


def _alerts() -> list[Alert]:
    """The newest open alerts of as many customers as there are demo reviews, one each."""
    managed = Alert.objects.open().filter(
        customer__manager__is_demo=True, customer__reviews__isnull=True
    )
    firsts = managed.order_by("customer_id", "-raised_at").distinct("customer_id")
    rows = firsts.select_related("rule", "customer__manager")
    return list(rows[: OVERDUE + WAITING + len(FOUND)])


def _open(alert: Alert, place: int, *, by: User, opened_at: dt.datetime, at: dt.datetime) -> bool:
    try:
        review = open_review(
            alert.customer, reason=alert.rule.name, kind=Review.Kind.ALERT, by=by, at=opened_at,
            alert=alert,
        )  # fmt: skip
        done = place - OVERDUE - WAITING
        if done >= 0:
            result, findings = FOUND[done]
            complete_review(review, by=by, result=result, findings=findings, at=at)
    except Refused:  # this person has other rights in this copy
        return False
    return True
