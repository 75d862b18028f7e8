"""Lists as files. The row is the queue: a worker claims it, counts on it, and can be stopped by it.

A file is made with the rights that its owner has when it is written. A worker says on the row that
it lives; one that died is followed by another after `CLAIM`, from the start.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from riskcrm.audit.services import SYSTEM, Subject, record
from riskcrm.jobs.claims import claim
from riskcrm.web.counting import count_up_to
from riskcrm.web.errors import Refused
from riskcrm.web.export_cells import cell_of
from riskcrm.web.export_files import FILES
from riskcrm.web.list_at import batches_of, keys_of, list_at
from riskcrm.web.lists import ListPage
from riskcrm.web.models import Export
from riskcrm.web.person import Person, find_person
from riskcrm.web.secret import is_secret_address

MOST_AT_ONCE = 10_000  # rows that a person waits for; more are a worker's
MOST_ATTEMPTS = 3
MOST_SECONDS = 1500  # that a worker spends on a file
CLAIM = dt.timedelta(seconds=60)  # without a sign of life of who writes the file
KEEP_DAYS = 7
PART = ".part-"
EXPORT = "web.add_export"
State = Export.State
log = structlog.get_logger(__name__)


class _Stopped(Exception):
    """The row says that this worker no longer writes the file: cancelled, or taken over."""


def request_export(
    *, by: Person, address: str, file_format: str, language: str, at: dt.datetime
) -> Export:
    """Write down that somebody wants this list as a file. Refused for what is no list of theirs."""
    page = _list(address, by=by)
    export = Export(
        owner_id=by.pk,
        title=str(page.title)[:200],
        address=address,
        format=Export.Format(file_format),
        language=language,
        created_at=at,
    )
    with transaction.atomic():
        export.save(force_insert=True)
        record("request_export", by=by.as_actor(), obj=export, facts=_facts(export), at=at)
    return export


def is_quick(export: Export, *, by: Person) -> bool:
    """Whether the list is so short that its file is made while the person waits."""
    _filters, rows = _list(export.address, by=by).filtered()
    count = count_up_to(rows, MOST_AT_ONCE + 1)
    return count is not None and count <= MOST_AT_ONCE


def work_on_exports(*, at: dt.datetime) -> int:
    """Write one file that is waited for; how many were worked on. Safe in parallel and twice."""
    export = _claim(Export.objects.all(), at=at)
    if export is None:
        return 0
    _make(export)
    return 1


def make_export(export: Export, *, at: dt.datetime) -> Export:
    """Write this file now, unless a worker was quicker. The row is what it has become."""
    if claimed := _claim(Export.objects.filter(pk=export.pk), at=at):
        _make(claimed)
    export.refresh_from_db()
    return export


def cancel_export(export: Export, *, by: Person, at: dt.datetime) -> None:
    """Stop a file that is still being written; what there is of it goes."""
    with transaction.atomic():
        open_rows = Export.objects.filter(pk=export.pk, state__in=Export.OPEN)
        if not open_rows.update(state=State.CANCELLED, finished_at=at):
            raise Refused(_("This export has already ended."), code="export_ended")
        record("cancel_export", by=by.as_actor(), obj=export, facts=_facts(export), at=at)


def note_download(export: Export, *, by: Person, at: dt.datetime) -> Path:
    """The file, for its owner; the audit keeps that it was fetched. Refused where it is not there,
    or where the list is no longer theirs to see."""
    _list(export.address, by=by)
    path = Path(export.file.path) if export.file else None
    if export.state != State.DONE or path is None or not path.exists():
        raise Refused(_("This file is no longer kept. Export the list again."), code="file_gone")
    with transaction.atomic():
        record("download_export", by=by.as_actor(), obj=export, facts=_facts(export), at=at)
    return path


def purge_exports(*, at: dt.datetime) -> int:
    """Delete files, and what is known of them beside the audit, after `KEEP_DAYS`; how many."""
    old = Export.objects.filter(created_at__lt=at - dt.timedelta(days=KEEP_DAYS))
    with transaction.atomic():
        rows = list(old.exclude(state__in=Export.OPEN).select_for_update(skip_locked=True))
        for row in rows:
            row.file.delete(save=False)
        Export.objects.filter(pk__in=[row.pk for row in rows]).delete()
        if rows:
            facts = {"files": len(rows), "kept_days": KEEP_DAYS}
            record("purge_exports", by=SYSTEM, obj=Subject("exports", ""), facts=facts, at=at)
    folder = Path(Export._meta.get_field("file").storage.path("exports"))
    for part in folder.glob(f"{PART}*"):
        if part.stat().st_mtime < at.timestamp() - 24 * 3600:
            part.unlink(missing_ok=True)
    return len(rows)


# --- writing a file ---


def _claim(rows: Any, *, at: dt.datetime) -> Export | None:
    """Take an export that no living worker holds; the attempt is committed before the work."""
    with transaction.atomic():
        waiting = rows.filter(state__in=Export.OPEN).order_by("pk")
        export: Export | None = claim(waiting, at=at, lasting=CLAIM)
        if export is None:
            return None
        export.state, export.started_at = State.RUNNING, at
        export.save(update_fields=["state", "started_at"])
    return export


def _make(export: Export) -> None:
    """Write a claimed export; what stands against it is written on its row."""
    with translation.override(export.language):
        try:
            if export.attempts > MOST_ATTEMPTS:
                raise Refused(_interrupted(), code="interrupted")
            _write(export)
        except _Stopped:
            return
        except Refused as refused:
            _give_up(export, refused.message)
        except SoftTimeLimitExceeded:
            _give_up(export, _too_long())
        except Exception:
            log.exception("export_broke", export=export.pk, attempt=export.attempts)
            _held(export).update(claimed_until=timezone.now() + dt.timedelta(seconds=5))
            raise


def _write(export: Export) -> None:
    owner = find_person(export.owner_id)
    if owner is None or not owner.has_perm(EXPORT):
        raise Refused(_no_right(), code="no_right")
    page = _list(export.address, by=owner)
    storage = export.file.storage
    name = f"exports/{export.pk}-{secrets.token_hex(8)}.{export.format}"
    target = Path(storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{PART}{target.name}")
    try:
        columns = _write_rows(export, page, part)
        part.replace(target)
        _finish(export, owner, name, columns)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        part.unlink(missing_ok=True)


def _write_rows(export: Export, page: ListPage, path: Path) -> list[str]:
    """The file itself; the names of its columns."""
    names = page.exported_columns()
    heads = [capfirst(str(page.table([], names).columns[name].header)) for name in names]
    keys = keys_of(page)
    _held_or_stop(export, total=len(keys), done=0)
    done = 0
    with FILES[export.format](path, heads) as out:
        for rows in batches_of(page, keys):
            for row in page.table(page.file_rows(rows, names), names).rows:
                out.write([cell_of(row, name) for name in names])
            done += len(rows)
            _held_or_stop(export, done=done, claimed_until=timezone.now() + CLAIM)
    export.done = done
    return heads


def _finish(export: Export, owner: Person, name: str, columns: Sequence[str]) -> None:
    now = timezone.now()
    with transaction.atomic():
        _held_or_stop(export, state=State.DONE, file=name, finished_at=now, claimed_until=None)
        facts = {**_facts(export), "rows": export.done, "columns": list(columns)}
        record("export_list", by=owner.as_actor(), obj=export, facts=facts, at=now)


def _held(export: Export) -> Any:
    """The row, as long as this worker's claim on it holds."""
    return Export.objects.filter(pk=export.pk, state=State.RUNNING, attempts=export.attempts)


