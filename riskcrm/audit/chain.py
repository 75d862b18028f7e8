"""The check of the chain of sealed blocks, which names the first row that was altered.

It reads the whole chain in the order of its positions and holds one block at a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection, transaction

from riskcrm.audit.hashes import GENESIS
from riskcrm.audit.judging import Finding, Part, Row


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole chain found."""

    is_sound: bool
    blocks: int
    events: int
    unsealed: int = 0
    oldest_unsealed_at: dt.datetime | None = None
    head_hash: str = ""
    finding: Finding | None = None
    erased: dict[str, int] = field(default_factory=dict)  # payloads let go, by erasure run

    def as_dict(self) -> dict[str, Any]:
        values = asdict(self)
        if self.oldest_unsealed_at:
            values["oldest_unsealed_at"] = self.oldest_unsealed_at.isoformat()
        return values


# microseconds, because a time may have been altered to one that Python cannot hold
_EVENT = """e.id, trunc(extract(epoch FROM e.recorded_at) * 1000000), e.actor_kind, e.actor_id,
       e.verb, e.object_kind, e.object_id, e.customer_id, e.request_id,
       e.payload_hash, e.leaf_hash, p.salt, p.body, x.by_event_id, erasing.id"""
# who let a payload go: a younger event, of the same customer, that erased it
_ERASED = """LEFT JOIN audit_erasure x ON x.event_id = e.id
LEFT JOIN audit_event erasing ON erasing.id = x.by_event_id AND erasing.id > e.id
    AND erasing.verb = 'erase_customer' AND erasing.customer_id = e.customer_id"""
_SEALED = f"""
SELECT s.position, s.event_id, s.leaf_hash, s.block_id,
       b.number, b.previous_hash, b.root, b.size,
       trunc(extract(epoch FROM b.sealed_at) * 1000000), b.hash, {_EVENT}
FROM audit_seal s
LEFT JOIN audit_block b ON b.number = s.block_id
LEFT JOIN audit_event e ON e.id = s.event_id
LEFT JOIN audit_eventpayload p ON p.event_id = s.event_id
{_ERASED}
ORDER BY s.position"""  # noqa: S608
_WAITING = f"""
SELECT 0, e.id, e.leaf_hash, 0, 0, ''::bytea, ''::bytea, 0, 0::numeric, ''::bytea, {_EVENT}
FROM audit_unsealed w
JOIN audit_event e ON e.id = w.event_id
LEFT JOIN audit_eventpayload p ON p.event_id = w.event_id
{_ERASED}
ORDER BY e.id"""  # noqa: S608
_NEVER_QUEUED = """
SELECT e.id FROM audit_event e
WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.event_id = e.id)
  AND NOT EXISTS (SELECT FROM audit_unsealed w WHERE w.event_id = e.id)
ORDER BY e.id LIMIT 1"""
_EMPTY_BLOCK = """
SELECT b.number FROM audit_block b
WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.block_id = b.number)
ORDER BY b.number LIMIT 1"""
# an event that erased says how many payloads and which: later none may come to them or go
_OTHER_ERASED = """
SELECT b.id FROM audit_event b
JOIN audit_eventpayload p ON p.event_id = b.id
LEFT JOIN LATERAL (
    SELECT count(*) AS count, encode(
        sha256(string_agg(x.event_id::text, ',' ORDER BY x.event_id)::bytea), 'hex') AS hash
    FROM audit_erasure x WHERE x.by_event_id = b.id
) listed ON true
WHERE b.verb = 'erase_customer'
  AND (listed.count::text IS DISTINCT FROM p.body::jsonb -> 'facts' ->> 'events'
       OR coalesce(listed.hash, '') IS DISTINCT FROM p.body::jsonb -> 'facts' ->> 'events_sha256')
ORDER BY b.id LIMIT 1"""
_ERASED_BY_RUN = """
SELECT b.object_id, count(*) FROM audit_erasure x JOIN audit_event b ON b.id = x.by_event_id
GROUP BY 1 ORDER BY 1"""
# blocks that were the latest when somebody looked, and are not what they were
_LOST_BLOCK = """
SELECT noted.block, b.number IS NOT NULL, to_char(noted.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
FROM (
    SELECT block, hash, noted_at AS at FROM audit_head
    UNION ALL
    SELECT blocks, head_hash, checked_at FROM audit_verification WHERE is_sound AND head_hash <> ''
) noted
LEFT JOIN audit_block b ON b.number = noted.block
WHERE encode(b.hash, 'hex') IS DISTINCT FROM noted.hash
ORDER BY noted.block, noted.at LIMIT 1"""


