"""Who makes a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from rest_framework.request import Request

from riskcrm.accounts.models import User


def person_of(request: HttpRequest | Request) -> User:
    """Who has signed in, or the service user behind the key: every route asks for one first."""
    return cast(User, request.user)
