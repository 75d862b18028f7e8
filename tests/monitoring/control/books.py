"""What controls were performed on."""

from __future__ import annotations

import datetime as dt

from riskcrm.accounts.models import User
from scoring.models import Override
from tests.factories import make_customer

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
FIRST, FINAL = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
WITHIN = dt.datetime(2026, 10, 15, 9, tzinfo=dt.UTC)


def decided_overrides(
    count: int, *, by: User, second: User, at: dt.datetime = WITHIN
) -> list[Override]:
    """Overrides that were asked for by one and approved by another."""
    rows = [
        Override(
            customer=make_customer(manager=by, team=by.team), tier="low", computed_tier="high",
            reason="one_off", text="A single late payment.", evidence="Bank statement.",
            state=Override.State.IN_FORCE, requested_by=by, responsible=by, requested_at=at,
            from_date=at.date(), expires_on=at.date() + dt.timedelta(days=30), decided_by=second,
            decided_at=at, decision="Agreed.",
        )
        for _number in range(count)
    ]  # fmt: skip
    return Override.objects.bulk_create(rows)
