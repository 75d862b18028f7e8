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
from removal.models.effect import (
    EffectLook,
    EffectPart,
    EffectStudy,
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
from removal.models.feedback import (
    FeedbackRound,
    MarketFeedback,
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
from removal.models.list_appeals import (
    ListAppeal,
    ListAppealQuerySet,
)
from removal.models.listing import (
    ListedPerson,
    ListEntry,
    ListEntryAct,
    ListEntryQuerySet,
    ListEvidence,
)
from removal.models.packs import (
    PolicyPack,
    PolicyPackQuerySet,
)
from removal.models.readmissions import (
    Readmission,
    ReadmissionChecklist,
    ReadmissionQuerySet,
)
from removal.models.rectification import (
    CureItem,
    Extension,
)
from removal.models.reduction import (
    ReductionConfirmation,
    ReductionStep,
    ReductionStepQuerySet,
    SecurityOffer,
)
from removal.models.restricted import (
    CompartmentGrant,
    RestrictedMatter,
    RestrictedNote,
    SealedEntry,
    SealedHead,
    SendClearance,
)
from removal.models.retention import (
    ErasedIdentifier,
    ErasureItem,
    ErasureRun,
    ErasureRunQuerySet,
)
from removal.models.subject_requests import (
    SubjectRequest,
    SubjectRequestQuerySet,
)
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
    "CompartmentGrant",
    "Compensation",
    "CriterionAuthor",
    "CriterionRule",
    "CriterionSet",
    "CureItem",
    "DeadlineNotice",
    "EffectLook",
    "EffectPart",
    "EffectStudy",
    "ErasedIdentifier",
    "ErasureItem",
    "ErasureRun",
    "ErasureRunQuerySet",
    "Extension",
    "FeedbackRound",
    "ImmediateReview",
    "LegalReceipt",
    "LegalRecovery",
    "Letter",
    "LetterAnswer",
    "LetterDelivery",
    "LetterQuerySet",
    "LetterTemplate",
    "ListAppeal",
    "ListAppealQuerySet",
    "ListEntry",
    "ListEntryAct",
    "ListEntryQuerySet",
    "ListEvidence",
    "ListedPerson",
    "MarketFeedback",
    "OfCaseQuerySet",
    "PastMonth",
    "PastOutcome",
    "PolicyPack",
    "PolicyPackQuerySet",
    "ProposedWriteOff",
    "Readmission",
    "ReadmissionChecklist",
    "ReadmissionQuerySet",
    "RecoveryCost",
    "ReductionConfirmation",
    "ReductionStep",
    "ReductionStepQuerySet",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RestrictedMatter",
    "RestrictedNote",
    "RunOff",
    "RunOffItem",
    "SealedEntry",
    "SealedHead",
    "SecondPerson",
    "SecurityOffer",
    "SendClearance",
    "SubjectRequest",
    "SubjectRequestQuerySet",
    "Suggestion",
    "SuggestionEvidence",
    "SuggestionQuerySet",
]
