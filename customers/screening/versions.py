"""Files of lists on their way: uploaded, checked, confirmed, taken in.

The row is the queue, as for imports: `work_on_versions` claims what waits, counts the attempt
before the work, and holds the row while it works. A file is taken in whole or not at all: one line
at fault keeps out all of it, for what a complete list does not name would end.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from customers.imports.engine import file_hash
from customers.imports.errors import FileRefused
from customers.imports.keeping import keep, received
from customers.imports.options import Options
from customers.models import ScreeningEntry, ScreeningList, ScreeningListVersion
from customers.screening.entries import Change, changes_of, counts_of, write_changes
from customers.screening.intake import MOST_FAULTS, Read, columns_left_out, look_into, read_file
from customers.screening.listed import refuse_listed
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs.claims import claim, put_off
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

State = ScreeningListVersion.State
MOST_BYTES = 50 * 2**20
MOST_ATTEMPTS = 5
CLAIM = dt.timedelta(seconds=30)  # from "I try it" until the row's lock speaks for itself
SHOWN = 50  # entries of each sort on the preview
SUSPICIOUS = 0.5  # of the entries would end: more likely half a file than half a list
log = structlog.get_logger(__name__)


def upload_version(
    on: ScreeningList,
    file: UploadedFile[Any],
    *,
    published_date: dt.date,
    is_complete: bool,
    options: Options,
    by: User,
    at: dt.datetime,
) -> ScreeningListVersion:
    """Keep a file of this list and have it checked by a worker; nothing is taken in yet.

    Raises `FileRefused` for one that cannot be read at all, that has no column of names, or that is
    the list's latest version already.
    """
    refuse_listed(on)
    _refuse_size(file)
    if published_date > local_date(at) + dt.timedelta(days=1):
        raise Refused(
            _("This date lies ahead. Give the day on which the list was published."),
            code="date_to_come",
            field="published_date",
        )
    row = ScreeningListVersion(
        of_list=on,
        published_date=published_date,
        is_complete=is_complete,
        name=Path(file.name or "").name[:200],
        uploaded_by=by,
        uploaded_at=at,
    )
    with received(file, row.file.storage) as (path, sha256):
        _refuse_known(on, sha256)
        mapping = look_into(path, options)
        row.options = asdict(options) | {"mapping": mapping}
        row.sha256 = sha256
        row.file.name = ScreeningListVersion._meta.get_field("file").generate_filename(row, "")
        keep(path, Path(row.file.path))
    with transaction.atomic():
        row.save(force_insert=True)
        _record("upload_list_version", row, by=by, at=at)
    return row


def _refuse_size(file: UploadedFile[Any]) -> None:
    if file.size is None or file.size > MOST_BYTES:
        raise FileRefused(
            _("The file is larger than {most} MB. Send it in parts, each as a list.").format(
                most=MOST_BYTES // 2**20
            ),
            code="too_large",
            field="file",
        )


def _refuse_known(on: ScreeningList, sha256: str) -> None:
    latest = on.versions.filter(state=State.APPLIED).order_by("-number").first()
    if latest is not None and latest.sha256 == sha256:
        raise FileRefused(
            _("This file is version {number} of the list already; nothing has changed.").format(
                number=latest.number
            ),
            code="same_file",
            field="file",
        )


def confirm_version(
    row: ScreeningListVersion, *, by: User, at: dt.datetime
) -> ScreeningListVersion:
    """Have a checked file taken in by a worker."""
    with transaction.atomic():
        moved = ScreeningListVersion.objects.filter(pk=row.pk, state=State.CHECKED).update(
            state=State.APPLYING, attempts=0, claimed_until=None
        )
        if not moved:
            raise Refused(
                _("This file has been worked on in the meantime. Load the page again."),
                code="version_moved_on",
            )
        row.refresh_from_db()
        _record("confirm_list_version", row, by=by, at=at, counts=row.counts)
    return row


# --- the worker's side ---------------------------------------------------------------------------


def work_on_versions(*, at: dt.datetime) -> int:
    """Check or take in one waiting file; how many were worked on. Safe in parallel and twice."""
    row = _claim(at=at)
    if row is None:
        return 0
    with translation.override(row.uploaded_by.language or "en"):
        try:
            if row.attempts > MOST_ATTEMPTS:
                raise FileRefused(_parked(), code="parked")
            return _work(row, at=at)
        except Refused as error:
            _fail(row, error.message, at=at)
            return 1
        except Exception:
            log.exception("list_version_broke", version=row.pk, attempt=row.attempts)
            put_off(row, until=at + dt.timedelta(seconds=10 * row.attempts))
            raise


def _claim(*, at: dt.datetime) -> ScreeningListVersion | None:
    rows = ScreeningListVersion.objects.select_related("uploaded_by")
    waiting = rows.filter(state__in=ScreeningListVersion.WAITING).order_by("pk")
    return claim(waiting, at=at, lasting=CLAIM)


def _work(claimed: ScreeningListVersion, *, at: dt.datetime) -> int:
    """In one transaction with the move of the state, so that a retry cannot write twice."""
    with transaction.atomic():
        row = (
            ScreeningListVersion.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("uploaded_by")
            .filter(pk=claimed.pk, state=claimed.state, attempts=claimed.attempts)
            .first()
        )
        if row is None:  # another worker has it after all
            return 0
        row.of_list = ScreeningList.objects.select_for_update().get(pk=row.of_list_id)
        path = Path(row.file.path)
        if not path.exists() or file_hash(path) != row.sha256:
            raise FileRefused(
                _("The stored file is damaged or gone. Upload it again."), code="file_damaged"
            )
        latest = _latest_number(row.of_list)
        read = read_file(path, Options.from_json(row.options))
        if read.faults:
            _show_faults(row, read, at=at)
            return 1
        changes = changes_of(
            row.of_list, list(read.rows.values()), at=at, is_complete=row.is_complete
        )
        if row.state == State.CHECKING or row.base != latest:
            _show_changes(row, read, changes, base=latest)
        else:
            _apply(row, changes, number=latest + 1, at=at)
    return 1


def _latest_number(on: ScreeningList) -> int:
    return on.versions.aggregate(latest=Max("number"))["latest"] or 0


def _show_faults(row: ScreeningListVersion, read: Read, *, at: dt.datetime) -> None:
    row.state, row.claimed_until = State.FAILED, None
    row.counts = {"rows": len(read.rows) + len(read.faults), "refused": len(read.faults)}
    row.preview = {"faults": read.faults[:MOST_FAULTS]}
    row.error = _("Lines at fault: {count}. Nothing was taken in: mend them and upload again.")
    row.error = row.error.format(count=len(read.faults))
    row.save()
    _record("fail_list_version", row, by=None, at=at, error=row.error)


def _show_changes(
    row: ScreeningListVersion, read: Read, changes: list[Change], *, base: int
) -> None:
    """What taking the file in would do, for a person to confirm."""
    counts = counts_of(changes)
    before = counts["changed"] + counts["unchanged"] + counts["ended"]
    row.counts = {"rows": len(read.rows), **counts}
    row.preview = {
        outcome: [_shown(change) for change in changes if change.outcome == outcome][:SHOWN]
        for outcome in ("added", "changed", "ended")
    }
    row.preview |= {
        "mapping": read.mapping,
        "not_read": columns_left_out(read),
        "encoding": read.source.encoding,
        "warnings": read.source.warnings,
        "ends_many": bool(before) and counts["ended"] > before * SUSPICIOUS,
    }
    row.state, row.base, row.attempts, row.claimed_until = State.CHECKED, base, 0, None
    row.save()


def _shown(change: Change) -> dict[str, Any]:
    entry: ScreeningEntry = change.entry
    return {
        "key": entry.source_key,
        "name": entry.name,
        "registration_number": entry.registration_number,
        "changes": [
            {"field": field, "before": _text(was), "after": _text(getattr(entry, field))}
            for field, was in change.former.items()
            if field != "ended_at"
        ],
    }


def _text(value: Any) -> str:
    return " · ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _apply(
    row: ScreeningListVersion, changes: list[Change], *, number: int, at: dt.datetime
) -> None:
    row.state, row.number, row.applied_at, row.claimed_until = State.APPLIED, number, at, None
    row.counts |= counts_of(changes)
    row.preview = {}
    row.save()
    write_changes(changes, by=row.uploaded_by, at=at, version=row)
    _record("apply_list_version", row, by=row.uploaded_by, at=at, counts=row.counts)


def _parked() -> str:
    return _(
        "The work on this file was interrupted {times} times, and nothing was taken in. Send it as"
        " CSV, or ask an administrator to look at the worker's log."
    ).format(times=MOST_ATTEMPTS)


def _fail(row: ScreeningListVersion, error: str, *, at: dt.datetime) -> None:
    with transaction.atomic():
        failed = ScreeningListVersion.objects.filter(
            pk=row.pk, state=row.state, attempts=row.attempts
        ).update(state=State.FAILED, error=error, claimed_until=None)
        if failed:
            _record("fail_list_version", row, by=None, at=at, error=error)


def _record(
    verb: str, row: ScreeningListVersion, *, by: User | None, at: dt.datetime, **facts: Any
) -> None:
    record(
        verb,
        by=by.as_actor() if by else SYSTEM,
        obj=row,
        facts={
            "list": row.of_list.code,
            "file": row.name,
            "sha256": row.sha256,
            "published": row.published_date.isoformat(),
            **facts,
        },
        at=at,
    )
