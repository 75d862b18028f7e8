"""Copies of the latest readings: made beside the one in use, renamed over it, found again."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcrm.jobs.locks import lock, try_lock
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from scoring.cards.value import TIERS
from scoring.columns.engine import engine, quoted
from scoring.indicators import SCORABLE
from scoring.models import Reading
from scoring.services import BOOK_RUN

LOCK = "scoring.columns"
SMALL = 10_000  # customers that are copied while somebody waits
OLD = dt.timedelta(minutes=15)
BUILDING = "building-"
ABANDONED_SECONDS = 3600  # what a killed builder left behind is this old
READ_SECONDS = 120  # who reads a copy has read it by then
MOMENT = "%Y%m%dT%H%M%S%f"

_TIERS = ", ".join(f"'{tier}'" for tier in TIERS)
# column of the copy: (where it comes from, its type in DuckDB); tier, score and pd are in force
COLUMNS: dict[str, tuple[str, str]] = {
    "customer_id": ("r.customer_id", "BIGINT"),
    "as_of": ("r.as_of", "DATE"),
    "exposure": ("r.exposure", "DECIMAL(22,2)"),
    "overdue": ("r.overdue", "DECIMAL(22,2)"),
    "credit_limit": ("r.credit_limit", "DECIMAL(18,2)"),
    "tier": (f"array_position(ARRAY[{_TIERS}], t.tier::text) - 1", "INTEGER"),
    "score": ("(t.score * 10)::integer", "INTEGER"),
    "pd": ("(t.pd * 10000)::integer", "INTEGER"),
    **{code: (f"r.{code}", "DECIMAL(18,4)") for code in sorted(SCORABLE)},
}
READINGS = (
    "COPY (SELECT "
    + ", ".join(f"{source} AS {name}" for name, (source, _type) in COLUMNS.items())
    + " FROM scoring_reading r JOIN scoring_rating t ON t.customer_id = r.customer_id)"
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


def folder() -> Path:
    found = Path(settings.MEDIA_ROOT) / "columns"
    found.mkdir(parents=True, exist_ok=True)
    return found


def _prefix() -> str:
    """How copies of this database are called: another set of columns has another name."""
    return f"readings-{connection.settings_dict['NAME']}-"


def _shape() -> str:
    """A new version of the product, with other columns, takes no copy of an old one."""
    return hashlib.sha256(repr(COLUMNS).encode()).hexdigest()[:12]


def _copies() -> list[Path]:
    """The oldest first: a name ends with its moment."""
    return sorted(folder().glob(f"{_prefix()}{_shape()}-*.parquet"))


def current_copy() -> Copy:
    """The copy to ask. A small book is copied again; Refused where a large one has none yet."""
    if Reading.objects.all()[: SMALL + 1].count() <= SMALL:
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
    copies = _copies()
    return _described(copies[-1]) if copies else None


def _described(path: Path) -> Copy | None:
    moment = dt.datetime.strptime(path.stem.rpartition("-")[2], MOMENT).replace(tzinfo=dt.UTC)
    with engine(path.parent) as duck:
        try:
            days = duck.execute(
                f"SELECT min(as_of), max(as_of), count(*) FROM read_parquet({quoted(path)})"
            ).fetchone()
        except duckdb.Error:
            return None  # cut off with the machine's power: the sweep makes another
    return Copy(path, moment, *days) if days else None


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
    if Reading.objects.all()[: SMALL + 1].count() <= SMALL:
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
    if Reading.objects.filter(known_at__gt=copy.moment).exists():
        return True
    copy.path.touch()  # nothing is new: reading the whole table again can wait
    return False


def _make() -> Copy:
    """Written in a folder of its own and renamed when it is whole, so nobody reads half a file.

    Each copy has a name of its own: who reads the one before reads on.
    """
    name = f"{_prefix()}{_shape()}-{timezone.now().astimezone(dt.UTC).strftime(MOMENT)}.parquet"
    path = folder() / name
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=BUILDING) as building:
        rows, whole = Path(building) / "rows.csv", Path(building) / "rows.parquet"
        with rows.open("wb") as file, connection.cursor() as cursor:
            cursor.copy_expert(READINGS, file)
        types = ", ".join(f"{name}: '{of_type}'" for name, (_source, of_type) in COLUMNS.items())
        with engine(path.parent) as duck:
            duck.execute(
                f"COPY (FROM read_csv({quoted(rows)}, columns = {{{types}}}, header = false,"
                " auto_detect = false, delim = ',', quote = '\"', escape = '\"'))"
                f" TO {quoted(whole)} (FORMAT parquet, PARQUET_VERSION V2, COMPRESSION lz4_raw)"
            )
        with whole.open("rb") as file:
            os.fsync(file.fileno())
        whole.rename(path)
    _tidy(path)
    made = _described(path)
    if made is None:
        raise RuntimeError(f"{path} cannot be read, though it has just been written.")
    return made


def _tidy(newest: Path) -> None:
    """Remove copies that have had a successor for so long that nobody reads them any more, what
    killed builders left, and copies with columns of another version."""
    copies = _copies()
    for each, successor in pairwise(copies):
        if _age(successor) > READ_SECONDS:
            each.unlink(missing_ok=True)
    for each in newest.parent.iterdir():
        if each not in copies and _age(each) > ABANDONED_SECONDS:
            if each.name.startswith(BUILDING):
                shutil.rmtree(each, ignore_errors=True)
            elif each.name.startswith(_prefix()):
                each.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Seconds since it was written; none for what another builder has just removed."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0
