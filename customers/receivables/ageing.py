"""The ageing of what is owed, from stored sums: ten customers or a million cost the same.

Sums are stored by due date; buckets follow from the day one asks for. All lines of an answer are of
one moment, `Ageing.read_at`, and in each of them the buckets add up to the total.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from customers.models import (
    AgeingRefresh,
    BookBalance,
    CustomerGroup,
    GroupBalance,
    GroupDay,
    OpenDay,
)
from customers.receivables.buckets import BUCKETS, CODES, NO_DUE_DATE, OVERDUE, sums_sql
from customers.receivables.loans import share_of
from customers.receivables.sql import CREDIT, with_items
from riskcrm.accounts.models import Team, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ZERO = Decimal(0)
MOST_GROUPS = 200  # told apart, those that owe most first; the others are one line
BALANCES = ("customers", "cash", "credit_notes", "loans", "non_performing")


@dataclass
class Line:
    """What is open in one part of the book, by age. Credit stands beside it and is not netted."""

    key: int | None
    name: StrOrPromise
    buckets: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(CODES, ZERO))
    disputed: Decimal = ZERO
    without_rate: int = 0
    customers: int = 0
    cash: Decimal = ZERO
    credit_notes: Decimal = ZERO
    loans: Decimal = ZERO
    non_performing: Decimal = ZERO
    is_rest: bool = False  # all that are not told apart, in one line

    @property
    def has_any(self) -> bool:
        """Whether something is open, or stands beside it."""
        beside = (self.cash, self.credit_notes, self.loans, self.without_rate)
        return bool(self.total or any(beside))

    @property
    def total(self) -> Decimal:
        return sum(self.buckets.values(), ZERO)

    @property
    def overdue(self) -> Decimal:
        return sum((self.buckets[code] for code in OVERDUE), ZERO)

    @property
    def non_performing_ratio(self) -> Decimal | None:
        """The share of loans that does not perform; None where nothing is lent."""
        return share_of(self.non_performing, self.loans)

    def add(self, other: Line) -> None:
        for code in CODES:
            self.buckets[code] += other.buckets[code]
        for name in ("disputed", "without_rate", *BALANCES):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class Ageing:
    """Lines of one reading, the largest first, and what is open in all of the scope.

    Never read: `read_at` is None. Groups do not add up to the total: who is in no group is in none
    of their lines, and who is in several is in each.
    """

    read_at: dt.datetime | None
    day: dt.date
    lines: list[Line]
    total: Line


@dataclass(frozen=True)
class Scope:
    """A part of the book that somebody looks at; None = all of it."""

    team: int | None = None
    manager: int | None = None
    group: int | None = None

    def rows(self, rows: Any) -> Any:
        if self.group is not None:
            rows = rows.filter(group_id=self.group)
        if self.team is not None:
            rows = rows.filter(team_id=self.team or None)
        return rows if self.manager is None else rows.filter(manager_id=self.manager or None)


Names = Callable[[Iterable[int]], dict[int, str]]
Lines = Callable[[User, dt.date, Scope], list[Line]]


@dataclass(frozen=True)
class Dimension:
    """By what the ageing is told apart. Another one is another entry of `DIMENSIONS`."""

    code: str
    label: StrOrPromise
    lines: Lines
    # whether its lines add up to the book
    is_whole: bool = True


def ageing_of(user: User, by: str, *, day: dt.date, scope: Scope | None = None) -> Ageing:
    """What this person sees of the book's ageing, told apart by a dimension."""
    refresh = AgeingRefresh.objects.first()
    scope = scope or Scope()
    dimension = DIMENSIONS[by]
    lines = dimension.lines(user, day, scope)
    lines.sort(key=lambda line: (line.is_rest, -line.total, str(line.name)))
    total = Line(None, _("All"))
    for line in lines if dimension.is_whole else _whole_book(user, day, scope):
        total.add(line)
    return Ageing(refresh.read_at if refresh else None, day, lines, total)


def _bounds(code: str, day: dt.date) -> Q:
    """Due dates of a bucket, as of a day."""
    if code == NO_DUE_DATE:
        return Q(due_date__isnull=True)
    lower, upper = next((low, high) for name, low, high in BUCKETS if name == code)
    bounds = Q()
    if lower is not None:
        bounds &= Q(due_date__lte=day - dt.timedelta(days=lower))
    if upper is not None:
        bounds &= Q(due_date__gte=day - dt.timedelta(days=upper))
    return bounds


def _cells(user: User, scope: Scope, *, by_group: bool) -> tuple[Any, Any]:
    """Days and balances of the scope that this person sees: of groups, or of the book."""
    of_groups = by_group or scope.group is not None
    days: Any = GroupDay.objects if of_groups else OpenDay.objects
    balances: Any = GroupBalance.objects if of_groups else BookBalance.objects
    return scope.rows(days.visible_to(user)), scope.rows(balances.visible_to(user))


def _sums(days: Any, column: str, day: dt.date) -> Any:
    sums: Any = {code: Sum("amount", filter=_bounds(code, day)) for code in CODES}
    sums |= {"disputed_sum": Sum("disputed"), "missing": Sum("without_rate")}
    return days.values(column).annotate(**sums).order_by()


