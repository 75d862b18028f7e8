"""What the date solver is fed with: the pack, the customer's contracts, the calendars."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from customers.models import Contract, ContractClause, Customer
from removal.dates import Calendar, Facts, Solved, Step, solve, stage_due
from removal.dates.counting import moved
from removal.models import PolicyPack
from riskcrm.web.models import Holiday

YEARS_AHEAD = 3  # as far as business days are counted; longer periods do not move by them


@dataclass(frozen=True)
class AgreedNotice:
    """The longest notice that the customer's contracts agree on, where it stands, and the day of
    the newest contract: who has one of the present law is not treated by the former one."""

    days: int | None = None
    citation: str = ""
    made_on: dt.date | None = None


def agreed_notice(customer: Customer) -> AgreedNotice:
    """From contracts in force, with the wording of their clause on notice. Two queries at most."""
    contracts = Contract.objects.filter(
        customer=customer, is_void=False, state=Contract.State.IN_FORCE
    )
    rows = list(contracts.order_by("pk"))
    newest = max((each.signed_date or each.effective_date for each in rows), default=None)
    said = [each for each in rows if each.notice_days is not None]
    agreed = max(said, key=lambda each: each.notice_days or 0, default=None)
    if agreed is None:
        return AgreedNotice(made_on=newest)
    clause = ContractClause.objects.filter(
        contract=agreed, is_void=False, kind=ContractClause.Kind.NOTICE
    ).first()
    words = f"{agreed.title}: {clause.text}" if clause else agreed.title
    return AgreedNotice(agreed.notice_days, words, newest)


def calendar_of(countries: Iterable[str], around: Iterable[dt.date]) -> Calendar:
    """Business days of all these countries at once: a day counts where each of them works.

    One query, for the years that the days named lie in and some ahead.
    """
    days = list(around)
    codes = {country for country in countries if country}
    if not days or not codes:
        return Calendar()
    last = max(days) + dt.timedelta(days=366 * YEARS_AHEAD)
    rows = Holiday.objects.filter(calendar__in=codes, date__range=(min(days), last))
    return Calendar(_joined(rows.values_list("calendar", "date", "is_worked"), codes))


def _joined(rows: Iterable[tuple[str, dt.date, bool]], codes: set[str]) -> dict[dt.date, bool]:
    """A weekend is worked only where all of the countries work it; a holiday of one is free."""
    said: dict[dt.date, dict[str, bool]] = {}
    for code, day, is_worked in rows:
        said.setdefault(day, {})[code] = is_worked
    return {
        day: all(known.get(code, day.weekday() < 5) for code in codes)
        for day, known in said.items()
    }


def case_dates(customer: Customer, pack: PolicyPack, facts: Facts) -> dict[str, Solved]:
    """Every date that the facts allow, with its steps.

    What the facts leave open is taken from the book: the agreed notice, the day of the contract,
    since when the customer is one. Three queries at most. Raises ValueError as `solve` does.
    """
    if facts.contract_notice_days is None:
        agreed = agreed_notice(customer)
        facts = dataclasses.replace(
            facts,
            contract_notice_days=agreed.days,
            contract_citation=agreed.citation,
            contract_made_on=facts.contract_made_on or agreed.made_on,
        )
    if facts.relationship_since is None and facts.relationship_years is None:
        facts = dataclasses.replace(facts, relationship_since=customer.since_date)
    calendar = calendar_of([customer.country, settings.COUNTRY], days_of(facts))
    return solve(facts, pack.rules(), calendar)


def stage_date(customer: Customer, pack: PolicyPack, stage: str, since: dt.date) -> Solved | None:
    """By when a stage that began on this day shall be done. One query."""
    calendar = calendar_of([customer.country, settings.COUNTRY], [since])
    return stage_due(stage, since, pack.rules(), calendar)


def end_of_period(customer: Customer, pack: PolicyPack, day: dt.date) -> dt.date:
    """The day on which a period ends that was meant to end on this one. One query at most."""
    rules = pack.rules()
    calendar = calendar_of([customer.country, settings.COUNTRY], [day])
    return moved([Step("event", day)], rules, calendar).date


def days_of(facts: Facts) -> list[dt.date]:
    """All days that the facts name and business days are counted from."""
    services = (*facts.warning, *facts.notice, *facts.termination, *facts.assurance_demand)
    single = (
        facts.cure_from, facts.decided_on, facts.appeal_received_on, facts.immediate_on,
        facts.reasons_asked_on, facts.complaint_received_on, facts.review_asked_on,
    )  # fmt: skip
    sent = [each.sent_on for each in services] + [e.arrived_on for e in services if e.arrived_on]
    return sent + [each for each in single if each is not None]


def versions_of(pack: PolicyPack) -> list[PolicyPack]:
    """All versions of the same pack, the newest first."""
    people = ("drafted_by", "approved_by")
    return list(
        PolicyPack.objects.filter(code=pack.code).select_related(*people).order_by("-number")
    )
