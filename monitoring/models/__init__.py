"""Watching the book: rules, the alerts they raise, and the readings of the book as a whole."""

from monitoring.models.alerts import Acknowledgement, Alert, AlertEvidence, AlertQuerySet
from monitoring.models.book import (
    AgeingCell,
    AgeingMonth,
    BookReading,
    BookRefresh,
    GroupAgeingCell,
)
from monitoring.models.control import Control, ControlTest, PopulationRow, SampleItem
from monitoring.models.findings import Finding, FollowUp
from monitoring.models.rules import AlertRule, RuleSweep, Severity

__all__ = [
    "Acknowledgement",
    "AgeingCell",
    "AgeingMonth",
    "Alert",
    "AlertEvidence",
    "AlertQuerySet",
    "AlertRule",
    "BookReading",
    "BookRefresh",
    "Control",
    "ControlTest",
    "Finding",
    "FollowUp",
    "GroupAgeingCell",
    "PopulationRow",
    "RuleSweep",
    "SampleItem",
    "Severity",
]
