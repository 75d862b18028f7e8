"""The second factor: a code from an authenticator app, or a recovery code on paper.

allauth does the work; here is what it keeps secret, what it says, and who must have one.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ROLES
from riskcrm.accounts.sealing import box

PURPOSE = "second-factor"
SEEN = "second_factor_seen"  # in the session: this person has one, so nobody need ask again


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts what a code is made of, so that a copy of the database gives no codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Take the one that the app shows now."),
        "cannot_delete_authenticator": _(
            "Your role needs a second factor, so it cannot be turned off."
        ),
        "cannot_generate_recovery_codes": _("Turn on a second factor first."),
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return str(settings.ORGANISATION)

    def encrypt(self, text: str) -> str:
        return box(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return box(PURPOSE).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # never an empty secret: its codes can be computed by anybody
            message = _(
                "The key that your second factor was kept with has changed. Ask an administrator "
                "to reset your second factor."
            )
            raise ValidationError(message) from None

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not must_have(authenticator.user)


def must_have(person: User) -> bool:
    """Whether the organisation asks a second factor of this person's role."""
    wanted = settings.REQUIRE_TOTP_ROLES
    return bool(wanted) and person.groups.filter(name__in=wanted).exists()


def refuse_unknown_roles() -> None:
    if unknown := sorted(set(settings.REQUIRE_TOTP_ROLES) - set(ROLES)):
        raise ImproperlyConfigured(
            f"RISKCRM_REQUIRE_TOTP_ROLES names roles that are not there: {', '.join(unknown)}. "
            f"There are: {', '.join(ROLES)}."
        )
