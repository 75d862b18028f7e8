"""A copy of past month ends with what became of the customers: cards are held against it at once.

The newest month ends that the book has kept snapshots of and whose horizon is over. Its name says
which they are, by which label and of which runs: once another month is read, or the card that
scores the book has another label, another copy is made.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction

from riskcrm.jobs.locks import lock, try_lock
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.today import today
from scoring import selectors
from scoring.batches import IdRange
from scoring.columns import files
from scoring.columns.copies import TIER, is_small
from scoring.columns.engine import quoted
from scoring.distributions import estimated_readings
from scoring.indicators import BY_RANGE, SCORABLE
from scoring.indicators.base import with_steps
from scoring.models import Reading, ScorecardVersion
from scoring.months import month_ends
from scoring.outcomes import OUTCOME_STEPS, USUAL_DAYS, USUAL_HORIZON, mature
from scoring.services import MOST_MONTHS, runs_that_read

LOCK = "scoring.columns.past"
MOST_ROWS = 250_000  # so that a question takes no longer than the one about the readings
MOST_ENDS = 6

COLUMNS: dict[str, tuple[str, str]] = {
    "customer_id": ("s.customer_id", "BIGINT"),
    "as_of": ("s.as_of", "DATE"),
    "tier": (TIER.format("held.tier"), "INTEGER"),
    "was_bad": ("coalesce(o.was_bad, false)", "BOOLEAN"),
    "is_bad": ("coalesce(o.is_bad, false)", "BOOLEAN"),
    **{code: (f"s.{code}", "DECIMAL(18,4)") for code in sorted(SCORABLE)},
}
# the tier in force at the end of that day; null where nobody had been rated yet. Of a large book
# whole customers are taken, by a hash of their id
ROWS = f"""
    COPY ({with_steps(OUTCOME_STEPS, BY_RANGE)}
    SELECT {files.selected(COLUMNS)}
    FROM scoring_snapshot s
    JOIN customers_customer c ON c.id = s.customer_id AND c.merged_into_id IS NULL
    LEFT JOIN outcome o ON o.customer_id = s.customer_id AND o.as_of = s.as_of
    LEFT JOIN LATERAL (
      SELECT h.tier FROM scoring_ratinghistory h
      WHERE h.customer_id = s.customer_id AND h.as_of <= s.as_of
      ORDER BY h.as_of DESC, h.id DESC LIMIT 1
    ) held ON true
    WHERE s.{BY_RANGE} AND s.as_of = ANY(%(months)s::date[])
      AND abs(hashint8(s.customer_id)::bigint) %% %(one_of)s = 0
    ) TO STDOUT WITH (FORMAT csv)"""


@dataclass(frozen=True)
class Past:
    """Month ends and the label of what came after them; no path where the copy is not made yet."""

    days: int
    horizon: int
    months: tuple[dt.date, ...]
    runs: tuple[int, ...]
    one_of: int = 1  # of so many customers one was taken
    path: Path | None = None

    @property
    def moment(self) -> dt.datetime | None:
        """What was known by then of outcomes."""
        return files.moment_of(self.path) if self.path else None

    @property
    def source(self) -> str:
        return f"read_parquet({quoted(self.path)})"

    @property
    def prefix(self) -> str:
        told = COLUMNS, self.days, self.horizon, self.months, self.runs, self.one_of
        return _family() + hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def _family() -> str:
    return files.family_of("past")


def find_past() -> Past:
    """The past as it should be asked now, with its copy if there is one."""
    days, horizon = _label()
    customers = _about_how_many()
    months, runs = _read_months(horizon, at_most=max(1, min(MOST_ENDS, MOST_ROWS // customers)))
    found = Past(days, horizon, months, runs, one_of=-(-customers // MOST_ROWS))
    paths = files.files_of(found.prefix)
    return dataclasses.replace(found, path=paths[-1]) if paths else found


def _about_how_many() -> int:
    """Customers with a reading: a large book is not counted while somebody waits."""
    if is_small():
        return max(Reading.objects.count(), 1)
    with connection.cursor() as cursor:
        return max(estimated_readings(cursor), 1)


def _read_months(horizon: int, *, at_most: int) -> tuple[tuple[dt.date, ...], tuple[int, ...]]:
    """The newest month ends that were read, whose horizon is over, and the runs that read them."""
    first = today().replace(year=today().year - MOST_MONTHS // 12, day=1)
    ripe = mature(month_ends(first, today()), horizon, today=today())
    read = {run.pk: {*run.params["read_months"]} for run in runs_that_read(ripe)}
    months = [end for end in ripe if any(end.isoformat() in each for each in read.values())]
    chosen = months[-at_most:]
    told = {end.isoformat() for end in chosen}
    return tuple(chosen), tuple(pk for pk, each in read.items() if each & told)


def _label() -> tuple[int, int]:
    """Days and horizon by which the card that scores the book was calibrated or fitted."""
    version = ScorecardVersion.objects.scoring_book().first()
    card = selectors.card_of(version) if version else None
    told = card and (card.calibration or card.fit)
    return (told.days, told.horizon) if told else (USUAL_DAYS, USUAL_HORIZON)


def current_past() -> Past:
    """The past to ask; of a small book it is copied while somebody waits."""
    found = find_past()
    if found.path or not found.months or not is_small():
        return found
    with transaction.atomic():
        lock(LOCK)
        return _made(find_past())


def renew_past() -> bool:
    """Copy the past of a large book where another one is to be asked than has been copied."""
    with transaction.atomic():
        if is_small() or not try_lock(LOCK):
            return False
        found = find_past()
        if found.path or not found.months:
            return False
        _made(found)
        return True


def _made(past: Past) -> Past:
    if past.path:
        return past  # somebody else has made it meanwhile
    path = files.write(past.prefix, COLUMNS, lambda file: _fill(file, past))
    files.tidy(_family(), past.prefix)
    return dataclasses.replace(past, path=path)


def _fill(file: IO[bytes], past: Past) -> None:
    """Part by part, as a back-test does: the ledger of the whole book is never held at once."""
    label: dict[str, Any] = {
        "months": list(past.months), "days": past.days, "horizon": past.horizon,
        "one_of": past.one_of, "today": today(), "zone": settings.TIME_ZONE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        for first_id, final_id, _customers in selectors.book_ranges():
            named = IdRange(first_id, final_id)._asdict()
            filled = cursor.mogrify(ROWS, label | named)
            cursor.copy_expert(filled.decode(), file)
