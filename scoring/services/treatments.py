"""Treatment policies: the first one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from scoring.models import Tier, Treatment, TreatmentPolicy, Verdict

# what a company without a policy of its own begins with; docs/scoring.md says why
FIRST: dict[Tier, dict[str, Any]] = {
    Tier.LOW: {
        "verdict": Verdict.ALLOW,
        "over_limit_verdict": Verdict.HOLD,
        "limit_factor": Decimal(110),
        "overdue_days": 30,
        "prepayment_share": Decimal(0),
        "deposit_share": Decimal(0),
        "review_days": 365,
    },
    Tier.MEDIUM: {
        "verdict": Verdict.ALLOW,
        "over_limit_verdict": Verdict.HOLD,
        "limit_factor": Decimal(100),
        "overdue_days": 15,
        "prepayment_share": Decimal(0),
        "deposit_share": Decimal(10),
        "review_days": 90,
        "is_automatic": True,
    },
    Tier.HIGH: {
        "verdict": Verdict.PREPAY,
        "over_limit_verdict": Verdict.HOLD,
        "limit_factor": Decimal(50),
        "payment_days": 14,
        "prepayment_share": Decimal(50),
        "deposit_share": Decimal(20),
        "review_days": 30,
        "is_automatic": True,
    },
    Tier.UNRATED: {
        "verdict": Verdict.PREPAY,
        "over_limit_verdict": Verdict.HOLD,
        "limit_factor": Decimal(50),
        "overdue_days": 5,
        "payment_days": 30,
        "prepayment_share": Decimal(30),
        "deposit_share": Decimal(10),
        "review_days": 30,
    },
}


def publish_first_policy(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """A policy, published by nobody, where there is none at all yet."""
    if TreatmentPolicy.objects.using(using).exists():
        return
    now = timezone.now()
    policy = TreatmentPolicy.objects.using(using).create(
        number=1, state=TreatmentPolicy.State.PUBLISHED, created_at=now, published_at=now
    )
    Treatment.objects.using(using).bulk_create(
        Treatment(policy=policy, tier=tier, **terms) for tier, terms in FIRST.items()
    )
