"""Differences of cards in short, as they are kept with an event. Plain Python without Django."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from scoring.cards.diff import Difference
from scoring.cards.value import Bin, Calibration, Fit

Told = dict[str, Any]


def in_short(found: Iterable[Difference]) -> tuple[Told, Told]:
    """What was and what is, by the code of the part; fields of the card itself by their name."""
    before: Told = {}
    after: Told = {}
    for each in found:
        was = {change.field: plain(change.before) for change in each.changes}
        now = {change.field: plain(change.after) for change in each.changes}
        if each.kind == "card":
            before |= was
            after |= now
            continue
        before[each.code] = None if each.how == "added" else was
        after[each.code] = None if each.how == "removed" else now
    return before, after


def plain(value: Any) -> Any:
    """A field of a card as JSON, short enough to be read in a line."""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, tuple):
        return bins_in_short(value)
    if isinstance(value, Calibration):
        return f"{value.method}, {value.first_day} – {value.final_day}, {len(value.bands)}"
    if isinstance(value, Fit):
        return f"{number(value.intercept)} + {number(value.slope)} x"
    return value


def bins_in_short(bins: tuple[Bin, ...]) -> str:
    """Such as “<10: 0, <30: 50, …: 100”."""
    return ", ".join(
        f"{'…' if each.upper is None else '<' + number(each.upper)}: {number(each.sub_score)}"
        for each in bins
    )


def number(value: Decimal) -> str:
    """Without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
