"""Reads of scores and readings."""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from riskcrm.jobs.models import Run

# text that a spreadsheet would take for a formula is made harmless by a quote in front
SCORES_OUT = """
    COPY (
      SELECT {escaped_number} AS number, {escaped_name} AS name,
        s.points, s.score, s.tier, s.coverage
      FROM (
        SELECT DISTINCT ON (customer_id) customer_id, points, score, tier, coverage
        FROM scoring_riskscore
        WHERE card_version_id = %(card_version)s AND as_of <= %(as_of)s::date
          AND known_at <= %(known_at)s::timestamptz
        ORDER BY customer_id, as_of DESC, known_at DESC
      ) s JOIN customers_customer c ON c.id = s.customer_id
      ORDER BY s.points DESC NULLS LAST, c.number
    ) TO STDOUT WITH (FORMAT csv, HEADER)"""


def _escaped(column: str) -> str:
    return f"CASE WHEN {column} ~ '^[-=+@\t\r]' THEN '''' || {column} ELSE {column} END"


def write_scores(path: Path, run: Run) -> None:
    """The scores in force for a book run, most dangerous first, as a CSV file."""
    sql = SCORES_OUT.format(escaped_number=_escaped("c.number"), escaped_name=_escaped("c.name"))
    with path.open("wb") as file, connection.cursor() as cursor:
        filled = cursor.mogrify(sql, run.params)
        cursor.copy_expert(filled.decode(), file)
