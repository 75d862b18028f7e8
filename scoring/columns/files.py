"""Parquet files of what PostgreSQL keeps: written beside the one in use, renamed when whole.

Each file has a name of its own, which ends with its moment: who reads the one before reads on.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.utils import timezone

from scoring.columns.engine import engine, quoted

BUILDING = "building-"
ABANDONED_SECONDS = 3600  # what a killed builder left behind is this old
READ_SECONDS = 120  # who reads a copy has read it by then
MOMENT = "%Y%m%dT%H%M%S%f"

# column of a copy: (where it comes from, its type in DuckDB)
Columns = Mapping[str, tuple[str, str]]


def folder() -> Path:
    found = Path(settings.MEDIA_ROOT) / "columns"
    found.mkdir(parents=True, exist_ok=True)
    return found


def family_of(kind: str) -> str:
    """How copies of a kind are called, of this database alone."""
    return f"{kind}-{connection.settings_dict['NAME']}-"


def files_of(prefix: str) -> list[Path]:
    """The oldest first."""
    return sorted(folder().glob(f"{prefix}-*.parquet"))


def moment_of(path: Path) -> dt.datetime:
    return dt.datetime.strptime(path.stem.rpartition("-")[2], MOMENT).replace(tzinfo=dt.UTC)


def selected(columns: Columns) -> str:
    """The columns as a SELECT names them."""
    return ", ".join(f"{source} AS {name}" for name, (source, _type) in columns.items())


def write(prefix: str, columns: Columns, fill: Callable[[IO[bytes]], None]) -> Path:
    """A whole new file of the rows that `fill` writes as CSV, or none: nobody reads half a file."""
    path = folder() / f"{prefix}-{timezone.now().astimezone(dt.UTC).strftime(MOMENT)}.parquet"
    types = ", ".join(f"{name}: '{of_type}'" for name, (_source, of_type) in columns.items())
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=BUILDING) as building:
        rows, whole = Path(building) / "rows.csv", Path(building) / "rows.parquet"
        with rows.open("wb") as file:
            fill(file)
        with engine(path.parent) as duck:
            duck.execute(
                f"COPY (FROM read_csv({quoted(rows)}, columns = {{{types}}}, header = false,"
                " auto_detect = false, delim = ',', quote = '\"', escape = '\"'))"
                f" TO {quoted(whole)} (FORMAT parquet, PARQUET_VERSION V2, COMPRESSION lz4_raw)"
            )
        with whole.open("rb") as file:
            os.fsync(file.fileno())
        whole.rename(path)
    return path


def tidy(family: str, prefix: str) -> None:
    """Remove copies that have had a successor for so long that nobody reads them any more, what
    killed builders left, and copies of the family with another prefix."""
    copies = files_of(prefix)
    for each, successor in pairwise(copies):
        if _age(successor) > READ_SECONDS:
            each.unlink(missing_ok=True)
    for each in folder().iterdir():
        if each not in copies and _age(each) > ABANDONED_SECONDS:
            if each.name.startswith(BUILDING):
                shutil.rmtree(each, ignore_errors=True)
            elif each.name.startswith(family):
                each.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Seconds since it was written; none for what another builder has just removed."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0
