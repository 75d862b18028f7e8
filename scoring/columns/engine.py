"""DuckDB as it is used here: in memory, bounded, with one folder open to it and no network."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb

THREADS = 2
MEMORY = "400MB"
COPYING = "late_materialization,filter_pushdown"
# one question at a time per process, so that many people at once cannot take all of the memory
TURN = threading.Lock()


@contextlib.contextmanager
def engine(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of one's own that reads and writes files in `folder` and nowhere else."""
    with TURN, duckdb.connect(":memory:", config={"threads": THREADS}) as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = ''")
        connection.execute("SET preserve_insertion_order = false")
        # these put each step of a card's chain of columns in the place of its name, over and over
        connection.execute(f"SET disabled_optimizers = '{COPYING}'")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        connection.execute(f"SET allowed_directories = [{quoted(folder)}]")
        connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        yield connection


def quoted(text: object) -> str:
    """Text as a literal."""
    return "'" + str(text).replace("'", "''") + "'"
