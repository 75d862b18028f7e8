"""How the tables say what a route needs: who may use it, which rows fill its address, its calls."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

MANAGER, OFFICER, HEAD, ADMIN, AUDITOR = "manager", "officer", "head", "admin", "auditor"
LEGAL = "legal"

Words = dict[str, Any] | list[Any] | Callable[[SimpleNamespace], Any] | None
Said = int | tuple[int, Words] | None
# where a place in an address is called otherwise than the row that fills it
CALLED = {"import": "imported"}


@dataclass(frozen=True)
class Call:
    """A call of one method: what is sent, and what it is answered."""

    code: int
    words: Words = None


@dataclass(frozen=True)
class Needs:
    """What one route needs. A method that is not named is answered with 405."""

    who: str
    of: str = ""
    calls: dict[str, Call] = field(default_factory=dict)


def needs(who: str, of: str = "", **methods: Said) -> Needs:
    """`of` names the rows that fill the address, in its order; `=x` is a word as it stands."""
    calls = {
        method: Call(*said) if isinstance(said, tuple) else Call(said)
        for method, said in methods.items()
        if said is not None
    }
    return Needs(who, of, calls)


def names_of_rows(pattern: str, needed: Needs) -> dict[str, str]:
    """Each place of an address with the name of the row that fills it."""
    places = re.findall(r"<(\w+)>", pattern)
    named = needed.of.split() or [place.removesuffix("_id") for place in places]
    assert len(named) == len(places), f"{pattern}: say with `of` which rows fill {places}"
    return {place: CALLED.get(name, name) for place, name in zip(places, named, strict=True)}


def address(pattern: str, needed: Needs, rows: SimpleNamespace) -> str:
    path = pattern
    for place, name in names_of_rows(pattern, needed).items():
        filled = name[1:] if name.startswith("=") else value(getattr(rows, name), place)
        path = path.replace(f"<{place}>", str(filled))
    return path


def value(row: Any, place: str) -> Any:
    if place == "code":
        return getattr(row, "document", row).code
    return row.number if place == "number" else row.pk
