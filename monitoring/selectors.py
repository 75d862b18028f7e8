"""What waits for whom, and the book at a glance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, Sum

from customers.models import Admission, Customer, Mention, of_visible
from monitoring.models import Alert, AlertEvidence, BookReading, BookRefresh
from removal.models import CaseStep, RemovalCase
from riskcrm.accounts.inbox import Waiting, sources
from riskcrm.accounts.models import PolicyVersion, User
from riskcrm.web.today import end_of_day, local_date, today
from scoring.indicators import AGEING
from scoring.models import Rating, Reading, Tier

MOST_SHOWN = 50
MOST_COUNTED = 100
MOST_ALERTS = 1000
ALERTS_PER_LINE = 6
NEWS = ("mention", "outcome")  # to be read, not to be decided
OUTCOMES_FOR = dt.timedelta(days=14)


@dataclass
class Work:
    """One line of an inbox: what it is about, until when, and what is at stake.

    A line of alerts holds all of one customer's that wait, the gravest first.
    """

    kind: Literal["case", "outcome", "alerts", "admission", "mention", "decision"]
    customer: Customer | None
    exposure: Decimal | None
    due_at: dt.datetime | None
    is_late: bool
    case: RemovalCase | None = None
    admission: Admission | None = None
    alerts: list[Any] = field(default_factory=list)
    mention: Mention | None = None
    decision: Waiting | None = None

    def rank(self) -> tuple[Any, ...]:
        """Late before due, then by what is at stake, then by the deadline; notes come last."""
        due = self.due_at.timestamp() if self.due_at else float("inf")
        place = NEWS.index(self.kind) + 1 if self.kind in NEWS else 0
        return (place, not self.is_late, -(self.exposure or 0), due)


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


def book_of(user: User) -> Book:
    """The stored figures of everything this person sees. Two queries, however large the book."""
    cells = BookReading.objects.visible_to(user).values("tier")
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


def open_counts(user: User, *, at: dt.datetime) -> dict[str, int]:
    """Open alerts, open cases and those past their deadline, among what this person sees.

    Alerts are counted up to `MOST_ALERTS`, and `more_alerts` says that there are more.
    """
    today = local_date(at)
    cases = RemovalCase.objects.visible_to(user).open()
    counts = cases.aggregate(cases=Count("pk"), late=Count("pk", Q(due_date__lt=today)))
    alerts = Alert.objects.visible_to(user).open()[: MOST_ALERTS + 1].count()
    return {
        **counts,
        "alerts": min(alerts, MOST_ALERTS),
        "more_alerts": int(alerts > MOST_ALERTS),
    }


def largest_exposures(user: User, *, count: int = 10) -> list[Reading]:
    """Those who owe most, with their ratings."""
    readings = Reading.objects.filter(exposure__gt=0).select_related("customer__rating")
    return list(of_visible(readings, user).order_by("-exposure", "customer_id")[:count])


def worst_movers(user: User, *, count: int = 5) -> list[Rating]:
    """Those whose score rose most since the score before."""
    ratings = Rating.objects.filter(change__gt=0).select_related("customer")
    return list(of_visible(ratings, user).order_by("-change", "customer_id")[:count])


def inbox_of(user: User, *, at: dt.datetime, count: int = MOST_SHOWN) -> list[Work]:
    """What waits for this person, the most pressing first, and how their proposals ended."""
    work = [
        *_cases_for(user, at, count),
        *_alerts_for(user, at, count),
        *_admissions_for(user, count),
        *_decisions_for(user, at, count),
        *_mentions_of(user, count),
        *_outcomes_for(user, at),
    ]
    return sorted(work, key=Work.rank)[:count]


def inbox_count(user: User, *, at: dt.datetime) -> int:
    """How many lines this person's inbox has to be worked off, up to `MOST_COUNTED`."""
    waiting = 0
    for counted in _counts(user, at):
        waiting += counted
        if waiting >= MOST_COUNTED:  # what else waits is not asked for
            return MOST_COUNTED
    return waiting


def _counts(user: User, at: dt.datetime) -> Iterator[int]:
    """How much waits of each kind, up to `MOST_COUNTED`, asked for one after the other."""
    yield RemovalCase.objects.decidable_by(user)[:MOST_COUNTED].count()
    yield Admission.objects.decidable_by(user)[:MOST_COUNTED].count()
    yield _alerted(user, at)
    yield PolicyVersion.objects.waiting_for(user)[:MOST_COUNTED].count()
    yield Mention.objects.of(user).unread()[:MOST_COUNTED].count()
    for source in sources():
        yield source.count(user, MOST_COUNTED)


def _alerted(user: User, at: dt.datetime) -> int:
    """Customers whose alerts wait for this person."""
    customers: set[int] = set()
    for part in Alert.objects.waiting_parts(user, at=at):
        # the first few of each: no sorting and no counting of all that waits
        found = part.values_list("customer_id", flat=True)[: MOST_COUNTED * ALERTS_PER_LINE]
        customers.update(found)
    return len(customers)


