"""Reads for removal cases that span models."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from customers.models import Customer
from removal.models import RemovalCase
from riskcrm.audit.models import Event
from scoring.indicators import INDICATORS
from scoring.selectors import reasons_of


@dataclass(frozen=True)
class Step:
    """One entry of a case's history, from the audit events."""

    event_id: int
    verb: str
    recorded_at: Any
    actor: str
    reason: str


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


def history_of(case: RemovalCase) -> list[Step]:
    """Everything that was done to a case, oldest first."""
    events = (
        Event.objects.filter(object_kind="removalcase", object_id=str(case.pk))
        .select_related("payload")
        .order_by("id")
    )
    return [_step(event) for event in events]


def _step(event: Event) -> Step:
    # the payload may have been erased on a person's request; the event stays
    payload = getattr(event, "payload", None)
    body = json.loads(payload.body) if payload else {}
    return Step(
        event_id=event.pk,
        verb=event.verb,
        recorded_at=event.recorded_at,
        actor=body.get("actor", ""),
        reason=body.get("reason", ""),
    )
