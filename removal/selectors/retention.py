"""Whose time is over: read in statements over the whole book, never customer by customer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate

from customers.models import Customer, CustomerRevision
from removal.models import CaseStep, ErasureItem, ErasureRun
from removal.retention.record import CLASSES, Record
from removal.retention.records import records
from removal.selectors.retention_holds import GONE, NOW, conditions, held, holds_of, in_words
from riskcrm.web.today import organisation_zone

MOST = 10_000  # customers of one run; who is left is due for the next
OPEN = (ErasureItem.State.WAITING, ErasureItem.State.ERASING)


@dataclass(frozen=True)
class Period:
    """So many months after the end of the relationship, or after the end of that year."""

    months: int
    from_year_end: bool = False


Periods = dict[str, Period | None]  # by country; None = not known


class YearEnd(Func):
    """The last day of a day's year, in the database."""

    template = "(date_trunc('year', (%(expressions)s)::timestamp) + interval '1 year -1 day')::date"
    output_field = DateField()


class MonthsLater(Func):
    """A day so many months after another, in the database."""

    template = "(%(expressions)s))::date"
    arg_joiner = " + make_interval(months => "
    output_field = DateField()


def ended(kept: Periods) -> QuerySet[Any]:
    """Customers that are removed and not erased, with `ended_on` and `due_on`; null = not known.
    Who was merged into one of them is there as well, with its days.

    The relationship ended with the latest settlement that began, or when the customer was written
    down as removed, whichever was later.
    """
    steps = CaseStep.objects.filter(case__customer=NOW, act="start_settlement")
    marked = CustomerRevision.objects.filter(customer=NOW, former__has_key="status")
    known = {country: period for country, period in kept.items() if period}
    months = Case(
        *(When(country_now=country, then=Value(known[country].months)) for country in known),
        default=Value(None), output_field=IntegerField(),
    )  # fmt: skip
    late = [country for country in known if known[country].from_year_end]
    start = Case(
        When(country_now__in=late, then=YearEnd(F("ended_on"))), default=F("ended_on"),
        output_field=DateField(),
    )  # fmt: skip
    erased = ErasureItem.objects.filter(customer=OuterRef("pk"), state=ErasureItem.State.ERASED)
    rows = Customer.objects.filter(GONE).annotate(
        country_now=Coalesce("merged_into__country", "country"),
        ended_on=TruncDate(
            Greatest(
                Subquery(steps.order_by("-at").values("at")[:1]),
                Subquery(marked.order_by("-version").values("superseded_at")[:1]),
            ),
            tzinfo=organisation_zone(),
        ),
        due_on=MonthsLater(start, months),
    )
    return rows.exclude(Exists(erased))


def due(on: dt.date, kept: Periods) -> QuerySet[Any]:
    """Those whose records need not be kept any longer on this day."""
    return ended(kept).filter(due_on__lt=on)


def free(customers: QuerySet[Any]) -> QuerySet[Any]:
    """Of these the ones that nothing holds back and no open run has."""
    taken = ErasureItem.objects.filter(customer=OuterRef("pk"), state__in=OPEN)
    return customers.exclude(held()).exclude(Exists(taken))


def held_back(customers: QuerySet[Any]) -> dict[str, int]:
    """How many of these each reason holds back; a customer may have several."""
    counted: dict[str, int] = {}
    for code, condition in conditions().items():
        count = customers.filter(Q(condition)).count()
        if count:
            counted[code] = count
    return counted


def counts_of(ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """What there is to erase of each of these customers, by class. A statement per table."""
    found: dict[int, Counter[str]] = {pk: Counter() for pk in ids}
    with connection.cursor() as cursor:
        for record in records():
            cursor.execute(_count(record), {"ids": list(found)})
            for pk, count in cursor.fetchall():
                found[pk][record.of] += count
    return {pk: {name: n for name, n in counted.items() if n} for pk, counted in found.items()}


def _count(record: Record) -> str:
    return (
        f"SELECT {record.customer}, count(*) FROM {record.table} t{record.joined}"
        f" WHERE {record.customer} = ANY(%(ids)s) AND {record.where} GROUP BY 1"
    )


def summed(counts: Iterable[dict[str, int]]) -> list[tuple[Any, int]]:
    """Counts by class added up, each class in words; classes without rows are not there."""
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return [(label, total[name]) for name, label in CLASSES.items() if total[name]]


@dataclass(frozen=True)
class Line:
    """A customer that is due: with how much, and what holds it back."""

    customer: Customer
    counts: list[tuple[Any, int]]
    held: list[str]


@dataclass(frozen=True)
class DryRun:
    """What an erasure would do if it were proposed now. It counts in every table: ask for it."""

    day: dt.date
    due: int
    free: int
    held: list[tuple[str, int]]
    counts: list[tuple[Any, int]]
    unknown: int  # removed customers of whom nobody knows until when they are kept
    coming: int  # whose time will be over within a year
    periods: list[tuple[str, Period | None]]


def lines_of(customers: list[Any], *, counted: bool) -> list[Line]:
    """The customers of a page: what holds them back in one query, what there is of them, where it
    is asked for, in one for each table."""
    ids = [customer.pk for customer in customers]
    held_by = holds_of(ids)
    counts = counts_of(ids) if counted else {}
    return [
        Line(each, summed([counts.get(each.pk, {})]), in_words(held_by.get(each.pk, [])))
        for each in customers
    ]


def dry_run(day: dt.date, kept: Periods) -> DryRun:
    over = due(day, kept)
    going = list(free(over).order_by("pk").values_list("pk", flat=True)[:MOST])
    all_ended = ended(kept)
    year = day + dt.timedelta(days=365)
    return DryRun(
        day=day,
        due=over.count(),
        free=len(going),
        held=[(in_words([code])[0], count) for code, count in held_back(over).items()],
        counts=summed(counts_of(going).values()),
        unknown=all_ended.filter(due_on__isnull=True).count(),
        coming=all_ended.filter(due_on__gte=day, due_on__lt=year).count(),
        periods=sorted(kept.items()),
    )


def held_items(run: ErasureRun) -> QuerySet[ErasureItem]:
    """Customers that were held back when the run came to them."""
    rows = run.items.filter(state=ErasureItem.State.HELD).select_related("customer")
    return rows.order_by("customer_id")[:100]


def runs() -> QuerySet[ErasureRun]:
    people = ("proposed_by", "first_by", "second_by", "rejected_by", "run")
    return ErasureRun.objects.select_related(*people).defer("certificate")
