"""By when each stage of a case should be over."""

from __future__ import annotations

import datetime as dt

from removal.models import RemovalCase
from removal.states import State
from riskcrm.web.business_days import add_business_days
from riskcrm.web.today import local_date

# business days that we give ourselves; the periods of the law are in the policy packs
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


def due_date_of(case: RemovalCase, state: State, *, at: dt.datetime) -> dt.date:
    """The day by which a stage entered at this moment should be over."""
    return add_business_days(local_date(at), STAGE_DAYS[state])


def appeal_dates(case: RemovalCase, received: dt.date) -> tuple[dt.date, dt.date]:
    """By when an appeal that came in on this day is acknowledged, and answered."""
    return add_business_days(received, ACKNOWLEDGE_DAYS), received + dt.timedelta(days=ANSWER_DAYS)
