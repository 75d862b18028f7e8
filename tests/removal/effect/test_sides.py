"""Money of a study, of columns made by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from removal.effect.calendar import Span, quarters_in
from removal.effect.parts import MEASURES, Part
from removal.effect.sides import cash_of

SPAN = Span(dt.date(2024, 4, 1), dt.date(2024, 6, 30), dt.date(2025, 12, 31))
(EVENT,) = SPAN.events


def one_removed(*, owed: dict[int, float]) -> Part:
    """One customer, removed in the quarter; `owed` by quarter from it, until the next one told."""
    measures = np.zeros((1, len(MEASURES), SPAN.quarters))
    for step, amount in owed.items():
        measures[0, MEASURES.index("receivable"), EVENT + step :] = amount
    one, none, column = np.zeros(1), np.full(1, np.nan), np.zeros((1, 1))
    flag = np.zeros(1, dtype=bool)
    return Part(
        customer=one, event=np.full(1, EVENT), event_day=one, case=one, turned_down=flag,
        cured=flag, sampled=flag, since=none, tier=column, score=column, pd=column, bad=column,
        loss=column, event_loss=none, cash_after=np.full(1, 70.0), margin_before=none,
        margin_after=none, traded=np.zeros((1, 4)), measures=measures,
    )  # fmt: skip


@pytest.mark.parametrize(("horizon", "released"), [(180, 40), (365, 100)])
def test_working_capital_and_its_cost_are_those_of_the_horizon(horizon, released):
    part = one_removed(owed={-4: 100, 2: 60, 4: 0})
    found = cash_of(part, SPAN, capital_cost=0.1, horizon=horizon)
    assert (found["exposure"], found["collected"], found["released"]) == (100, 70, released)
    assert found["financing_saved"] == pytest.approx(released * 0.1 * horizon / 365)


def test_a_horizon_has_its_quarters():
    assert [quarters_in(days) for days in (30, 180, 365)] == [1, 2, 4]
