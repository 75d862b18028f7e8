"""Dates that begin with an event: answers that we owe, rights that lapse, how long to keep.

What we owe or may lose is not moved to a later day when it falls on a holiday.
"""

from __future__ import annotations

import datetime as dt

from removal.dates.calendar import Calendar
from removal.dates.counting import CALENDAR_DAYS, YEARS, Rules, later, of, step
from removal.dates.facts import Facts
from removal.dates.steps import Solved, Step
from removal.packs.value import Parameter


def _after(event: dt.date | None, name: str, rules: Rules, calendar: Calendar) -> Solved | None:
    if event is None:
        return None
    period = step("period", event, rules[name], calendar)
    return Solved(period.date, (Step("event", event), period)) if period else None


def appeal_ack(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return _after(facts.appeal_received_on, "appeal_ack_business_days", rules, calendar)


def appeal_answer(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return _after(facts.appeal_received_on, "appeal_answer_days", rules, calendar)


def reasons_answer(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return _after(facts.reasons_asked_on, "reason_answer_days", rules, calendar)


def adverse_action(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return _after(facts.decided_on, "adverse_action_days", rules, calendar)


def complaint_ack(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return _after(facts.complaint_received_on, "complaint_ack_days", rules, calendar)


def human_review(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return _after(facts.review_asked_on, "human_review_days", rules, calendar)


def immediate_review(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return _after(facts.immediate_on, "immediate_review_business_days", rules, calendar)


def list_entry_end(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return _after(facts.listed_on, "list_entry_years_most", rules, calendar)


def retention_end(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    """The longest duty to keep, from the end of the relationship, or of that year; from the
    decision for what was decided."""
    if facts.ended_on is None:
        return None
    ended = [Step("event", facts.ended_on), *_year_end(facts.ended_on, rules["retention_from"])]
    starts = {"retention_years": ended[-1].date, "credit_records_months": facts.decided_on}
    periods = [
        step("keep", start, rules[name], calendar) for name, start in starts.items() if start
    ]
    there = [each for each in periods if each is not None]
    if not there:
        return None
    longest = max(there, key=lambda each: each.date)
    steps = [*ended, *there]
    if len(there) > 1:
        steps.append(Step("longest", longest.date, citation=longest.citation))
    return Solved(longest.date, tuple(steps))


def termination_right_lapse(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    """The earliest day on which a right to end is lost: as agreed, else by the pack; or after the
    other side asked whether we use it."""
    steps: list[Step | None] = []
    if facts.known_on is not None:
        steps += [Step("event", facts.known_on), *_right(facts.known_on, facts, rules, calendar)]
    if facts.reminded_on is not None:
        asked = step("reminder", facts.reminded_on, rules["reminder_answer_days"], calendar)
        steps += [Step("reminded", facts.reminded_on), asked] if asked else []
    there = [each for each in steps if each is not None]
    ends = [each for each in there if each.days is not None]
    if not ends:
        return None
    earliest = min(ends, key=lambda each: each.date)
    if len(ends) > 1:
        there.append(Step("earliest", earliest.date, citation=earliest.citation))
    return Solved(there[-1].date, tuple(there))


def _right(known_on: dt.date, facts: Facts, rules: Rules, calendar: Calendar) -> list[Step | None]:
    if facts.agreed_right_days is not None:
        end = known_on + dt.timedelta(days=facts.agreed_right_days)
        return [Step("agreed", end, facts.agreed_right_days, CALENDAR_DAYS)]
    return [
        step("lapse", known_on, rules[name], calendar)
        for name in ("termination_right_years", "termination_right_days")
    ]


def limitation(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    """When a debt can no longer be claimed in court.

    Where a proven demand interrupts, the period begins anew with each one that came in time.
    """
    if facts.due_on is None:
        return None
    steps = [Step("due", facts.due_on), *_year_end(facts.due_on, rules["limitation_from"])]
    start = steps[-1].date
    years = rules["limitation_years"]
    end = _years_later(start, years.value, calendar)
    steps.append(Step("limitation", end, years.value, YEARS, years.citation))
    interrupts = rules["demand_interrupts"]
    for demand in sorted(facts.demands) if interrupts.value else ():
        if not start < demand <= end:
            continue  # before it was due, or too late
        start, end = demand, _years_later(demand, years.value, calendar)
        steps.append(Step("interrupted", demand, citation=interrupts.citation))
        steps.append(Step("limitation", end, years.value, YEARS, years.citation))
    return of(list(steps))


def _year_end(day: dt.date, source: Parameter) -> list[Step]:
    """That a period begins with the end of the year, where the pack says so."""
    if source.value != "year_end":
        return []
    return [Step("year_end", dt.date(day.year, 12, 31), citation=source.citation)]


def _years_later(day: dt.date, years: int, calendar: Calendar) -> dt.date:
    return later(day, years, YEARS, calendar)
