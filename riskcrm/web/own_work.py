"""Attempts to decide on one's own work: what the refused transaction cannot keep, the audit does.

The pages and the API are listened to by the middleware, acts on many rows by themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskcrm.audit.services import Actor, record
from riskcrm.web import problems
from riskcrm.web.errors import OwnWork, own_work_tried

TRY_OWN_WORK = "try_own_work"
SAFE = ("GET", "HEAD", "OPTIONS")
PAGE, API, MANY = "page", "api", "bulk"


def note_own_work(tried: Iterable[OwnWork], *, by: Actor, way: str, at: dt.datetime) -> int:
    """Write down what was tried, once for each row and rule; how many."""
    attempts = {(each.code, _key(each.about)): each for each in tried}
    with transaction.atomic():
        for attempt in attempts.values():
            record(
                TRY_OWN_WORK, by=by, obj=attempt.about, customer_id=_customer_of(attempt.about),
                reason=attempt.message, facts={"rule": attempt.code, "way": way}, at=at,
            )  # fmt: skip
    return len(attempts)


class OwnWorkWatch:
    """Notes what a request tried, after its transaction, whatever the answer was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        with own_work_tried() as tried:
            response = self.get_response(request)
        if tried and request.user.is_authenticated:
            way = API if problems.is_api(request) else PAGE
            actor: Actor = request.user.as_actor()
            note_own_work(tried, by=actor, way=way, at=timezone.now())
        return response


def _key(row: Any) -> tuple[str, Any]:
    return row._meta.label, row.pk


def _customer_of(row: Any) -> int | None:
    """The customer it is about: its own, or that of what it belongs to."""
    for owner in (row, *(getattr(row, name, None) for name in ("case", "step", "entry"))):
        if owner is None:
            continue
        if customer_id := getattr(owner, "customer_id", None):
            return int(customer_id)
        if case := getattr(owner, "case", None):
            return int(case.customer_id)
    return None
