"""How many other spellings of names screening finds, and how many innocent ones."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers.imports.errors import FileRefused
from customers.imports.options import Options
from customers.imports.reading import open_source
from customers.screening.intake import KIND, look_into
from customers.screening.measure import Measured, measure


class Command(BaseCommand):
    help = (
        "Spell names of a file otherwise (typing errors, legal forms, scripts, brackets), hold"
        " them against half of the names, and count what is found. Writes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--names", type=Path, required=True, help="CSV or Excel file of names")
        parser.add_argument("--column", default="", help="which column; found out when absent")
        parser.add_argument("--encoding", default="", help="found out when absent")
        parser.add_argument("--seed", type=int, default=1, help="which half, and which spellings")

    def handle(self, *_: Any, **options: Any) -> None:
        names = self._names(options["names"], options["column"], options["encoding"])
        measured = measure(names, seed=options["seed"])
        self.stdout.write(f"{len(set(names))} names, seed {options['seed']}")
        self.stdout.write(line("spelling", "listed", "found", "recall %", "false per 100"))
        for kind in measured.asked:
            self.stdout.write(self._of(measured, kind))
        asked = sum(n for kind, n in measured.asked.items() if kind != "as it is")
        found = sum(n for kind, n in measured.found.items() if kind != "as it is")
        recall, false = f"{100 * measured.recall():.2f}", f"{measured.false_per_100():.2f}"
        self.stdout.write(line("all but as it is", asked, found, recall, false))

    def _of(self, measured: Measured, kind: str) -> str:
        recall, false = measured.recall(kind), measured.false_per_100(kind)
        counts = measured.asked[kind], measured.found[kind]
        return line(kind, *counts, f"{100 * recall:.2f}", f"{false:.2f}")

    def _names(self, path: Path, column: str, encoding: str) -> list[str]:
        wanted = Options(mapping={"name": column} if column else {}, encoding=encoding)
        try:
            mapping = look_into(path, wanted)
            source = open_source(path, kind=KIND, encoding=encoding, wanted=[mapping["name"]])
        except (FileRefused, OSError) as error:
            raise CommandError(str(error)) from error
        place = source.header.index(mapping["name"])
        with closing(source.rows()) as rows:
            names = [cells[place].strip() for _line, cells, _fault in rows if len(cells) > place]
        # what has no second character can be spelt no other way
        return [name for name in names if len(name) > 1]


def line(*cells: object) -> str:
    first, *rest = map(str, cells)
    return f"{first:<18}" + "".join(f"{cell:>15}" for cell in rest)
