"""Whether somebody may open a page, as far as its permission says; its rows say the rest."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from riskcrm.accounts.models import User
from riskcrm.web.permissions import is_allowed


def may_open(user: User, link: str) -> bool:
    """False for what is no page of everybody's routes, such as one of the compartment."""
    try:
        view = resolve(urlsplit(link).path).func
    except Resolver404:
        return False
    shown = getattr(view, "view_class", view)
    return is_allowed(user, getattr(shown, "permission_required", ""))
