"""How an event, a payload and a block are hashed, so that anybody can do it again elsewhere."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Protocol

GENESIS = bytes(32)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

# a time, or its microseconds as PostgreSQL counts them, which knows times that Python does not
Moment = dt.datetime | Decimal


def microseconds(moment: Moment) -> int:
    """Whole microseconds since 1970 UTC: no time zone and no format can change them.

    Raises `OverflowError` for an infinite time.
    """
    if isinstance(moment, Decimal):
        return int(moment)
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)


class EventFields(Protocol):
    """What a leaf commits to."""

    @property
    def recorded_at(self) -> Moment: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_id(self) -> str: ...
    @property
    def verb(self) -> str: ...
    @property
    def object_kind(self) -> str: ...
    @property
    def object_id(self) -> str: ...
    @property
    def customer_id(self) -> int | None: ...
    @property
    def request_id(self) -> str: ...
    @property
    def payload_hash(self) -> bytes | memoryview: ...


def leaf_hash(event: EventFields) -> bytes:
    """SHA-256 of 0x00 and the length-prefixed fields of an event (RFC 6962 leaf).

    Raises `OverflowError` for a time at which nothing can happen.
    """
    fields = [
        str(microseconds(event.recorded_at)),
        event.actor_kind,
        event.actor_id,
        event.verb,
        event.object_kind,
        event.object_id,
        "" if event.customer_id is None else str(event.customer_id),
        event.request_id,
        bytes(event.payload_hash).hex(),
    ]
    parts = [b"\x00"]
    for text in fields:
        data = text.encode()
        parts += (len(data).to_bytes(4, "big"), data)
    return hashlib.sha256(b"".join(parts)).digest()


def payload_hash(salt: bytes, body: str) -> bytes:
    """What an event commits to instead of its payload, so that the payload can be erased."""
    return hashlib.sha256(bytes(salt) + body.encode()).digest()


def block_hash(
    *, number: int, previous_hash: bytes, root: bytes, size: int, sealed_at: Moment
) -> bytes:
    """SHA-256 of 0x02, number, previous hash, root, size and time in microseconds.

    Raises `OverflowError` for a number, size or time that no block can have.
    """
    digest = hashlib.sha256(b"\x02")
    digest.update(number.to_bytes(8, "big"))
    digest.update(bytes(previous_hash) + bytes(root))
    digest.update(size.to_bytes(8, "big"))
    digest.update(microseconds(sealed_at).to_bytes(8, "big", signed=True))
    return digest.digest()
