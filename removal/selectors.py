"""Reads for removal cases that span models."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from customers.models import Customer
from scoring.selectors import reasons_of


def reasons_in_every_language(customer: Customer) -> list[dict[str, Any]]:
    """The score's reasons now: code, points, and texts by language, fit to be kept in a case."""
    reasons: dict[str, dict[str, Any]] = {}
    for language, _name in settings.LANGUAGES:
        for reason in reasons_of(customer, language):
            kept = reasons.setdefault(
                reason["code"],
                {"code": reason["code"], "points": str(reason["points"]), "texts": {}},
            )
            kept["texts"][language] = {
                "internal": reason["text_internal"],
                "customer": reason["text_customer"],
            }
    return list(reasons.values())
