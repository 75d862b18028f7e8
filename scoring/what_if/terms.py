"""Treatment terms as plain values, by the position of their tier in TIERS."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from scoring.cards.value import TIERS
from scoring.models import TreatmentPolicy, Verdict

VERDICTS = tuple(Verdict.values)


@dataclass(frozen=True)
class Term:
    """What customers of a tier are granted; the limit as a share of the agreed one, per cent."""

    verdict: int
    over_limit_verdict: int
    limit_factor: Decimal
    overdue_days: int = 0


@dataclass(frozen=True)
class Terms:
    """A treatment policy, as far as a what-if asks for it."""

    by_tier: tuple[Term, ...]
    loss_given_default: Decimal


def terms_of(policy: TreatmentPolicy) -> Terms:
    """Of a policy that names every tier."""
    found = {each.tier: each for each in policy.tiers.all()}
    return Terms(
        tuple(
            Term(
                VERDICTS.index(each.verdict),
                VERDICTS.index(each.over_limit_verdict),
                each.limit_factor,
                each.overdue_days,
            )
            for each in (found[tier] for tier in TIERS)
        ),
        policy.loss_given_default,
    )
