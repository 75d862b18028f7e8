"""How the figures of each indicator lie in the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from customers.models import Customer
from scoring.indicators import Indicator

SAMPLE_ROWS = 50_000
QUARTERS = (0, 0.25, 0.5, 0.75, 1)
# each stands for two per cent of the customers
FIFTIETHS = tuple((2 * n + 1) / 100 for n in range(50))
BARS = 10


@dataclass(frozen=True)
class Bar:
    """How many of a hundred customers have a figure from `lower` to `upper`."""

    lower: Decimal
    upper: Decimal
    percent: int


@dataclass(frozen=True)
class Distribution:
    """How an indicator's figures lie in the book; quarters are None where none is known."""

    indicator: Indicator
    known: int
    readings: int
    quarters: tuple[Decimal, ...] | None
    fiftieths: tuple[Decimal, ...] = ()

    @property
    def missing_share(self) -> Decimal | None:
        """Share of one whose figure is unknown."""
        return Decimal(self.readings - self.known) / self.readings if self.readings else None

    @property
    def bars(self) -> list[Bar]:
        """Equally wide parts of the range that all but the outermost of a hundred lie in.

        The few beyond would press all others into one bar; the extremes stand among the quarters.
        """
        if not self.fiftieths:
            return []
        first, final = self.fiftieths[0], self.fiftieths[-1]
        if first == final:
            return [Bar(first, final, 100)]
        width = (final - first) / BARS
        at = Counter(min(int((value - first) / width), BARS - 1) for value in self.fiftieths)
        each = 100 // len(self.fiftieths)
        return [Bar(first + n * width, first + (n + 1) * width, each * at[n]) for n in range(BARS)]


def distributions(
    visible: QuerySet[Customer], indicators: Sequence[Indicator], *, everyone: bool
) -> list[Distribution]:
    """Minimum, quartiles and maximum of these indicators over the customers a person sees.

    A big book is judged by a sample of about `SAMPLE_ROWS` readings, so that the page stays quick.
    """
    wanted = ", ".join(map(str, (*QUARTERS, *FIFTIETHS)))
    parts = ", ".join(
        f"count({each.code}), percentile_disc(ARRAY[{wanted}]) WITHIN GROUP (ORDER BY {each.code})"
        for each in indicators
    )
    with connection.cursor() as cursor:
        parameters: tuple[Any, ...] = ()
        if everyone:
            source = f"scoring_reading {_sample(cursor)}"
        else:
            ids, parameters = visible.order_by().values("pk").query.sql_with_params()
            source = f"scoring_reading WHERE customer_id IN ({ids})"
        cursor.execute(f"SELECT count(*), {parts} FROM {source}", parameters)
        readings, *figures = cursor.fetchone() or (0,)
    return [
        _distribution(indicator, known, readings, found or ())
        for indicator, known, found in zip(indicators, figures[::2], figures[1::2], strict=True)
    ]


def _distribution(
    indicator: Indicator, known: int, readings: int, found: Sequence[Decimal]
) -> Distribution:
    quarters, fiftieths = tuple(found[: len(QUARTERS)]), tuple(found[len(QUARTERS) :])
    return Distribution(indicator, known, readings, quarters or None, fiftieths)


def estimated_readings(cursor: Any) -> int:
    """How many there are by the database's own estimate, which costs nothing; -1 if it has none."""
    cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'scoring_reading'::regclass")
    (rows,) = cursor.fetchone()
    return int(rows)


def _sample(cursor: Any) -> str:
    rows = estimated_readings(cursor)
    if rows <= 2 * SAMPLE_ROWS:
        return ""
    return f"TABLESAMPLE SYSTEM ({100 * SAMPLE_ROWS / rows:.4f})"
