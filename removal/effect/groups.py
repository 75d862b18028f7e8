"""Who was treated and who could have been: the sides of a study, made of what was read."""

from __future__ import annotations

import numpy as np

from removal.effect.calendar import Span
from removal.effect.maths.panel import NEVER, Bools, Floats, Ints, Panel
from removal.effect.maths.report import Data
from removal.effect.outcomes import steady_of, values_of
from removal.effect.parts import Part

TURNED_DOWN, CURED, LATER, ELIGIBLE = "turned_down", "cured", "later", "eligible"
COVARIATES = ("score", "size", "tenure")
YEAR_BEFORE = range(-8, -4)  # the year whose sales say how large a customer is


def treated_of(part: Part, span: Span) -> Bools:
    """Whose event lies in the quarters that are looked at."""
    return np.isin(part.event, span.events)


def queue_of(part: Part, span: Span, controls: list[str]) -> Bools:
    """Who was on the way to the event and did not get there, or not yet."""
    found = np.zeros(len(part.customer), dtype=bool)
    if TURNED_DOWN in controls:
        found |= part.turned_down
    if CURED in controls:
        found |= part.cured
    if LATER in controls:
        found |= part.event != NEVER
    return found


def eligible_of(part: Part, span: Span, controls: list[str]) -> Bools:
    """By customer and quarter: who could be held against those treated in it.

    Eligible is who stood in a tier that the treated of the quarter stood in, the day before it.
    """
    found = np.zeros((len(part.customer), span.quarters), dtype=bool)
    queue = queue_of(part, span, controls)
    for column, place in enumerate(span.events):
        if place >= span.quarters:
            break
        tier = part.tier[:, column]
        alike = np.isin(tier, np.unique(tier[part.event == place]))
        # whoever paid up under pressure was changed by it, and is a control only if asked for
        untouched = part.sampled & ~part.cured if CURED not in controls else part.sampled
        found[:, place] = queue | (untouched & alike if ELIGIBLE in controls else False)
    return found


def data_of(part: Part, span: Span, *, outcome: str, controls: list[str]) -> Data:
    eligible = eligible_of(part, span, controls)
    treated_in = part.event.astype(np.int64)
    counted = frozenset(place for place in span.events if place < span.quarters)

    def panel(values: Floats) -> Panel:
        return Panel(values, treated_in, eligible, counted)

    return Data(
        panel=panel(values_of(part, outcome, whole=span.whole)),
        steady=panel(steady_of(part, whole=span.whole)),
        queue=queue_of(part, span, controls),
        names=COVARIATES,
        covariates={place: _covariates(part, span, place) for place in counted},
        strata={place: _tier(part, span, place) for place in counted},
    )


def _tier(part: Part, span: Span, place: int) -> Ints:
    return part.tier[:, place - span.events[0]].astype(np.int64)


def _covariates(part: Part, span: Span, place: int) -> Floats:
    """Score, size and tenure as they stood before the quarter: slow ones, not the outcome."""
    sales = part.measure("sales")[:, [place + step for step in YEAR_BEFORE]].sum(axis=1)
    size = np.where(sales > 0, np.log10(np.where(sales > 0, sales, 1)), np.nan)
    tenure = np.maximum(place - part.since, 0)
    return np.column_stack([part.score[:, place - span.events[0]], size, tenure])
