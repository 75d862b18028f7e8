"""Packs say honestly which of their parameters the program obeys."""

from __future__ import annotations

from pathlib import Path

from removal.packs.names import FOR_PEOPLE, SPECS

ROOT = Path(__file__).parents[3] / "removal"
NAMING = {"names.py", "words.py"}


def test_what_no_rule_reads_is_marked_as_for_people() -> None:
    sources = [path for path in ROOT.rglob("*.py")
               if path.name not in NAMING and "migrations" not in path.parts]  # fmt: skip
    code = "\n".join(path.read_text() for path in sources)
    assert {name for name in SPECS if f'"{name}"' not in code} == FOR_PEOPLE
