"""The stored sums of a day, as one person sees them. Reads stored rows only."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from customers.models import of_visible
from customers.models.book import reach_of
from monitoring.book_days.ratios import count_back, days_of_sales, effectiveness
from monitoring.models import BookDay, BookDayCell, BookDayPart, BookDayTop
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from scoring.indicators import AGEING
from scoring.models import Tier
from scoring.months import month_end, past_month_end

QUARTER = 90
MONTHS = 13
ZERO = Decimal(0)
OVER_90 = ("due_91_180", "due_181_365", "due_over_365")
NAMES = (*BookDayCell.SUMS, *AGEING)
NULLABLE = ("expected_loss", "over_limit")


@dataclass(frozen=True)
class Sums:
    """Sums over some customers on one day."""

    values: dict[str, Any]

    def __getitem__(self, name: str) -> Decimal:
        value = self.values.get(name)
        return ZERO if value is None and name not in NULLABLE else value  # type: ignore[return-value]

    @property
    def current(self) -> Decimal:
        """What is open and not overdue."""
        return self["exposure"] - self["overdue"]

    @property
    def over_90(self) -> Decimal:
        return sum((self[name] for name in OVER_90), ZERO)

    @property
    def dso(self) -> Decimal | None:
        return days_of_sales(self["exposure"], self["sales_90"], QUARTER)

    @property
    def best_dso(self) -> Decimal | None:
        return days_of_sales(self.current, self["sales_90"], QUARTER)

    @property
    def effectiveness(self) -> Decimal | None:
        return effectiveness(self["opening_90"], self["sales_90"], self["exposure"], self.current)

    @property
    def hhi(self) -> Decimal | None:
        """Concentration: the sum of the squared shares, 0 to 1."""
        exposure = self["exposure"]
        return self["squares"] / (exposure * exposure) if exposure else None


def total_of(rows: Iterable[dict[str, Any]]) -> Sums:
    """Rows added up; a figure that is not known of one of them is not known of all."""
    rows = list(rows)
    sums: dict[str, Any] = {}
    for name in NAMES:
        values = [row[name] for row in rows]
        sums[name] = None if None in values else sum(values, ZERO)
    if not rows:
        sums |= dict.fromkeys(NULLABLE)
    return Sums(sums)


@dataclass(frozen=True)
class DayBook:
    """A day's book as one person sees it, and the days before that it is compared with."""

    kept: BookDay
    tiers: dict[str, Sums]
    total: Sums
    parts: dict[str, dict[str, tuple[int, Decimal]]]
    largest: list[BookDayTop]
    months: dict[dt.date, Sums] = field(default_factory=dict)
    high_before: Sums | None = None
    within: dict[str, int] = field(default_factory=dict)  # as the lists behind it are narrowed

    @property
    def day(self) -> dt.date:
        return self.kept.day

    @property
    def is_past(self) -> bool:
        """Of a day that is over: lists of rows as they are now are lists of another day."""
        return self.day < today()

    @property
    def before(self) -> Sums | None:
        """The book at the end of the month before, if it was kept."""
        return self.months.get(past_month_end(self.day))

    def count(self, name: str) -> int | None:
        """What was counted; None where it was not."""
        if name not in self.kept.counted:
            return None
        return self.parts["count"].get(name, (0, ZERO))[0]

    @property
    def top_ten(self) -> Decimal:
        return sum((row.exposure for row in self.largest), ZERO)

    @property
    def count_back(self) -> Decimal | None:
        """Count-back DSO by the sales of the months that were kept without a gap."""
        day, known = self.day, [(self.total["sales_month"], self.day.day)]
        while (day := past_month_end(day)) in self.months:
            known.append(
                (self.months[day]["sales_month"], calendar.monthrange(day.year, day.month)[1])
            )
        return count_back(self.total["exposure"], known)


def kept_day(day: dt.date | None) -> BookDay | None:
    """The day as it was kept, or the newest one."""
    days = BookDay.objects.order_by("-day")
    return days.first() if day is None else days.filter(pk=day).first()


def day_book(user: User, kept: BookDay, *, team: int | None = None, mine: bool = False) -> DayBook:
    """The stored book of what this person sees, or of a team or the own customers of it.

    Few queries, however large the book is.
    """
    within = {} if team is None else {"team": team}
    if mine:
        within["manager"] = user.pk
    narrowed = Q(**{f"{name}_id": pk for name, pk in within.items()})
    return _book(kept, reach_of(user) & narrowed, user, within)


def whole_book(kept: BookDay) -> DayBook:
    """The stored book of everybody's customers."""
    return _book(kept, Q())


def _book(
    kept: BookDay, seen: Q, user: User | None = None, within: dict[str, int] | None = None
) -> DayBook:
    ends = _months(kept.day)
    cells = BookDayCell.objects.filter(seen, day__in=[kept.day, *ends])
    added: Any = {f"{name}_sum": Sum(name) for name in NAMES}
    rows = [
        {"day": row["day_id"], "tier": row["tier"]} | {name: row[f"{name}_sum"] for name in NAMES}
        for row in cells.values("day_id", "tier").annotate(**added)
    ]
    now = [row for row in rows if row["day"] == kept.day]
    kept_ends = {row["day"] for row in rows} | {kept.day}
    before = past_month_end(kept.day)
    return DayBook(
        kept=kept,
        tiers={t.value: total_of(r for r in now if r["tier"] == t.value) for t in Tier},
        total=total_of(now),
        parts=_parts(kept, seen),
        largest=_largest(kept, seen, user),
        months={
            day: total_of(row for row in rows if row["day"] == day) for day in sorted(kept_ends)
        },
        high_before=total_of(r for r in rows if r["day"] == before and r["tier"] == Tier.HIGH)
        if before in kept_ends
        else None,
        within=within or {},
    )


def _months(day: dt.date) -> list[dt.date]:
    """The ends of the twelve months before the day's."""
    ends: list[dt.date] = []
    end = day if day == month_end(day) else past_month_end(day)
    while len(ends) < MONTHS - 1:
        ends.append(end)
        end = past_month_end(end)
    return ends


def _parts(kept: BookDay, seen: Q) -> dict[str, dict[str, tuple[int, Decimal]]]:
    rows: Any = BookDayPart.objects.filter(seen, day=kept)
    found: dict[str, dict[str, tuple[int, Decimal]]] = {k: {} for k in BookDayPart.Kind.values}
    sums = rows.values("kind", "code").annotate(numbers=Sum("number"), amounts=Sum("amount"))
    for row in sums.order_by("-amounts", "code"):
        found[row["kind"]][row["code"]] = (int(row["numbers"]), row["amounts"])
    return found


def _largest(kept: BookDay, seen: Q, user: User | None) -> list[BookDayTop]:
    """Of whom was this person's then and is in sight today: they are named."""
    rows: Any = BookDayTop.objects.filter(seen, day=kept)
    if user is not None:
        rows = of_visible(rows, user)
    # customers of the ten, not of the thousands that are sorted
    rows = rows.order_by("-exposure", "customer_id").prefetch_related("customer")
    return list(rows[:10])
