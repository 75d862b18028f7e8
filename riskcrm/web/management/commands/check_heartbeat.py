"""Whether the clock or a queue of workers is alive, for whoever watches over one process."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from riskcrm.web import health


class Command(BaseCommand):
    help = "Exit 0 when the clock, or a worker of the queue, gave a sign of life just now, else 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("check", choices=list(health.SIGNS))

    def handle(self, *_: Any, **options: Any) -> None:
        check = options["check"]
        if wrong := health.silences(timezone.now())[check]:
            raise CommandError(f"{check}: {wrong}")
        self.stdout.write(f"{check}: alive")