def _lines_of(days: Any, balances: Any, column: str, day: dt.date) -> dict[int | None, Line]:
    """Lines by a column of the stored cells, without names."""
    held: dict[int | None, Line] = {}
    for row in _sums(days, column, day):
        line = held.setdefault(row[column], Line(row[column], ""))
        line.buckets = {code: row[code] or ZERO for code in CODES}
        line.disputed, line.without_rate = row["disputed_sum"], row["missing"]
    sums: Any = {f"{name}_sum": Sum(name) for name in BALANCES}
    for row in balances.values(column).annotate(**sums).order_by():
        line = held.setdefault(row[column], Line(row[column], ""))
        for name in BALANCES:
            setattr(line, name, row[f"{name}_sum"])
    return held


def _by_column(column: str, names: Names) -> Lines:
    """Lines by a column of the book's cells; `names` says what its values are called."""

    def lines(user: User, day: dt.date, scope: Scope) -> list[Line]:
        days, balances = _cells(user, scope, by_group=False)
        return _named(_lines_of(days, balances, column, day), names)

    return lines


def _named(held: dict[int | None, Line], names: Names) -> list[Line]:
    called = names([key for key in held if key is not None])
    for key, line in held.items():
        line.name = called.get(key, "") if key is not None else _("nobody's")
    return list(held.values())


def _by_group(user: User, day: dt.date, scope: Scope) -> list[Line]:
    """The groups that owe most, then those that have something beside it; the others as one."""
    days, balances = _cells(user, scope, by_group=True)
    told = _largest(days, balances)
    of_told = _lines_of(
        days.filter(group__in=told), balances.filter(group__in=told), "group_id", day
    )
    lines = _named(of_told, _groups)
    left = balances.exclude(group__in=told)
    further = left.aggregate(number=Count("group_id", distinct=True))["number"]
    if further:
        message = ngettext("%(number)s further group", "%(number)s further groups", further)
        rest = Line(None, message % {"number": further}, is_rest=True)
        for line in _lines_of(days.exclude(group__in=told), left, "team_id", day).values():
            rest.add(line)
        lines.append(rest)
    return lines


def _largest(days: Any, balances: Any) -> list[int]:
    """Groups as many as are told apart. What stands beside open items comes where room is left."""
    owing = days.values("group_id").annotate(whole=Sum("amount")).order_by("-whole", "group_id")
    told = list(owing.values_list("group_id", flat=True)[:MOST_GROUPS])
    beside = (
        balances.exclude(group__in=told)
        .values("group_id")
        .annotate(whole=Sum(F("cash") + F("credit_notes") + F("loans")))
        .order_by("-whole", "group_id")
    )
    return told + list(beside.values_list("group_id", flat=True)[: MOST_GROUPS - len(told)])


def _whole_book(user: User, day: dt.date, scope: Scope) -> list[Line]:
    """One line, without what the cells are told apart by."""
    whole = Line(None, _("Book"))
    for line in _by_column("team_id", lambda _keys: {})(user, day, scope):
        whole.add(line)
    return [whole]


def _people(keys: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))


def _groups(keys: Iterable[int]) -> dict[int, str]:
    return dict(CustomerGroup.objects.filter(pk__in=keys).values_list("pk", "name"))


def _teams(keys: Iterable[int]) -> dict[int, str]:
    return dict(Team.objects.filter(pk__in=keys).values_list("pk", "name"))


DIMENSIONS: dict[str, Dimension] = {
    each.code: each
    for each in (
        Dimension("book", _("Book"), _whole_book),
        Dimension("team", _("Team"), _by_column("team_id", _teams)),
        Dimension("manager", _("Manager"), _by_column("manager_id", _people)),
        Dimension("group", _("Customer group"), _by_group, is_whole=False),
    )
}

OF_CUSTOMERS = (
    with_items("customer_id = ANY(%(ids)s)")
    + f"""
SELECT customer_id, {sums_sql("base_open", "due_date", "%(day)s::date")},
  coalesce(sum(base_disputed), 0), count(*) FILTER (WHERE base_open IS NULL)
FROM item GROUP BY customer_id"""
)


def ageing_of_customers(ids: list[int], *, day: dt.date) -> dict[int, Line]:
    """The ageing of some customers from their open items, as they are at this moment.

    Two queries, however many customers.
    """
    lines = {pk: Line(pk, "", customers=1) for pk in ids}
    with connection.cursor() as cursor:
        cursor.execute(OF_CUSTOMERS, {"ids": ids, "day": day})
        for pk, *sums, disputed, missing in cursor.fetchall():
            line = lines[pk]
            line.buckets = dict(zip(CODES, sums, strict=True))
            line.disputed, line.without_rate = disputed, missing
        cursor.execute(CREDIT.format(customers="customer_id = ANY(%(ids)s)"), {"ids": ids})
        for pk, cash, notes in cursor.fetchall():
            lines[pk].cash, lines[pk].credit_notes = cash, notes
    return lines
