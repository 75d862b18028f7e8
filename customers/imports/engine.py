"""One file from opening to what was written, in one transaction."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from django.db import models, transaction

from customers.imports import (
    allocations,
    contacts,
    customers,
    invoices,
    order_lines,
    parties,
    payments,
    rates,
    records,
    registers,
    risk_table,
)
from customers.imports.cells import columns_of
from customers.imports.errors import FileRefused
from customers.imports.mapping import columns_not_read, settle_mapping
from customers.imports.options import Options
from customers.imports.parsing import BadCell
from customers.imports.previews import RefusedRows, forget_preview, write_preview
from customers.imports.progress import NOBODY, Watch
from customers.imports.reading import Source, open_source
from customers.imports.refusals import write_refusals
from customers.imports.rights import refuse_options
from customers.imports.scope import open_scope
from customers.imports.summary import Summary
from customers.imports.values import currency_in_use
from customers.models import ImportFile
from customers.records import KINDS
from customers.services.journal import keep_journal, open_journal, tables_written
from customers.statistics import refresh_statistics
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record

MANY = 100_000  # objects; a block of rows is less
BULK = 10_000  # new rows from which the planner's idea of the book is out of date
WORK: dict[str, Callable[..., Summary]] = {
    ImportFile.Kind.CUSTOMERS: customers.work,
    ImportFile.Kind.CONTACTS: contacts.work,
    ImportFile.Kind.INVOICES: invoices.work,
    ImportFile.Kind.PAYMENTS: payments.work,
    ImportFile.Kind.ALLOCATIONS: allocations.work,
    ImportFile.Kind.ORDER_LINES: order_lines.work,
    ImportFile.Kind.RATES: rates.work,
    ImportFile.Kind.PARTIES: parties.work,
    ImportFile.Kind.GROUPS: registers.work_on_groups,
    ImportFile.Kind.TERMS: registers.work_on_terms,
    ImportFile.Kind.REQUESTS: registers.work_on_requests,
    ImportFile.Kind.RISK_TABLE: risk_table.work,
    **{code: partial(records.work, kind) for code, kind in KINDS.items()},
}


def file_hash(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Python looks for circles after each 700 objects, and so again and again at all that it has
    loaded. Cells make none; looking seldom halves the time of reading them."""
    usual = gc.get_threshold()
    gc.set_threshold(MANY, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@seldom_collecting()
def import_rows(
    path: Path,
    options: Options,
    *,
    kind: str,
    by: User | None,
    at: dt.datetime,
    dry_run: bool,
    refusals: Path | None,
    obj: models.Model,
    name: str,
    watch: Watch = NOBODY,
) -> Summary:
    """Read, check and, unless `dry_run`, write the good lines of a file; its audit event with them.

    `refusals` is where the error file goes; it is written when there is something to say. `by` is
    nobody for a command of the machine's owner, who reaches all customers and may do all. Raises
    `FileRefused` when nothing can be done, and `Refused` when `by` may not, before anything is.
    """
    source = open_source(
        path,
        kind=kind,
        encoding=options.encoding,
        delimiter=options.delimiter,
        wanted=[c for c in options.mapping.values() if c],
    )
    source = replace(source, watch=watch)
    mapping = settle_mapping(kind, source.header, options.mapping)
    if by is not None:
        refuse_options(kind, mapping, options, by=by)
    options = _with_currency_code(options)
    columns = columns_of(kind, source, mapping, options)
    with transaction.atomic():
        scope = open_scope(by)
        open_journal()
        summary = WORK[kind](source, columns, options, scope=scope, at=at, dry_run=dry_run)
        _tell(summary, source, mapping, dry_run=dry_run)
        if obj.pk is not None:
            forget_preview(obj.pk, only_refused=not dry_run)
            if dry_run:
                write_preview(obj.pk, kind, summary, scope=scope, at=at)
        _write_refusals(source, summary, refusals, obj)
        if not dry_run:
            _record(source, summary, options, kind=kind, by=by, at=at, obj=obj, name=name)
            if obj.pk is not None:
                keep_journal(obj.pk)
            if summary.new >= BULK:
                tables = (*tables_written(), "customers_customerchange")
                transaction.on_commit(partial(refresh_statistics, tables))
    return summary


def _tell(summary: Summary, source: Source, mapping: dict[str, str], *, dry_run: bool) -> None:
    """How the file was read."""
    summary.dry_run = dry_run
    summary.mapping = mapping
    summary.encoding = source.encoding
    summary.delimiter = source.delimiter
    summary.sheet = source.sheet
    summary.warnings = source.warnings
    summary.columns_not_read = columns_not_read(source.header, mapping)


def _write_refusals(source: Source, summary: Summary, path: Path | None, obj: models.Model) -> None:
    """The error file, and the first refused rows for the page."""
    if path is None or not (summary.refused or summary.columns_not_read):
        return
    shown = RefusedRows(obj.pk)
    write_refusals(
        source,
        path,
        mapping=summary.mapping,
        not_read=summary.columns_not_read,
        refused=summary.refused,
        show=shown,
    )
    shown.write()


def _with_currency_code(options: Options) -> Options:
    """The currency of rows that name none by its ISO code, as a cell would be read."""
    if not options.currency:
        return options
    try:
        return replace(options, currency=currency_in_use()(options.currency))
    except BadCell as bad:
        raise FileRefused(str(bad), code="bad_currency", field="currency") from bad


def _record(
    source: Source,
    summary: Summary,
    options: Options,
    *,
    kind: str,
    by: User | None,
    at: dt.datetime,
    obj: models.Model,
    name: str,
) -> None:
    """A bulk act is one event with the file's hash."""
    record(
        "import_records" if kind in KINDS else f"import_{kind.replace('-', '_')}",
        by=by.as_actor() if by else SYSTEM,
        obj=obj,
        facts={
            "file": name,
            "sha256": file_hash(source.path),
            "options": options.as_json(),
            **summary.as_json(),
        },
        at=at,
    )
