"""The packs that come with the product, read from `data/`: one file per jurisdiction and business.

A pack of lenders says what differs from that of sellers; both stand on `house.toml`, which holds
the house's own service levels and no law. A parameter is a line: value, citation, the day
from which it holds, and for law whether its text was read (`verified`); its name says the unit.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from removal.packs.names import CHOICE, SPECS
from removal.packs.value import NONE, Parameter

DATA = Path(__file__).parent / "data"
HOUSE = "house"


@dataclass(frozen=True)
class Pack:
    """One pack of the product, whole."""

    code: str
    jurisdiction: str
    kind: str
    effective_from: dt.date
    parameters: dict[str, Parameter]

    def as_rows(self) -> dict[str, dict[str, Any]]:
        return {name: each.as_row() for name, each in self.parameters.items()}


@cache
def built_in_packs() -> tuple[Pack, ...]:
    """All of them, by code."""
    files = sorted(path for path in DATA.glob("*.toml") if path.stem != HOUSE)
    return tuple(read_pack(path) for path in files)


def read_pack(path: Path) -> Pack:
    """A file with what it is based on. Raises KeyError where a parameter lacks a word."""
    told = tomllib.loads(path.read_text())
    return Pack(
        code=path.stem,
        jurisdiction=told["jurisdiction"],
        kind=told["kind"],
        effective_from=told["effective_from"],
        parameters=_parameters(path, told),
    )


def _parameters(path: Path, told: dict[str, Any]) -> dict[str, Parameter]:
    below: dict[str, Parameter] = {}
    if path.stem != HOUSE:
        base = path.with_name(f"{told.get('based_on', HOUSE)}.toml")
        below = _parameters(base, tomllib.loads(base.read_text()))
    own = {name: _parameter(name, line) for name, line in told["parameters"].items()}
    joined = below | own
    return {name: joined[name] for name in SPECS if name in joined} | {
        name: joined[name] for name in joined if name not in SPECS
    }


def _parameter(name: str, line: dict[str, Any]) -> Parameter:
    spec = SPECS.get(name)
    value = line["value"]
    if value == NONE and spec and spec.kind != CHOICE:
        value = None
    if isinstance(value, dt.date):
        value = value.isoformat()
    is_house = line["basis"] == HOUSE
    return Parameter(
        value=value,
        unit=spec.unit if spec else "",
        citation=line["citation"],
        effective_date=line["effective_date"],
        verified=None if is_house else bool(line["verified"]),
    )


def digest(code: str, effective_from: dt.date, rows: dict[str, Any]) -> str:
    """What a version says, as one hash: it changes with any word of it."""
    told = {"code": code, "effective_from": effective_from.isoformat(), "parameters": rows}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
