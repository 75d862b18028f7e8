"""Uploaded files on their way: uploaded, columns settled, checked, imported.

The row is the queue: `working` claims files that wait to be checked, imported or undone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from customers.imports.errors import FileRefused
from customers.imports.keeping import keep, kept_file, received
from customers.imports.mapping import settle_mapping
from customers.imports.moving import move, note, refuse_others
from customers.imports.options import Options
from customers.imports.reading import open_source, preview_of
from customers.imports.rights import refuse_kind, refuse_options
from customers.models import ImportFile
from riskcrm.accounts.models import User

# while a file is here, its columns may be settled
SETTLING = (ImportFile.State.UPLOADED, ImportFile.State.CHECKED, ImportFile.State.FAILED)


def unkept_file(kind: str, name: str) -> ImportFile:
    """The file of a command, which the copy does not keep: only the audit event names it."""
    return ImportFile(kind=kind, name=name)


def upload(
    file: UploadedFile[Any],
    *,
    kind: str,
    by: User,
    at: dt.datetime,
    mends: ImportFile | None = None,
) -> ImportFile:
    """Keep a file under its hash, with what a page shows of it. `mends` is the import whose refused
    rows it brings again.

    Raises `FileRefused` for one that cannot be read at all, `Refused` when `by` may not import it.
    """
    refuse_kind(kind, by=by)
    most = settings.MOST_UPLOAD_BYTES
    if file.size is None or file.size > most:
        raise FileRefused(
            _("The file is larger than {most} MB. Send it in parts.").format(most=most // 2**20),
            code="too_large",
            field="file",
        )
    row = ImportFile(
        kind=kind,
        name=Path(file.name or "").name[:200],
        mends=mends,
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
        note("upload_import", row, by=by, at=at)
    return row


def read_again(row: ImportFile, *, options: Options, by: User, at: dt.datetime) -> ImportFile:
    """Read the header in the encoding and with the delimiter that `options` say, before the columns
    are settled. Raises `FileRefused` when the file is not written so."""
    refuse_others(row, by=by)
    preview, _options = _preview(row, options)
    said = Options(encoding=options.encoding, delimiter=options.delimiter)
    with transaction.atomic():
        state = ImportFile.State.UPLOADED
        move(row, SETTLING, state, options=said.as_json(), preview=preview)
        note("read_import", row, by=by, at=at, options=row.options)
    return row


def request_check(row: ImportFile, *, options: Options, by: User, at: dt.datetime) -> ImportFile:
    """Settle how the file is read and have it checked by a worker. `by` is who brought it."""
    preview, options = _preview(row, options)
    mapping = settle_mapping(row.kind, preview["header"], options.mapping)
    refuse_others(row, by=by)
    refuse_options(row.kind, mapping, options, by=by)
    with transaction.atomic():
        state = ImportFile.State.CHECKING
        move(row, SETTLING, state, options=options.as_json(), preview=preview)
        note("check_import", row, by=by, at=at, options=row.options)
    return row


def settled(row: ImportFile) -> Options:
    """How the file is read, with the columns of fields that were proposed and not refused."""
    options = Options.from_json(row.options)
    mapping = settle_mapping(row.kind, row.preview["header"], options.mapping)
    return replace(options, mapping=options.mapping | mapping)


def _preview(row: ImportFile, options: Options) -> tuple[dict[str, Any], Options]:
    """What a page shows of the file when it is read like this, and the same columns by the names
    they have then."""
    if (options.encoding, options.delimiter) == _read_as(row):
        return row.preview, options
    source = open_source(
        kept_file(row),
        kind=row.kind,
        encoding=options.encoding,
        delimiter=options.delimiter,
        peek=True,
    )
    preview = preview_of(source)
    return preview, _renamed(options, row.preview["header"], preview["header"])


def _read_as(row: ImportFile) -> tuple[str, str]:
    """The encoding and delimiter that were said when the header was read last."""
    return row.options.get("encoding", ""), row.options.get("delimiter", "")


def _renamed(options: Options, old: list[str], new: list[str]) -> Options:
    """The same columns by their names in another encoding."""
    names = dict(zip(old, new, strict=True)) if len(old) == len(new) else {}
    return replace(options, mapping={f: names.get(c, c) for f, c in options.mapping.items()})


def request_import(row: ImportFile, *, by: User, at: dt.datetime) -> ImportFile:
    """Have a checked file written by a worker. `by` is who brought it and answers for it."""
    refuse_others(row, by=by)
    options = Options.from_json(row.options)
    refuse_options(row.kind, row.counts.get("mapping", {}), options, by=by)
    with transaction.atomic():
        move(row, (ImportFile.State.CHECKED,), ImportFile.State.IMPORTING)
        note("confirm_import", row, by=by, at=at, options=row.options, found=_found(row))
    return row


def _found(row: ImportFile) -> dict[str, Any]:
    """What the check has found and the person has seen."""
    return {name: row.counts.get(name) for name in ("rows", "new", "changed", "refused")}
