"""Writing events, and sealing them. Each service records what it did in its own transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from django.db import connection, models, transaction
from django.utils import timezone

from riskcrm.audit import merkle
from riskcrm.audit.chain import Verdict, lost_block
from riskcrm.audit.hashes import GENESIS, block_hash, leaf_hash, payload_hash
from riskcrm.audit.models import Block, Event, EventPayload, Head, Seal, Verification

log = structlog.get_logger()


@dataclass(frozen=True)
class Actor:
    """Who acted, as a value: a person, a service user, or the system itself."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True)
class Subject:
    """What an act is about where no row stands for it, such as the book as a whole."""

    kind: str
    name: str


SYSTEM = Actor(kind="system", id="system", name="riskcrm")


def canonical_json(value: Any) -> str:
    """The one spelling of a value that hashes rely on: sorted keys, no spaces, UTF-8 as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def record(
    verb: str,
    *,
    by: Actor,
    obj: models.Model | Subject,
    customer_id: int | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
    at: dt.datetime | None = None,
) -> Event:
    """Write that `by` did `verb` to `obj`, inside the caller's transaction.

    `before` and `after` hold only what changed; `facts` whatever else a reader needs, such as the
    hash of a file. An `obj` without a row is known by its name alone. Names live in the payload,
    so that a person can be forgotten later.
    Raises `TransactionManagementError` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event belongs to its act's transaction")
    body = canonical_json(
        {
            "actor": by.name,
            "object": obj.name if isinstance(obj, Subject) else str(obj),
            "reason": reason,
            "before": before or {},
            "after": after or {},
            "facts": facts or {},
        }
    )
    kind, key = (obj.kind, None) if isinstance(obj, Subject) else (obj._meta.model_name, obj.pk)
    salt = os.urandom(16)
    event = Event(
        recorded_at=at or timezone.now(),
        actor_kind=by.kind,
        actor_id=by.id,
        verb=verb,
        object_kind=kind or "",
        object_id="" if key is None else str(key),
        customer_id=customer_id,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
        payload_hash=payload_hash(salt, body),
    )
    event.leaf_hash = leaf_hash(event)
    event.save(force_insert=True)
    EventPayload.objects.create(event=event, salt=salt, body=body)
    return event


# --- erasing -------------------------------------------------------------------------------------

_STILL_THERE = """
SELECT e.customer_id, array_agg(e.id ORDER BY e.id)
FROM audit_event e JOIN audit_eventpayload p ON p.event_id = e.id
WHERE e.customer_id = ANY(%s) AND e.verb <> 'erase_customer'
GROUP BY e.customer_id"""
_LIST = """
INSERT INTO audit_erasure (event_id, by_event_id)
SELECT * FROM unnest(%s::bigint[], %s::bigint[])"""


def erase_payloads(
    facts: dict[int, dict[str, Any]], *, by: Actor, obj: models.Model, at: dt.datetime
) -> dict[int, int]:
    """Let go of what events say of these customers; how many payloads of each.

    Per customer an event tells that `obj` did it and which payloads went, with these facts. The
    events themselves, their hashes and their places in the chain stay.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STILL_THERE, [list(facts)])
        found: dict[int, list[int]] = dict(cursor.fetchall())
        gone: list[int] = []
        by_event: list[int] = []
        for customer_id, known in facts.items():
            events = found.get(customer_id, [])
            erased = {"events": len(events), "events_sha256": _hash_of(events)}
            act = record(
                "erase_customer", by=by, obj=obj, customer_id=customer_id, facts=known | erased,
                at=at,
            )  # fmt: skip
            gone += events
            by_event += [act.pk] * len(events)
        cursor.execute(_LIST, [gone, by_event])
    return {customer_id: len(found.get(customer_id, [])) for customer_id in facts}


def _hash_of(events: list[int]) -> str:
    """Of the list of events as `verify` makes it anew; "" for none."""
    return hashlib.sha256(",".join(map(str, events)).encode()).hexdigest() if events else ""


# --- sealing -------------------------------------------------------------------------------------

SEALING = 0x5EA1  # advisory lock: one sealer at a time

# exactly the waiting events that are visible now, late commits with low ids among them
_SEAL = """
WITH taken AS (
    DELETE FROM audit_unsealed WHERE event_id IN (
        SELECT event_id FROM audit_unsealed ORDER BY event_id LIMIT %(limit)s
    ) RETURNING event_id
)
INSERT INTO audit_seal (position, event_id, leaf_hash, block_id)
SELECT %(position)s + row_number() OVER (ORDER BY e.id), e.id, e.leaf_hash, %(block)s
FROM taken JOIN audit_event e ON e.id = taken.event_id
WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.event_id = e.id)
RETURNING position, leaf_hash"""


def seal(*, at: dt.datetime, limit: int = 10_000) -> int:
    """Seal up to `limit` waiting events into one block on top of the chain; how many.

    Safe side by side: the second sealer waits for the first one's commit.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        head = Block.objects.order_by("-number").first()
        number = head.number + 1 if head else 1
        previous_hash = bytes(head.hash) if head else GENESIS
        position = _latest_position()
        cursor.execute(_SEAL, {"limit": limit, "position": position, "block": number})
        leaves = [bytes(leaf) for _position, leaf in sorted(cursor.fetchall())]
        if not leaves:
            return 0
        content: dict[str, Any] = {
            "number": number,
            "previous_hash": previous_hash,
            "root": merkle.root_of(leaves),
            "size": len(leaves),
            "sealed_at": at,
        }
        Block.objects.create(**content, hash=block_hash(**content))
    return len(leaves)


def note_verification(verdict: Verdict, *, at: dt.datetime) -> Verification:
    """Keep what a check of the chain found, for those who look at the chain's state."""
    return Verification.objects.create(
        checked_at=at,
        is_sound=verdict.is_sound,
        blocks=verdict.blocks,
        events=verdict.events,
        head_hash=verdict.head_hash,
        finding=asdict(verdict.finding) if verdict.finding else None,
    )


def note_head(*, at: dt.datetime) -> None:
    """Write down which block is the latest, here and in the log, which lies elsewhere.

    Where a block that was noted before is gone or another one, that is written down instead, as a
    check that failed.
    """
    head = Block.objects.order_by("-number").first()
    if lost := lost_block():
        log.error("audit_chain_altered", finding=str(lost))
        verdict = Verdict(
            is_sound=False,
            blocks=head.number if head else 0,
            events=_latest_position(),
            finding=lost,
        )
        note_verification(verdict, at=at)
    elif head:
        digest = bytes(head.hash).hex()
        Head.objects.get_or_create(block=head.number, hash=digest, defaults={"noted_at": at})
        log.info("audit_head", block=head.number, hash=digest)


def _latest_position() -> int:
    return Seal.objects.aggregate(most=models.Max("position"))["most"] or 0
