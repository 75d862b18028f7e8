"""All dates of a case: what happened, held against the parameters of its pack and a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from removal.dates import clocks, letters
from removal.dates.calendar import Calendar
from removal.dates.counting import Rules, step
from removal.dates.facts import Facts
from removal.dates.steps import Solved, Step

SOLVERS: dict[str, Callable[[Facts, Rules, Calendar], Solved | None]] = {
    "warning_arrival": letters.warning_arrival,
    "warning_answer": letters.warning_answer,
    "notice_arrival": letters.notice_arrival,
    "notice_end": letters.notice_end,
    "cure_deadline": letters.cure_deadline,
    "termination_arrival": letters.termination_arrival,
    "earliest_end": letters.earliest_end,
    "reasons_request": letters.reasons_request,
    "appeal_deadline": letters.appeal_deadline,
    "appeal_ack": clocks.appeal_ack,
    "appeal_answer": clocks.appeal_answer,
    "reasons_answer": clocks.reasons_answer,
    "adverse_action": clocks.adverse_action,
    "complaint_ack": clocks.complaint_ack,
    "human_review": clocks.human_review,
    "assurance_deadline": letters.assurance_deadline,
    "termination_right_lapse": clocks.termination_right_lapse,
    "limitation": clocks.limitation,
    "immediate_review": clocks.immediate_review,
    "retention_end": clocks.retention_end,
    "list_entry_end": clocks.list_entry_end,
}
# which parameter says how long a stage of a case may take
STAGES = {
    "assessment": "assessment_days",
    "legal_review": "legal_review_days",
    "decision": "decision_days",
    "settlement": "settlement_days",
}


def solve(facts: Facts, rules: Rules, calendar: Calendar) -> dict[str, Solved]:
    """Every date that the facts allow, by its name, each with how it came about.

    Raises ValueError where a letter arrived before it was sent, or a period was extended too often.
    """
    found = {name: solver(facts, rules, calendar) for name, solver in SOLVERS.items()}
    return {name: solved for name, solved in found.items() if solved is not None}


def stage_due(stage: str, since: dt.date, rules: Rules, calendar: Calendar) -> Solved | None:
    """By when a stage that began on this day shall be done; None where no service level is set."""
    if stage not in STAGES:
        return None
    due = step("service_level", since, rules[STAGES[stage]], calendar)
    return Solved(due.date, (Step("event", since), due)) if due else None
