"""Ending relationships: cases, and all that belongs to one."""

from removal.models.cases import (
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
    RemovalWithdrawal,
)
from removal.models.restricted import (
    CompartmentGrant,
    RestrictedMatter,
    RestrictedNote,
    SealedEntry,
    SealedHead,
    SendClearance,
)

__all__ = [
    "CompartmentGrant",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RemovalWithdrawal",
    "RestrictedMatter",
    "RestrictedNote",
    "SealedEntry",
    "SealedHead",
    "SendClearance",
]
