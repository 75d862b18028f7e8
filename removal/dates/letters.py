"""Dates that begin with a letter: when it arrived, and the periods that its arrival sets off."""

from __future__ import annotations

import datetime as dt

from removal.dates.calendar import Calendar, whole_years
from removal.dates.counting import CALENDAR_DAYS, Rules, later, moved, of, step
from removal.dates.facts import Facts, Service
from removal.dates.steps import Solved, Step


def arrival(services: tuple[Service, ...], rules: Rules, calendar: Calendar) -> Solved | None:
    """When a letter arrived: proven, or deemed by its method; of several services the latest.

    A service that came back counts for nothing. None = nothing has arrived that is known of.
    """
    steps: list[Step] = []
    arrived: list[Step] = []
    for service in sorted(services, key=lambda each: (each.sent_on, each.method)):
        steps.append(Step("sent", service.sent_on))
        if service.returned_on is not None:
            steps.append(Step("returned", service.returned_on))
        elif one := _arrived(service, rules, calendar):
            steps.append(one)
            arrived.append(one)
    if not arrived:
        return None
    latest = max(arrived, key=lambda each: each.date)
    if steps[-1] != latest or len(arrived) > 1:
        steps.append(Step("latest_service", latest.date))
    return Solved(latest.date, tuple(steps))


def _arrived(service: Service, rules: Rules, calendar: Calendar) -> Step | None:
    if service.arrived_on is not None:
        return Step("proven", service.arrived_on)
    deemed = rules["deemed_delivery_days"]
    told = deemed.value.get(service.method)
    if told is None:
        return None
    day = later(service.sent_on, told["days"], told["unit"], calendar)
    return Step("deemed", day, told["days"], told["unit"], deemed.citation)


def warning_arrival(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return arrival(facts.warning, rules, calendar)


def notice_arrival(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return arrival(facts.notice, rules, calendar)


def termination_arrival(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return arrival(facts.termination, rules, calendar)


def warning_answer(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    period = _period(arrival(facts.warning, rules, calendar), "warning_days", rules, calendar)
    return _as_told(period, facts.warning, "deadline")


def assurance_deadline(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    begun = arrival(facts.assurance_demand, rules, calendar)
    return _period(begun, "adequate_assurance_days", rules, calendar)


def appeal_deadline(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    letters = _telling(facts)
    period = _period(arrival(letters, rules, calendar), "appeal_days", rules, calendar)
    return _as_told(period, letters, "appeal_deadline")


def reasons_request(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    return _period(
        arrival(_telling(facts), rules, calendar), "reason_request_days", rules, calendar
    )


def _telling(facts: Facts) -> tuple[Service, ...]:
    """What told the customer of the end: notice and termination letter, the later one counts."""
    return facts.notice + facts.termination


def _period(begun: Solved | None, name: str, rules: Rules, calendar: Calendar) -> Solved | None:
    if begun is None:
        return None
    period = step("period", begun.date, rules[name], calendar)
    return moved([*begun.steps, period], rules, calendar) if period else None


def _as_told(period: Solved | None, letters: tuple[Service, ...], name: str) -> Solved | None:
    """Not before the day that the letters themselves name, whatever way they went."""
    if period is None:
        return None
    named = _latest_named(letters, name)
    if named is None or named <= period.date:
        return period
    return Solved(named, (*period.steps, Step("told", named)))


def _latest_named(letters: tuple[Service, ...], name: str) -> dt.date | None:
    """The latest day of this name in them; nobody read those that came back."""
    days = [getattr(each, name) for each in letters if each.returned_on is None]
    return max((day for day in days if day is not None), default=None)


def named_days(facts: Facts) -> dict[str, Solved]:
    """The ends of periods that letters name, where no pack says more of them."""
    found = {
        "warning_answer": _latest_named(facts.warning, "deadline"),
        "notice_end": _latest_named(facts.notice, "end_date"),
        "cure_deadline": _latest_named((*facts.notice, *facts.extension), "deadline"),
    }
    return {name: Solved(day, (Step("told", day),)) for name, day in found.items() if day}


def notice_end(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    """The longest of what law, contract and the length of the relationship ask for."""
    begun = arrival(facts.notice, rules, calendar)
    if begun is None:
        return None
    periods = [
        _by_law(begun.date, facts, rules, calendar),
        _by_contract(begun.date, facts),
        _by_relationship(begun.date, facts, rules),
    ]
    there = [each for each in periods if each is not None]
    longest = max(there, key=lambda each: each.date)
    steps = [*begun.steps, *there, Step("longest", longest.date, citation=longest.citation)]
    return _as_told(moved(steps, rules, calendar), facts.notice, "end_date")


def _by_law(day: dt.date, facts: Facts, rules: Rules, calendar: Calendar) -> Step | None:
    """For contracts older than a change of the law, what held before it."""
    before, months = rules["old_contracts_before"], rules["notice_months_old_contracts"]
    made_on = facts.contract_made_on
    is_old = made_on is not None and before.value is not None
    if is_old and made_on < dt.date.fromisoformat(before.value):  # type: ignore[operator]
        return step("law_old_contract", day, months, calendar)
    return step("law", day, rules["notice_days"], calendar)


def _by_contract(day: dt.date, facts: Facts) -> Step | None:
    days = facts.contract_notice_days
    if days is None:
        return None
    end = day + dt.timedelta(days=days)
    return Step("contract", end, days, CALENDAR_DAYS, facts.contract_citation)


def _by_relationship(day: dt.date, facts: Facts, rules: Rules) -> Step | None:
    """So many days for each whole year, up to the most; None = it is not known how long."""
    years = facts.relationship_years
    if facts.relationship_since is not None:
        years = whole_years(facts.relationship_since, day)
    each, most = rules["notice_days_per_year"], rules["notice_days_most"]
    if years is None or not each.value:
        return None
    days = min(years * each.value, most.value)
    rule = each if days < most.value else most
    end = day + dt.timedelta(days=days)
    return Step("relationship", end, days, CALENDAR_DAYS, rule.citation)


def cure_deadline(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    """The cure period with its extensions, from the notice's arrival unless it began otherwise.

    An extension counts from the deadline that the customer was told, a business day.
    """
    begun = arrival(facts.notice, rules, calendar)
    if facts.cure_from is not None:
        begun = of([Step("event", facts.cure_from)])
    if begun is None:
        return None
    most = rules["cure_extensions_most"]
    if len(facts.extensions) > most.value:
        raise ValueError(f"a cure period is extended {most.value} times at most")
    period = _period(begun, "cure_days", rules, calendar)
    told = _as_told(period, facts.notice, "deadline")
    if told is None:
        return None
    for days in facts.extensions:
        end = told.date + dt.timedelta(days=days)
        extended = Step("extension", end, days, CALENDAR_DAYS, most.citation)
        told = moved([*told.steps, extended], rules, calendar)
    return _as_told(told, facts.extension, "deadline")


def earliest_end(facts: Facts, rules: Rules, calendar: Calendar) -> Solved | None:
    """When the relationship can end: notice and cure period over, the termination letter there."""
    notice = notice_end(facts, rules, calendar)
    if notice is None:
        return None
    named = {
        "notice_over": notice,
        "cure_over": cure_deadline(facts, rules, calendar),
        "termination_there": arrival(facts.termination, rules, calendar),
    }
    steps = [Step(rule, solved.date) for rule, solved in named.items() if solved is not None]
    latest = max(steps, key=lambda each: each.date)
    return Solved(latest.date, (*steps, Step("latest", latest.date)))
