"""Drift: the counts of each month that was read, for the card that scores the book."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from django.db import connection, transaction

from riskcrm.jobs.locks import try_lock
from riskcrm.jobs.models import Run
from riskcrm.jobs.planning import PLANNING
from scoring import selectors
from scoring.cards.sql import to_sql
from scoring.cards.value import Factor, Scorecard
from scoring.drift import SCORE
from scoring.models import DriftMonth, ScorecardVersion
from scoring.services.back_tests import BACK_TEST_RUN
from scoring.services.snapshots import SNAPSHOT_RUN
from scoring.statement import RANK

MOST_RUNS = 1000

HISTOGRAM = """
    SELECT (scored.score * 10)::int, count(*) FROM scoring_snapshot s {card}
    WHERE s.as_of = %s GROUP BY 1 ORDER BY 1"""

# the tier that held at the end of the day beside the card's: they differ under an override alone
OVERRIDDEN = f"""
    SELECT count(*) FILTER (WHERE card > 1) AS rated,
      count(*) FILTER (WHERE card > 1 AND held > card) AS up,
      count(*) FILTER (WHERE card > 1 AND held < card) AS down,
      count(*) FILTER (WHERE card = 1 AND held > 1) AS unrated
    FROM (
      SELECT DISTINCT ON (h.customer_id) {RANK.format("h.tier")} AS held,
        {RANK.format("h.card_tier")} AS card
      FROM scoring_ratinghistory h
      JOIN customers_customer c ON c.id = h.customer_id AND c.merged_into_id IS NULL
      WHERE h.as_of <= %s ORDER BY h.customer_id, h.as_of DESC, h.id DESC
    ) latest"""


def work_on_drift(*, at: dt.datetime) -> int:
    """Count the months that were read since they were last counted; how many.

    Safe twice and side by side: who comes second leaves it to the first.
    """
    version = ScorecardVersion.objects.scoring_book().first()
    if version is None:
        return 0
    done = 0
    for month in _months_to_count(version):
        with transaction.atomic():
            if try_lock("drift"):
                count_month(version, month, at=at)
                done += 1
    return done


def _months_to_count(version: ScorecardVersion) -> list[dt.date]:
    whole = DriftMonth.objects.filter(card_version=version, overrides__isnull=False)
    counted = dict(whole.values_list("as_of", "computed_at"))
    runs = Run.objects.filter(kind__in=[SNAPSHOT_RUN, BACK_TEST_RUN], state=Run.State.DONE)
    newest = runs.order_by("-finished_at").values_list("params", "finished_at")
    read: dict[dt.date, dt.datetime] = {}
    for params, finished_at in newest[:MOST_RUNS]:
        for month in params.get("read_months", []):
            if finished_at is not None:
                read.setdefault(dt.date.fromisoformat(month), finished_at)
    return sorted(
        month for month, at in read.items() if month not in counted or counted[month] < at
    )


def count_month(version: ScorecardVersion, month: dt.date, *, at: dt.datetime) -> DriftMonth:
    """Count a month's snapshots by the bins of a card."""
    card = selectors.card_of(version)
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        counts = _indicators(cursor, card, month) | {SCORE: _scores(cursor, card, month)}
        overrides = _overrides(cursor, month)
    found, _made = DriftMonth.objects.update_or_create(
        card_version=version,
        as_of=month,
        defaults={"counts": counts, "overrides": overrides, "computed_at": at},
    )
    return found


def _overrides(cursor: Any, month: dt.date) -> dict[str, int]:
    cursor.execute(OVERRIDDEN, [month])
    names = [column[0] for column in cursor.description]
    return dict(zip(names, cursor.fetchone(), strict=True))


def _scores(cursor: Any, card: Scorecard, month: dt.date) -> dict[str, Any]:
    cursor.execute(HISTOGRAM.format(card=to_sql(card, "s")), [month])
    rows = cursor.fetchall()
    return {
        "rated": [[score, count] for score, count in rows if score is not None],
        "unrated": sum(count for score, count in rows if score is None),
    }


def _indicators(cursor: Any, card: Scorecard, month: dt.date) -> dict[str, list[int]]:
    """Customers per bin of each indicator, those of whom it is not known last."""
    parts = ", ".join(part for factor in card.factors() for part in _below(factor))
    cursor.execute(f"SELECT count(*), {parts} FROM scoring_snapshot s WHERE s.as_of = %s", [month])
    customers, *found = cursor.fetchone()
    counts = {}
    for factor in card.factors():
        reached, found = found[: len(factor.bins)], found[len(factor.bins) :]
        bins = [after - before for before, after in pairwise([0, *reached])]
        counts[factor.indicator] = [*bins, customers - reached[-1]]
    return counts


def _below(factor: Factor) -> list[str]:
    """How many lie below the upper bound of each bin; of the last, how many are known."""
    value = f"s.{factor.indicator}"
    bounds = [each.upper for each in factor.bins if each.upper is not None]
    return [
        *(f"count(*) FILTER (WHERE {value} < {bound:f})" for bound in bounds), f"count({value})",
    ]  # fmt: skip
