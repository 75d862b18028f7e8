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
from removal.models.lessons import CaseLesson
from removal.models.limits import ApprovalLimits
from removal.models.packs import PolicyPack, PolicyPackQuerySet
from removal.models.rectification import CureItem, Extension
from removal.models.work import (
    CaseEvidence,
    ChecklistAnswer,
    DeadlineNotice,
)

__all__ = [
    "KEEP_CRITERIA",
    "PUBLISH_CRITERIA",
    "Appeal",
    "ApprovalLimits",
    "CaseBlock",
    "CaseEvidence",
    "CaseLesson",
    "CaseStep",
    "ChecklistAnswer",
    "CriterionAuthor",
    "CriterionRule",
    "CriterionSet",
    "CureItem",
    "DeadlineNotice",
    "Extension",
    "ImmediateReview",
    "OfCaseQuerySet",
    "PastMonth",
    "PastOutcome",
    "PolicyPack",
    "PolicyPackQuerySet",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RemovalWithdrawal",
    "Suggestion",
    "SuggestionEvidence",
    "SuggestionQuerySet",
]
