"""Copies of the latest readings: made beside the one in use, renamed over it, found again."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import duckdb
from django.db import connection, transaction
from django.utils.translation import gettext as _

from riskcrm.jobs.locks import lock, try_lock
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from scoring.columns import files
from scoring.columns.engine import engine, quoted
from scoring.indicators import SCORABLE
from scoring.models import RatingHistory, Reading
from scoring.services import BOOK_RUN
from scoring.statement import RANK

LOCK = "scoring.columns"
SMALL = 10_000  # customers that are copied while somebody waits
OLD = dt.timedelta(minutes=15)

# a tier by its position in TIERS
TIER = f"{RANK} - 1"
# tier, score and pd are in force
COLUMNS: dict[str, tuple[str, str]] = {
    "customer_id": ("r.customer_id", "BIGINT"),
    "as_of": ("r.as_of", "DATE"),
    "exposure": ("r.exposure", "DECIMAL(22,2)"),
    "overdue": ("r.overdue", "DECIMAL(22,2)"),
    "oldest_days": ("r.oldest_days", "INTEGER"),
    "unbilled": ("r.unbilled", "DECIMAL(22,2)"),
    # whether a part of what is owed is in no amount
    "is_partial": ("r.open_without_rate > 0", "BOOLEAN"),
    "credit_limit": ("r.credit_limit", "DECIMAL(18,2)"),
    "tier": (TIER.format("t.tier"), "INTEGER"),
    "score": ("(t.score * 10)::integer", "INTEGER"),
    "pd": ("(t.pd * 10000)::integer", "INTEGER"),
    **{code: (f"r.{code}", "DECIMAL(18,4)") for code in sorted(SCORABLE)},
}
READINGS = (
    f"COPY (SELECT {files.selected(COLUMNS)}"
    " FROM scoring_reading r JOIN scoring_rating t ON t.customer_id = r.customer_id)"
    " TO STDOUT WITH (FORMAT csv)"
)


@dataclass(frozen=True)
class Copy:
    """A file with the readings as they stood at `moment`, of days from `first_day` on."""

    path: Path
    moment: dt.datetime
    first_day: dt.date | None
    final_day: dt.date | None
    customers: int

    @property
    def source(self) -> str:
        """The copy as it is named in a query."""
        return f"read_parquet({quoted(self.path)})"


def _family() -> str:
    return files.family_of("readings")


def _prefix() -> str:
    """A new version of the product, with other columns, takes no copy of an old one."""
    return _family() + hashlib.sha256(repr(COLUMNS).encode()).hexdigest()[:12]


def is_small() -> bool:
    """Whether the book is copied while somebody waits."""
    return Reading.objects.all()[: SMALL + 1].count() <= SMALL


def current_copy() -> Copy:
    """The copy to ask. A small book is copied again; Refused where a large one has none yet."""
    if is_small():
        return make_copy()
    copy = find_copy()
    if copy is None:
        raise Refused(
            _("The figures of the book are being made ready for this. Try again in a minute."),
            code="figures_not_ready",
        )
    return copy


def find_copy() -> Copy | None:
    """The newest copy, if it can be read."""
    copies = files.files_of(_prefix())
    return _described(copies[-1]) if copies else None


def _described(path: Path) -> Copy | None:
    with engine(path.parent) as duck:
        try:
            days = duck.execute(
                f"SELECT min(as_of), max(as_of), count(*) FROM read_parquet({quoted(path)})"
            ).fetchone()
        except duckdb.Error:
            return None  # cut off with the machine's power: the sweep makes another
    return Copy(path, files.moment_of(path), *days) if days else None


def make_copy() -> Copy:
    """Copy the readings as they stand now. Who does the same meanwhile waits, then copies anew."""
    with transaction.atomic():
        lock(LOCK)
        return _make()


def renew_copy(*, at: dt.datetime) -> bool:
    """Make the copy of a large book again where it is missing or has fallen behind."""
    with transaction.atomic():
        if not try_lock(LOCK) or not _is_behind(at):
            return False
        _make()
        return True


def _is_behind(at: dt.datetime) -> bool:
    if is_small():
        return False  # who asks makes one
    copy = find_copy()
    if copy is None:
        return True
    runs = Run.objects.filter(kind=BOOK_RUN, finished_at__gt=copy.moment, state=Run.State.DONE)
    if runs.exists():
        return True
    looked_at = dt.datetime.fromtimestamp(copy.path.stat().st_mtime, tz=dt.UTC)
    if at < looked_at + OLD:
        return False
    if _has_changed_since(copy.moment):
        return True
    copy.path.touch()  # nothing is new: reading the whole table again can wait
    return False


def _has_changed_since(moment: dt.datetime) -> bool:
    """An override moves a tier without a new reading; the history of ratings tells of it."""
    return (
        Reading.objects.filter(known_at__gt=moment).exists()
        or RatingHistory.objects.filter(recorded_at__gt=moment).exists()
    )


def _make() -> Copy:
    path = files.write(_prefix(), COLUMNS, _fill)
    files.tidy(_family(), _prefix())
    made = _described(path)
    if made is None:
        raise RuntimeError(f"{path} cannot be read, though it has just been written.")
    return made


def _fill(file: IO[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(READINGS, file)
