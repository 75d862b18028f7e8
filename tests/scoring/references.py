"""Grades and tables such as people enter them; the book ships none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from scoring.models import RegionGrade, ScoreTable, ScoreTableLine

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
FIRST_DAY = dt.date(2020, 1, 1)


def enter_grade(country: str, grade: int | None, *, region: str = "") -> None:
    RegionGrade.objects.create(
        country=country, region=region, grade=grade, source="a list", effective_date=FIRST_DAY,
        recorded_at=LONG_AGO,
    )  # fmt: skip


def enter_table(provider: str, *lines: tuple[int, str], direction: str = "safer") -> None:
    table = ScoreTable.objects.create(
        provider=provider, direction=direction, source="its site", effective_date=FIRST_DAY,
        recorded_at=LONG_AGO,
    )  # fmt: skip
    ScoreTableLine.objects.bulk_create(
        ScoreTableLine(table=table, score_from=score, default_probability=Decimal(rate))
        for score, rate in lines
    )
