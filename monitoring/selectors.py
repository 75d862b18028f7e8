"""The book at a glance, and what alerts show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, Min, Q, QuerySet, Sum

from customers.models import of_visible
from monitoring.models import Alert, AlertEvidence, BookReading, BookRefresh
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.web.today import local_date
from scoring.indicators import AGEING
from scoring.models import Rating, Reading, Tier

QS = TypeVar("QS", bound=QuerySet[Any])
MOST_ALERTS = 200  # a team's are looked for among everybody's: more would take longer


@dataclass
class TierReading:
    """The figures of one tier, or of the whole book."""

    customers: int = 0
    exposure: Decimal = Decimal(0)
    overdue: Decimal = Decimal(0)
    open_without_rate: int = 0
    ageing: dict[str, Decimal] = field(default_factory=dict)

    @property
    def overdue_share(self) -> Decimal | None:
        """Overdue as a share of exposure; None where nothing is owed."""
        return self.overdue / self.exposure if self.exposure else None


@dataclass
class Book:
    """The book as one person may see it: when it was added up, and how old its figures are."""

    read_at: dt.datetime | None
    as_of: dt.date | None
    tiers: dict[str, TierReading]
    total: TierReading


def book_of(user: User, *, mine: bool = False) -> Book:
    """The stored figures of everything this person sees, or of the own customers alone.

    Two queries, however large the book.
    """
    seen = BookReading.objects.visible_to(user)
    cells = (seen.filter(manager=user) if mine else seen).values("tier")
    names = ("customers", *BookReading.SUMS)
    sums: Any = cells.annotate(oldest=Min("as_of"), **{name: Sum(name) for name in names})
    rows = {row["tier"]: row for row in sums}
    tiers = {tier.value: _tier_reading(rows.get(tier.value, {})) for tier in Tier}
    total = TierReading(
        customers=sum(tier.customers for tier in tiers.values()),
        exposure=sum((tier.exposure for tier in tiers.values()), Decimal(0)),
        overdue=sum((tier.overdue for tier in tiers.values()), Decimal(0)),
        open_without_rate=sum(tier.open_without_rate for tier in tiers.values()),
    )
    refresh = BookRefresh.objects.first()
    return Book(
        read_at=refresh.read_at if refresh else None,
        as_of=min((row["oldest"] for row in rows.values() if row["oldest"]), default=None),
        tiers=tiers,
        total=total,
    )


def _tier_reading(row: dict[str, Any]) -> TierReading:
    return TierReading(
        customers=row.get("customers") or 0,
        exposure=row.get("exposure") or Decimal(0),
        overdue=row.get("overdue") or Decimal(0),
        open_without_rate=row.get("open_without_rate") or 0,
        ageing={bucket: row.get(bucket) or Decimal(0) for bucket in AGEING},
    )


def open_counts(user: User, *, at: dt.datetime, mine: bool = False) -> dict[str, int]:
    """Open alerts, open cases and those past their deadline, among what this person sees.

    Alerts are counted up to `MOST_ALERTS`, and `more_alerts` says that there are more.
    """
    today = local_date(at)
    own = {"customer__manager": user} if mine else {}
    cases = RemovalCase.objects.visible_to(user).open().filter(**own)
    counts = cases.aggregate(cases=Count("pk"), late=Count("pk", Q(due_date__lt=today)))
    alerts = Alert.objects.visible_to(user).open().filter(**own)[: MOST_ALERTS + 1].count()
    return {
        **counts,
        "alerts": min(alerts, MOST_ALERTS),
        "more_alerts": int(alerts > MOST_ALERTS),
    }


def _seen(rows: QS, user: User, *, mine: bool) -> QS:
    found = of_visible(rows, user)
    return found.filter(customer__manager=user) if mine else found


def largest_exposures(user: User, *, count: int = 10, mine: bool = False) -> list[Reading]:
    """Those who owe most, with their ratings."""
    readings = Reading.objects.filter(exposure__gt=0).select_related("customer__rating")
    return list(_seen(readings, user, mine=mine).order_by("-exposure", "customer_id")[:count])


def worst_movers(user: User, *, count: int = 5, mine: bool = False) -> list[Rating]:
    """Those whose score rose most since the score before."""
    ratings = Rating.objects.filter(change__gt=0).select_related("customer")
    return list(_seen(ratings, user, mine=mine).order_by("-change", "customer_id")[:count])


def with_figures(alerts: Iterable[Any]) -> None:
    """Give alerts their `newest` evidence and the `figure` to show. One query.

    While an episode runs that is the figure of now, which evidence follows by steps only.
    """
    evidence = AlertEvidence.objects.filter(alert__in=[alert.pk for alert in alerts])
    newest = evidence.order_by("alert_id", "-as_of", "-id").distinct("alert_id")
    found = {row.alert_id: row for row in newest}
    for alert in alerts:
        alert.newest = found.get(alert.pk)
        seen = alert.newest.value if alert.newest else None
        now = figure_now(alert) if alert.cleared_at is None else None
        alert.figure = seen if now is None else now


def figure_now(alert: Alert) -> Decimal | None:
    """The figure that the alert's rule watches, as it is now; None = not known here: a tier, a
    date, or what is held against the past or the industry."""
    customer = alert.customer
    if alert.rule.versus:
        return None
    if alert.rule.subject == "score":
        return customer.rating.score
    return getattr(getattr(customer, "reading", None), alert.rule.subject, None)
