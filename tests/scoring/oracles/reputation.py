"""What is said of a customer, figured customer by customer from the definitions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from customers.models import Customer, ScreeningHit, ScreeningList
from customers.records import KINDS
from riskcrm.web.today import end_of_day
from tests.scoring.oracles.known import facts, four, in_base, months_before, total

Figures = dict[str, Decimal | None]
Owed = Decimal | None


def figures(customer: Customer, as_of: dt.date, known_at: dt.datetime, owed: Owed) -> Figures:
    """`owed` is the open amount, None where it is not known: another family figures it."""
    events = confirmed_events(customer, as_of, known_at)
    cases = payment_cases(events, as_of)
    return {
        "negative_news": negative_news(events, as_of),
        "litigation": Decimal(len(cases)),
        "claims_ratio": claims_ratio(cases, customer, as_of, known_at, owed),
        "insolvency": Decimal(any(r.kind == "insolvency" for e in events for r in e)),
        **list_hits(customer, events, as_of, known_at),
        "recorded_defaults": recorded_defaults(customer, as_of, known_at),
    }


def confirmed_events(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> list[list[Any]]:
    """The confirmed reports, those of one event together."""
    events: dict[object, list[Any]] = {}
    for report in facts(KINDS["market-events"], customer, known_at):
        if report.confirmation == "confirmed" and report.effective_date <= as_of:
            events.setdefault(report.cluster or report.id, []).append(report)
    return list(events.values())


def gravest(reports: list[Any]) -> Any:
    return min(reports, key=lambda r: (-r.severity, -r.credibility, r.effective_date, r.id))


def negative_news(events: list[list[Any]], as_of: dt.date) -> Decimal | None:
    index = Decimal(0)
    for reports in events:
        if any(r.kind in ("litigation", "enforcement", "listing", "insolvency") for r in reports):
            continue
        news = [r for r in reports if r.kind == "news"]
        if not news:
            continue
        told = gravest(news)
        if told.effective_date > months_before(as_of, 24):
            age = Decimal((as_of - told.effective_date).days)
            index += told.severity * Decimal(told.credibility) / 100 * Decimal(2) ** (-age / 180)
    return four(index)


def payment_cases(events: list[list[Any]], as_of: dt.date) -> list[Any]:
    """Of each case the report that stands for it."""
    cases = []
    for reports in events:
        told = [
            r
            for r in reports
            if r.kind == "enforcement" or (r.kind == "litigation" and r.claimed_amount)
        ]
        with_amount = [r for r in told if r.claimed_amount]
        if told:
            case = gravest(with_amount or told)
            if case.effective_date > months_before(as_of, 24):
                cases.append(case)
    return cases


def claims_ratio(
    cases: list[Any], customer: Customer, as_of: dt.date, known_at: dt.datetime, owed: Owed
) -> Decimal | None:
    if not cases:
        return Decimal(0)
    claimed = total([
        in_base(c.claimed_amount, c.currency, c.effective_date, known_at)
        if c.claimed_amount else None
        for c in cases
    ])  # fmt: skip
    accounts = [
        s
        for s in facts(KINDS["financial-statements"], customer, known_at)
        if months_before(as_of, 18) < s.effective_date <= as_of and s.equity is not None
    ]
    against = owed
    if accounts:
        newest = max(accounts, key=lambda s: (s.effective_date, s.id))
        if newest.equity > 0:
            against = in_base(newest.equity, newest.currency, newest.effective_date, known_at)
    return four(100 * claimed / against) if claimed is not None and against else None


def list_hits(
    customer: Customer, events: list[list[Any]], as_of: dt.date, known_at: dt.datetime
) -> Figures:
    moment = min(known_at, end_of_day(as_of))
    kept = {each.kind for each in ScreeningList.objects.all() if each.created_at <= moment}
    sanctions, others = set(), set()
    for hit in ScreeningHit.objects.filter(customer=customer):
        made = [d for d in hit.decisions.order_by("decided_at", "id") if d.decided_at <= moment]
        if not made or made[-1].outcome != "confirmed" or not stood(hit.entry, as_of, moment):
            continue
        is_sanctions = hit.entry.of_list.kind == "sanctions"
        (sanctions if is_sanctions else others).add(hit.entry_id)
    listings = sum(any(r.kind == "listing" for r in reports) for reports in events)
    listed = len(others) + listings
    return {
        "sanctions_hits": Decimal(len(sanctions)) if sanctions or "sanctions" in kept else None,
        "list_hits": Decimal(listed) if listed or kept - {"sanctions"} else None,
    }


def stood(entry: Any, as_of: dt.date, moment: dt.datetime) -> bool:
    """Whether an entry was in force, by what it said at that moment."""
    said = {name: getattr(entry, name) for name in ("ended_at", "valid_from", "valid_until")}
    for revision in entry.revisions.order_by("-version"):
        if revision.superseded_at > moment:
            said |= {
                name: entry._meta.get_field(name).to_python(value)
                for name, value in revision.former.items()
                if name in said
            }
    return (
        (said["ended_at"] is None or said["ended_at"] > moment)
        and (said["valid_from"] is None or said["valid_from"] <= as_of)
        and (said["valid_until"] is None or said["valid_until"] >= as_of)
    )


def recorded_defaults(customer: Customer, as_of: dt.date, known_at: dt.datetime) -> Decimal | None:
    since = months_before(as_of, 24)
    newest: dict[str, Any] = {}
    for report in facts(KINDS["credit-reports"], customer, known_at):
        is_valid = report.valid_until is None or report.valid_until >= as_of
        if since < report.effective_date <= as_of and is_valid and report.defaults is not None:
            held = newest.get(report.provider)
            key = (report.effective_date, report.id)
            if held is None or key > (held.effective_date, held.id):
                newest[report.provider] = report
    days = {
        loss.effective_date
        for loss in facts(KINDS["write-offs"], customer, known_at)
        if since < loss.effective_date <= as_of
        and (loss.base_amount is None or loss.base_amount >= 1)
    }
    if not newest and not days:
        return None
    return Decimal(max((r.defaults for r in newest.values()), default=0) + len(days))
