"""Letting go of old files. The imports with their counts, and the files' hashes, stay without them.

A file's age is that of its name: `keeping` gives the name anew whenever the same file comes again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction

from customers.imports.keeping import FOLDER, PART, REFUSALS
from customers.imports.working import WAITING
from customers.models import ImportFile
from riskcrm.audit.services import SYSTEM, Subject, record

DAY = 86_400  # seconds
DAYS_OF_PARTS = 1  # an upload takes minutes; what is left of it after a day was cut short


@dataclass(frozen=True)
class Purged:
    """How many files were deleted of each sort."""

    uploads: int
    refusals: int
    parts: int


def purge_uploads(*, at: dt.datetime, keep_days: int) -> Purged:
    """Delete uploaded files and lists of refused lines that are older, and parts of uploads.

    `keep_days` 0 keeps all but the parts. What a worker waits for stays. One event says how many
    files went; none where nothing did. Safe twice and side by side.
    """
    storage = ImportFile._meta.get_field("file").storage
    uploads, refusals = Path(storage.path(FOLDER)), Path(storage.path(REFUSALS))
    parts_before = at.timestamp() - DAYS_OF_PARTS * DAY
    before = at.timestamp() - keep_days * DAY if keep_days else 0.0
    with transaction.atomic():
        waiting = ImportFile.objects.filter(state__in=WAITING).values_list("sha256", flat=True)
        kept = set(waiting)
        purged = Purged(
            uploads=_delete((p for p in _named(uploads) if p.name not in kept), before),
            refusals=_delete(_named(refusals), before),
            parts=_delete(uploads.glob(f"{PART}*"), parts_before),
        )
        if any(asdict(purged).values()):
            facts = {**asdict(purged), "kept_days": keep_days}
            record("purge_uploads", by=SYSTEM, obj=Subject("uploads", ""), facts=facts, at=at)
    return purged


def _named(folder: Path) -> Iterable[Path]:
    return (path for path in folder.glob("*") if not path.name.startswith("."))


def _delete(paths: Iterable[Path], before: float) -> int:
    """Delete the files last written before this moment; how many."""
    deleted = 0
    for path in paths:
        try:
            if path.stat().st_mtime < before:
                path.unlink()
                deleted += 1
        except FileNotFoundError:
            continue  # another sweep was quicker
    return deleted
