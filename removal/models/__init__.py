"""Ending relationships: cases, and all that belongs to one."""

from removal.models.cases import (
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
    RemovalWithdrawal,
)
from removal.models.packs import PolicyPack, PolicyPackQuerySet

__all__ = [
    "PolicyPack",
    "PolicyPackQuerySet",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RemovalWithdrawal",
]