def _held_or_stop(export: Export, **changes: object) -> None:
    if not _held(export).update(**changes):
        raise _Stopped


def _give_up(export: Export, error: str) -> None:
    now = timezone.now()
    with transaction.atomic():
        if _held(export).update(
            state=State.FAILED, error=error, finished_at=now, claimed_until=None
        ):
            facts = {**_facts(export), "error": error}
            record("fail_export", by=SYSTEM, obj=export, facts=facts, at=now)


def _list(address: str, *, by: Person) -> ListPage:
    page = list_at(address, by=by)
    if page is None:
        raise Refused(_no_right(), code="no_right")
    if not page.is_exportable:
        raise Refused(_("This list does not leave the product."), code="not_exported")
    if not page.is_sound():
        raise Refused(
            _("A filter of this list cannot be used. Mend it, then export."), code="wrong_filter"
        )
    return page


def _facts(export: Export) -> dict[str, Any]:
    path, _mark, query = export.address.partition("?")
    told = {} if is_secret_address(path) else {"query": query}
    return {"list": path, **told, "format": export.format}


def _no_right() -> str:
    return _("You may not export this list. Ask an administrator if you need it.")


def _interrupted() -> str:
    return _(
        "The work on this file was interrupted %(times)s times. Narrow the list with a filter, or"
        " ask an administrator to look at the worker's log."
    ) % {"times": MOST_ATTEMPTS}


def _too_long() -> str:
    return _(
        "The work on this file took longer than %(minutes)s minutes. Narrow the list with a filter."
    ) % {"minutes": MOST_SECONDS // 60}
