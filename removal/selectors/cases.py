"""Reads for removal cases that span models."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from customers.models import Customer
from removal.models import RemovalCase
from removal.transitions import ASSESS, REVIEW
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.selectors import Line, in_words
from scoring.indicators import INDICATORS
from scoring.selectors import reasons_of


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


def history_of(case: RemovalCase) -> list[Line]:
    """Everything that was done to a case, in words, oldest first."""
    events = (
        Event.objects.filter(object_kind="removalcase", object_id=str(case.pk))
        .select_related("payload")
        .order_by("id")
    )
    return [in_words(event) for event in events]


def people_who_lead() -> QuerySet[User]:
    """Persons whose role leads cases or reviews them, by name."""
    codenames = [permission.split(".")[1] for permission in (ASSESS, REVIEW)]
    roles = Q(
        groups__permissions__codename__in=codenames,
        groups__permissions__content_type__app_label="removal",
    )
    people: QuerySet[User] = User.objects.filter(roles, kind=User.Kind.PERSON, is_active=True)
    return people.distinct().order_by("username")
