"""The way of a case as it is drawn: what is past, where it is, and what comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from removal.models import RemovalCase
from removal.packs.shown import ShownDate
from removal.states import ENDED, OPEN, PATH, State

# which date of the solver opens a stage that is still to come
PLANNED = {
    State.NOTICE: "warning_answer",
    State.RECTIFICATION: "notice_arrival",
    State.DECISION: "cure_deadline",
    State.TERMINATION: "notice_end",
    State.SETTLEMENT: "termination_arrival",
}


def stages_of(case: RemovalCase, dates: Mapping[str, ShownDate]) -> list[dict[str, Any]]:
    """Each stage with its day and who brought the case there; skipped ones say so.

    `is` is past, now, to come or skipped; `due` is the day by which the present one should be over,
    `planned` the date, with its steps, on which one to come may begin.
    """
    state = State(case.state)
    entered = {
        step.to_state: step
        for step in case.steps.select_related("by").order_by("number")
        if step.round == case.round or step.to_state in ENDED
    }
    reached = max((PATH.index(each) for each in entered if each in PATH), default=0)
    here = PATH.index(state) if state in PATH else None
    stages = []
    for place, stage in enumerate(PATH):
        step = entered.get(stage)
        kind = _kind(place, here, passed=step is not None, reached=reached)
        if state in ENDED and kind == "to come" and state != State.CLOSED:
            continue
        planned = dates.get(PLANNED.get(stage, "")) if kind == "to come" else None
        stages.append(_stage(stage, step, kind, case) | {"planned": planned})
    if state in ENDED and state != State.CLOSED:
        stages.append(_stage(state, entered.get(state), "now", case))
    return stages


def _kind(place: int, here: int | None, *, passed: bool, reached: int) -> str:
    if place == here:
        return "now"
    limit = here if here is not None else reached + 1
    if place < limit:
        return "past" if passed else "skipped"
    return "to come"


def _stage(stage: State, step: Any, kind: str, case: RemovalCase) -> dict[str, Any]:
    shown = kind in ("past", "now")
    return {
        "state": stage,
        "name": stage.label,
        "on": step.at if step and shown else None,
        "who": step.by if step and shown else None,
        "due": case.due_date if kind == "now" and stage in OPEN else None,
        "is": kind,
    }
