"""manage.py import_file: rows of a CSV or XLSX file into the book."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from customers.imports.engine import import_rows
from customers.imports.mapping import parse_mapping
from customers.imports.options import Options
from customers.imports.services import unkept_file
from customers.models import import_kinds
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused


class Command(BaseCommand):
    help = "Import a file of any kind into the book. Prints a JSON summary."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.add_argument("kind", choices=[code for code, _label in import_kinds()])
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map",
            default="",
            metavar="field=Column,…",
            help="read as CSV: quote a pair that holds a comma, as in '\"amount=Sum, net\"'",
        )
        parser.add_argument("--date-format", default="", help="DD/MM/YYYY, MM/DD/YY or %%d/%%m/%%Y")
        parser.add_argument("--encoding", default="", help="found out when absent")
        parser.add_argument("--currency", default="", help="of rows that name none")
        parser.add_argument(
            "--history",
            action="store_true",
            help="new rows count as known since their own dates; the book's stay as they are",
        )
        parser.add_argument(
            "--create-customers", action="store_true", help="invoices make unknown customers"
        )
        parser.add_argument(
            "--as-invoices", action="store_true", help="order lines are of invoices, too"
        )
        parser.add_argument("--dry-run", action="store_true", help="check, write nothing")
        parser.add_argument("--errors", type=Path, help="where refused rows are written as CSV")
        parser.add_argument("--as", dest="username", default="", help="import as this person")

    def handle(self, *_: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.", returncode=2)
        self._refuse_errors(options["errors"])
        by = self._person(options["username"])
        at = timezone.now()
        try:
            with translation.override(by.language if by and by.language else "en"):
                wanted = Options(
                    mapping=parse_mapping(options["map"]),
                    date_format=options["date_format"],
                    encoding=options["encoding"],
                    currency=options["currency"].upper(),
                    history=options["history"],
                    create_customers=options["create_customers"],
                    as_invoices=options["as_invoices"],
                )
                summary = import_rows(
                    path,
                    wanted,
                    kind=options["kind"],
                    by=by,
                    at=at,
                    dry_run=options["dry_run"],
                    refusals=options["errors"],
                    obj=unkept_file(options["kind"], path.name),
                    name=path.name,
                )
        except Refused as error:
            raise CommandError(error.message, returncode=2) from error
        self.stdout.write(json.dumps(summary.as_json(), ensure_ascii=False))

    def _refuse_errors(self, path: Path | None) -> None:
        """Before the work, so that nothing is written whose refused rows are lost."""
        if path is None or (path.parent.is_dir() and not path.is_dir()):
            return
        raise CommandError(f"The error file cannot be written to {path}.", returncode=2)

    def _person(self, username: str) -> User | None:
        if not username:
            return None
        person: User | None = User.objects.filter(username=username, is_active=True).first()
        if person is None or not person.has_perm("customers.add_importfile"):
            raise CommandError(f"Nobody called {username} may import files.", returncode=2)
        return person
