"""What a service refuses, in words for the person who asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _


class Refused(Exception):
    """An act that the rules do not allow now. Pages show it, the API answers 409 with it.

    `message` is translated text that says what happened, why, and what to do; `code` is a stable
    slug for programs; `field` names the offending input, if there is one.
    """

    def __init__(self, message: str, *, code: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field


class Stale(Refused):
    """The row has changed since the caller read it. The API answers 412 with it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="stale")


class Busy(Refused):
    """Somebody else holds what the caller wants to write. The API answers 503 with it."""

    def __init__(self) -> None:
        message = _(
            "This customer is being written by an import or by somebody else right now, so nothing "
            "was saved. Try again in a moment."
        )
        super().__init__(message, code="busy")


def refusal_of(check: Callable[..., None], row: Any, **who: Any) -> Refused | None:
    """Why somebody may not do something to a row; None if they may."""
    try:
        check(row, **who)
    except Refused as refused:
        return refused
    return None
