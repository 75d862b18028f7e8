"""What a worker does with files that wait to be checked, imported or undone.

Attempts are counted before the work starts, and the work's transaction holds the row: what a killed
worker leaves is taken again within seconds. A file whose worker dies five times is parked as
failed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from customers.imports.engine import file_hash, import_rows
from customers.imports.errors import FileRefused
from customers.imports.keeping import REFUSALS, empty_file, kept_file
from customers.imports.locks import try_lock_imports
from customers.imports.moving import note
from customers.imports.options import Options
from customers.imports.progress import CacheWatch, Stopped, Watch, forget
from customers.imports.undoing import undo
from customers.models import ImportFile, ImportStop, ImportUndo
from riskcrm.jobs.claims import claim, put_off
from riskcrm.web.errors import Refused

State = ImportFile.State
MOST_ATTEMPTS = 5
MOST_SECONDS = 7200  # that a worker spends on a file; undoing a million customers takes long
CLAIM = dt.timedelta(seconds=30)  # from "I try it" until the row's lock speaks for itself
PAUSE = dt.timedelta(seconds=3)
# checks that write and take it back, so that they wait for other imports as imports do
WRITING_CHECKS = (ImportFile.Kind.RISK_TABLE,)
READING = (State.CHECKING, State.IMPORTING)
WAITING = (*READING, State.UNDOING)
# where a file goes back to when somebody stops the work on it, or an undo fails
BEFORE = {
    State.CHECKING: State.UPLOADED,
    State.IMPORTING: State.CHECKED,
    State.UNDOING: State.DONE,
}
log = structlog.get_logger(__name__)


def work_on_imports(*, at: dt.datetime, states: Sequence[str] = WAITING) -> int:
    """Check, import or undo one waiting file; how many were worked on. Safe in parallel and twice.

    Only files in these `states`, where they are given.
    """
    row = _claim(at=at, states=states)
    if row is None:
        return 0
    language = row.uploaded_by.language or "en"
    with translation.override(language):
        try:
            if row.attempts > MOST_ATTEMPTS:
                return _give_up(row, _parked(), at=at)
            return _work(row, at=at)
        except Stopped:
            return _stop(row, at=at)
        except Refused as error:
            return _give_up(row, error.message, at=at)
        except SoftTimeLimitExceeded:
            return _give_up(row, _too_long(row), at=at)
        except Exception:
            log.exception("import_broke", import_file=row.pk, attempt=row.attempts)
            put_off(row, until=at + dt.timedelta(seconds=10 * row.attempts))
            raise
        finally:
            forget(row.pk)


def _claim(*, at: dt.datetime, states: Sequence[str] = WAITING) -> ImportFile | None:
    """Take a waiting file that no living worker holds; the attempt is committed before the work."""
    rows = ImportFile.objects.select_related("uploaded_by").filter(state__in=states)
    return claim(rows.order_by("pk"), at=at, lasting=CLAIM)


def _held(claimed: ImportFile) -> bool:
    """Lock the row for the work's transaction; false when another worker has it after all.

    The lock ends with its worker's connection, so what a killed one left is free again at once.
    """
    rows = ImportFile.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    return rows.filter(pk=claimed.pk, state=claimed.state, attempts=claimed.attempts).exists()


def _work(row: ImportFile, *, at: dt.datetime) -> int:
    """The work's transaction also moves the state, so that a retry cannot write twice."""
    with transaction.atomic():
        if not _held(row):
            return 0
        writes = row.state != State.CHECKING or row.kind in WRITING_CHECKS
        if writes and not try_lock_imports():
            return _wait(row, at=at)
        watch = CacheWatch(row.pk)
        if row.state == State.UNDOING:
            undo(row, at=at, watch=watch)
            watch.phase("ending", 0)
            _finish(row, State.UNDONE)
        else:
            _read(row, at=at, watch=watch)
    return 1


def _read(row: ImportFile, *, at: dt.datetime, watch: Watch) -> None:
    """Check or import the file."""
    dry_run = row.state == State.CHECKING
    path = kept_file(row)
    if file_hash(path) != row.sha256:
        raise FileRefused(_("The stored file is damaged. Upload it again."), code="file_damaged")
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
        watch=watch,
    )
    watch.phase("ending", 0)
    _finish(
        row,
        State.CHECKED if dry_run else State.DONE,
        counts=summary.as_json(),
        refusals=name if refusals.stat().st_size else "",
    )


def _wait(row: ImportFile, *, at: dt.datetime) -> int:
    """Another import writes: come back soon, and do not count this as an attempt."""
    row.attempts -= 1
    row.claimed_until = at + PAUSE
    row.save(update_fields=["attempts", "claimed_until"])
    return 0


def _parked() -> str:
    return _(
        "The work on this file broke off {times} times, and nothing was written. Ask an "
        "administrator to look at the worker's log; if the file is very large, sending it in parts "
        "or as CSV may help."
    ).format(times=MOST_ATTEMPTS)


def _too_long(row: ImportFile) -> str:
    if row.state == State.UNDOING:
        return _("Undoing took too long, and nothing of it was kept. Try again at a quiet hour.")
    return _(
        "The work on this file took longer than {minutes} minutes, and nothing was written."
        " Send it in parts, or ask an administrator to import it by command."
    ).format(minutes=MOST_SECONDS // 60)


def _stop(row: ImportFile, *, at: dt.datetime) -> int:
    """Somebody has stopped the work: nothing of it is kept, and the file is where it was before."""
    with transaction.atomic():
        stop = ImportStop.objects.filter(import_file=row).select_related("requested_by").first()
        ImportUndo.objects.filter(import_file=row, finished_at__isnull=True).delete()
        before = row.state
        _finish(row, BEFORE[State(row.state)])
        note("stop_import", row, by=stop.requested_by if stop else None, at=at, stopped=before)
    return 1


def _give_up(row: ImportFile, error: str, *, at: dt.datetime) -> int:
    """Park the file with the reason, which the audit keeps as well."""
    with transaction.atomic():
        is_undo = row.state == State.UNDOING
        ImportUndo.objects.filter(import_file=row, finished_at__isnull=True).delete()
        _finish(row, State.DONE if is_undo else State.FAILED, error=error)
        note(
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
    """Move the state of the file that this worker holds; what was to stop it is done with."""
    ended = state in (State.DONE, State.FAILED, State.UNDONE)
    fields.setdefault("error", "")
    changed = ImportFile.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts).update(
        state=state, claimed_until=None, finished_at=timezone.now() if ended else None, **fields
    )
    if not changed:
        raise RuntimeError(f"import {row.pk} was taken over by another worker")
    ImportStop.objects.filter(import_file=row).delete()
    row.state = state
