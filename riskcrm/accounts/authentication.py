"""API keys: `Authorization: Bearer crm_…`."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from riskcrm.accounts.keys import find_key, note_use
from riskcrm.accounts.models import ApiKey, User
from riskcrm.web.throttles import note_failed_key

SCHEME = "Bearer"


class ApiKeyAuthentication(BaseAuthentication):
    """The service user behind a key. Says one and the same thing about every key that is wrong."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        now = timezone.now()
        key = find_key(text.strip(), at=now)
        if key is None:
            note_failed_key(request)
            raise AuthenticationFailed(_("This API key is unknown, expired or revoked."))
        note_use(key, at=now)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes keys."""

    target_class = "riskcrm.accounts.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, sent as `Authorization: Bearer crm_…`. "
            "Its scopes say what it may do, its team which customers it sees.",
        }
