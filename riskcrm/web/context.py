"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest

from riskcrm.web.navigation import rail, sections
from riskcrm.web.today import today


def site(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)  # absent when a middleware before sign-in failed
    return {
        "organisation": settings.ORGANISATION,
        "base_currency": settings.BASE_CURRENCY,
        "demo": settings.DEMO,
        "today": today(),
        "version": settings.VERSION,
        "languages": settings.LANGUAGES,
        "rail": rail(user, request.path) if isinstance(user, AbstractUser) else [],
        "sections": sections(user, request.path) if isinstance(user, AbstractUser) else [],
    }
