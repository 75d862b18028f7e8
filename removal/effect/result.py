"""The result of a study, made of what was read: figures by name, fit for JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from removal.effect.calendar import Span, quarters_in
from removal.effect.groups import data_of, eligible_of, treated_of
from removal.effect.maths.avoided import Avoided, Comparable, Removed, avoided_loss
from removal.effect.maths.bootstrap import Estimate
from removal.effect.maths.panel import NEVER, Floats
from removal.effect.maths.report import effect_of
from removal.effect.maths.windows import AFTER, FEWEST_CONTROLS, FEWEST_TREATED
from removal.effect.parts import Part
from removal.effect.sides import cash_of, lost_customers, mix_of

Found = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What a study was registered to measure."""

    outcome: str
    controls: list[str]
    horizon: int
    share: float
    seed: int
    loss_given_default: float
    capital_cost: float


def result_of(part: Part, span: Span, asked: Asked) -> Found:
    """Everything that the page shows of this look."""
    data = data_of(part, span, outcome=asked.outcome, controls=asked.controls)
    treated = treated_of(part, span)
    found = {
        "as_of": span.as_of.isoformat(),
        "removed": int(treated.sum()),
        "read": len(part.customer),
        "share": asked.share,
        "controls_by_kind": _kinds(part, span, asked),
        "effect": effect_of(data, seed=asked.seed),
        "avoided": avoided_of(part, span, asked),
        "mix": mix_of(part, span, share=asked.share),
        "cash": cash_of(part, span, capital_cost=asked.capital_cost, horizon=asked.horizon),
        "lost": lost_customers(part, span, share=asked.share),
    }
    told: Found = plain(found)
    return told


def plain(value: Any) -> Any:
    """Numbers as JSON has them; what is not finite is not known."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _kinds(part: Part, span: Span, asked: Asked) -> Found:
    eligible = eligible_of(part, span, asked.controls).any(axis=1) & ~treated_of(part, span)
    later = eligible & (part.event != NEVER)
    turned = eligible & part.turned_down & ~later
    cured = eligible & part.cured & ~turned & ~later
    others = eligible & ~later & ~turned & ~cured
    return {
        "later": int(later.sum()), "turned_down": int(turned.sum()), "cured": int(cured.sum()),
        "eligible": int(others.sum()),
    }  # fmt: skip


def avoided_of(part: Part, span: Span, asked: Asked) -> Found:
    """E1: of the removed whose horizon is over, against comparable customers that were kept."""
    rows = np.flatnonzero(treated_of(part, span) & np.isfinite(part.event_loss))
    comparable = _comparable(part, span, asked)
    found: Found = {
        "removed": len(rows),
        "comparable": len(comparable.bad),
        "horizon": asked.horizon,
    }
    if len(rows) < FEWEST_TREATED or len(comparable.bad) < FEWEST_CONTROLS:
        return found | {"why": "too_few"}
    columns = part.event[rows] - span.events[0]
    exposure = part.measure("receivable")[rows, part.event[rows] - 1]
    removed = Removed(
        pd=part.pd[rows, columns],
        exposure=exposure,
        run_off_loss=part.event_loss[rows],
        margin_before=part.margin_before[rows],
        margin_after=part.margin_after[rows],
    )
    made = avoided_loss(removed, comparable, lgd=asked.loss_given_default, seed=asked.seed)
    return found | {"why": "", "exposure": float(exposure.sum())} | _told(made)


def _told(made: Avoided) -> Found:
    return {
        name: value.as_dict() if isinstance(value, Estimate) else value
        for name, value in vars(made).items()
    }


def _comparable(part: Part, span: Span, asked: Asked) -> Comparable:
    """Controls, each once, as they stood before the first quarter in which they could have gone."""
    eligible = eligible_of(part, span, asked.controls)
    many = min(len(span.events), span.quarters - span.events[0])
    could = eligible[:, span.events[0] : span.events[0] + many] & (part.bad[:, :many] >= 0)
    could &= (part.event == NEVER)[:, None]
    # with nobody treated in a quarter nobody is held against it
    could &= np.array([(part.event == place).any() for place in span.events[:many]])[None, :]
    rows = np.flatnonzero(could.any(axis=1))
    columns = could[rows].argmax(axis=1)
    places = columns + span.events[0]
    owed = part.measure("receivable")
    return Comparable(
        pd=part.pd[rows, columns],
        bad=part.bad[rows, columns] == 1,
        loss=part.loss[rows, columns],
        exposure=owed[rows, places - 1],
        sales_kept=_sales_kept(part.measure("sales"), rows, places, asked.horizon),
    )


def _sales_kept(sales: Floats, rows: Any, places: Any, horizon: int) -> float | None:
    """Sales of the kept after over before, of as many quarters on each side as the horizon has."""
    many = min(quarters_in(horizon), AFTER.final)
    width = sales.shape[1]
    before = sum(float(sales[rows, places - step].sum()) for step in range(1, many + 1))
    after = sum(
        float(sales[rows, np.minimum(places + step, width - 1)].sum())
        for step in range(1, many + 1)
    )
    return after / before if before > 0 else None
