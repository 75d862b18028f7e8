"""Who may sign in with a password."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from riskcrm.accounts.models import User


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]
    """People only; demo people in demo mode only. Service users come with keys."""

    def user_can_authenticate(self, user: User) -> bool:
        if user.kind != User.Kind.PERSON or (user.is_demo and not settings.DEMO):
            return False
        return bool(super().user_can_authenticate(user))
