"""Writing events. Each service records what it did in its own transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import models, transaction
from django.utils import timezone

from riskcrm.audit.models import Event, EventPayload


@dataclass(frozen=True)
class Actor:
    """Who acted, as a value: a person, a service user, or the system itself."""

    kind: str
    id: str
    name: str


SYSTEM = Actor(kind="system", id="system", name="riskcrm")


def canonical_json(value: Any) -> str:
    """The one spelling of a value that hashes rely on: sorted keys, no spaces, UTF-8 as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def leaf_hash(event: Event) -> bytes:
    """SHA-256 of 0x00 and the length-prefixed fields of an event (RFC 6962 leaf).

    The time counts as whole microseconds since 1970 UTC, so no time zone or format can change it.
    """
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    microseconds = (event.recorded_at - epoch) // dt.timedelta(microseconds=1)
    fields = [
        str(microseconds),
        event.actor_kind,
        event.actor_id,
        event.verb,
        event.object_kind,
        event.object_id,
        "" if event.customer_id is None else str(event.customer_id),
        event.request_id,
        bytes(event.payload_hash).hex(),
    ]
    digest = hashlib.sha256(b"\x00")
    for text in fields:
        data = text.encode()
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.digest()


def record(
    verb: str,
    *,
    by: Actor,
    obj: models.Model,
    customer_id: int | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
    at: dt.datetime | None = None,
) -> Event:
    """Write that `by` did `verb` to `obj`, inside the caller's transaction.

    `before` and `after` hold only what changed; `facts` whatever else a reader needs, such as the
    hash of a file. Names live in the payload, so that a person can be forgotten later.
    Raises `TransactionManagementError` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event belongs to its act's transaction")
    body = canonical_json(
        {
            "actor": by.name,
            "object": str(obj),
            "reason": reason,
            "before": before or {},
            "after": after or {},
            "facts": facts or {},
        }
    )
    salt = os.urandom(16)
    event = Event(
        recorded_at=at or timezone.now(),
        actor_kind=by.kind,
        actor_id=by.id,
        verb=verb,
        object_kind=obj._meta.model_name or "",
        object_id=str(obj.pk),
        customer_id=customer_id,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
        payload_hash=hashlib.sha256(salt + body.encode()).digest(),
    )
    event.leaf_hash = leaf_hash(event)
    event.save(force_insert=True)
    EventPayload.objects.create(event=event, salt=salt, body=body)
    return event
