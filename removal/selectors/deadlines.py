"""By when each stage of a case should be over, and its appeals answered: what its pack says."""

from __future__ import annotations

import dataclasses
import datetime as dt

from removal.dates import Facts, Solved
from removal.models import CaseBlock, RemovalCase
from removal.selectors.case_dates import dates_of, facts_of_case, solved_for
from removal.selectors.packs import end_of_period, stage_date
from removal.states import State
from riskcrm.web.business_days import add_business_days
from riskcrm.web.today import local_date

# business days that we give ourselves where a pack says nothing
STAGE_DAYS = {
    State.PROPOSED: 5,
    State.ASSESSMENT: 10,
    State.LEGAL_REVIEW: 5,
    State.WARNING: 15,
    State.NOTICE: 10,
    State.RECTIFICATION: 22,
    State.DECISION: 5,
    State.REDUCTION: 22,
    State.TERMINATION: 22,
    State.SETTLEMENT: 66,
}
ACKNOWLEDGE_DAYS = 3  # business days
ANSWER_DAYS = 15
REVIEW_DAYS = 5  # business days


def due_date_of(case: RemovalCase, state: State, *, at: dt.datetime) -> dt.date:
    """The day by which a stage entered at this moment should be over.

    A rectification ends when the customer's time does; a reduction when the notice period does.
    Without a pack neither ends before the day that the letters name.
    """
    day = local_date(at)
    found = None
    if state == State.RECTIFICATION:
        found = _cure_deadline(case, day)
    elif state == State.REDUCTION:
        found = dates_of(case).get("notice_end")
    elif case.pack is not None:
        found = stage_date(case.customer, case.pack, state, day)
    house = add_business_days(day, STAGE_DAYS[state])
    due = found.date if found else house
    if found and (state == State.REDUCTION or case.pack is None):
        due = max(found.date, house)
    if state == State.RECTIFICATION:
        return ends_later(case, due, blocked_days(case, since=at))
    return due


def _cure_deadline(case: RemovalCase, begun: dt.date) -> Solved | None:
    """From the notice's arrival; from the day it began where no notice is known of."""
    facts = facts_of_case(case)
    if not facts.notice:
        facts = dataclasses.replace(facts, cure_from=begun)
    return solved_for(case, facts).get("cure_deadline")


def ends_later(case: RemovalCase, due: dt.date, days: int) -> dt.date:
    """The end of a period that so many more days are added to."""
    if not days or case.pack is None:
        return due + dt.timedelta(days=days)
    return end_of_period(case.customer, case.pack, due + dt.timedelta(days=days))


def blocked_days(case: RemovalCase, *, since: dt.datetime) -> int:
    """Days since then on which the customer was blocked by what is lifted now."""
    blocks = CaseBlock.objects.filter(customer=case.customer_id, lifted_at__gt=since)
    days: set[int] = set()
    for begun, lifted in blocks.values_list("set_at", "lifted_at"):
        first, last = local_date(max(begun, since)), local_date(lifted or begun)
        days.update(range(first.toordinal(), last.toordinal()))
    return len(days)


def time_is_over(case: RemovalCase, day: dt.date) -> bool:
    """Whether the customer had all their time to make good; while they are blocked none runs."""
    if case.due_date is None or day <= case.due_date:
        return False
    return not CaseBlock.objects.standing().filter(customer=case.customer_id).exists()


def appeal_dates(case: RemovalCase, received: dt.date) -> tuple[dt.date, dt.date]:
    """By when an appeal that came in on this day is acknowledged, and answered."""
    solved = solved_for(case, Facts(appeal_received_on=received))
    ack, answer = solved.get("appeal_ack"), solved.get("appeal_answer")
    return (
        ack.date if ack else add_business_days(received, ACKNOWLEDGE_DAYS),
        answer.date if answer else received + dt.timedelta(days=ANSWER_DAYS),
    )


def review_date(case: RemovalCase, decided: dt.date) -> dt.date:
    """By when an immediate removal decided on this day is reviewed."""
    found = solved_for(case, Facts(immediate_on=decided)).get("immediate_review")
    return found.date if found else add_business_days(decided, REVIEW_DAYS)


def lapse_date_of(case: RemovalCase) -> dt.date | None:
    """When the right to terminate lapses, from the day the ground was known."""
    if case.known_since is None:
        return None
    found = solved_for(case, Facts(known_on=case.known_since)).get("termination_right_lapse")
    return found.date if found else None


def extensions_most(case: RemovalCase) -> int:
    """How often the time to make good may be extended."""
    return int(case.pack.value("cure_extensions_most")) if case.pack else 2
