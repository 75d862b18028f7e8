"""The most memory that this process and its database backend hold while something is done."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

RESET_PEAK = "5"  # what the kernel takes for "forget the peak so far"


@contextlib.contextmanager
def watched_memory() -> Iterator[list[str]]:
    """Gives a list to which a note is added when all is done."""
    notes: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ((backend,),) = cursor.fetchall()
    for pid in (os.getpid(), backend):
        Path(f"/proc/{pid}/clear_refs").write_text(RESET_PEAK)
    yield notes
    shared = _held(backend, "RssShmem")
    notes.append(
        f"peak memory: process {_held(os.getpid(), 'VmHWM')} MiB, database backend"
        f" {_held(backend, 'VmHWM')} MiB, about {shared} MiB of them buffers that all share"
    )


def _held(pid: int, what: str) -> int:
    """In MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) // 1024
