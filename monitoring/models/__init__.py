"""Watching the book: rules, the alerts they raise, and the readings of the book as a whole."""

from monitoring.models.alerts import Acknowledgement, Alert, AlertEvidence, AlertQuerySet
from monitoring.models.book import (
    AgeingCell,
    AgeingMonth,
    BookReading,
    BookRefresh,
    GroupAgeingCell,
)
from monitoring.models.news import AlertNews
from monitoring.models.notices import Digest, Notice, NoticeSettings
from monitoring.models.rules import AlertRule, RuleSweep, Severity
from monitoring.models.webhooks import (
    EventType,
    WebhookAttempt,
    WebhookCursor,
    WebhookEndpoint,
    WebhookMessage,
    WebhookSecret,
)

__all__ = [
    "Acknowledgement",
    "AgeingCell",
    "AgeingMonth",
    "Alert",
    "AlertEvidence",
    "AlertNews",
    "AlertQuerySet",
    "AlertRule",
    "BookReading",
    "BookRefresh",
    "Digest",
    "EventType",
    "GroupAgeingCell",
    "Notice",
    "NoticeSettings",
    "RuleSweep",
    "Severity",
    "WebhookAttempt",
    "WebhookCursor",
    "WebhookEndpoint",
    "WebhookMessage",
    "WebhookSecret",
]
