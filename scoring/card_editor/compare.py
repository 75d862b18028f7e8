"""The differences of two cards in words, for a table with both side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcrm.web.templatetags.riskcrm import NOTHING, TIERS
from scoring.card_editor.words import FIELD_NAMES
from scoring.cards.diff import Change, Difference, differences
from scoring.cards.value import Bin, Calibration, Fit, Scorecard
from scoring.cards.words import number
from scoring.indicators import INDICATORS

KINDS = {
    "card": gettext_lazy("Scorecard"),
    "group": gettext_lazy("Group"),
    "factor": gettext_lazy("Indicator"),
    "knock_out": gettext_lazy("Knock-out or floor"),
}
HOW = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "changed": gettext_lazy("changed"),
}


@dataclass(frozen=True)
class Cell:
    """One line of a value; `is_other` where the other side has no such line."""

    text: str
    is_other: bool


@dataclass(frozen=True)
class Row:
    label: Any
    before: list[Cell]
    after: list[Cell]


@dataclass(frozen=True)
class Shown:
    """A part that differs."""

    kind: Any
    name: str
    how: str
    how_word: Any
    rows: list[Row]


def shown(old: Scorecard, new: Scorecard, language: str) -> list[Shown]:
    """All that differs, as people read it."""
    return [_shown(each, old, new, language) for each in differences(old, new)]


def _shown(found: Difference, old: Scorecard, new: Scorecard, language: str) -> Shown:
    names = {
        group.code: group.name.in_language(language)
        for card in (old, new)
        for group in card.groups
    }  # fmt: skip
    rules = {
        rule.code: rule.internal.in_language(language)
        for card in (old, new)
        for rule in card.knock_outs
    }
    called = {"card": {}, "group": names, "knock_out": rules}.get(found.kind)
    name = called.get(found.code, "") if called is not None else _indicator(found.code)
    rows = [_row(change, names) for change in found.changes]
    return Shown(KINDS[found.kind], name, found.how, HOW[found.how], rows)


def _row(change: Change, groups: dict[str, str]) -> Row:
    before = _lines(change.field, change.before, groups)
    after = _lines(change.field, change.after, groups)
    return Row(FIELD_NAMES[change.field], _cells(before, after), _cells(after, before))


def _cells(lines: list[str], others: Iterable[str]) -> list[Cell]:
    known = set(others)
    return [Cell(line, line not in known) for line in lines]


def _lines(field: str, value: Any, groups: dict[str, str]) -> list[str]:
    if value is None:
        return [NOTHING]
    if isinstance(value, Decimal):
        return [number(value)]
    if isinstance(value, tuple):
        return _bins(value)
    if isinstance(value, Calibration):
        return _calibration(value)
    if isinstance(value, Fit):
        return [f"{number(value.intercept)} + {number(value.slope)} × {_('points')}"]
    if field == "group":
        return [groups.get(value, value)]
    if field == "indicator":
        return [_indicator(value)]
    return [str(TIERS[value][1]) if field == "tier" and value in TIERS else str(value)]


def _indicator(code: str) -> str:
    return str(INDICATORS[code].name) if code in INDICATORS else code


def _bins(bins: tuple[Bin, ...]) -> list[str]:
    lowers = [None, *(each.upper for each in bins[:-1])]
    return [
        f"{NOTHING if lower is None else number(lower)} … "
        f"{NOTHING if each.upper is None else number(each.upper)}: {number(each.sub_score)}"
        for lower, each in zip(lowers, bins, strict=True)
    ]


def _calibration(calibration: Calibration) -> list[str]:
    period = f"{calibration.method}, {calibration.first_day} – {calibration.final_day}"
    bands = [
        f"< {number(band.upper)}: {number(band.pd)} %" if band.upper is not None
        else f"…: {number(band.pd)} %"
        for band in calibration.bands
    ]  # fmt: skip
    return [period, *bands]
