"""The scored rows of a back-test: read from snapshots and the ledger, packed as NumPy columns.

A row is a customer at a month end: its scores by the card and the challenger in tenths (-1 = none),
the tiers, what became of it. Some customers bring their indicators along, so that each of these can
be held against the outcome by itself.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from riskcrm.jobs.planning import PLANNING
from scoring.batches import IdRange
from scoring.cards.sql import to_sql
from scoring.cards.value import TIERS, Scorecard
from scoring.indicators import BY_RANGE
from scoring.indicators.base import with_steps
from scoring.outcomes import OUTCOME_STEPS

Array = npt.NDArray[Any]
NO_SCORE = -1
TIER_OF = {name: place for place, name in enumerate(TIERS)}
SAMPLED = 64  # of a large book one customer in so many brings its indicators along
WHOLE_SAMPLE = 20_000  # customers up to which all do
ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Rows:
    """Columns of equal length, and the indicators of sampled rows (`features`, by `sampled`)."""

    customer: Array
    month: Array  # place of the month in the back-test
    one: Array
    two: Array
    tier_one: Array
    tier_two: Array
    was_bad: Array
    is_bad: Array
    is_limited: Array
    loss: Array
    sampled: Array
    features: Array

    def packed(self) -> bytes:
        file = io.BytesIO()
        np.savez_compressed(file, **{f.name: getattr(self, f.name) for f in fields(self)})
        return file.getvalue()

    @classmethod
    def unpacked(cls, packed: bytes) -> Rows:
        with np.load(io.BytesIO(packed), allow_pickle=False) as file:
            return cls(**{f.name: file[f.name] for f in fields(cls)})


def indicators_of(card: Scorecard) -> tuple[str, ...]:
    return tuple(factor.indicator for factor in card.factors())


def _scored(card: Scorecard, name: str) -> str:
    """The card over each row of `s`; only what is asked for of it is computed."""
    return (
        "CROSS JOIN LATERAL (SELECT (scored.score * 10)::smallint AS score, scored.tier"
        f" FROM (SELECT 1) once {to_sql(card, 's')} OFFSET 0) AS {name}"
    )


def rows_sql(card: Scorecard, challenger: Scorecard | None) -> str:
    """The rows of a range of customers at all month ends, in the order of customers."""
    two = "two.score, two.tier" if challenger else "NULL::smallint, NULL::text"
    features = ", ".join(f"s.{code}::float8" for code in indicators_of(card))
    steps = with_steps(OUTCOME_STEPS, BY_RANGE)
    return f"""
    {steps}
    SELECT s.customer_id, array_position(%(months)s::date[], s.as_of) - 1,
      one.score, one.tier, {two},
      coalesce(o.was_bad, false), coalesce(o.is_bad, false), coalesce(o.is_limited, false),
      coalesce(o.loss, 0)::float8,
      CASE WHEN %(everybody)s OR s.customer_id %% {SAMPLED} = 0
        THEN ARRAY[{features}] END
    FROM scoring_snapshot s
    JOIN customers_customer c ON c.id = s.customer_id AND c.merged_into_id IS NULL
    LEFT JOIN outcome o ON o.customer_id = s.customer_id AND o.as_of = s.as_of
    {_scored(card, "one")}
    {_scored(challenger, "two") if challenger else ""}
    WHERE s.{BY_RANGE} AND s.as_of = ANY(%(months)s::date[])"""


def read_rows(
    card: Scorecard, challenger: Scorecard | None, customers: IdRange, label: dict[str, Any]
) -> Rows:
    """Score the snapshots of these customers; `label` has what `outcomes` asks for."""
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        cursor.execute(rows_sql(card, challenger), label | customers._asdict())
        while more := cursor.fetchmany(ROWS_AT_ONCE):
            found += more
    return rows_of(found, len(indicators_of(card)))


def rows_of(found: list[tuple[Any, ...]], wide: int) -> Rows:
    """The columns of what `rows_sql` gave."""
    column = list(zip(*found, strict=True)) or [()] * 11
    sampled = np.array([each is not None for each in column[10]], dtype=bool)
    features = [each for each in column[10] if each is not None]
    return Rows(
        customer=np.array(column[0], dtype=np.int64),
        month=np.array(column[1], dtype=np.int8),
        one=_scores(column[2]),
        two=_scores(column[4]),
        tier_one=_tiers(column[3]),
        tier_two=_tiers(column[5]),
        was_bad=np.array(column[6], dtype=bool),
        is_bad=np.array(column[7], dtype=bool),
        is_limited=np.array(column[8], dtype=bool),
        loss=np.array(column[9], dtype=float),
        sampled=sampled,
        # null becomes nan
        features=np.array(features, dtype=float).reshape(len(features), wide),
    )


def _scores(values: Any) -> Array:
    return np.array([NO_SCORE if each is None else each for each in values], dtype=np.int16)


def _tiers(values: Any) -> Array:
    return np.array([TIER_OF.get(each, 0) for each in values], dtype=np.int8)
