"""Readings, histories and reports as tests of criteria need them, written straight into tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from customers.models import CreditReport, Customer
from removal.models import CriterionSet
from removal.services.criteria import draft_criteria, publish_criteria, submit_criteria, write_rule
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day
from scoring.models import Rating, RatingHistory, Reading, RiskScore, Snapshot

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
DAY = NOON.date()
TEXTS = {"name_en": "Late", "name_zh": "逾期", "reason_en": "Pays late.", "reason_zh": "付款逾期。"}
LATE = {"subject": "oldest_days", "compare": "above", "value": "60"}


def figures_of(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {n: None if v is None else Decimal(str(v)) for n, v in figures.items()}


def read(customer: Customer, *, tier: str = "low", score: Any = None, **figures: Any) -> None:
    """The customer as it stands now."""
    defaults = {"as_of": DAY, "known_at": NOON, **figures_of(figures)}
    Reading.objects.update_or_create(customer=customer, defaults=defaults)
    said = {"tier": tier, "score": None if score is None else Decimal(str(score)), "as_of": DAY}
    Rating.objects.update_or_create(customer=customer, defaults=said)


def snapshot(customer: Customer, day: dt.date, **figures: Any) -> None:
    Snapshot.objects.create(
        customer_id=customer.pk, as_of=day, known_at=end_of_day(day), **figures_of(figures)
    )


def tiers(customer: Customer, steps: Iterable[tuple[dt.date, str]]) -> None:
    for day, tier in steps:
        RatingHistory.objects.create(
            customer_id=customer.pk, as_of=day, tier=tier, card_tier=tier,
            recorded_at=end_of_day(day),
        )  # fmt: skip


def scores(customer: Customer, steps: Iterable[tuple[dt.date, Any]], card: int = 1) -> None:
    """The history of scores by one card; the newest is the one in force."""
    row = None
    for day, score in steps:
        row = RiskScore.objects.create(
            customer_id=customer.pk, card_version_id=card, as_of=day, known_at=end_of_day(day),
            score=score, tier="low", coverage=1, contributions={}, scored_at=end_of_day(day),
        )  # fmt: skip
    if row:
        Rating.objects.filter(customer=customer).update(score_row=row.pk)


def report(
    customer: Customer, day: dt.date, score: Any, *, provider: str = "Bureau", **more: Any
) -> None:
    CreditReport.objects.create(
        customer=customer, effective_date=day, recorded_at=end_of_day(day), provider=provider,
        score=score, source_key=f"{provider}-{day}-{customer.pk}", **more,
    )  # fmt: skip


def publish(
    *trees: Any, by: User, second: User, at: dt.datetime = NOON, ground: str = "late_payment"
) -> CriterionSet:
    """Criteria with these rules and no others, in force."""
    criteria = draft_criteria(by=by, at=at)
    criteria.rules.all().delete()
    for tree in trees:
        criteria.refresh_from_db()
        write_rule(
            criteria, version=criteria.version, by=by, at=at, tree=tree, ground=ground, **TEXTS
        )
    submit_criteria(criteria, note="New rules.", by=by, at=at)
    return publish_criteria(criteria, reason="Agreed.", by=second, at=at)
