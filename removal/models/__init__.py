"""Ending relationships: cases, and all that belongs to one."""

from removal.models.cases import (
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
    RemovalWithdrawal,
)
from removal.models.reduction import (
    OfCaseQuerySet,
    ReductionConfirmation,
    ReductionStep,
    ReductionStepQuerySet,
    SecurityOffer,
)

__all__ = [
    "OfCaseQuerySet",
    "ReductionConfirmation",
    "ReductionStep",
    "ReductionStepQuerySet",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RemovalWithdrawal",
    "SecurityOffer",
]
