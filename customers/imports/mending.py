"""Refused rows that were mended on the page, sent again as a file of their own."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from customers.imports.moving import refuse_others
from customers.imports.options import Options
from customers.imports.reading import OWN_COLUMNS
from customers.imports.services import request_check, upload
from customers.models import ImportFile, PreviewRow
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.export_cells import harmless

READ = (ImportFile.State.CHECKED, ImportFile.State.DONE)


def mend(
    row: ImportFile, rows: Mapping[int, Sequence[str]], *, by: User, at: dt.datetime
) -> ImportFile:
    """Have the changed ones among these refused rows (line → cells) checked as a new import, which
    is read as this one was. Raises `Refused` where nothing was changed.
    """
    refuse_others(row, by=by)
    if row.state not in READ:
        raise Refused(_("Wait until the file has been checked."), code="not_checked")
    mended = _changed(row, rows)
    if not mended:
        raise Refused(
            _("Nothing was changed. Correct at least one of the refused rows."),
            code="nothing_mended",
        )
    name = f"{Path(row.name).stem}-mended.csv"[-200:]
    file = SimpleUploadedFile(name, _csv(row.preview["header"], mended))
    new = upload(file, kind=row.kind, by=by, at=at, mends=row)
    options = Options.from_json(row.options)
    mapping = dict(row.counts.get("mapping") or options.mapping)
    told = {field: mapping.get(field, "") for field in {*options.mapping, *mapping}}
    return request_check(
        new, options=replace(options, encoding="", delimiter="", mapping=told), by=by, at=at
    )


def _changed(row: ImportFile, rows: Mapping[int, Sequence[str]]) -> dict[int, list[str]]:
    refused = PreviewRow.objects.filter(
        import_file=row, outcome=PreviewRow.Outcome.REFUSED, line__in=list(rows)
    )
    width = len(row.preview["header"])
    mended = {}
    for one in refused.order_by("line"):
        was = _padded(one.said, width)
        now = _padded(rows[one.line], width)
        if now != was:
            mended[one.line] = now
    return mended


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))][:width]


def _csv(header: Sequence[str], rows: Mapping[int, Sequence[str]]) -> bytes:
    """As an error file, so that the lines of the first file are told."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*map(harmless, header), *OWN_COLUMNS])
    for line, cells in rows.items():
        writer.writerow([*map(harmless, cells), "", line, "", "", ""])
    return text.getvalue().encode("utf-8-sig")
