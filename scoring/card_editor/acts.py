"""What the buttons of the form do to it before anything is saved: add, remove, move.

An act is called verb:place, such as up:groups.0.factors.2. One that leads nowhere does nothing.
"""

from __future__ import annotations

import copy
from typing import Any

from django.utils import translation

from scoring.indicators import INDICATORS, SCORABLE

Loose = dict[str, Any]


def done(definition: Loose, act: str, *, indicator: str = "") -> tuple[Loose, str]:
    """The definition after the act, and the place that it was about, for the keyboard to go on."""
    changed = copy.deepcopy(definition)
    verb, _colon, place = act.partition(":")
    steps: list[Any] = [_step(step) for step in place.split(".")]
    try:
        where = ACTS[verb](changed, steps, indicator)
    except (AttributeError, IndexError, KeyError, TypeError):
        return definition, ""
    return changed, ".".join(str(step) for step in where)


def _step(step: str) -> str | int:
    return int(step) if step.isascii() and step.isdigit() and len(step) < 5 else step


def _rows(definition: Loose, steps: list[Any]) -> list[Any]:
    """The list at a place. Raises as `done` expects it where there is none."""
    part: Any = definition
    for step in steps:
        part = part[step]
    if not isinstance(part, list):
        raise TypeError(steps)
    return part


def _remove(definition: Loose, steps: list[Any], _indicator: str) -> list[Any]:
    *way, at = steps
    rows = _rows(definition, way)
    del rows[at]
    if way[-1] == "bins" and rows:
        rows[-1]["upper"] = None  # the last one is open upwards
    return [*way, min(at, len(rows) - 1)] if rows else way[:-1]


def _up(definition: Loose, steps: list[Any], _indicator: str) -> list[Any]:
    return _move(definition, steps, -1)


def _down(definition: Loose, steps: list[Any], _indicator: str) -> list[Any]:
    return _move(definition, steps, 1)


def _move(definition: Loose, steps: list[Any], by: int) -> list[Any]:
    """One place on; a factor at the end of its group goes on into the next group."""
    *way, at = steps
    rows = _rows(definition, way)
    to = at + by
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
        return [*way, to]
    if way[-1] != "factors" or not 0 <= way[1] + by < len(definition["groups"]):
        return steps
    others = definition["groups"][way[1] + by]["factors"]
    place = len(others) if by < 0 else 0
    others.insert(place, rows.pop(at))
    return ["groups", way[1] + by, "factors", place]


def _add(definition: Loose, steps: list[Any], indicator: str) -> list[Any]:
    """At the end of a list; a bin goes before the last one, which stays open upwards."""
    rows, kind = _rows(definition, steps), steps[-1]
    if kind == "bins":
        at = max(len(rows) - 1, 0)
        rows.insert(at, {"upper": "", "sub_score": rows[at]["sub_score"] if rows else "0"})
        return [*steps, at]
    if kind == "factors":
        if indicator not in SCORABLE:
            return steps[:-1]
        rows.append(new_factor(indicator))
    else:
        rows.append(new_group(definition) if kind == "groups" else new_rule(definition, indicator))
    return [*steps, len(rows) - 1]


def new_group(definition: Loose) -> Loose:
    empty = {"en": "", "zh": ""}
    return {"code": _free(definition, "group"), "name": empty, "cap": "10", "factors": []}


def new_factor(indicator: str) -> Loose:
    """Two bins, the harmless end first; the reasons begin with what the indicator is called."""
    scores = ("0", "100") if INDICATORS[indicator].higher_is_riskier else ("100", "0")
    return {
        "indicator": indicator,
        "weight": "5",
        "bins": [
            {"upper": "", "sub_score": scores[0]},
            {"upper": None, "sub_score": scores[1]},
        ],
        "missing": None,
        "internal": _called(indicator),
        "customer": _called(indicator),
    }


def new_rule(definition: Loose, indicator: str) -> Loose:
    code = indicator if indicator in SCORABLE else sorted(SCORABLE)[0]
    return {
        "code": _free(definition, "rule"),
        "indicator": code,
        "bound": "",
        "tier": "high",
        "internal": _called(code),
        "customer": _called(code),
    }


def _called(indicator: str) -> dict[str, str]:
    name = INDICATORS[indicator].name
    said = {}
    for key, language in (("en", "en"), ("zh", "zh-hans")):
        with translation.override(language):
            said[key] = str(name)
    return said


def _free(definition: Loose, stem: str) -> str:
    """A code that nothing in the card bears."""
    taken = {row.get("code") for row in (*definition["groups"], *definition["knock_outs"])}
    return next(code for at in range(1, 1000) if (code := f"{stem}_{at}") not in taken)


ACTS = {"add": _add, "remove": _remove, "up": _up, "down": _down}
