"""Entering what others publish: grades of regions, and providers' tables of scores.

Nothing is rewritten: a correction is a further row, known from now on. Figures follow with the next
reading of each customer, at the latest with the nightly run.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import CreditReport
from customers.services.days import refuse_odd_days
from customers.services.rows import Result, refuse_too_many
from riskcrm.accounts.models import User
from riskcrm.audit.services import Subject, record
from riskcrm.jobs.locks import lock
from riskcrm.web.errors import Refused
from scoring.models import RegionGrade, ScoreTable, ScoreTableLine

COUNTRY = re.compile(r"[A-Z]{2}")
MICROSECOND = dt.timedelta(microseconds=1)
ENTERING = "scoring.enter_references"
MOST_LINES = 200


@dataclass(frozen=True)
class GradeRow:
    """A grade as a list publishes it; None takes the place off the list."""

    country: str
    effective_date: dt.date
    source: str
    region: str = ""
    grade: int | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        return self.country, self.region.upper(), self.effective_date

    @property
    def said(self) -> tuple[Any, ...]:
        return self.grade, self.source


@dataclass(frozen=True)
class TableRow:
    """A provider's table: from which score on so many in a hundred default."""

    provider: str
    effective_date: dt.date
    source: str
    lines: tuple[tuple[Decimal, Decimal], ...]
    direction: str = CreditReport.Direction.SAFER

    @property
    def key(self) -> tuple[Any, ...]:
        return self.provider.lower(), self.effective_date

    @property
    def said(self) -> tuple[Any, ...]:
        return self.direction, self.source, tuple(sorted(self.lines))


class _Row(Protocol):
    @property
    def key(self) -> tuple[Any, ...]: ...

    @property
    def said(self) -> tuple[Any, ...]: ...


R = TypeVar("R", bound=_Row)


@dataclass(frozen=True)
class _Held:
    """The row that counts now for a key, and what it says."""

    pk: int
    said: tuple[Any, ...]
    recorded_at: dt.datetime


def post_grades(
    rows: Sequence[GradeRow], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Enter grades of countries and regions; one result per row. The same again writes nothing."""
    return _post(rows, _check_grade, _held_grade, _write_grade, by=by, at=at)


def post_tables(
    rows: Sequence[TableRow], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Enter providers' tables of scores; one result per row. The same again writes nothing."""
    return _post(rows, _check_table, _held_table, _write_table, by=by, at=at)


def _post(
    rows: Sequence[R],
    check: Callable[[R], None],
    held_of: Callable[[R], _Held | None],
    write: Callable[[R, User, dt.datetime], int],
    *,
    by: User,
    at: dt.datetime,
) -> list[Result]:
    refuse_too_many(rows)
    results = []
    with transaction.atomic():
        lock(ENTERING)  # one after the other: which row is the newest must be clear
        for position, row in enumerate(rows):
            try:
                check(row)
            except Refused as error:
                results.append(
                    Result(position, "refused", None, error.message, error.code, error.field)
                )
                continue
            held = held_of(row)
            if held and held.said == row.said:
                results.append(Result(position, "unchanged", held.pk))
                continue
            moment = max(at, held.recorded_at + MICROSECOND) if held else at
            made = write(row, by, moment)
            results.append(Result(position, "changed" if held else "created", made))
    return results


def _check_source(source: str) -> None:
    if not source.strip():
        message = _("Name the source, so that others can look it up.")
        raise Refused(message, code="no_source", field="source")


# --- grades of regions ---


def _check_grade(row: GradeRow) -> None:
    refuse_odd_days(vars(row))
    _check_source(row.source)
    if not COUNTRY.fullmatch(row.country):
        message = _("A country has two capital letters, such as CN.")
        raise Refused(message, code="bad_country", field="country")
    if row.grade is not None and not 1 <= row.grade <= 5:
        message = _("A grade lies between 1, the safest, and 5, the riskiest.")
        raise Refused(message, code="bad_grade", field="grade")


def _held_grade(row: GradeRow) -> _Held | None:
    found = (
        RegionGrade.objects.filter(
            country=row.country, region__iexact=row.region, effective_date=row.effective_date
        )
        .order_by("-recorded_at", "-pk")
        .first()
    )
    if found is None:
        return None
    return _Held(found.pk, (found.grade, found.source), found.recorded_at)


def _write_grade(row: GradeRow, by: User, at: dt.datetime) -> int:
    made = RegionGrade.objects.create(**vars(row), recorded_at=at, entered_by=by)
    facts = {"grade": row.grade, "source": row.source, "effective_date": str(row.effective_date)}
    name = f"{row.country} {row.region}".strip()
    record("enter_grade", by=by.as_actor(), obj=Subject("regiongrade", name), facts=facts, at=at)
    return made.pk


# --- tables of scores ---


def _check_table(row: TableRow) -> None:
    refuse_odd_days(vars(row))
    _check_source(row.source)
    if not row.provider.strip():
        message = _("Name the provider as the credit reports do.")
        raise Refused(message, code="no_provider", field="provider")
    if not 1 <= len(row.lines) <= MOST_LINES:
        message = _("A table has 1 to {most} lines.").format(most=MOST_LINES)
        raise Refused(message, code="bad_lines", field="lines")
    lines = sorted(row.lines)
    for _score, rate in lines:
        if not 0 <= rate <= 100:
            message = _("A probability lies between 0 and 100, in per cent.")
            raise Refused(message, code="bad_probability", field="lines")
    for (lower, before), (upper, after) in pairwise(lines):
        if lower == upper:
            message = _("The score {score} stands in the table twice.").format(score=lower)
            raise Refused(message, code="score_twice", field="lines")
        falls = after <= before
        if before != after and falls != (row.direction == CreditReport.Direction.SAFER):
            message = _(
                "From score {lower} to {upper} the probability goes the wrong way for this scale. "
                "Check the lines, or the direction."
            ).format(lower=lower, upper=upper)
            raise Refused(message, code="wrong_direction", field="lines")


def _held_table(row: TableRow) -> _Held | None:
    found = (
        ScoreTable.objects.filter(provider__iexact=row.provider, effective_date=row.effective_date)
        .order_by("-recorded_at", "-pk")
        .first()
    )
    if found is None:
        return None
    lines = found.lines.order_by("score_from").values_list("score_from", "default_probability")
    return _Held(found.pk, (found.direction, found.source, tuple(lines)), found.recorded_at)


def _write_table(row: TableRow, by: User, at: dt.datetime) -> int:
    said = {name: value for name, value in vars(row).items() if name != "lines"}
    made = ScoreTable.objects.create(**said, recorded_at=at, entered_by=by)
    ScoreTableLine.objects.bulk_create(
        ScoreTableLine(table=made, score_from=score, default_probability=rate)
        for score, rate in sorted(row.lines)
    )
    facts = {
        "direction": row.direction,
        "source": row.source,
        "effective_date": str(row.effective_date),
        "lines": [f"{score} → {rate} %" for score, rate in sorted(row.lines)],
    }
    record(
        "enter_score_table", by=by.as_actor(), obj=Subject("scoretable", row.provider),
        facts=facts, at=at,
    )  # fmt: skip
    return made.pk
