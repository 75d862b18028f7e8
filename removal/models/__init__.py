"""Ending relationships: cases, and all that belongs to one."""

from removal.models.cases import (
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
    RemovalWithdrawal,
)
from removal.models.list_appeals import ListAppeal, ListAppealQuerySet
from removal.models.listing import (
    ListedPerson,
    ListEntry,
    ListEntryAct,
    ListEntryQuerySet,
    ListEvidence,
)
from removal.models.readmissions import Readmission, ReadmissionChecklist, ReadmissionQuerySet
from removal.models.subject_requests import SubjectRequest, SubjectRequestQuerySet

__all__ = [
    "ListAppeal",
    "ListAppealQuerySet",
    "ListEntry",
    "ListEntryAct",
    "ListEntryQuerySet",
    "ListEvidence",
    "ListedPerson",
    "Readmission",
    "ReadmissionChecklist",
    "ReadmissionQuerySet",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RemovalWithdrawal",
    "SubjectRequest",
    "SubjectRequestQuerySet",
]
