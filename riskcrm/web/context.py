"""What every page knows.

Links are put together where a template asks for them: cells and widgets are templates as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest

from riskcrm.web.navigation import Link, rail, sections
from riskcrm.web.today import today


def site(request: HttpRequest) -> dict[str, Any]:
    def of_user(links: Callable[[AbstractUser, str], list[Link]]) -> Callable[[], list[Link]]:
        user = getattr(request, "user", None)  # absent when a middleware before sign-in failed
        return lambda: links(user, request.path) if isinstance(user, AbstractUser) else []

    return {
        "organisation": settings.ORGANISATION,
        "base_currency": settings.BASE_CURRENCY,
        "demo": settings.DEMO,
        "today": today(),
        "version": settings.VERSION,
        "languages": settings.LANGUAGES,
        "rail": of_user(rail),
        "sections": of_user(sections),
    }
