"""Ending relationships: cases, and all that belongs to one."""

from removal.models.cases import (
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
    RemovalWithdrawal,
)
from removal.models.criteria import (
    KEEP_CRITERIA,
    PUBLISH_CRITERIA,
    CriterionAuthor,
    CriterionRule,
    CriterionSet,
    PastMonth,
    PastOutcome,
    Suggestion,
    SuggestionEvidence,
    SuggestionQuerySet,
)

__all__ = [
    "KEEP_CRITERIA",
    "PUBLISH_CRITERIA",
    "CriterionAuthor",
    "CriterionRule",
    "CriterionSet",
    "PastMonth",
    "PastOutcome",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RemovalWithdrawal",
    "Suggestion",
    "SuggestionEvidence",
    "SuggestionQuerySet",
]
