"""manage.py make_book: a made-up book for demonstrations, tests and measurements."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from customers.generator.write import Plan, make_book
from riskcrm.web.errors import Refused
from riskcrm.web.today import today


class Command(BaseCommand):
    help = "Make up a believable book. The same seed and end date make the same rows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customers", type=int, required=True, help="how many customers")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--end-date", type=_date, metavar="YYYY-MM-DD", help="the book's today (default: today)"
        )
        parser.add_argument(
            "--invoices", type=float, default=10.0, help="per customer, on average (default 10)"
        )
        parser.add_argument("--months", type=int, default=24, help="of history (default 24)")
        parser.add_argument("--add", action="store_true", help="add to a book with customers")
        parser.add_argument(
            "--no-mark",
            action="store_true",
            help="do not mark the customers as changed: a run over the book will score them",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        plan = Plan(
            customers=options["customers"],
            seed=options["seed"],
            end_date=options["end_date"] or today(),
            average=options["invoices"],
            months=options["months"],
            add=options["add"],
            mark=not options["no_mark"],
        )
        started = time.monotonic()
        try:
            made = make_book(plan, at=timezone.now())
        except Refused as error:
            raise CommandError(error.message, returncode=2) from error
        seconds = round(time.monotonic() - started, 1)
        self.stdout.write(json.dumps({**vars(made), "seconds": seconds}))


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-03-31") from None
