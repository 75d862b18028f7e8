"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from riskcrm.web.today import today


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "organisation": settings.ORGANISATION,
        "base_currency": settings.BASE_CURRENCY,
        "demo": settings.DEMO,
        "today": today(),
    }
