"""Lessons of cases, counted by what the cases rested on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from removal.grounds import Ground
from scoring.indicators import INDICATORS

FEWEST = 5  # ended cases below which nothing is said of a reason

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

        Tighten where more than a fifth was rejected, overturned or called wrong; look earlier where
        more than a third was seen late; use milder means where more than half made good.
        """
        if self.ended < FEWEST:
            return "few"
        if (self.rejected + self.overturned) * 5 > self.ended or self.wrongly * 5 > self.ended:
            return "tighten"
        if self.earlier * 3 > self.ended:
            return "earlier"
        return "milder" if self.cured * 2 > self.ended else "keep"


def lessons_by_reason() -> list[Count]:
    return _counted(BY_REASON, {code: each.name for code, each in INDICATORS.items()})


def lessons_by_ground() -> list[Count]:
    return _counted(BY_GROUND, dict(Ground.choices))


def _counted(sql: str, names: Any) -> list[Count]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [Count(row[0], names.get(row[0], row[0]), *row[1:]) for row in cursor.fetchall()]
