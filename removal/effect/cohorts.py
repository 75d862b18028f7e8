"""The removed of a study apart, each group on its own: by criterion, and by quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from removal.effect.calendar import Span
from removal.effect.groups import data_of, treated_of
from removal.effect.maths.panel import Bools
from removal.effect.maths.report import range_of
from removal.effect.parts import UNCOUNTED, Part
from removal.effect.result import Asked, avoided_of, plain
from removal.effect.sides import cash_of

Found = dict[str, Any]
BY_HAND = ""  # the code of those that no criterion had suggested


def members_of(part: Part, span: Span, rules: Mapping[int, Sequence[str]], code: str) -> Bools:
    """Who of the removed the criterion of this code had suggested; `rules` are codes by case."""
    cases = [
        pk for pk in part.case.tolist() if (code in rules.get(pk, ()) if code else pk not in rules)
    ]
    return treated_of(part, span) & np.isin(part.case, cases)


def cohorts_of_criteria(
    part: Part, span: Span, asked: Asked, rules: Mapping[int, Sequence[str]]
) -> list[Found]:
    """One row a criterion, the largest first; last those that a person proposed unasked.

    A case may rest on several criteria and is in the row of each, so rows do not add up.
    """
    codes = sorted({code for each in rules.values() for code in each})
    rows = [(code, members_of(part, span, rules, code)) for code in codes]
    rows.sort(key=lambda row: -int(row[1].sum()))
    rows.append((BY_HAND, members_of(part, span, rules, BY_HAND)))
    return [_cohort(part, span, asked, code, who) for code, who in rows if who.any()]


def cohorts_of_quarters(part: Part, span: Span, asked: Asked) -> list[Found]:
    """One row a quarter in which somebody was removed; these add up."""
    rows = [(span.name(place), part.event == place) for place in span.events]
    return [_cohort(part, span, asked, name, who) for name, who in rows if who.any()]


def _cohort(part: Part, span: Span, asked: Asked, code: str, who: Bools) -> Found:
    """The figures of the whole study, of these removed alone; the others are on neither side."""
    others = treated_of(part, span) & ~who
    alone = replace(part, event=np.where(others, UNCOUNTED, part.event))
    data = data_of(alone, span, outcome=asked.outcome, controls=asked.controls)
    cash = cash_of(alone, span, capital_cost=asked.capital_cost, horizon=asked.horizon)
    avoided = avoided_of(alone, span, asked)
    found: Found = plain({
        "code": code,
        "removed": int(who.sum()),
        "exposure": cash["exposure"],
        "collected": cash["collected"],
        "avoided": {
            name: avoided.get(name) for name in ("removed", "comparable", "why", "avoided", "net")
        },
        "effect": range_of(data, seed=asked.seed),
    })  # fmt: skip
    return found
