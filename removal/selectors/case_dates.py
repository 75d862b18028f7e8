"""The dates of a case by its pack, each with how it came about."""

from __future__ import annotations

import datetime as dt

from removal.dates import Facts, Solved
from removal.models import RemovalCase
from removal.selectors.packs import case_dates
from riskcrm.web.today import local_date


def facts_of_case(case: RemovalCase, *, cure_from: dt.date | None = None) -> Facts:
    """What happened in this round of the case, as far as dates hang on it."""
    steps = {step.act: step for step in case.steps.filter(round=case.round).order_by("number")}
    begun, approved = steps.get("start_rectification"), steps.get("approve_case")
    ended = steps.get("start_settlement")
    extensions = case.extensions.filter(round=case.round).order_by("number")
    appeal = case.appeals.order_by("pk").last()
    return Facts(
        known_on=case.known_since,
        cure_from=cure_from or (local_date(begun.at) if begun else None),
        extensions=tuple((each.new_date - each.former_date).days for each in extensions),
        decided_on=local_date(approved.at) if approved else None,
        immediate_on=local_date(approved.at) if approved and case.is_immediate else None,
        appeal_received_on=appeal.received_date if appeal else None,
        ended_on=local_date(ended.at) if ended else None,
    )


def dates_of(case: RemovalCase, *, cure_from: dt.date | None = None) -> dict[str, Solved]:
    """Every date that what happened in the case allows; nothing without a pack."""
    return solved_for(case, facts_of_case(case, cure_from=cure_from))


def solved_for(case: RemovalCase, facts: Facts) -> dict[str, Solved]:
    return case_dates(case.customer, case.pack, facts) if case.pack else {}
