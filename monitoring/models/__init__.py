"""Watching the book: rules, the alerts they raise, and the readings of the book as a whole."""

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
from monitoring.models.rules import AlertRule, RuleSweep, Severity

__all__ = [
    "Acknowledgement",
    "AgeingCell",
    "AgeingMonth",
    "Alert",
    "AlertEvidence",
    "AlertQuerySet",
    "AlertRule",
    "BookDay",
    "BookDayCell",
    "BookDayPart",
    "BookDayTop",
    "BookReading",
    "BookRefresh",
    "GroupAgeingCell",
    "KriLimit",
    "KriValue",
    "MonthReport",
    "RuleSweep",
    "Severity",
]
