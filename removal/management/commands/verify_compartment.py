"""Whether the compartment's sealed log is as it was written: every entry, and every day's note of
it in the audit chain. Says how many entries there are to nobody.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from removal.services.sealed_log import verify_sealed_log


class Command(BaseCommand):
    help = "Check the sealed log of the restricted compartment."

    def handle(self, *_: Any, **options: Any) -> None:
        if broken := verify_sealed_log():
            raise CommandError(broken)
        self.stdout.write("The sealed log is sound.")
