"""Dates of a pack without a case: computed from what somebody says."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from removal.dates import Facts, Service, Solved, solve
from removal.models import PolicyPack
from removal.selectors.packs import calendar_of, days_of


def facts_of(told: dict[str, Any]) -> Facts:
    """Everything begins on one day: each letter, each clock."""
    start = told["start"]
    letter = (Service(start, told["method"], told["arrived_on"]),)
    return Facts(
        warning=letter,
        notice=letter,
        termination=letter,
        assurance_demand=letter,
        relationship_years=told["years"],
        contract_notice_days=told["contract_days"],
        contract_made_on=told["contract_made_on"],
        known_on=start,
        due_on=start,
        decided_on=start,
        reasons_asked_on=start,
        appeal_received_on=start,
        complaint_received_on=start,
        review_asked_on=start,
        immediate_on=start,
        ended_on=start,
        listed_on=start,
    )


def try_dates(pack: PolicyPack, facts: Facts) -> dict[str, Solved]:
    """Every date that the facts allow, by business days of the pack's countries and ours."""
    countries = [*pack.jurisdiction.split("+"), settings.COUNTRY]
    return solve(facts, pack.rules(), calendar_of(countries, days_of(facts)))
