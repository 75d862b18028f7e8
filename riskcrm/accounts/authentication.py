"""API keys: `Authorization: Bearer crm_…`."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication


class ApiKeyAuthentication(BaseAuthentication):
    """The service user behind a key."""
