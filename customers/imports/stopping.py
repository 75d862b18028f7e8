"""Stopping the work on a file before it has written anything."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from customers.imports.moving import move, note
from customers.imports.progress import ask_to_stop
from customers.imports.working import BEFORE, WAITING
from customers.models import ImportFile, ImportStop, ImportUndo
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused


def request_stop(row: ImportFile, *, by: User, at: dt.datetime) -> ImportFile:
    """Stop checking, importing or undoing this file; nothing of that work is kept.

    Where a worker has it in hand, it ends at its next look, before it writes; where it is too late
    for that, the work is finished. `by` is who brought the file, or wants it undone.
    """
    refuse_stop(row, by=by)
    with transaction.atomic():
        idle = ImportFile.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        if idle.filter(pk=row.pk, state=row.state).exists():
            before = row.state
            ImportUndo.objects.filter(import_file=row, finished_at__isnull=True).delete()
            move(row, (row.state,), BEFORE[ImportFile.State(row.state)])
            note("stop_import", row, by=by, at=at, stopped=before)
            return row
        ImportStop.objects.get_or_create(
            import_file=row, defaults={"requested_by": by, "requested_at": at}
        )
    ask_to_stop(row.pk)
    return row


def refuse_stop(row: ImportFile, *, by: User) -> None:
    """Raises `Refused` when nothing is being done with the file, or it is not this person's."""
    if row.state not in WAITING:
        raise Refused(_("Nothing is being done with this file any more."), code="not_at_work")
    asked = ImportUndo.objects.filter(import_file=row, requested_by=by).exists()
    if row.uploaded_by_id != by.pk and not asked:
        raise Refused(
            _("Only {name}, who brought this file, can stop the work on it.").format(
                name=row.uploaded_by
            ),
            code="not_your_import",
        )
