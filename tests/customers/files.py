"""Files to import, written by the tests."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.utils import timezone

from customers.imports.engine import import_rows
from customers.imports.options import Options
from customers.imports.services import unkept_file
from customers.imports.summary import Summary
from riskcrm.accounts.models import User


def write_csv(path: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\r\n".join((*rows, "")).encode(encoding))
    return path


def run(
    path: Path,
    kind: str = "invoices",
    *,
    by: User | None = None,
    dry_run: bool = False,
    **said: Any,
) -> Summary:
    """Import a file; refused rows go beside it, see `refused`."""
    return import_rows(
        path,
        Options(**said),
        kind=kind,
        by=by,
        at=timezone.now(),
        dry_run=dry_run,
        refusals=path.with_suffix(".refused"),
        obj=unkept_file(kind, path.name),
        name=path.name,
    )


def refused(path: Path) -> dict[int, str]:
    """Line → reason, as the error file tells them."""
    errors = path.with_suffix(".refused")
    if not errors.exists():
        return {}
    with errors.open(encoding="utf-8-sig", newline="") as text:
        return {int(row["line"]): row["reason"] for row in csv.DictReader(text)}
