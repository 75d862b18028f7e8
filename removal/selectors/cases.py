"""Reads for removal cases that span models."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from customers.models import Customer
from removal.models import (
    Compensation,
    Letter,
    ListEntry,
    ProposedWriteOff,
    ReductionStep,
    RemovalCase,
)
from removal.transitions import ASSESS, REVIEW
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import VIEW_ENTRIES, VIEW_LETTERS, VIEW_STEPS
from riskcrm.accounts.roles import VIEW_CASES
from riskcrm.audit.models import Event
from riskcrm.audit.selectors import Line, in_words
from scoring.indicators import INDICATORS
from scoring.selectors import reasons_of

LINES = 50  # of the history at once
# what has events of its own, and who reads them; appeals are among the events of the case
HANGING_ON: dict[str, tuple[QuerySet[Any], str]] = {
    "letter": (Letter.objects.all(), VIEW_LETTERS),
    "reductionstep": (ReductionStep.objects.all(), VIEW_STEPS),
    "listentry": (ListEntry.objects.all(), VIEW_ENTRIES),
    "compensation": (Compensation.objects.all(), VIEW_CASES),
    "proposedwriteoff": (ProposedWriteOff.objects.all(), VIEW_CASES),
}


def reasons_in_every_language(customer: Customer) -> list[dict[str, Any]]:
    """The score's reasons now, fit to be kept in a case: code, value, points, texts by language."""
    reasons: dict[str, dict[str, Any]] = {}
    for language, _name in settings.LANGUAGES:
        for reason in reasons_of(customer, language):
            kept = reasons.setdefault(
                reason["code"],
                {
                    "code": reason["code"],
                    "value": None if reason["value"] is None else str(reason["value"]),
                    "points": str(reason["points"]),
                    "texts": {},
                },
            )
            kept["texts"][language] = {
                "internal": reason["text_internal"],
                "customer": reason["text_customer"],
            }
    return list(reasons.values())


def reasons_kept(case: RemovalCase, language: str) -> list[dict[str, Any]]:
    """The reasons a case was proposed for, in the words of one language."""
    known = dict(settings.LANGUAGES)
    language = language if language in known else settings.LANGUAGE_CODE
    return [
        {
            "indicator": INDICATORS.get(reason["code"]),
            "value": None if reason.get("value") is None else Decimal(reason["value"]),
            "points": reason["points"],
            **reason["texts"].get(language, {}),
        }
        for reason in case.reasons
    ]


@dataclass(frozen=True)
class History:
    """A page of what was done to a case, oldest first; `before` leads to the one before it."""

    lines: list[Line]
    before: int | None


def history_of(
    case: RemovalCase, user: User, *, before: int | None = None, most: int = LINES
) -> History:
    """What was done to a case and to what hangs on it, in words, as far as this person may see."""
    of_case = Q(object_kind="removalcase", object_id=str(case.pk))
    for kind, (rows, permission) in HANGING_ON.items():
        if user.has_perm(permission):
            # keys and no subquery, so that each kind is found by the index of events
            keys = [str(key) for key in rows.filter(case=case).values_list("pk", flat=True)]
            of_case |= Q(object_kind=kind, object_id__in=keys)
    events = Event.objects.filter(of_case)
    if before is not None:
        events = events.filter(id__lt=before)
    found = list(events.select_related("payload").order_by("-id")[: most + 1])
    shown = found[:most][::-1]
    return History([in_words(event) for event in shown], shown[0].pk if len(found) > most else None)


def people_who_lead() -> QuerySet[User]:
    """Persons whose role leads cases or reviews them, by name."""
    codenames = [permission.split(".")[1] for permission in (ASSESS, REVIEW)]
    roles = Q(
        groups__permissions__codename__in=codenames,
        groups__permissions__content_type__app_label="removal",
    )
    people: QuerySet[User] = User.objects.filter(roles, kind=User.Kind.PERSON, is_active=True)
    return people.distinct().order_by("username")
