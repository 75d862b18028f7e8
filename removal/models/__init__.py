"""Ending relationships: cases, and all that belongs to one."""

from removal.models.cases import (
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
    RemovalWithdrawal,
)

__all__ = [
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RemovalWithdrawal",
]
