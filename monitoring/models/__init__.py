"""Watching the book: rules, the alerts they raise, and the readings of the book as a whole."""

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
from monitoring.models.leads import RiskLead
from monitoring.models.rules import AlertRule, RuleSweep, Severity

__all__ = [
    "Acknowledgement",
    "AgeingCell",
    "AgeingMonth",
    "Alert",
    "AlertBreach",
    "AlertClosure",
    "AlertEscalation",
    "AlertEvidence",
    "AlertQuerySet",
    "AlertRule",
    "AlertSnooze",
    "BookReading",
    "BookRefresh",
    "GroupAgeingCell",
    "RiskLead",
    "RuleSweep",
    "Severity",
]
