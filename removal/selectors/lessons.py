"""Lessons of cases, counted by what the cases rested on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count as CountOf
from django.db.models import QuerySet

from removal.criteria.learning import Outcomes
from removal.grounds import Ground
from removal.models import CaseLesson
from riskcrm.web.today import end_of_day
from scoring.indicators import INDICATORS

# what became of cases `c`, and what their lessons `l` say of the signs
OUTCOME_NAMES = ("closed", "cured", "rejected", "withdrawn", "overturned", "earlier", "wrongly")
OUTCOMES = """
    count(*) FILTER (WHERE c.state = 'closed'),
    count(*) FILTER (WHERE c.state = 'cured'),
    count(*) FILTER (WHERE c.state = 'rejected'),
    count(*) FILTER (WHERE c.state = 'withdrawn'),
    count(*) FILTER (WHERE c.state = 'overturned'),
    count(*) FILTER (WHERE l.signal = 'earlier'),
    count(*) FILTER (WHERE l.signal = 'wrongly')"""
# each reason of the score that ended cases were proposed for, and what became of these cases
BY_REASON = f"""
SELECT reason ->> 'code', {OUTCOMES}
FROM removal_removalcase c
CROSS JOIN LATERAL jsonb_array_elements(c.reasons) reason
LEFT JOIN removal_caselesson l ON l.case_id = c.id AND l.round = c.round
WHERE c.closed_at IS NOT NULL
GROUP BY 1 ORDER BY count(*) DESC, 1
"""  # noqa: S608 (of our own columns)
BY_GROUND = f"""
SELECT c.ground, {OUTCOMES}
FROM removal_removalcase c
LEFT JOIN removal_caselesson l ON l.case_id = c.id AND l.round = c.round
WHERE c.closed_at IS NOT NULL AND c.ground <> ''
GROUP BY 1 ORDER BY count(*) DESC, 1
"""  # noqa: S608 (of our own columns)


@dataclass(frozen=True, kw_only=True)
class Count(Outcomes):
    """What became of the ended cases that rested on one reason or ground."""

    code: str
    name: Any


def lessons_by_reason() -> list[Count]:
    return _counted(BY_REASON, {code: each.name for code, each in INDICATORS.items()})


def lessons_by_ground() -> list[Count]:
    return _counted(BY_GROUND, dict(Ground.choices))


def lessons_of_days(first: dt.date, final: dt.date) -> tuple[QuerySet[CaseLesson], dict[str, int]]:
    """Of cases opened in these days: their lessons, the newest first, and how many by signal."""
    rows = CaseLesson.objects.filter(
        case__proposed_at__gt=end_of_day(first - dt.timedelta(days=1)),
        case__proposed_at__lte=end_of_day(final),
    )
    counts = rows.order_by().values_list("signal").annotate(many=CountOf("pk"))
    return rows.select_related("case").order_by("-written_at", "-pk"), dict(counts)


def named(names: Sequence[str], counts: Sequence[int]) -> dict[str, int]:
    return dict(zip(names, counts, strict=True))


def _counted(sql: str, names: Any) -> list[Count]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [
            Count(code=code, name=names.get(code, code), **named(OUTCOME_NAMES, counts))
            for code, *counts in cursor.fetchall()
        ]
