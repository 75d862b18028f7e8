"""Score the whole book now, in the foreground."""

from __future__ import annotations

import datetime as dt
import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from scoring import selectors, services
from scoring.cards.value import TIERS


class Command(BaseCommand):
    help = "Score every customer and print a summary as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-of",
            type=dt.date.fromisoformat,
            metavar="DATE",
            help="a past day (YYYY-MM-DD), scored from what was known at its end; default today",
        )
        parser.add_argument(
            "--out", type=Path, metavar="FILE.csv", help="write the scores here too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            run = services.request_book_run(as_of=options["as_of"], by=SYSTEM, at=timezone.now())
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        while run.state in Run.OPEN:
            if not services.work_on_book_runs(at=timezone.now(), seconds=60):
                time.sleep(0.2)  # a worker holds the remaining chunks
            run.refresh_from_db()
        totals = selectors.totals_of(run)
        tiers = {tier: totals[tier] for tier in TIERS}
        summary = {
            "as_of": run.params["as_of"],
            "known_at": run.params["known_at"],
            "customers": totals["customers"],
            "scored": sum(tiers.values()) - tiers["unrated"],
            "unrated": tiers["unrated"],
            "unscorable": totals["unscorable"],
            "skipped": totals["skipped"],
            "tiers": tiers,
            "seconds": round(time.monotonic() - started, 3),
            "rows_written": totals["rows_written"],
            "run": run.pk,
        }
        if options["out"]:
            selectors.write_scores(options["out"], run)
        self.stdout.write(json.dumps(summary))
        if run.state != Run.State.DONE:
            raise CommandError(f"Run {run.pk} ended as {run.state}: {run.error}")
