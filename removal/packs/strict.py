"""Several packs at once: of each parameter the strictest holds, with the citation it came with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from removal.packs.names import (
    BOTH,
    CHOICE,
    COUNT,
    DATE,
    FLAG,
    LESS,
    LIST,
    METHODS,
    SPECS,
    Spec,
)

Row = Mapping[str, Any]


def strictest(packs: Sequence[Mapping[str, Row]]) -> dict[str, dict[str, Any]]:
    """One set of parameters out of several; where two say the same, the first one's words stay,
    unless it is house policy there and law in the other."""
    return {
        name: dict(reduce(lambda a, b, spec=spec: _stricter(spec, a, b), (p[name] for p in packs)))  # type: ignore[misc]
        for name, spec in SPECS.items()
    }


def _stricter(spec: Spec, first: Row, second: Row) -> Row:
    a, b = first["value"], second["value"]
    if a == b:
        return second if first["verified"] is None and second["verified"] is not None else first
    if a is None or b is None:
        return first if (b is None) is not spec.is_relief else second
    if spec.kind in (LIST, METHODS):
        return _joined(spec, first, second)
    return second if _IS_STRICTER[spec.kind](spec, b, a) else first


def _is_stricter_count(spec: Spec, value: Any, other: Any) -> bool:
    return bool(value < other if spec.stricter == LESS else value > other)


_IS_STRICTER: dict[str, Callable[[Spec, Any, Any], bool]] = {
    COUNT: _is_stricter_count,
    DATE: _is_stricter_count,  # ISO days sort as they lie
    FLAG: lambda spec, value, _other: bool(value) is (spec.stricter != LESS),
    CHOICE: lambda spec, value, other: spec.order.index(value) < spec.order.index(other),
}


def _joined(spec: Spec, first: Row, second: Row) -> Row:
    """A list that holds what both allow, or what either asks; it stands on both citations."""
    a, b = first["value"], second["value"]
    if spec.kind == METHODS:
        value: Any = {m: _later(a.get(m), b.get(m)) for m in spec.order if m in a or m in b}
    elif spec.stricter == BOTH:
        value = [each for each in spec.order if each in a and each in b]
    else:
        value = [each for each in spec.order if each in a or each in b]
    return {
        **first,
        "value": value,
        "citation": "; ".join(dict.fromkeys([first["citation"], second["citation"]])),
        "effective_date": max(first["effective_date"], second["effective_date"]),
        "verified": _verified(first["verified"], second["verified"]),
    }


def _later(a: Any, b: Any) -> Any:
    """So many business days are never over before as many days; one kind that outlasts both."""
    if a is None or b is None:
        return b if a is None else a
    unit = a["unit"] if a["unit"] == b["unit"] else "business"
    return {"days": max(a["days"], b["days"]), "unit": unit}


def _verified(a: bool | None, b: bool | None) -> bool | None:
    known = [each for each in (a, b) if each is not None]
    return all(known) if known else None
