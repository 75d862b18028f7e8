"""Lessons of cases, counted by what the cases rested on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count as CountOf
from django.db.models import QuerySet

from removal.criteria.learning import (
    FEWEST_ENDED,
    MANY_CURED,
    MANY_LATE,
    share,
    too_many_wrong,
)
from removal.grounds import Ground
from removal.models import CaseLesson
from riskcrm.web.today import end_of_day
from scoring.indicators import INDICATORS

ZERO = Decimal(0)

# each reason of the score that ended cases were proposed for, and what became of these cases
BY_REASON = """
SELECT reason ->> 'code', count(*),
    count(*) FILTER (WHERE c.state = 'closed'),
    count(*) FILTER (WHERE c.state = 'cured'),
    count(*) FILTER (WHERE c.state = 'rejected'),
    count(*) FILTER (WHERE c.state = 'overturned'),
    count(*) FILTER (WHERE l.signal = 'earlier'),
    count(*) FILTER (WHERE l.signal = 'wrongly')
FROM removal_removalcase c
CROSS JOIN LATERAL jsonb_array_elements(c.reasons) reason
LEFT JOIN removal_caselesson l ON l.case_id = c.id AND l.round = c.round
WHERE c.closed_at IS NOT NULL
GROUP BY 1 ORDER BY 2 DESC, 1
"""
BY_GROUND = """
SELECT c.ground, count(*),
    count(*) FILTER (WHERE c.state = 'closed'),
    count(*) FILTER (WHERE c.state = 'cured'),
    count(*) FILTER (WHERE c.state = 'rejected'),
    count(*) FILTER (WHERE c.state = 'overturned'),
    count(*) FILTER (WHERE l.signal = 'earlier'),
    count(*) FILTER (WHERE l.signal = 'wrongly')
FROM removal_removalcase c
LEFT JOIN removal_caselesson l ON l.case_id = c.id AND l.round = c.round
WHERE c.closed_at IS NOT NULL AND c.ground <> ''
GROUP BY 1 ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True)
class Count:
    """What became of the ended cases that rested on one reason or ground."""

    code: str
    name: Any
    ended: int
    closed: int
    cured: int
    rejected: int
    overturned: int
    earlier: int
    wrongly: int

    @property
    def advice(self) -> str:
        """What its outcomes say of it: `few`, `tighten`, `earlier`, `milder` or `keep`.

        By the marks that the criteria are held against as well: `removal.criteria.learning`.
        """
        if self.ended < FEWEST_ENDED:
            return "few"
        rejected = share(self.rejected, self.ended) or ZERO
        upheld = share(self.overturned, self.closed + self.overturned) or ZERO
        wrong = share(self.wrongly, self.ended) or ZERO
        if too_many_wrong(rejected, max(upheld, wrong)):
            return "tighten"
        if (share(self.earlier, self.ended) or ZERO) > MANY_LATE:
            return "earlier"
        return "milder" if (share(self.cured, self.ended) or ZERO) > MANY_CURED else "keep"


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


def _counted(sql: str, names: Any) -> list[Count]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [Count(row[0], names.get(row[0], row[0]), *row[1:]) for row in cursor.fetchall()]
