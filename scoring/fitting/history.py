"""The book's own history as a table to learn from: month ends, and what became of each customer.

Bad is who, within `horizon` days after a month's end, had an invoice more than `days` past due with
a material amount open, or whose debt was written off. Who was so already at the month's end cannot
become it, and is left out; so are months whose horizon is not over yet. Both are counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from scoring.cards.sql import to_sql
from scoring.cards.value import Scorecard
from scoring.fitting.table import Array, Column, Table
from scoring.indicators import INDICATORS
from scoring.indicators.base import MATERIAL_ITEM
from scoring.models import Snapshot

MOST_ROWS = 200_000  # a fit takes minutes then; more rows would not make the card another one
BLOCK = 10_000

# when something of each invoice began to be bad, and until when; a write-off is bad on its day
BAD = f"""
    SELECT i.customer_id, i.due_date + %(days)s + 1 AS from_day,
      CASE WHEN s.amount >= i.amount THEN s.final_day END AS until_day
    FROM customers_invoice i
    LEFT JOIN (
      SELECT a.invoice_id, sum(a.amount) AS amount, max(a.effective_date) AS final_day,
        sum(a.amount) FILTER (WHERE a.effective_date <= v.due_date + %(days)s + 1) AS by_then
      FROM customers_allocation a JOIN customers_invoice v ON v.id = a.invoice_id
      WHERE a.amount > 0 GROUP BY a.invoice_id
    ) s ON s.invoice_id = i.id
    WHERE NOT i.is_void AND i.due_date + %(days)s < %(final)s::date + %(horizon)s
      AND coalesce(i.base_amount, i.amount) * (1 - coalesce(s.by_then, 0) / nullif(i.amount, 0))
        >= {MATERIAL_ITEM}
    UNION ALL
    SELECT customer_id, effective_date, effective_date FROM customers_allocation
    WHERE write_off_id IS NOT NULL AND amount > 0
      AND coalesce(base_amount, amount) >= {MATERIAL_ITEM}"""
OUTCOME = """
    SELECT b.customer_id, m.as_of,
      min(b.from_day) FILTER (WHERE b.from_day > m.as_of) AS bad_day,
      bool_or(b.from_day <= m.as_of) AS is_bad
    FROM bad b JOIN unnest(%(months)s::date[]) AS m (as_of)
      ON b.from_day <= m.as_of + %(horizon)s
      AND (b.from_day > m.as_of OR b.until_day IS NULL OR b.until_day > m.as_of)
    GROUP BY b.customer_id, m.as_of"""


@dataclass(frozen=True)
class History:
    """The table, and what is not in it."""

    table: Table
    months: int
    immature: int
    already_bad: int
    one_of: int  # of so many customers one was taken


def month_ends(first: dt.date, final: dt.date) -> list[dt.date]:
    """The month ends that snapshots were kept of."""
    kept = Snapshot.objects.filter(as_of__range=(first, final)).order_by("as_of")
    return list(kept.values_list("as_of", flat=True).distinct())


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
    ripe = [each for each in months if each + dt.timedelta(days=horizon) <= today]
    rows = Snapshot.objects.filter(as_of__in=ripe).count()
    one_of = max(1, -(-rows // most_rows))
    fetched = _fetched(ripe, days, horizon, candidates, card, one_of) if ripe else []
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
    months: Sequence[dt.date], days: int, horizon: int, candidates: Sequence[str],
    card: Scorecard | None, one_of: int,
) -> list[Array]:  # fmt: skip
    """Rows as numbers: customer, day, day of the bad outcome, whether already bad, score, figures.

    Days are counted since 1970; what is not known is NaN.
    """
    scored = "" if card is None else to_sql(card, "s")
    score = "NULL::float8" if card is None else "scored.score::float8"
    figures = "".join(f", s.{code}::float8" for code in candidates)
    sql = f"""
    WITH bad AS MATERIALIZED ({BAD}), outcome AS ({OUTCOME})
    SELECT s.customer_id::float8, (s.as_of - date '1970-01-01')::float8,
      (o.bad_day - date '1970-01-01')::float8, coalesce(o.is_bad, false)::int::float8,
      {score}{figures}
    FROM (
      SELECT * FROM scoring_snapshot WHERE as_of = ANY(%(months)s::date[])
        AND abs(hashint8(customer_id)::bigint) %% %(one_of)s = 0
    ) s {scored}
    LEFT JOIN outcome o ON o.customer_id = s.customer_id AND o.as_of = s.as_of
    ORDER BY s.as_of, s.customer_id"""
    asked: dict[str, Any] = {
        "days": days, "horizon": horizon, "months": list(months), "final": max(months),
        "one_of": one_of,
    }  # fmt: skip
    blocks: list[Array] = []
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, asked)
        while rows := cursor.fetchmany(BLOCK):
            blocks.extend(np.array(rows, dtype=float))
    return blocks
