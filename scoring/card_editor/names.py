"""Fields of a form called after their place in a definition, such as groups.0.factors.2.weight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

HEADS = ("groups", "knock_outs", "tiers", "minimum_coverage", "reason_method")
LISTS = ("groups", "factors", "bins", "knock_outs")
DEEPEST = 7  # groups.0.factors.0.bins.0.upper
# what reads as nothing where it is left empty
MAY_BE_EMPTY = ("missing", "upper")


def nested(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The definition that a form's fields describe; other fields are passed over."""
    root: dict[str, Any] = {}
    for name, text in fields:
        steps = name.split(".")
        if steps[0] in HEADS and len(steps) <= DEEPEST:
            _put(root, steps, text.strip())
    return {"groups": [], "knock_outs": [], **_listed(root)}


def _put(root: dict[str, Any], steps: list[str], text: str) -> None:
    part = root
    *way, last = steps
    for step in way:
        inner = part.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        part = inner
    part[last] = None if last in MAY_BE_EMPTY and not text else text


def _listed(part: dict[str, Any]) -> dict[str, Any]:
    """Parts that are numbered become lists, in the order of their numbers."""
    found: dict[str, Any] = {}
    for name, inner in part.items():
        if not isinstance(inner, dict):
            found[name] = inner
        elif name in LISTS:
            numbers = sorted((step for step in inner if step.isascii() and step.isdigit()), key=int)
            rows = [inner[step] for step in numbers if isinstance(inner[step], dict)]
            found[name] = [_whole(name, _listed(row)) for row in rows]
        else:
            found[name] = _listed(inner)
    return found


def _whole(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """A form has no field for an empty list, nor for the last bin's upper bound."""
    if kind == "groups":
        return {"factors": [], **row}
    if kind == "factors":
        return {"bins": [], **row}
    return {"upper": None, **row} if kind == "bins" else row


def loose(definition: dict[str, Any]) -> dict[str, Any]:
    """A stored definition as a form would give it: bins with names."""
    groups = [
        {
            **group,
            "factors": [
                {
                    **factor,
                    "bins": [
                        {"upper": upper, "sub_score": score} for upper, score in factor["bins"]
                    ],
                }
                for factor in group["factors"]
            ],
        }
        for group in definition["groups"]
    ]
    kept = {name: definition[name] for name in HEADS if name in definition}
    return {**kept, "groups": groups}
