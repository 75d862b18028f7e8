"""Watching the book: rules, the alerts they raise, and the readings of the book as a whole."""

from monitoring.models.activations import Activation, ActivationEntry
from monitoring.models.alert_life import (
    AlertBreach,
    AlertClosure,
    AlertEscalation,
    AlertSnooze,
)
from monitoring.models.alerts import Acknowledgement, Alert, AlertEvidence, AlertQuerySet
from monitoring.models.book import (
    AgeingCell,
    AgeingMonth,
    BookReading,
    BookRefresh,
    GroupAgeingCell,
)
from monitoring.models.book_days import (
    BookDay,
    BookDayCell,
    BookDayPart,
    BookDayTop,
    KriLimit,
    KriValue,
    MonthReport,
)
from monitoring.models.completions import Completion
from monitoring.models.control import Control, ControlTest, PopulationRow, SampleItem
from monitoring.models.desk import DeskTake, HighRiskDesk
from monitoring.models.drills import Drill, DrillFinding, DrillTime
from monitoring.models.emergency import EmergencyPlan, PlanVersion
from monitoring.models.findings import Finding, FollowUp
from monitoring.models.leads import RiskLead
from monitoring.models.library import StudiedCase
from monitoring.models.news import AlertNews
from monitoring.models.notices import Digest, Notice, NoticeSettings
from monitoring.models.plan_parts import PlanMessage, PlanRole, PlanSection, PlanStep
from monitoring.models.quality import AlertResult, BadCustomer, RuleQuality
from monitoring.models.reviews import Review, ReviewCause, ReviewQuerySet
from monitoring.models.rule_versions import DryRun, DryRunHit, PeerMedian, RuleVersion
from monitoring.models.rules import (
    APPROVE_RULES,
    CHANGE_RULES,
    GRAVITY,
    AlertRule,
    RuleSweep,
    Severity,
    Versus,
)
from monitoring.models.training import (
    Course,
    CourseMaterial,
    CourseStatement,
    CourseVersion,
    Enrolment,
)
from monitoring.models.webhooks import (
    EventType,
    WebhookAttempt,
    WebhookCursor,
    WebhookEndpoint,
    WebhookMessage,
    WebhookSecret,
)

__all__ = [
    "APPROVE_RULES",
    "CHANGE_RULES",
    "GRAVITY",
    "Acknowledgement",
    "Activation",
    "ActivationEntry",
    "AgeingCell",
    "AgeingMonth",
    "Alert",
    "AlertBreach",
    "AlertClosure",
    "AlertEscalation",
    "AlertEvidence",
    "AlertNews",
    "AlertQuerySet",
    "AlertResult",
    "AlertRule",
    "AlertSnooze",
    "BadCustomer",
    "BookDay",
    "BookDayCell",
    "BookDayPart",
    "BookDayTop",
    "BookReading",
    "BookRefresh",
    "Completion",
    "Control",
    "ControlTest",
    "Course",
    "CourseMaterial",
    "CourseStatement",
    "CourseVersion",
    "DeskTake",
    "Digest",
    "Drill",
    "DrillFinding",
    "DrillTime",
    "DryRun",
    "DryRunHit",
    "EmergencyPlan",
    "Enrolment",
    "EventType",
    "Finding",
    "FollowUp",
    "GroupAgeingCell",
    "HighRiskDesk",
    "KriLimit",
    "KriValue",
    "MonthReport",
    "Notice",
    "NoticeSettings",
    "PeerMedian",
    "PlanMessage",
    "PlanRole",
    "PlanSection",
    "PlanStep",
    "PlanVersion",
    "PopulationRow",
    "Review",
    "ReviewCause",
    "ReviewQuerySet",
    "RiskLead",
    "RuleQuality",
    "RuleSweep",
    "RuleVersion",
    "SampleItem",
    "Severity",
    "StudiedCase",
    "Versus",
    "WebhookAttempt",
    "WebhookCursor",
    "WebhookEndpoint",
    "WebhookMessage",
    "WebhookSecret",
]
