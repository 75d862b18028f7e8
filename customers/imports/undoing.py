"""Taking an import back: who may, and what a worker does then."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from customers.imports.keeping import REFUSALS, empty_file
from customers.imports.moving import move, note
from customers.imports.progress import Watch
from customers.imports.rights import refuse_kind
from customers.imports.scope import open_scope
from customers.imports.undo_rows import OTHER, kept_rows, take_back
from customers.models import ImportFile, ImportUndo
from customers.services import open_credits
from customers.services.changes import mark_touched
from customers.services.facts import open_stage, revalue_allocations
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.web.errors import Refused
from riskcrm.web.export_cells import harmless

UNDO = "customers.undo_import"
CAUSE = "undo_import"
# where one of these changes, what payments, credit notes and write-offs have left changes too
SETTLING = {
    "customers_allocation",
    "customers_payment",
    "customers_creditnote",
    "customers_writeoff",
    "customers_dishonouredpayment",
}
LEFT_BY = " UNION ALL ".join(
    f"SELECT t.customer_id, '{kind}' AS kind, t.id FROM {table} t"  # noqa: S608  (own constants)
    " WHERE t.customer_id IN (SELECT customer_id FROM touched_customer)"
    for kind, table in (
        ("payment", "customers_payment"),
        ("credit_note", "customers_creditnote"),
        ("write_off", "customers_writeoff"),
    )
)


def may_undo(row: ImportFile, *, by: User) -> bool:
    """One's own imports, and all of them for who sees all customers."""
    is_theirs = row.uploaded_by_id == by.pk or by.has_perm(ALL_CUSTOMERS)
    return is_theirs and by.has_perm(UNDO)


def request_undo(row: ImportFile, *, by: User, reason: str, at: dt.datetime) -> ImportFile:
    """Have a finished import taken back by a worker.

    Raises `Refused` when `by` may not, for files of rates, which other amounts rest on, and for
    imports of which nothing was noted.
    """
    refuse_undo(row, by=by)
    if not reason.strip():
        raise Refused(_("Say why the import is taken back."), code="reason_missing", field="reason")
    with transaction.atomic():
        move(row, (ImportFile.State.DONE,), ImportFile.State.UNDOING)
        ImportUndo.objects.create(
            import_file=row, requested_by=by, requested_at=at, reason=reason.strip()[:300]
        )
        note("request_undo", row, by=by, at=at, reason=reason)
    return row


def refuse_undo(row: ImportFile, *, by: User) -> None:
    """Raises `Refused` when this import cannot be taken back, or not by this person."""
    if not may_undo(row, by=by):
        raise Refused(
            _("Only {name}, who imported this file, or a risk officer can undo it.").format(
                name=row.uploaded_by
            ),
            code="not_your_import",
        )
    refuse_kind(row.kind, by=by)
    if row.kind == ImportFile.Kind.RATES:
        raise Refused(
            _(
                "Exchange rates are not taken back: amounts rest on them. Import the right ones;"
                " the latest of a day counts."
            ),
            code="rates_stay",
        )
    if row.state == ImportFile.State.DONE and not row.rows_written.exists():
        raise Refused(_("This import has written nothing."), code="nothing_written")


def undo(row: ImportFile, *, at: dt.datetime, watch: Watch) -> None:
    """Take the import back, in the caller's transaction, in which the row's state moves too."""
    act = ImportUndo.objects.select_related("requested_by").get(import_file=row)
    open_stage()
    counts = take_back(
        row.pk, scope=open_scope(act.requested_by), by=act.requested_by.name, at=at, watch=watch
    )
    revalue_allocations(at=at)
    if counts.keys() & SETTLING:
        open_credits.refresh(LEFT_BY)
    mark_touched(cause=CAUSE, at=at)
    act.counts, act.finished_at = counts, at
    act.kept.name = _write_kept(row) if any(one["kept"] for one in counts.values()) else ""
    act.save(update_fields=["counts", "finished_at", "kept"])
    note("undo_import", row, by=act.requested_by, at=at, reason=act.reason, counts=counts)


def _write_kept(row: ImportFile) -> str:
    """The file of what was kept: what it is, what it is called, and why."""
    name = f"{REFUSALS}/{row.pk}-kept.csv"
    with empty_file(row, name).open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow([_("What"), _("Number"), _("Why it was kept")])
        for table, called, code in kept_rows():
            writer.writerow([table_label(table), harmless(called), reason_text(code)])
    return name


def table_label(table: str) -> str:
    """What people call a row of this table."""
    for model in apps.get_models():
        if model._meta.db_table == table:
            return str(model._meta.verbose_name)
    return table


def reason_text(code: str) -> str:
    """Why a row was kept; other codes are the tables of rows that refer to it."""
    known: dict[str, Any] = {
        "hidden": _("it belongs to others now"),
        "changed": _("it was changed since"),
        "dishonoured": _("its payment has another record of being dishonoured by now"),
        OTHER: _("something else in the book refers to it"),
        "overspent": _("more of it is given to invoices by now than it had before"),
        "recovered": _("more would have been recovered than written off"),
        "settled": _("payments in the book settle more than it was about before"),
    }
    return str(
        known.get(code)
        or _("something else in the book refers to it: {what}").format(what=table_label(code))
    )
