"""A chain to be altered, and what the owner of its tables can do to it."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from riskcrm.accounts.models import Team
from riskcrm.audit import chain, services
from riskcrm.audit.grants import APPEND_ONLY
from riskcrm.audit.models import Event
from tests.database import as_owner

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)

OTHER_GUARDS = (
    ("event", "wait_for_seal"), ("eventpayload", "only_listed"), ("erasure", "erase_listed"),
)  # fmt: skip


def act(number: int = 1, verb: str = "create_team") -> Event:
    with transaction.atomic():
        return services.record(
            verb, by=services.SYSTEM, obj=Team(pk=number, name=f"team {number}"), at=NOW
        )


def acts(count: int) -> list[int]:
    return [act(number).pk for number in range(count)]


def tamper(*statements: str) -> None:
    """What the owner of the tables can do who first takes the guards away."""
    with as_owner(), connection.cursor() as cursor:
        for table in APPEND_ONLY:
            cursor.execute(f"ALTER TABLE audit_{table} DISABLE TRIGGER append_only")
        for table, trigger in OTHER_GUARDS:
            cursor.execute(f"ALTER TABLE audit_{table} DISABLE TRIGGER {trigger}")
        for statement in statements:
            cursor.execute(statement)
        for table in APPEND_ONLY:
            cursor.execute(f"ALTER TABLE audit_{table} ENABLE ALWAYS TRIGGER append_only")
        for table, trigger in OTHER_GUARDS:
            cursor.execute(f"ALTER TABLE audit_{table} ENABLE ALWAYS TRIGGER {trigger}")


def finding() -> tuple[str, str, str, int | None, int | None]:
    verdict = chain.verify()
    assert not verdict.is_sound
    found = verdict.finding
    assert found is not None
    return found.row, found.id, found.what, found.block, found.position


def seal_two_blocks() -> list[int]:
    """A sound chain of two blocks with four events each; the ids of the events."""
    ids = acts(4)
    services.seal(at=NOW)
    ids += acts(4)
    services.seal(at=NOW)
    assert chain.verify().is_sound
    return ids
