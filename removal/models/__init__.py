"""Ending relationships: cases, and all that belongs to one."""

from removal.models.cases import (
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
    RemovalWithdrawal,
)
from removal.models.letter_deliveries import LetterAnswer, LetterDelivery
from removal.models.letter_templates import LetterTemplate
from removal.models.letters import Letter, LetterQuerySet

__all__ = [
    "Letter",
    "LetterAnswer",
    "LetterDelivery",
    "LetterQuerySet",
    "LetterTemplate",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RemovalWithdrawal",
]
