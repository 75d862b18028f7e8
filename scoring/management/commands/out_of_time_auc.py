"""How well the score of a past day ranks what came afterwards."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring import out_of_time, selectors


class Command(BaseCommand):
    help = (
        "Score the book as of a past day from what was known then, rank the invoices issued "
        "afterwards by whether they were late, and print the AUC as JSON. Writes nothing. "
        "The book must have been imported with --history."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=dt.date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument(
            "--min-days-late",
            type=int,
            default=0,
            metavar="N",
            help="an invoice is late when settled, or still open, more than N days after its due "
            "date (default 0)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            version = selectors.champion()
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        found = out_of_time.measure(
            version,
            as_of=options["as_of"],
            min_days_late=options["min_days_late"],
            today=today(),
        )
        self.stdout.write(json.dumps(asdict(found), default=str))
