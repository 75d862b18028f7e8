"""From the decision to the end: termination, settlement, and closing the case."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from removal.models import CaseStep, RemovalCase
from removal.services.moving import move
from riskcrm.accounts.models import User


def start_termination(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Go on from the reduction to the termination letter, when the notice period is over."""
    with transaction.atomic():
        return move(case, "start_termination", by=by, reason=reason, at=at, version=version)


def start_settlement(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """The relationship has ended, since the termination has arrived; what is open is settled."""
    with transaction.atomic():
        return move(case, "start_settlement", by=by, reason=reason, at=at, version=version)


def close_case(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Everything is settled, and result and lesson are written down."""
    with transaction.atomic():
        return move(case, "close_case", by=by, reason=reason, at=at, version=version)
