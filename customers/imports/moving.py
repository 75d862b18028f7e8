"""How an import gets from one state to the next, and that it is told to the audit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from customers.models import ImportFile, ImportStop
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.errors import Refused


def move(row: ImportFile, old: tuple[str, ...], new: str, **fields: object) -> ImportFile:
    """Claim the row by its old state, so that two clicks are one."""
    moved = ImportFile.objects.filter(pk=row.pk, state__in=old).update(
        state=new, error="", attempts=0, claimed_until=None, **fields
    )
    if not moved:
        raise Refused(
            _("This import has changed in the meantime. Load the page again."),
            code="import_moved_on",
        )
    ImportStop.objects.filter(import_file=row).delete()  # one that came too late for other work
    row.refresh_from_db()
    return row


def note(
    verb: str, row: ImportFile, *, by: User | None, at: dt.datetime, reason: str = "", **facts: Any
) -> None:
    """Tell the audit what was done to the import; nobody is the system."""
    record(
        verb,
        by=by.as_actor() if by else SYSTEM,
        obj=row,
        reason=reason,
        facts={"file": row.name, "kind": row.kind, "sha256": row.sha256, **facts},
        at=at,
    )


def refuse_others(row: ImportFile, *, by: User) -> None:
    """Raises `Refused` for everybody but who brought the file, with whose scope it is read."""
    if row.uploaded_by_id != by.pk:
        raise Refused(
            _("Only {name}, who uploaded this file, can continue with it.").format(
                name=row.uploaded_by
            ),
            code="not_your_import",
        )
