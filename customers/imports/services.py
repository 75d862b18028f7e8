"""Uploaded files on their way: uploaded, columns settled, checked, imported.

The row is the queue: `work_on_imports` claims files that wait to be checked or imported. Attempts
are counted before the work starts; a file whose worker dies five times is parked as failed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from customers.imports.engine import import_rows
from customers.imports.errors import FileRefused
from customers.imports.mapping import settle_mapping
from customers.imports.options import Options
from customers.imports.reading import Source, open_source
from customers.models import ImportFile
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused

MOST_BYTES = 200 * 2**20
MOST_ATTEMPTS = 5
CLAIM = dt.timedelta(minutes=10)  # longer than a task may run
WAITING = (ImportFile.State.CHECKING, ImportFile.State.IMPORTING)
log = structlog.get_logger(__name__)


def note_command_import(kind: str, name: str) -> ImportFile:
    """What the audit event of a command's import is about; no upload, so no row."""
    return ImportFile(kind=kind, name=name)


def upload(file: UploadedFile[Any], *, kind: str, by: User, at: dt.datetime) -> ImportFile:
    """Keep a file under its hash. Raises `FileRefused` for one that cannot be read at all."""
    if file.size is None or file.size > MOST_BYTES:
        raise FileRefused(
            _("The file is larger than {most} MB. Send it in parts.").format(
                most=MOST_BYTES // 2**20
            ),
            code="too_large",
            field="file",
        )
    row = ImportFile(
        kind=ImportFile.Kind(kind),
        name=Path(file.name or "").name[:200],
        sha256=_hash(file),
        uploaded_by=by,
        uploaded_at=at,
    )
    name = ImportFile._meta.get_field("file").generate_filename(row, "")
    storage = row.file.storage
    row.file.name = name if storage.exists(name) else storage.save(name, file)
    open_source(Path(row.file.path), kind=row.kind)
    with transaction.atomic():
        row.save(force_insert=True)
        record(
            "upload_import",
            by=by.as_actor(),
            obj=row,
            facts={"file": row.name, "kind": row.kind, "sha256": row.sha256},
            at=at,
        )
    return row


def source_of(row: ImportFile) -> Source:
    options = Options.from_json(row.options)
    wanted = [column for column in options.mapping.values() if column]
    return open_source(Path(row.file.path), kind=row.kind, encoding=options.encoding, wanted=wanted)


def request_check(row: ImportFile, *, options: Options, by: User, at: dt.datetime) -> ImportFile:
    """Settle how the file is read and have it checked by a worker."""
    source = open_source(Path(row.file.path), kind=row.kind, encoding=options.encoding)
    settle_mapping(row.kind, source.header, options.mapping)
    return _move(
        row,
        (ImportFile.State.UPLOADED, ImportFile.State.CHECKED, ImportFile.State.FAILED),
        ImportFile.State.CHECKING,
        options=options.as_json(),
    )


def request_import(row: ImportFile, *, by: User, at: dt.datetime) -> ImportFile:
    """Have a checked file written by a worker."""
    return _move(row, (ImportFile.State.CHECKED,), ImportFile.State.IMPORTING)


def _move(row: ImportFile, old: tuple[str, ...], new: str, **fields: object) -> ImportFile:
    """Claim the row by its old state, so that two clicks are one."""
    moved = ImportFile.objects.filter(pk=row.pk, state__in=old).update(
        state=new, error="", attempts=0, claimed_until=None, **fields
    )
    if not moved:
        raise Refused(
            _("This file has moved on meanwhile. Look at it again."), code="import_moved_on"
        )
    row.refresh_from_db()
    return row


def work_on_imports(*, at: dt.datetime) -> int:
    """Check or import one waiting file; how many were worked on. Safe in parallel and twice."""
    row = _claim(at=at)
    if row is None:
        return 0
    if row.attempts > MOST_ATTEMPTS:
        _finish(
            row,
            ImportFile.State.FAILED,
            at=at,
            error=_("The work on this file broke off {times} times.").format(times=MOST_ATTEMPTS),
        )
        return 1
    language = row.uploaded_by.language or "en"
    with translation.override(language):
        try:
            _work(row, at=at)
        except Refused as error:
            _finish(row, ImportFile.State.FAILED, at=at, error=error.message)
        except Exception:
            log.exception("import_broke", import_file=row.pk, attempt=row.attempts)
            ImportFile.objects.filter(pk=row.pk, attempts=row.attempts).update(
                claimed_until=at + dt.timedelta(seconds=10 * row.attempts)
            )
            raise
    return 1


def _claim(*, at: dt.datetime) -> ImportFile | None:
    """Take a waiting file; the attempt is committed before the work starts."""
    with transaction.atomic():
        row = (
            ImportFile.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("uploaded_by")
            .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=at), state__in=WAITING)
            .order_by("pk")
            .first()
        )
        if row is None:
            return None
        ImportFile.objects.filter(pk=row.pk).update(
            attempts=F("attempts") + 1, claimed_until=at + CLAIM
        )
        row.attempts += 1
    return row


def _work(row: ImportFile, *, at: dt.datetime) -> None:
    """The import's transaction also moves the state, so that a retry cannot write twice."""
    dry_run = row.state == ImportFile.State.CHECKING
    storage = row.file.storage
    name = f"refusals/{row.pk}-{'check' if dry_run else 'import'}.csv"
    storage.delete(name)
    storage.save(name, ContentFile(b""))
    refusals = Path(storage.path(name))
    with transaction.atomic():
        summary = import_rows(
            Path(row.file.path),
            Options.from_json(row.options),
            kind=row.kind,
            by=row.uploaded_by,
            at=at,
            dry_run=dry_run,
            refusals=refusals,
            obj=row,
            name=row.name,
        )
        _finish(
            row,
            ImportFile.State.CHECKED if dry_run else ImportFile.State.DONE,
            at=at,
            counts=summary.as_json(),
            refusals=name if refusals.stat().st_size else "",
        )


def _finish(row: ImportFile, state: str, *, at: dt.datetime, **fields: object) -> None:
    ended = state in (ImportFile.State.DONE, ImportFile.State.FAILED)
    changed = ImportFile.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts).update(
        state=state, claimed_until=None, finished_at=at if ended else None, **fields
    )
    if not changed:
        raise RuntimeError(f"import {row.pk} was taken over by another worker")
    row.state = state


def _hash(file: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(2**20):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()