def _cases_for(user: User, at: dt.datetime, count: int) -> list[Work]:
    cases = (
        RemovalCase.objects.decidable_by(user)
        .select_related("customer__rating", "proposed_by")
        .order_by("due_date", "pk")[:count]
    )
    work = []
    for case in cases:
        due = end_of_day(case.due_date or today())
        work.append(Work("case", case.customer, case.exposure, due, due < at, case))
    return work


def _admissions_for(user: User, count: int) -> list[Work]:
    rows = Admission.objects.decidable_by(user).select_related("customer__rating", "requested_by")
    return [
        Work("admission", row.customer, None, None, False, admission=row)
        for row in rows.order_by("requested_at", "pk")[:count]
    ]


def _decisions_for(user: User, at: dt.datetime, count: int) -> list[Work]:
    """What the apps below say waits for this person.

    Counting is cheap where nothing is, and most have nothing.
    """
    filled = [source for source in sources() if source.count(user, 1)]
    found = [row for source in filled for row in source.rows(user, count)]
    return [
        Work(
            "decision", row.customer, row.exposure, row.due_at,
            row.due_at is not None and row.due_at < at, decision=row,
        )
        for row in found
    ]  # fmt: skip


def _outcomes_for(user: User, at: dt.datetime) -> list[Work]:
    """What became of one's proposals lately: approved and going on, or ended by somebody else."""
    approval = CaseStep.objects.filter(
        case=OuterRef("pk"), act="approve_case", at=OuterRef("stage_since")
    )
    cases = (
        RemovalCase.objects.visible_to(user)
        .filter(Q(proposed_by=user) | Q(taken_over_by=user), stage_since__gte=at - OUTCOMES_FOR)
        .filter(Q(closed_at__isnull=False) | Exists(approval))
        .exclude(state="withdrawn")
        .select_related("customer__rating")
        .prefetch_related(
            Prefetch("steps", CaseStep.objects.select_related("by").order_by("-number"))
        )
        .order_by("-stage_since")[:10]
    )
    return [Work("outcome", case.customer, case.exposure, None, False, case) for case in cases]


def _mentions_of(user: User, count: int) -> list[Work]:
    """Notes in which somebody named this person, and which they have not read."""
    mentions = (
        Mention.objects.of(user)
        .unread()
        .select_related("customer__rating", "customer__reading", "by")
        .order_by("-mentioned_at", "-pk")[:count]
    )
    return [
        Work(
            "mention",
            mention.customer,
            getattr(getattr(mention.customer, "reading", None), "exposure", None),
            None,
            False,
            mention=mention,
        )
        for mention in mentions
    ]


def _alerts_for(user: User, at: dt.datetime, count: int) -> list[Work]:
    """Waiting alerts, a customer's on one line."""
    most = count * ALERTS_PER_LINE
    ranked: list[tuple[int, Decimal]] = []
    for part in Alert.objects.waiting_parts(user, at=at):
        ranked += _by_stake(part, most - len(ranked))
    rows = Alert.objects.select_related("customer__rating", "customer__reading", "rule")
    found = rows.in_bulk([key for key, _stake in ranked])
    with_figures(found.values())
    lines: dict[int, Work] = {}
    for key, at_stake in ranked:
        if key not in found:  # gone between the two queries
            continue
        alert = found[key]
        late = alert.due_at < at
        first = Work("alerts", alert.customer, at_stake, alert.due_at, late)
        lines.setdefault(alert.customer_id, first).alerts.append(alert)
    for line in lines.values():
        line.alerts.sort(key=lambda alert: alert.due_at)  # the graver, the sooner
    return list(lines.values())[:count]


def _by_stake(alerts: Any, most: int) -> list[tuple[int, Decimal]]:
    """Keys and exposures, the largest first; customers without a reading come last.

    By keys alone, and along the index of exposures: whole rows of all that waits, sorted, would
    take ten times as long.
    """
    if most <= 0:
        return []
    at_stake = F("customer__reading__exposure")
    known = alerts.filter(customer__reading__isnull=False).order_by(at_stake.desc(), "due_at", "pk")
    ranked = list(known.values_list("pk", at_stake)[:most])
    if len(ranked) < most:
        unknown = alerts.filter(customer__reading__isnull=True).order_by("due_at", "pk")
        keys = unknown.values_list("pk", flat=True)[: most - len(ranked)]
        ranked += [(key, Decimal(0)) for key in keys]
    return ranked


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
    """The figure that the alert's rule watches, as it is now; None = not known, or a tier."""
    customer = alert.customer
    if alert.rule.subject == "score":
        return customer.rating.score
    return getattr(getattr(customer, "reading", None), alert.rule.subject, None)
