"""Moving a row with a state and a version on, exactly once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from riskcrm.web.errors import Refused, Stale


def claim(
    row: Any, wanted: str, version: int | None, *, closed: Callable[[Any], Refused], **changes: Any
) -> None:
    """Move it on from the state `wanted`; whoever comes second is told, by `closed` or as stale."""
    rows = type(row).objects.filter(pk=row.pk, state=wanted)
    if version is not None:
        rows = rows.filter(version=version)
    if rows.update(**changes, version=F("version") + 1) != 1:
        now = type(row).objects.get(pk=row.pk)
        raise stale() if now.state == wanted else closed(now)
    row.refresh_from_db()


def stale() -> Stale:
    return Stale(_("It was changed while you looked at it. Load it again, then decide."))
