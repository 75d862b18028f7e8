"""Hold the estimators of effects against made-up books whose true effect is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from removal.effect.maths.books import Trial, book, queue_book, tally, trial

KINDS = {"worst": book, "queue": queue_book}
HEAD = ("book", "true effect", "estimator", "bias, pp", "SD, pp", "covered by its 95 % interval")


class Command(BaseCommand):
    help = "Bias and coverage of the effect estimators over generated books, as a table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--books", type=int, default=200, help="books of each kind")
        parser.add_argument("--effect", type=float, default=-2.0, help="percentage points")
        parser.add_argument("--out", default="", help="a file to write the table to, as well")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = [" | ".join(HEAD), " | ".join(["---"] * len(HEAD))]
        for kind, make in KINDS.items():
            for effect in (0.0, options["effect"]):
                trials = [
                    trial(make(seed, effect=effect), seed=seed) for seed in range(options["books"])
                ]
                lines += _rows(kind, effect, trials)
        text = "".join(f"| {line} |\n" for line in lines)
        self.stdout.write(text)
        if options["out"]:
            Path(options["out"]).write_text(text, encoding="utf-8")


def _rows(kind: str, effect: float, trials: list[Trial]) -> list[str]:
    return [
        " | ".join(
            (kind, f"{effect:+.1f}", each.name, f"{each.bias:+.2f}", f"{each.spread:.2f}",
             f"{each.covered:.1%}")
        )
        for each in tally(trials, effect=effect)
    ]  # fmt: skip
