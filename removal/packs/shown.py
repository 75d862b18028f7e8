"""A pack as its page shows it: parameters by group beside the version before, dates with steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from removal.dates import Solved, Step
from removal.models import PolicyPack
from removal.packs.names import FOR_PEOPLE, SPECS
from removal.packs.names import GROUPS as GROUP_NAMES
from removal.packs.value import Parameter
from removal.packs.words import DATES, GROUPS, PARAMETERS, RULES, count_text, value_text


@dataclass(frozen=True)
class Line:
    """One parameter; `former` is what the other version says, where that differs."""

    name: str
    label: str
    value: str
    parameter: Parameter
    former: str = ""
    differs: bool = False
    is_for_people: bool = False


@dataclass(frozen=True)
class Group:
    label: str
    lines: list[Line]


@dataclass(frozen=True)
class ShownStep:
    rule: str
    days: str
    date: dt.date
    citation: str


@dataclass(frozen=True)
class ShownDate:
    name: str
    label: str
    date: dt.date
    steps: list[ShownStep]


def groups_of(pack: PolicyPack, former: PolicyPack | None) -> list[Group]:
    """All parameters of a pack, by group."""
    lines = [_line(name, pack, former) for name in SPECS]
    return [
        Group(str(GROUPS[name]), [each for each in lines if SPECS[each.name].group == name])
        for name in GROUP_NAMES
    ]


def _line(name: str, pack: PolicyPack, former: PolicyPack | None) -> Line:
    now = pack.parameters[name]
    before = former.parameters[name] if former else now
    other = value_text(name, before["value"]) if before["value"] != now["value"] else ""
    return Line(
        name=name,
        label=str(PARAMETERS[name]),
        value=value_text(name, now["value"]),
        parameter=pack.parameter(name),
        former=other,
        differs=before != now,
        is_for_people=name in FOR_PEOPLE,
    )


def dates_shown(solved: Mapping[str, Solved]) -> list[ShownDate]:
    """Dates in the order of a case, each with how it came about."""
    return [
        ShownDate(name, str(DATES[name]), each.date, [_step(step) for step in each.steps])
        for name, each in solved.items()
    ]


def _step(step: Step) -> ShownStep:
    days = count_text(step.days, step.unit) if step.days is not None else ""
    return ShownStep(str(RULES[step.rule]), days, step.date, step.citation)


def api_dates(solved: Mapping[str, Solved]) -> list[dict[str, Any]]:
    """The same for programs: codes in place of words."""
    return [
        {"name": name, "date": each.date, "steps": [vars(step) for step in each.steps]}
        for name, each in solved.items()
    ]
