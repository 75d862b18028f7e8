"""How allauth behaves here: people are made by an administrator, nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from riskcrm.accounts import services
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of

COLLECT = "customers.add_collectionstep"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up; a new password goes through the service."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who looks after customers begins with those to collect from, everybody else the book."""
        person = person_of(request)
        if person.has_perm(COLLECT) and not person.has_perm(ALL_CUSTOMERS):
            return f"{reverse('monitoring:worklist')}?whose=mine"
        return str(super().get_login_redirect_url(request))

    def set_password(self, user: User, password: str) -> None:
        services.change_own_password(user, password=password, at=timezone.now())
