"""What is wrong with the parameters of a pack, each fault by the parameter's name and a code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from removal.packs.names import CHOICE, COUNT, DATE, FLAG, LIST, METHODS, SPECS, Spec

MOST = 10_000_000
FIELDS = ("value", "unit", "citation", "effective_date")


def faults_of(parameters: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Parameter → code of its fault; empty where every parameter is there and whole."""
    found = {name: "unknown" for name in parameters if name not in SPECS}
    for name, spec in SPECS.items():
        if fault := fault_of(spec, parameters.get(name)):
            found[name] = fault
    return found


def fault_of(spec: Spec, row: Mapping[str, Any] | None) -> str:
    """missing, value, unit, citation or effective_date; "" where nothing is wrong."""
    if row is None:
        return "missing"
    for field in FIELDS:
        if field not in row:
            return field
    if not str(row["citation"]).strip():
        return "citation"
    if row["unit"] != spec.unit:
        return "unit"
    if not is_date(row["effective_date"]):
        return "effective_date"
    return "" if is_value(spec, row["value"]) else "value"


def is_value(spec: Spec, value: Any) -> bool:
    """Whether a parameter of this kind may hold it."""
    if value is None:
        return spec.may_be_none
    return _CHECKS[spec.kind](spec, value)


def is_date(value: Any) -> bool:
    try:
        dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _is_count(_spec: Spec, value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST


def _is_list(spec: Spec, value: Any) -> bool:
    return (
        isinstance(value, list)
        and set(value) <= set(spec.order)
        and (bool(value) or spec.may_be_empty)
    )


def _is_methods(spec: Spec, value: Any) -> bool:
    """By method of delivery, after how many days of which kind a letter counts as arrived."""
    if not isinstance(value, dict) or not value or not set(value) <= set(spec.order):
        return False
    return all(
        isinstance(each, dict)
        and set(each) == {"days", "unit"}
        and _is_count(spec, each["days"])
        and each["unit"] in ("calendar", "business")
        for each in value.values()
    )


_CHECKS: dict[str, Callable[[Spec, Any], bool]] = {
    COUNT: _is_count,
    FLAG: lambda _spec, value: type(value) is bool,
    CHOICE: lambda spec, value: value in spec.order,
    LIST: _is_list,
    METHODS: _is_methods,
    DATE: lambda _spec, value: is_date(value),
}
