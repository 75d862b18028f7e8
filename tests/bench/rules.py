"""rules: fifty rules held against the whole book by night, as the sweep does it.

The floor passes the readings once for each family of indicators, comparing the same figures with
the same marks. Both find alerts that run already, as on any night but the first.
"""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from django.db import connection
from django.utils import timezone

from monitoring.models import Alert, AlertRule
from monitoring.services import raise_alerts
from scoring.indicators import FAMILIES, UNRESTRICTED
from tests.bench.book import as_owner
from tests.bench.measure import Measure

NAME = "rules"
RULES = 50
CODE = "bench_"
DAY = dt.timedelta(days=1)
SHARE = 0.995  # where a rule is raised: of a thousand customers about five
MOST = 0.01  # where many have the same figure, a rule on it would be no rule
MARKS = "SELECT percentile_disc(%s) WITHIN GROUP (ORDER BY {0}) FROM scoring_reading WHERE {0} > 0"
HITS = "SELECT count(*) FILTER (WHERE {0} >= %s), count(*) FROM scoring_reading"


def measure(size: int) -> Measure:
    """The fifty rules alone; and, as a note, a night of the rules that riskcrm comes with."""
    night = timezone.now()
    AlertRule.objects.update(is_active=False)
    marks = _write_rules()
    try:
        _sweep(night)  # what begins to run
        seconds = _sweep(night + DAY)
        running = Alert.objects.filter(cleared_at__isnull=True).count()
        floor = _floor(marks)
    finally:
        ours = AlertRule.objects.filter(code__startswith=CODE)
        ours.update(is_active=False)
        AlertRule.objects.exclude(pk__in=ours.values("pk")).update(is_active=True)
    _sweep(night + 2 * DAY)
    usual = _sweep(night + 3 * DAY)
    others = AlertRule.objects.filter(is_active=True).count()
    notes = [f"{running} alerts run", f"the {others} rules that riskcrm comes with: {usual:.1f} s"]
    return Measure(NAME, size, seconds, floor, goal=3, notes=notes)


def _write_rules() -> dict[str, Decimal]:
    """Fifty rules over the indicators that the book has, every third with two more conditions."""
    codes = [each.code for family in FAMILIES for each in family.indicators]
    marks: dict[str, Decimal] = {}
    with connection.cursor() as cursor:
        for code in codes:
            if code in UNRESTRICTED:
                cursor.execute(MARKS.format(code), [SHARE])
                (mark,) = cursor.fetchone()
                if mark and _is_rare(cursor, code, mark):
                    marks[code] = mark
    for number, code in enumerate(islice(cycle(marks), RULES)):
        AlertRule.objects.update_or_create(
            code=f"{CODE}{number}",
            defaults={
                "kind": "threshold", "subject": code, "severity": "medium", "is_active": True,
                "raise_at": marks[code], "clear_at": marks[code] * Decimal("0.8"),
                "also": _also(number),
            },
        )  # fmt: skip
    return marks


def _is_rare(cursor: Any, code: str, mark: Decimal) -> bool:
    cursor.execute(HITS.format(code), [mark])
    hits, everybody = cursor.fetchone()
    return bool(hits <= MOST * everybody)


def _also(number: int) -> dict[str, Any] | None:
    if number % 3:
        return None
    exposure = {"subject": "exposure", "compare": "above", "value": "0"}
    old = {"subject": "oldest_days", "compare": "at_least", "value": "10"}
    return {"any": [exposure, old]}


def _sweep(night: dt.datetime) -> float:
    started = time.monotonic()
    while raise_alerts(at=night):
        pass
    return time.monotonic() - started


def _floor(marks: dict[str, Decimal]) -> float:
    seconds = 0.0
    with as_owner() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
        for family in FAMILIES:
            asked = [each.code for each in family.indicators if each.code in marks]
            if asked:
                counted = ", ".join(f"count(*) FILTER (WHERE {c} >= {marks[c]})" for c in asked)
                started = time.monotonic()
                cursor.execute(f"SELECT {counted} FROM scoring_reading")
                seconds += time.monotonic() - started
    return seconds
