"""What a study reads of a range of customers: a fixed number of statements, whatever the range."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection

from removal.effect.calendar import Span
from removal.effect.parts import MEASURES, NOT_KNOWN, TIERS, UNCOUNTED, Array, Part
from removal.selectors.case_steps import TURNED_DOWN
from removal.selectors.effect_sql import AROUND, BY_QUARTER, CHOSEN, EVENT_DAYS, STOOD, TRADED
from scoring.batches import IdRange
from scoring.indicators import BY_LIST
from scoring.indicators.base import with_steps
from scoring.outcomes import OUTCOME_STEPS, USUAL_DAYS

OUTCOMES = f"""
    {with_steps(OUTCOME_STEPS, BY_LIST)}
    SELECT customer_id, as_of, was_bad, is_bad, loss FROM outcome"""


@dataclass(frozen=True)
class Question:
    """Whom a study asks about; everything that the statements need besides the customers."""

    span: Span
    event: str  # an EffectStudy.Event
    horizon: int
    share: float
    seed: int
    ground: str = ""
    industry: str = ""
    team: int | None = None
    middle: dt.date | None = None  # the day that half of the events that count had come by


def with_middle(question: Question) -> Question:
    """The question, with the middle day of the events it asks about."""
    ((middle,),) = _all(EVENT_DAYS, _whom(question))
    return replace(question, middle=middle)


def read_part(question: Question, customers: IdRange) -> Part | None:
    """The columns of these customers; None where the study asks for none of them."""
    span = question.span
    chosen = _all(CHOSEN, _whom(question) | customers._asdict())
    if not chosen:
        return None
    ids = [row[0] for row in chosen]
    base: dict[str, Any] = {
        "ids": ids, "customer_ids": ids, "as_of": span.as_of, "zone": settings.TIME_ZONE,
        "start": span.start, "horizon": question.horizon,
    }  # fmt: skip
    place_of = {pk: place for place, pk in enumerate(ids)}
    events = {row[0]: row[1] for row in chosen if row[1]}
    columns = _chosen_columns(chosen, span)
    columns |= _stood(base, place_of, span)
    columns |= _outcomes(base, place_of, question, events)
    columns |= _around(base, place_of, events)
    columns["traded"] = _traded(base, place_of, question, events)
    columns["measures"] = _measures(base, place_of, span)
    return Part(**columns)


def _all(sql: str, params: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _whom(question: Question) -> dict[str, Any]:
    return {
        "event": question.event,
        "turned_down": list(TURNED_DOWN),
        "zone": settings.TIME_ZONE,
        "first_day": question.span.first_event,
        "final_day": question.span.final_event,
        "ground": question.ground,
        "industry": question.industry,
        "team": question.team,
        "share": question.share,
        "seed": question.seed,
    }


def _chosen_columns(chosen: list[Any], span: Span) -> dict[str, Array]:
    pks, days, cases, turned_down, cured, sampled, since = zip(*chosen, strict=True)
    return {
        "customer": np.array(pks, dtype=np.int64),
        "event": np.array([_place(day, span) for day in days], dtype=np.int16),
        "event_day": np.array([day.toordinal() if day else 0 for day in days], dtype=np.int32),
        "case": np.array([pk or 0 for pk in cases], dtype=np.int64),
        "turned_down": np.array(turned_down, dtype=bool),
        "cured": np.array(cured, dtype=bool),
        "sampled": np.array(sampled, dtype=bool),
        "since": np.array([span.place(day) if day else np.nan for day in since], dtype=float),
    }


def _place(day: dt.date | None, span: Span) -> int:
    """The place of an event's quarter; an event after the last day, but in its quarter, is told
    apart: its customer neither counts nor serves as a control."""
    if day is None:
        return NOT_KNOWN
    place = span.place(day)
    return UNCOUNTED if day > span.final_event and place in span.events else place


def _stood(base: dict[str, Any], place_of: dict[int, int], span: Span) -> dict[str, Array]:
    """Tier, score and probability on the days before the quarters of events."""
    shape = (len(place_of), len(span.events))
    tier = np.zeros(shape, dtype=np.int8)
    score, pd = np.full(shape, np.nan), np.full(shape, np.nan)
    for pk, place, name, points, chance in _all(STOOD, base | {"days": span.score_days}):
        at = place_of[pk], place
        tier[at] = TIERS.index(name) if name in TIERS else 0
        score[at] = np.nan if points is None else float(points)
        pd[at] = np.nan if chance is None else float(chance) / 100
    return {"tier": tier, "score": score, "pd": pd}


def _outcomes(
    base: dict[str, Any], place_of: dict[int, int], question: Question, events: dict[int, dt.date]
) -> dict[str, Array]:
    """What became of customers within the horizon, where it is over."""
    span = question.span
    over = [day for day in {*span.score_days, *events.values()} if _is_over(day, question)]
    shape = (len(place_of), len(span.events))
    bad, loss = np.full(shape, NOT_KNOWN, dtype=np.int8), np.full(shape, np.nan)
    for column, day in enumerate(span.score_days):
        if day in over:
            bad[:, column], loss[:, column] = 0, 0
    event_loss = np.full(len(place_of), np.nan)
    for pk, day in events.items():
        if day in over:
            event_loss[place_of[pk]] = 0
    columns = {day: column for column, day in enumerate(span.score_days)}
    label = {"months": sorted(over), "days": USUAL_DAYS, "today": span.as_of} | base
    for pk, day, was_bad, is_bad, lost in _all(OUTCOMES, label) if over else []:
        row = place_of[pk]
        if day in columns:
            bad[row, columns[day]] = NOT_KNOWN if was_bad else int(is_bad)
            loss[row, columns[day]] = float(lost)
        if events.get(pk) == day:
            event_loss[row] = float(lost)
    return {"bad": bad, "loss": loss, "event_loss": event_loss}


def _is_over(day: dt.date, question: Question) -> bool:
    return day + dt.timedelta(days=question.horizon) < question.span.as_of


def _around(
    base: dict[str, Any], place_of: dict[int, int], events: dict[int, dt.date]
) -> dict[str, Array]:
    """Cash and margins in the horizon about each event."""
    size = len(place_of)
    cash, before, after = (np.full(size, np.nan) for _ in range(3))
    asked = base | {"treated": list(events), "event_days": list(events.values())}
    for pk, came, earlier, later, no_margin in _all(AROUND, asked) if events else []:
        row = place_of[pk]
        cash[row] = float(came)
        if not no_margin:
            before[row], after[row] = float(earlier or 0), float(later or 0)
    return {"cash_after": cash, "margin_before": before, "margin_after": after}


def _traded(
    base: dict[str, Any], place_of: dict[int, int], question: Question, events: dict[int, dt.date]
) -> Array:
    found = np.zeros((len(place_of), 4), dtype=np.int32)
    if question.middle is None:
        return found
    asked = base | {
        "treated": list(events), "event_days": list(events.values()), "middle": question.middle,
    }  # fmt: skip
    for pk, *counts in _all(TRADED, asked):
        found[place_of[pk]] = counts
    return found


def _measures(base: dict[str, Any], place_of: dict[int, int], span: Span) -> Array:
    """By customer, measure and quarter. What was owed adds up from quarter to quarter."""
    found = np.zeros((len(place_of), len(MEASURES), span.quarters + 1))
    for pk, place, *values in _all(BY_QUARTER, base):
        if place < span.quarters:
            told = [np.nan if value is None else float(value) for value in values]
            found[place_of[pk], :, place + 1] = told
    owed, delay = MEASURES.index("receivable"), MEASURES.index("own_delay")
    found[:, owed] = np.nancumsum(found[:, owed], axis=1)
    invoiced = found[:, MEASURES.index("sales")] > 0
    found[:, delay][~invoiced] = np.nan
    return found[:, :, 1:].astype(np.float32)
