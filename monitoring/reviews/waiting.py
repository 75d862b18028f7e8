"""Reviews that wait for somebody, for the inbox."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from monitoring.models import Review
from monitoring.reviews.selectors import risen_before
from riskcrm.accounts.inbox import TO_REVIEW, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.accounts.review_rights import OVERSEE_REVIEWS
from riskcrm.web.today import end_of_day, today


def _reviews(user: User) -> QuerySet[Review]:
    risen = risen_before(today()) if user.has_perm(OVERSEE_REVIEWS) else None
    return Review.objects.waiting_for(user, risen=risen).order_by("due_date", "pk")


def _review(row: Review) -> Waiting:
    why = "; ".join(row.said_reasons) or row.get_kind_display()
    return Waiting(
        _("Review the customer (%(why)s)") % {"why": why[:120]},
        reverse("monitoring:review_detail", args=[row.pk]),
        customer_id=row.customer_id,
        due_at=end_of_day(row.due_date),
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("reviews", _reviews, _review, due="due_date", asks=TO_REVIEW))
