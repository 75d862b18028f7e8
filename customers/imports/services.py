"""Uploaded files on their way: uploaded, columns settled, checked, imported.

The row is the queue: `work_on_imports` claims files that wait to be checked or imported. Attempts
are counted before the work starts, and the work's transaction holds the row: what a killed worker
leaves is taken again within seconds. A file whose worker dies five times is parked as failed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from customers.imports.engine import file_hash, import_rows
from customers.imports.errors import FileRefused
from customers.imports.keeping import REFUSALS, empty_file, keep, kept_file, received
from customers.imports.locks import try_lock_imports
from customers.imports.mapping import settle_mapping
from customers.imports.options import Options
from customers.imports.reading import open_source, preview_of
from customers.imports.rights import refuse_kind, refuse_options
from customers.models import ImportFile
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.errors import Refused

MOST_BYTES = 200 * 2**20
MOST_ATTEMPTS = 5
MOST_SECONDS = 1500  # that a worker spends on a file; Redis sends a task again after 1800
CLAIM = dt.timedelta(seconds=30)  # from "I try it" until the row's lock speaks for itself
PAUSE = dt.timedelta(seconds=3)
WAITING = (ImportFile.State.CHECKING, ImportFile.State.IMPORTING)
log = structlog.get_logger(__name__)


def unkept_file(kind: str, name: str) -> ImportFile:
    """The file of a command, which the copy does not keep: only the audit event names it."""
    return ImportFile(kind=kind, name=name)


def upload(file: UploadedFile[Any], *, kind: str, by: User, at: dt.datetime) -> ImportFile:
    """Keep a file under its hash, with what a page shows of it.

    Raises `FileRefused` for one that cannot be read at all, `Refused` when `by` may not import it.
    """
    refuse_kind(kind, by=by)
    if file.size is None or file.size > MOST_BYTES:
        raise FileRefused(
            _("The file is larger than {most} MB. Send it in parts.").format(
                most=MOST_BYTES // 2**20
            ),
            code="too_large",
            field="file",
        )
    row = ImportFile(
        kind=kind,
        name=Path(file.name or "").name[:200],
        uploaded_by=by,
        uploaded_at=at,
    )
    with received(file, row.file.storage) as (path, sha256):
        row.preview = preview_of(open_source(path, kind=row.kind, peek=True))
        row.sha256 = sha256
        row.file.name = ImportFile._meta.get_field("file").generate_filename(row, "")
        keep(path, Path(row.file.path))
    with transaction.atomic():
        row.save(force_insert=True)
        _record("upload_import", row, by=by, at=at)
    return row


def request_check(row: ImportFile, *, options: Options, by: User, at: dt.datetime) -> ImportFile:
    """Settle how the file is read and have it checked by a worker. `by` is who brought it."""
    preview = row.preview
    if options.encoding != row.options.get("encoding", ""):
        path = kept_file(row)
        preview = preview_of(open_source(path, kind=row.kind, encoding=options.encoding, peek=True))
        options = _renamed(options, row.preview["header"], preview["header"])
    mapping = settle_mapping(row.kind, preview["header"], options.mapping)
    _refuse_others(row, by=by)
    refuse_options(row.kind, mapping, options, by=by)
    with transaction.atomic():
        _move(
            row,
            (ImportFile.State.UPLOADED, ImportFile.State.CHECKED, ImportFile.State.FAILED),
            ImportFile.State.CHECKING,
            options=options.as_json(),
            preview=preview,
        )
        _record("check_import", row, by=by, at=at, options=row.options)
    return row


def _renamed(options: Options, old: list[str], new: list[str]) -> Options:
    """The same columns by their names in another encoding."""
    names = dict(zip(old, new, strict=True)) if len(old) == len(new) else {}
    return replace(options, mapping={f: names.get(c, c) for f, c in options.mapping.items()})


def request_import(row: ImportFile, *, by: User, at: dt.datetime) -> ImportFile:
    """Have a checked file written by a worker. `by` is who brought it and answers for it."""
    _refuse_others(row, by=by)
    options = Options.from_json(row.options)
    refuse_options(row.kind, row.counts.get("mapping", {}), options, by=by)
    with transaction.atomic():
        _move(row, (ImportFile.State.CHECKED,), ImportFile.State.IMPORTING)
        _record("confirm_import", row, by=by, at=at, options=row.options, found=_found(row))
    return row


def _refuse_others(row: ImportFile, *, by: User) -> None:
    if row.uploaded_by_id != by.pk:
        raise Refused(
            _("Only {name}, who uploaded this file, can continue with it.").format(
                name=row.uploaded_by
            ),
            code="not_your_import",
        )


def _found(row: ImportFile) -> dict[str, Any]:
    """What the check has found and the person has seen."""
    return {name: row.counts.get(name) for name in ("rows", "new", "changed", "refused")}


def _record(verb: str, row: ImportFile, *, by: User | None, at: dt.datetime, **facts: Any) -> None:
    record(
        verb,
        by=by.as_actor() if by else SYSTEM,
        obj=row,
        facts={"file": row.name, "kind": row.kind, "sha256": row.sha256, **facts},
        at=at,
    )


def _move(row: ImportFile, old: tuple[str, ...], new: str, **fields: object) -> ImportFile:
    """Claim the row by its old state, so that two clicks are one."""
    moved = ImportFile.objects.filter(pk=row.pk, state__in=old).update(
        state=new, error="", attempts=0, claimed_until=None, **fields
    )
    if not moved:
        raise Refused(
            _("This import has changed in the meantime. Load the page again."),
            code="import_moved_on",
        )
    row.refresh_from_db()
    return row


def work_on_imports(*, at: dt.datetime) -> int:
    """Check or import one waiting file; how many were worked on. Safe in parallel and twice."""
    row = _claim(at=at)
    if row is None:
        return 0
    language = row.uploaded_by.language or "en"
    with translation.override(language):
        try:
            if row.attempts > MOST_ATTEMPTS:
                return _give_up(row, _parked(), at=at)
            return _work(row, at=at)
        except Refused as error:
            return _give_up(row, error.message, at=at)
        except SoftTimeLimitExceeded:
            return _give_up(row, _too_long(), at=at)
        except Exception:
            log.exception("import_broke", import_file=row.pk, attempt=row.attempts)
            ImportFile.objects.filter(pk=row.pk, attempts=row.attempts).update(
                claimed_until=at + dt.timedelta(seconds=10 * row.attempts)
            )
            raise


def _claim(*, at: dt.datetime) -> ImportFile | None:
    """Take a waiting file that no living worker holds; the attempt is committed before the work."""
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
        row.attempts += 1
        row.claimed_until = at + CLAIM
        row.save(update_fields=["attempts", "claimed_until"])
    return row


def _held(claimed: ImportFile) -> bool:
    """Lock the row for the work's transaction; false when another worker has it after all.

    The lock ends with its worker's connection, so what a killed one left is free again at once.
    """
    rows = ImportFile.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(pk=claimed.pk, state=claimed.state, attempts=claimed.attempts).exists()


def _work(row: ImportFile, *, at: dt.datetime) -> int:
    """The import's transaction also moves the state, so that a retry cannot write twice."""
    dry_run = row.state == ImportFile.State.CHECKING
    with transaction.atomic():
        if not _held(row):
            return 0
        if not dry_run and not try_lock_imports():
            return _wait(row, at=at)
        path = kept_file(row)
        if file_hash(path) != row.sha256:
            raise FileRefused(
                _("The stored file is damaged. Upload it again."), code="file_damaged"
            )
        name = f"{REFUSALS}/{row.pk}-{'check' if dry_run else 'import'}.csv"
        refusals = empty_file(row, name)
        summary = import_rows(
            path,
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
            counts=summary.as_json(),
            refusals=name if refusals.stat().st_size else "",
        )
    return 1


