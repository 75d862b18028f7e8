"""How many approvals an amount needs, and of whom."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from removal.models import ApprovalLimits
from scoring.models import Reading

# in force until the organisation sets its own
OFFICER_MOST = Decimal(500_000)
TWO_ABOVE = Decimal(1_000_000)


@dataclass(frozen=True)
class Needed:
    """What a decision on this exposure asks for; exposure in the base currency, None = unknown."""

    exposure: Decimal | None
    approvals: int
    higher_role: bool

    def as_fields(self) -> dict[str, Any]:
        return {"approvals_needed": self.approvals, "needs_higher_role": self.higher_role}


def exposure_of(customer_id: int) -> Decimal | None:
    return Reading.objects.filter(customer=customer_id).values_list("exposure", flat=True).first()


def limits_now() -> tuple[Decimal, Decimal]:
    """Up to which exposure a risk officer decides, and above which two people do."""
    row = ApprovalLimits.objects.in_force()
    return (row.officer_most, row.two_above) if row else (OFFICER_MOST, TWO_ABOVE)


def approvals_for(exposure: Decimal | None) -> Needed:
    """What an exposure asks for. One that nobody knows is treated as above every limit."""
    officer_most, two_above = limits_now()
    return Needed(
        exposure,
        approvals=2 if exposure is None or exposure > two_above else 1,
        higher_role=exposure is None or exposure > officer_most,
    )
