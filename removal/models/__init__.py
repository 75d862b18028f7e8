"""Ending relationships: cases, and all that belongs to one."""

from removal.models.appeals import Appeal, ImmediateReview
from removal.models.blocks import CaseBlock
from removal.models.cases import (
    CaseStep,
    OfCaseQuerySet,
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
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
from removal.models.limits import ApprovalLimits
from removal.models.rectification import CureItem, Extension
from removal.models.reduction import (
    ReductionConfirmation,
    ReductionStep,
    ReductionStepQuerySet,
    SecurityOffer,
)
from removal.models.work import CaseEvidence, ChecklistAnswer, DeadlineNotice

__all__ = [
    "Appeal",
    "ApprovalLimits",
    "CaseBlock",
    "CaseEvidence",
    "CaseStep",
    "ChecklistAnswer",
    "Compensation",
    "CureItem",
    "DeadlineNotice",
    "Extension",
    "ImmediateReview",
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
    "RunOff",
    "RunOffItem",
    "SecondPerson",
    "SecurityOffer",
]
