"""What is read of reviews: as a whole, and of one what changed since the review before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from customers.models import Customer, Dispute, MarketEvent, PromiseToPay
from monitoring.models.alerts import Alert
from monitoring.models.reviews import Review
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.web.business_days import add_business_days
from riskcrm.web.today import end_of_day, local_date
from scoring.models import CustomerTreatment, Rating, RatingHistory, Reading, RiskScore, Snapshot

RISES_AFTER = 5  # business days overdue
LOOKED_BACK = dt.timedelta(days=90)  # where nobody has looked before
FIGURES = ("score", "tier", "exposure", "overdue", "credit_limit")
MONEY = ("exposure", "overdue", "credit_limit")
MOST_SHOWN = 20


def risen_before(day: dt.date) -> dt.date:
    """What was due before this date is overdue by more than five business days on `day`."""
    due = day - dt.timedelta(days=RISES_AFTER + 1)
    while add_business_days(due, RISES_AFTER) >= day:
        due -= dt.timedelta(days=1)
    return due + dt.timedelta(days=1)


def reviews(user: Any) -> QuerySet[Review]:
    """Those a person sees, with what their lines need."""
    rows = Review.objects.visible_to(user).select_related("completed_by", "alert__rule")
    return rows.prefetch_related("customer__manager", "customer__rating", "customer__reading")


# --- figures then and now ---

Figures = dict[str, Any]


def figures_now(customer: Customer) -> Figures:
    """Where a customer stands, as a completed review keeps it: exact decimals as text."""
    rating = Rating.objects.filter(customer=customer).first()
    reading = Reading.objects.filter(customer=customer).first()
    day = reading.as_of if reading else rating.as_of if rating else None
    score = rating.score if rating else None
    tier = rating.tier if rating else None
    return _kept(day, score, tier, reading)


def _kept(
    day: dt.date | None, score: Decimal | None, tier: str | None, read: Reading | Snapshot | None
) -> Figures:
    money = {name: _text(getattr(read, name) if read else None) for name in MONEY}
    return {"as_of": day and day.isoformat(), "score": _text(score), "tier": tier, **money}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _figures_at(customer: Customer, day: dt.date) -> Figures | None:
    """As the latest month end up to a day had it; None where no month was kept."""
    mine = {"customer_id": customer.pk, "as_of__lte": day}
    read = Snapshot.objects.filter(**mine).order_by("-as_of").first()
    if read is None:
        return None
    scores = RiskScore.objects.filter(customer_id=customer.pk, as_of__lte=read.as_of)
    score = scores.order_by("-as_of", "-known_at", "-pk").first()
    # the tier that held, with overrides, as `figures_now` has it
    held = RatingHistory.objects.filter(**mine).filter(as_of__lte=read.as_of)
    tier = held.order_by("-as_of", "-pk").values_list("tier", flat=True).first()
    return _kept(read.as_of, score.score if score else None, tier, read)


@dataclass(frozen=True)
class Change:
    """One figure then and now; None = not known."""

    name: str
    then: Any
    now: Any
    differs: bool


@dataclass(frozen=True)
class Since:
    """What a person looks at in a review: what is different from the last one."""

    day: dt.date
    former: Review | None
    then_on: dt.date | None
    now_on: dt.date | None
    changes: list[Change]
    alerts: list[Alert] | None  # None = this person may not see such rows
    events: list[MarketEvent] | None
    disputes: list[Dispute] | None
    promises: list[PromiseToPay] | None
    cases: list[RemovalCase] | None


def since_last(review: Review, user: User) -> Since:
    """A completed review is compared as it was seen, an open one as of now; rows a person sees."""
    customer = review.customer
    earlier = Review.objects.filter(
        customer=customer, completed_at__lt=review.completed_at or timezone.now()
    ).exclude(result=Review.Result.ENDED)
    former = earlier.exclude(pk=review.pk).order_by("-completed_at").first()
    day = _looked_on(review, former)
    then = former.seen if former and former.seen else _figures_at(customer, day)
    now = review.seen or figures_now(customer)
    until = review.completed_at or timezone.now()
    return Since(
        day,
        former,
        _day(then),
        _day(now),
        _changes(then or {}, now),
        **_rows(review, user, day, until),
    )


def _looked_on(review: Review, former: Review | None) -> dt.date:
    if former is not None and former.completed_at is not None:
        return local_date(former.completed_at)
    held = CustomerTreatment.objects.filter(customer=review.customer_id).first()
    at = held.reviewed_at if held else None
    if at is not None and at < review.opened_at:
        return local_date(at)
    return local_date(review.opened_at) - LOOKED_BACK


def _day(figures: Figures | None) -> dt.date | None:
    day = figures and figures.get("as_of")
    return dt.date.fromisoformat(day) if day else None


def _changes(then: Figures, now: Figures) -> list[Change]:
    return [_change(name, then.get(name), now.get(name)) for name in FIGURES]


def _change(name: str, then: str | None, now: str | None) -> Change:
    if name == "tier":
        return Change(name, then, now, then is not None and then != now)
    before = None if then is None else Decimal(then)
    after = None if now is None else Decimal(now)
    return Change(name, before, after, bool(then is not None and before != after))


def _rows(review: Review, user: User, day: dt.date, until: dt.datetime) -> dict[str, Any]:
    """The newest of each kind since a day, one query each."""

    def newest(rows: Any, at: str, first: Any, final: Any, *names: str) -> list[Any] | None:
        meta = rows.model._meta
        if not user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
            return None
        window = {f"{at}__gte": first, f"{at}__lte": final}
        found = rows.visible_to(user).filter(customer=review.customer_id, **window)
        return list(found.select_related(*names or [None]).order_by(f"-{at}", "-pk")[:MOST_SHOWN])

    begin, final = end_of_day(day - dt.timedelta(days=1)), local_date(until)
    broken = PromiseToPay.objects.filter(is_void=False, outcome=PromiseToPay.Outcome.BROKEN)
    events, disputes = (kind.objects.filter(is_void=False) for kind in (MarketEvent, Dispute))
    return {
        "alerts": newest(Alert.objects.all(), "raised_at", begin, until, "rule"),
        "events": newest(events, "recorded_at", begin, until),
        "disputes": newest(disputes, "recorded_at", begin, until),
        "promises": newest(broken, "promised_date", day, final),
        "cases": newest(RemovalCase.objects.all(), "proposed_at", begin, until),
    }
