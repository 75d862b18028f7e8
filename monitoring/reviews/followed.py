"""What came of a completed review: what was made for the customer until the review after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.models import CreditTerms, Plan
from monitoring.models.reviews import Review
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from scoring.models import Override, TreatmentProposal

MOST_SHOWN = 20
Result = Review.Result


@dataclass(frozen=True)
class Followed:
    """One thing that was made, and the result of a review that it makes good."""

    result: str
    kind: str
    words: str
    state: str
    at: dt.datetime
    url: str


def followed(review: Review, user: User) -> list[Followed]:
    """Those a person may see, in the order in which they were made.

    A plan may be agreed while the review is still open: all counts from when that was opened until
    the next one is.
    """
    window = (review.opened_at, _until(review))
    kinds = (_plans, _overrides, _cases, _terms, _treatments)
    found = [each for kind in kinds for each in kind(review, user, window)]
    return sorted(found, key=lambda each: each.at)[:MOST_SHOWN]


Window = tuple[dt.datetime, dt.datetime | None]


def _until(review: Review) -> dt.datetime | None:
    later = Review.objects.filter(customer=review.customer_id, opened_at__gt=review.opened_at)
    return later.order_by("opened_at").values_list("opened_at", flat=True).first()


def _plans(review: Review, user: User, window: Window) -> Iterator[Followed]:
    rows = Plan.objects.visible_to(user).filter(is_void=False)
    for row in _made(rows, "recorded_at", review, user, window):
        url = reverse("customers:plan_detail", args=[row.pk])
        yield _line(Result.PLAN, row, str(row), row.recorded_at, url)


def _overrides(review: Review, user: User, window: Window) -> Iterator[Followed]:
    rows = Override.objects.visible_to(user)
    for row in _made(rows, "requested_at", review, user, window):
        url = reverse("scoring:override_detail", args=[row.pk])
        yield _line(Result.OVERRIDE, row, row.get_tier_display(), row.requested_at, url)


def _cases(review: Review, user: User, window: Window) -> Iterator[Followed]:
    rows = RemovalCase.objects.visible_to(user)
    for row in _made(rows, "proposed_at", review, user, window):
        url = reverse("removal:case_detail", args=[row.pk])
        yield _line(Result.REMOVAL, row, row.summary, row.proposed_at, url)


def _terms(review: Review, user: User, window: Window) -> Iterator[Followed]:
    """They have no page of their own: the customer's tells them."""
    url = reverse("monitoring:customer_detail", args=[review.customer_id]) + "?tab=timeline#panel"
    for row in _made(CreditTerms.objects.all(), "recorded_at", review, user, window):
        words = _("in force from %(date)s")
        words %= {"date": date_format(row.effective_date, "DATE_FORMAT")}
        yield _line(Result.TERMS, row, words, row.recorded_at, url)


def _treatments(review: Review, user: User, window: Window) -> Iterator[Followed]:
    rows = TreatmentProposal.objects.visible_to(user).select_related("proposed")
    for row in _made(rows, "proposed_at", review, user, window):
        url = reverse("scoring:proposal_detail", args=[row.pk])
        yield _line(Result.TERMS, row, row.proposed.get_tier_display(), row.proposed_at, url)


def _made(
    rows: QuerySet[Any], at: str, review: Review, user: User, window: Window
) -> QuerySet[Any]:
    meta, (first, until) = rows.model._meta, window
    # who sees a customer sees its terms
    seen = "customer" if rows.model is CreditTerms else meta.model_name
    if not user.has_perm(f"{meta.app_label}.view_{seen}"):
        return rows.none()
    made = rows.filter(customer=review.customer_id, **{f"{at}__gte": first})
    if until is not None:
        made = made.filter(**{f"{at}__lt": until})
    return made.order_by(at, "pk")[:MOST_SHOWN]


def _line(result: str, row: Any, words: str, at: dt.datetime, url: str) -> Followed:
    state = row.get_state_display() if hasattr(row, "get_state_display") else ""
    return Followed(result, str(row._meta.verbose_name), words, state, at, url)
