"""Rows that are a queue: a worker claims one, and its attempt is committed before the work begins.

A claim is the moment until which nobody else takes the row. It bridges the time until the lock of
the work's own transaction speaks for itself; what a killed worker leaves is free again afterwards.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q

M = TypeVar("M", bound=models.Model)


def free(at: dt.datetime) -> Q:
    """Which rows no living worker holds."""
    return Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)


def claim(waiting: models.QuerySet[M], *, at: dt.datetime, lasting: dt.timedelta) -> M | None:
    """The first of these rows that is free, with the attempt counted; None where all are held."""
    with transaction.atomic():
        row: Any = (
            waiting.select_for_update(skip_locked=True, of=("self",)).filter(free(at)).first()
        )
        if row is None:
            return None
        row.attempts += 1
        row.claimed_until = at + lasting
        row.save(update_fields=["attempts", "claimed_until"])
    claimed: M = row
    return claimed


def put_off(claimed: models.Model, *, until: dt.datetime) -> None:
    """Let a row whose work broke rest, unless another worker has it by now."""
    rows: Any = type(claimed)._default_manager
    attempts = claimed.attempts  # type: ignore[attr-defined]
    rows.filter(pk=claimed.pk, attempts=attempts).update(claimed_until=until)
