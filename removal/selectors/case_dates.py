"""The dates of a case by its pack, each with how it came about."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any

from removal.dates import Facts, Service, Solved, named_days
from removal.letters.kinds import Kind
from removal.models import Letter, LetterDelivery, RemovalCase
from removal.selectors.packs import case_dates
from riskcrm.web.today import local_date, today

Channel = LetterDelivery.Channel
# what a channel of delivery is called in the packs
METHODS: dict[str, str] = {
    Channel.EMAIL: "email",
    Channel.REGISTERED: "registered_post",
    Channel.COURIER: "courier",
    Channel.HAND: "hand",
    Channel.FAX: "fax",  # of which no pack deems an arrival: it is proven or has not come
    Channel.PUBLIC: "public_notice",
}
# which parameter says how much notice the law asks for, by the step of the solver
LAWS = {"law": "notice_days", "law_old_contract": "notice_months_old_contracts"}
# by which letters are written before it is known how they go
EXPECTED_METHOD = "registered_post"
# the days that a letter can name, of which each may end a period
NAMED = ("deadline", "end_date", "appeal_deadline")


def facts_of_case(case: RemovalCase) -> Facts:
    """What happened in this round of the case, as far as dates hang on it."""
    steps = {step.act: step for step in case.steps.filter(round=case.round).order_by("number")}
    begun, approved = steps.get("start_rectification"), steps.get("approve_case")
    ended = steps.get("start_settlement")
    extensions = case.extensions.filter(round=case.round).order_by("number")
    appeal = case.appeals.order_by("pk").last()
    services = services_of(case)
    return Facts(
        warning=services.get(Kind.WARNING, ()),
        notice=services.get(Kind.NOTICE, ()),
        extension=services.get(Kind.EXTENSION, ()),
        termination=services.get(Kind.TERMINATION, ()),
        known_on=case.known_since,
        cure_from=local_date(begun.at) if begun and Kind.NOTICE not in services else None,
        extensions=tuple((each.new_date - each.former_date).days for each in extensions),
        decided_on=local_date(approved.at) if approved else None,
        immediate_on=local_date(approved.at) if approved and case.is_immediate else None,
        appeal_received_on=appeal.received_date if appeal else None,
        ended_on=local_date(ended.at) if ended else None,
    )


def services_of(case: RemovalCase) -> dict[str, tuple[Service, ...]]:
    """How the letters of this round went out, by kind. An arrival only deemed is computed anew."""
    rows = LetterDelivery.objects.filter(
        letter__case=case, letter__round=case.round, sent_at__isnull=False
    )
    found: dict[str, list[Service]] = {}
    for row in rows.select_related("letter").order_by("sent_at", "pk"):
        found.setdefault(row.letter.kind, []).append(_service(row))
    return {kind: tuple(services) for kind, services in found.items()}


def _service(row: LetterDelivery) -> Service:
    proven = row.arrival == LetterDelivery.Arrival.PROVEN
    given = row.letter.facts.get("given", {})
    return Service(
        local_date(row.sent_at) if row.sent_at else today(),
        METHODS[row.channel],
        row.arrived_on if proven else None,
        row.returned_on,
        **{name: dt.date.fromisoformat(given[name]) for name in NAMED if given.get(name)},
    )


def arrival_of(letter: Letter, deliveries: list[LetterDelivery]) -> dt.date | None:
    """The day on which a letter arrived by the rule that every period counts with.

    Of several deliveries the latest; None while one is under way that will count as arrived on a
    later day, and where nothing is known to have arrived.
    """
    known = [each.arrived_on for each in deliveries if each.arrived_on]
    if not known:
        return None
    services = tuple(
        dataclasses.replace(_service(each), arrived_on=each.arrived_on) for each in deliveries
    )
    solved = solved_for(letter.case, Facts(notice=services)).get("notice_arrival")
    day = solved.date if solved else max(known)
    if day > max(known) and any(each.is_under_way for each in deliveries):
        return None
    return day


def dates_of(case: RemovalCase) -> dict[str, Solved]:
    """Every date that what happened in the case allows; without a pack those that letters name."""
    return solved_for(case, facts_of_case(case))


def solved_for(case: RemovalCase, facts: Facts) -> dict[str, Solved]:
    return case_dates(case.customer, case.pack, facts) if case.pack else named_days(facts)


def dates_in_letter(case: RemovalCase, kind: str, *, on: dt.date) -> dict[str, dt.date]:
    """What a letter that goes out on this day by registered post would say: facts by name."""
    if kind not in (Kind.WARNING, Kind.NOTICE, Kind.TERMINATION):
        return {}
    sent: dict[str, Any] = {"termination": (), str(kind): (Service(on, EXPECTED_METHOD),)}
    facts = dataclasses.replace(facts_of_case(case), **sent)
    names = {
        Kind.WARNING: {"deadline": "warning_answer"},
        Kind.NOTICE: {
            "deadline": "cure_deadline", "end_date": "notice_end",
            "appeal_deadline": "appeal_deadline",
        },
        Kind.TERMINATION: {"end_date": "earliest_end", "appeal_deadline": "appeal_deadline"},
    }[Kind(kind)]  # fmt: skip
    solved = solved_for(case, facts)
    found = {fact: solved[name].date for fact, name in names.items() if name in solved}
    if kind == Kind.TERMINATION and "end_date" not in found and "termination_arrival" in solved:
        found["end_date"] = solved["termination_arrival"].date  # without a notice, when it arrives
    return found


def deemed_by_pack(delivery: LetterDelivery) -> Solved | None:
    """When this delivery counts as arrived by the pack of its case; None where no rule says so."""
    case = delivery.letter.case
    if delivery.sent_at is None:
        return None
    service = Service(local_date(delivery.sent_at), METHODS[delivery.channel])
    return solved_for(case, Facts(notice=(service,))).get("notice_arrival")


@dataclass(frozen=True)
class ReductionNotice:
    """Days of notice of a reduction: what we usually give, and what nobody may go below."""

    usual: int = 0
    least: int = 0


def reduction_notice(case: RemovalCase, *, on: dt.date) -> ReductionNotice:
    """What the pack says of a reduction by right or discretion, told on this day.

    Usual is the notice of the end itself; the least is what contract and relationship ask, since
    a court may take a sudden part of the end for the end; and the days of the law, where the law
    itself asks for notice of a reduction and says how many days that is.
    """
    if case.pack is None or not case.pack.value("reduction_needs_notice"):
        return ReductionNotice()
    rules = case.pack.rules()
    counted = ["contract", "relationship"]
    if not rules["reduction_needs_notice"].is_house:
        counted += [step for step, name in LAWS.items() if not rules[name].is_house]
    told = Service(on, "hand", arrived_on=on)
    end = solved_for(case, Facts(notice=(told,))).get("notice_end")
    if end is None:
        return ReductionNotice()
    firm = [(step.date - on).days for step in end.steps if step.rule in counted]
    return ReductionNotice(usual=max((end.date - on).days, 0), least=max(firm, default=0))
