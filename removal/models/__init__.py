"""Ending relationships: cases, and all that belongs to one."""

from removal.models.cases import (
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
    RemovalWithdrawal,
)
from removal.models.ending import (
    Compensation,
    LegalReceipt,
    LegalRecovery,
    ProposedWriteOff,
    RecoveryCost,
    RunOff,
    RunOffItem,
    SecondPerson,
)
from removal.models.reduction import (
    OfCaseQuerySet,
    ReductionConfirmation,
    ReductionStep,
    ReductionStepQuerySet,
    SecurityOffer,
)

__all__ = [
    "Compensation",
    "LegalReceipt",
    "LegalRecovery",
    "OfCaseQuerySet",
    "ProposedWriteOff",
    "RecoveryCost",
    "ReductionConfirmation",
    "ReductionStep",
    "ReductionStepQuerySet",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RemovalWithdrawal",
    "RunOff",
    "RunOffItem",
    "SecondPerson",
    "SecurityOffer",
]
