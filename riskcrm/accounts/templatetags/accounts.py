"""What the sign-in page knows of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise

from riskcrm.accounts import demo
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ROLES

register = template.Library()


@dataclass(frozen=True)
class DemoAccount:
    username: str
    password: str
    role: str | Promise


@register.simple_tag
def demo_accounts() -> list[DemoAccount]:
    """Whom one may be in the demonstration: only in demo mode, only who is there."""
    if not settings.DEMO:
        return []
    present = set(User.objects.active().filter(is_demo=True).values_list("username", flat=True))
    return [
        DemoAccount(person.username, demo.PASSWORD, ROLES[person.role].name)
        for person in demo.PEOPLE
        if person.username in present
    ]


@register.simple_tag
def roles_that_may(request: HttpRequest) -> list[str]:
    """Names of the roles that may open this page, where the page names the right it needs."""
    match = request.resolver_match
    page = getattr(match.func, "view_class", match.func) if match else None
    right = getattr(page, "permission_required", None)
    return [str(role.name) for role in ROLES.values() if right in role.permissions]
