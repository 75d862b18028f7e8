"""What each role may do with reviews of customers; `roles` adds it to the roles."""

from __future__ import annotations

VIEW_REVIEWS = "monitoring.view_review"
OPEN_REVIEWS = "monitoring.add_review"
COMPLETE_REVIEWS = "monitoring.complete_review"
OVERSEE_REVIEWS = "monitoring.oversee_review"  # what is long overdue rises to who may

_ACT = frozenset({VIEW_REVIEWS, OPEN_REVIEWS, COMPLETE_REVIEWS})
_BY_ROLE: dict[str, frozenset[str]] = {
    "account_manager": _ACT,
    "risk_officer": _ACT,
    "head_of_risk": _ACT | {OVERSEE_REVIEWS},
    "legal_reviewer": frozenset({VIEW_REVIEWS}),
    "auditor": frozenset({VIEW_REVIEWS}),
}


def of_role(code: str) -> frozenset[str]:
    return _BY_ROLE.get(code, frozenset())
