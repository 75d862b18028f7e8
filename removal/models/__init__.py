"""Ending relationships: cases, and all that belongs to one."""

from removal.models.appeals import (
    Appeal,
    ImmediateReview,
)
from removal.models.blocks import (
    CaseBlock,
)
from removal.models.cases import (
    CaseStep,
    OfCaseQuerySet,
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
)
from removal.models.lessons import (
    CaseLesson,
)
from removal.models.letter_deliveries import (
    LetterAnswer,
    LetterDelivery,
)
from removal.models.letter_templates import (
    LetterTemplate,
)
from removal.models.letters import (
    Letter,
    LetterQuerySet,
)
from removal.models.limits import (
    ApprovalLimits,
)
from removal.models.packs import (
    PolicyPack,
    PolicyPackQuerySet,
)
from removal.models.rectification import (
    CureItem,
    Extension,
)
from removal.models.work import (
    CaseEvidence,
    ChecklistAnswer,
    DeadlineNotice,
)

__all__ = [
    "Appeal",
    "ApprovalLimits",
    "CaseBlock",
    "CaseEvidence",
    "CaseLesson",
    "CaseStep",
    "ChecklistAnswer",
    "CureItem",
    "DeadlineNotice",
    "Extension",
    "ImmediateReview",
    "Letter",
    "LetterAnswer",
    "LetterDelivery",
    "LetterQuerySet",
    "LetterTemplate",
    "OfCaseQuerySet",
    "PolicyPack",
    "PolicyPackQuerySet",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
]
