"""Check the audit chain from its first event to its latest block."""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from riskcrm.audit import chain, services


class Command(BaseCommand):
    help = (
        "Check the audit chain. Exits 0 when it is sound, 1 when a row was changed, removed, "
        "inserted or reordered, and names the first one. Keep the head hash that it prints outside "
        "this machine: later, --expect-head HASH checks that the chain still contains that block."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
        parser.add_argument(
            "--expect-head", default="", metavar="HASH", help="a head hash printed earlier"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        expected = options["expect_head"].strip().lower()
        if expected and not re.fullmatch("[0-9a-f]{64}", expected):
            raise CommandError(
                "--expect-head takes a head hash: 64 digits and letters from a to f."
            )
        verdict = chain.verify(expected_head=expected)
        services.note_verification(verdict, at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(verdict.as_dict(), ensure_ascii=False))
        else:
            self._print(verdict)
        if not verdict.is_sound:
            raise CommandError(f"The audit chain is NOT sound: {verdict.finding}", returncode=1)

    def _print(self, verdict: chain.Verdict) -> None:
        sealed = f"{verdict.events} events in {verdict.blocks} blocks"
        if verdict.is_sound:
            self.stdout.write(f"The audit chain is sound: {sealed}.")
        for run, count in verdict.erased.items():
            self.stdout.write(f"Erasure run {run} let {count} payloads go, as it says itself.")
        since = f", the oldest since {verdict.oldest_unsealed_at}" if verdict.unsealed else ""
        self.stdout.write(f"Not yet sealed: {verdict.unsealed}{since}.")
        self.stdout.write(f"Head hash: {verdict.head_hash or 'none, no block yet'}")
