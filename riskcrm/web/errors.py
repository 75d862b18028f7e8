"""What a service refuses, in words for the person who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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


class OwnWork(Refused):
    """Somebody tried to decide on what they made, asked for or look after themselves.

    `about` is the row. What a person or a program tried is heard by who listens (`own_work_tried`),
    for the refused transaction keeps nothing of it; a page that merely asks whether it may offer
    the act asks with `refusal_of`, which is no attempt.
    """

    def __init__(self, message: str, *, code: str, about: Any, field: str = "") -> None:
        super().__init__(message, code=code, field=field)
        self.about = about
        if (heard := _heard.get()) is not None:
            heard.append(self)


_heard: ContextVar[list[OwnWork] | None] = ContextVar("own_work_heard", default=None)


@contextmanager
def own_work_tried() -> Iterator[list[OwnWork]]:
    """The refusals of one's own work that come up inside, also those that are caught there."""
    heard: list[OwnWork] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


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
    token = _heard.set(None)
    try:
        check(row, **who)
    except Refused as refused:
        return refused
    finally:
        _heard.reset(token)
    return None