@dataclass
class Walk:
    """Where the check stands on its way through the chain."""

    blocks: int = 0
    events: int = 0
    head_hash: bytes = GENESIS
    part: Part | None = None

    def take(self, row: Row) -> Finding | None:
        """Go on to the next row; what is wrong up to here, if anything."""
        found = None
        if self.part is None or self.part.head.block_id != row.block_id:
            found = self.finish() or self._begin(row)
        elif len(self.part.rows) > self.part.head.size:
            found = self.part.judge()  # more rows than were sealed: do not collect them all
        if found is None and self.part:
            self.part.rows.append(row)
            self.events += 1
        return found

    def _begin(self, row: Row) -> Finding | None:
        number = self.blocks + 1
        expected = self.events + 1
        self.part = Part(row)
        if row.block_id != number:
            detail = f"block {row.block_id} follows block {self.blocks}"
            return Finding("block", str(number), "missing", number, expected, detail)
        if row.number is None:
            return self.part.finding(
                "block", number, "missing", expected, "only its seals are left"
            )
        if row.own_block_hash() != bytes(row.hash):
            detail = "its number, root, size, time or previous hash do not give its hash"
            return self.part.finding("block", number, "changed", expected, detail)
        if bytes(row.previous_hash) != self.head_hash:
            detail = f"block {number} was sealed on top of another block {self.blocks}"
            return Finding("block", str(self.blocks), "changed", self.blocks, None, detail)
        if row.position != expected:
            detail = f"the next one found is at position {row.position}"
            return self.part.finding("seal", expected, "missing", expected, detail)
        return None

    def finish(self) -> Finding | None:
        """Close the block that was being read."""
        if self.part is None:
            return None
        found = self.part.judge()
        if found is None:
            self.blocks += 1
            self.head_hash = bytes(self.part.head.hash)
            self.part = None
        return found


def verify(*, expected_head: str = "") -> Verdict:
    """Check every block, seal, event and payload. Reads in one snapshot, writes nothing.

    `expected_head` is a block's hash (hex) that was kept outside; the chain must still contain it.
    The database keeps such hashes too (`Head`), but whoever can make the whole chain anew can
    remove those as well. Begins a transaction of its own, so it cannot stand inside another.
    """
    walk = Walk()
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = _walk(walk) or walk.finish()
        found = found or _after_the_chain() or lost_block() or _expected(expected_head)
        unsealed, oldest = waiting()
        erased = erased_by_run()
    return Verdict(
        is_sound=found is None,
        blocks=walk.blocks,
        events=walk.events,
        unsealed=unsealed,
        oldest_unsealed_at=oldest,
        head_hash=walk.head_hash.hex() if walk.blocks else "",
        finding=found,
        erased=erased,
    )


def erased_by_run() -> dict[str, int]:
    """How many payloads each erasure run let go, by its id."""
    with connection.cursor() as cursor:
        cursor.execute(_ERASED_BY_RUN)
        return dict(cursor.fetchall())


def _walk(walk: Walk) -> Finding | None:
    for row in _rows(_SEALED):
        if found := walk.take(row):
            return found
    return None


def _after_the_chain() -> Finding | None:
    """Blocks without seals, events that go past the queue, and waiting ones that were altered."""
    if number := _value(_EMPTY_BLOCK):
        return Finding("block", str(number), "changed", number, None, "all its seals are gone")
    if key := _value(_NEVER_QUEUED):
        detail = "it is neither sealed nor waiting for its seal"
        return Finding("event", str(key), "inserted", None, None, detail)
    for row in _rows(_WAITING):
        if row.leaf() != bytes(row.stored_leaf):
            detail = "it waits for its seal, and its fields do not give the hash stored with it"
            return Finding("event", str(row.id), "changed", None, None, detail)
        if found := Part(row).judge_payload(row):
            return Finding("payload", found.id, found.what, None, None, found.detail)
    if key := _value(_OTHER_ERASED):
        detail = "the payloads listed as erased by it are not those that it erased"
        return Finding("event", str(key), "changed", None, None, detail)
    return None


def lost_block() -> Finding | None:
    """The first block that was the latest one once, and is gone or made anew. Cheap at any time."""
    with connection.cursor() as cursor:
        cursor.execute(_LOST_BLOCK)
        row = cursor.fetchone()
    if row is None:
        return None
    number, is_there, noted_at = row
    detail = f"it was the latest block on {noted_at} UTC" + (", with another hash" * is_there)
    what = "changed" if is_there else "missing"
    return Finding("block", str(number), what, number, None, detail)


def _expected(head: str) -> Finding | None:
    if not head or _value("SELECT number FROM audit_block WHERE encode(hash, 'hex') = %s", head):
        return None
    return Finding("block", head, "missing", None, None, "no block has the hash that was expected")


def waiting() -> tuple[int, dt.datetime | None]:
    """How many events wait for their seal, and since when the oldest does."""
    with connection.cursor() as cursor:
        cursor.execute(
            # an altered time may lie before all that Python knows
            "SELECT count(*), CASE WHEN count(*) > 0"
            " THEN greatest(least(min(e.recorded_at), '9999-01-01'), 'epoch') END"
            " FROM audit_unsealed w JOIN audit_event e ON e.id = w.event_id"
        )
        count, oldest = cursor.fetchone()
    return count, oldest


def _rows(sql: str) -> Iterator[Row]:
    """The rows of a query, fetched bit by bit by a cursor on the server."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(2000):
            yield from map(Row._make, rows)


def _value(sql: str, *params: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return row[0] if row else None