def _wait(row: ImportFile, *, at: dt.datetime) -> int:
    """Another import writes: come back soon, and do not count this as an attempt."""
    row.attempts -= 1
    row.claimed_until = at + PAUSE
    row.save(update_fields=["attempts", "claimed_until"])
    return 0


def _parked() -> str:
    return _(
        "The work on this file was interrupted {times} times, and nothing was written. The file "
        "may be too large or damaged: send it in parts or as CSV, or ask an administrator to look "
        "at the worker's log."
    ).format(times=MOST_ATTEMPTS)


def _too_long() -> str:
    return _(
        "The work on this file took longer than {minutes} minutes, and nothing was written."
        " Send it in parts, or ask an administrator to import it by command."
    ).format(minutes=MOST_SECONDS // 60)


def _give_up(row: ImportFile, error: str, *, at: dt.datetime) -> int:
    """Park the file with the reason, which the audit keeps as well."""
    with transaction.atomic():
        _finish(row, ImportFile.State.FAILED, error=error)
        _record(
            "fail_import",
            row,
            by=None,
            at=at,
            error=error,
            attempts=row.attempts,
            options=row.options,
        )
    return 1


def _finish(row: ImportFile, state: str, **fields: object) -> None:
    ended = state in (ImportFile.State.DONE, ImportFile.State.FAILED)
    changed = ImportFile.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts).update(
        state=state, claimed_until=None, finished_at=timezone.now() if ended else None, **fields
    )
    if not changed:
        raise RuntimeError(f"import {row.pk} was taken over by another worker")
    row.state = state
