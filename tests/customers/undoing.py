"""Files on their whole way into the book, and back."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from customers.imports import services, undoing, working
from customers.imports.options import Options
from customers.models import ImportFile
from riskcrm.accounts.models import User

State = ImportFile.State


def imported(by: User, *rows: str, kind: str = "customers", **said: Any) -> ImportFile:
    """A file on its whole way into the book."""
    at = timezone.now()
    sent = SimpleUploadedFile("rows.csv", "\n".join((*rows, "")).encode())
    row = services.upload(sent, kind=kind, by=by, at=at)
    services.request_check(row, options=Options(**said), by=by, at=at)
    working.work_on_imports(at=at)
    row.refresh_from_db()
    services.request_import(row, by=by, at=timezone.now())
    working.work_on_imports(at=timezone.now())
    row.refresh_from_db()
    assert row.state == State.DONE, row.error
    return row


def undo(row: ImportFile, by: User) -> ImportFile:
    undoing.request_undo(row, by=by, reason="The wrong file.", at=timezone.now())
    assert working.work_on_imports(at=timezone.now()) == 1
    row.refresh_from_db()
    return row


def kept(row: ImportFile) -> list[dict[str, str]]:
    if not row.undo.kept:
        return []
    with Path(row.undo.kept.path).open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))
