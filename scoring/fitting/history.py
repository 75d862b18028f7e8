"""The book's own history as a table to learn from: month ends, and what became of each customer.

What is bad, `scoring.outcomes` says, as it does for back-tests. Who was so already at the month's
end cannot become it, and is left out; so are months whose horizon is not over yet. Both are
counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import Max, Min

from riskcrm.jobs.planning import PLANNING
from scoring.cards.sql import to_sql
from scoring.cards.value import Scorecard
from scoring.fitting.table import Array, Column, Table
from scoring.indicators import INDICATORS
from scoring.indicators.base import with_steps
from scoring.models import Snapshot
from scoring.outcomes import OUTCOME_STEPS, mature

MOST_ROWS = 200_000  # a fit takes minutes then; more rows would not make the card another one
BLOCK = 10_000

# whole customers, by a hash of their id
CHOSEN = """
    SELECT id FROM customers_customer
    WHERE merged_into_id IS NULL AND abs(hashint8(id)::bigint) %% %(one_of)s = 0"""
STEPS = with_steps(
    (("chosen", CHOSEN), *OUTCOME_STEPS), customers="customer_id IN (SELECT id FROM chosen)"
)


@dataclass(frozen=True)
class History:
    """The table, and what is not in it."""

    table: Table
    months: int
    immature: int
    already_bad: int
    one_of: int  # of so many customers one was taken


def kept_months(first: dt.date, final: dt.date) -> list[dt.date]:
    """The month ends that snapshots were kept of."""
    kept = Snapshot.objects.filter(as_of__range=(first, final)).order_by("as_of")
    return list(kept.values_list("as_of", flat=True).distinct())


def kept_span() -> dict[str, dt.date | None]:
    """The first and the last of them, as the form asks for them."""
    return Snapshot.objects.aggregate(first_month=Min("as_of"), final_month=Max("as_of"))


def training_table(
    months: Sequence[dt.date],
    days: int,
    horizon: int,
    candidates: Sequence[str],
    *,
    today: dt.date,
    card: Scorecard | None = None,
    most_rows: int = MOST_ROWS,
) -> History:
    """Rows of customers at these month ends, with their outcome; `card` scores them as well.

    `candidates` are codes of indicators. Where there are more rows than `most_rows`, whole
    customers are taken, by a hash of their id.
    """
    ripe = mature(months, horizon, today=today)
    rows = Snapshot.objects.filter(as_of__in=ripe).count()
    one_of = max(1, -(-rows // most_rows))
    label = {
        "months": ripe, "days": days, "horizon": horizon, "today": today,
        "zone": settings.TIME_ZONE, "one_of": one_of,
    }  # fmt: skip
    fetched = _fetched(candidates, card, label) if ripe else []
    width = len(candidates) + 5
    block = np.array(fetched, dtype=float) if fetched else np.empty((0, width))
    was_bad = block[:, 3] == 1
    return History(
        table=_table(block[~was_bad], candidates, horizon, has_score=card is not None),
        months=len(ripe),
        immature=len(months) - len(ripe),
        already_bad=int(was_bad.sum()),
        one_of=one_of,
    )


def _table(block: Array, candidates: Sequence[str], horizon: int, *, has_score: bool) -> Table:
    day = block[:, 1].astype("int64").astype("datetime64[D]")
    bad = ~np.isnan(block[:, 2])
    bad_day = np.full(len(block), np.datetime64("NaT", "D"))
    bad_day[bad] = block[bad, 2].astype("int64").astype("datetime64[D]")
    return Table(
        columns=tuple(
            Column(code, block[:, at], 1 if INDICATORS[code].higher_is_riskier else -1)
            for at, code in enumerate(candidates, start=5)
        ),
        bad=bad,
        customer=block[:, 0].astype("int64"),
        day=day,
        known=day + np.timedelta64(horizon, "D"),
        bad_day=bad_day,
        score=block[:, 4] if has_score else None,
    )


def _fetched(
    candidates: Sequence[str], card: Scorecard | None, label: dict[str, Any]
) -> list[Array]:
    """Rows as numbers: customer, day, day of the bad outcome, whether already bad, score, figures.

    Days are counted since 1970; what is not known is NaN.
    """
    scored = "" if card is None else to_sql(card, "s")
    score = "NULL::float8" if card is None else "scored.score::float8"
    figures = "".join(f", s.{code}::float8" for code in candidates)
    sql = f"""
    {STEPS}
    SELECT s.customer_id::float8, (s.as_of - date '1970-01-01')::float8,
      (o.bad_day - date '1970-01-01')::float8, coalesce(o.was_bad, false)::int::float8,
      {score}{figures}
    FROM scoring_snapshot s JOIN chosen ON chosen.id = s.customer_id {scored}
    LEFT JOIN outcome o ON o.customer_id = s.customer_id AND o.as_of = s.as_of
    WHERE s.as_of = ANY(%(months)s::date[])
    ORDER BY s.as_of, s.customer_id"""
    blocks: list[Array] = []
    with connection.cursor() as plain, connection.chunked_cursor() as cursor:
        plain.execute(PLANNING)
        cursor.execute(sql, label)
        while rows := cursor.fetchmany(BLOCK):
            blocks.extend(np.array(rows, dtype=float))
    return blocks
