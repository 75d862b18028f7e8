"""Which row of a sealed block was altered: three witnesses, of which two agree.

The event as it stands, the hash that its seal keeps, and the block's root.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from riskcrm.audit.hashes import block_hash, leaf_hash, payload_hash
from riskcrm.audit.merkle import root_of
from riskcrm.audit.models import Event


@dataclass(frozen=True)
class Finding:
    """The first row of the chain that is not as it was sealed."""

    row: str  # event, payload, seal or block
    id: str
    what: str  # changed, missing, inserted or reordered
    block: int | None = None
    position: int | None = None
    detail: str = ""

    def __str__(self) -> str:
        place = f" (block {self.block}, position {self.position})" if self.position else ""
        return f"{self.row} {self.id} was {self.what}{place}: {self.detail}"


class Row(NamedTuple):
    """A seal with its block, its event and its payload, each of which may be gone.

    Times are microseconds since 1970, as the hashes take them.
    """

    position: int
    event_id: int
    sealed_leaf: bytes
    block_id: int
    number: int | None  # from here on the block
    previous_hash: bytes
    root: bytes
    size: int
    sealed_at: Decimal
    hash: bytes
    id: int | None  # from here on the event
    recorded_at: Decimal
    actor_kind: str
    actor_id: str
    verb: str
    object_kind: str
    object_id: str
    customer_id: int | None
    request_id: str
    payload_hash: bytes
    stored_leaf: bytes
    salt: bytes | None  # from here on the payload
    body: str | None
    listed_by: int | None  # the event under which the payload is listed as erased
    erasing_event: int | None  # the same, where that event may have erased it

    def leaf(self) -> bytes:
        """The hash of the event as it stands; no hash at all for what was never sealed."""
        try:
            return leaf_hash(self)
        except OverflowError:
            return b""

    def own_block_hash(self) -> bytes:
        """The hash of the block's row as it stands; no hash at all for what was never sealed."""
        try:
            return block_hash(
                number=self.number or 0,
                previous_hash=self.previous_hash,
                root=self.root,
                size=self.size,
                sealed_at=self.sealed_at,
            )
        except OverflowError:
            return b""


@dataclass
class Part:
    """One block on the way through the chain: its own row, and those of its events."""

    head: Row
    rows: list[Row] = field(default_factory=list)

    def finding(self, row: str, key: object, what: str, position: int, detail: str) -> Finding:
        return Finding(row, str(key), what, self.head.block_id, position, detail)

    def judge(self) -> Finding | None:
        """The first row of this block that is not as it was sealed."""
        first = self.head.position
        for position, row in enumerate(self.rows, start=first):
            if found := self._judge_row(row, position):
                return found
        return None if self._seals_hold() else self._judge_set()

    def _judge_row(self, row: Row, position: int) -> Finding | None:
        if row.position != position:
            detail = f"the next one found is at position {row.position}"
            return self.finding("seal", position, "missing", position, detail)
        if row.id is None:
            return self.finding("event", row.event_id, "missing", position, "only its seal is left")
        leaf = row.leaf()
        if leaf != bytes(row.sealed_leaf):
            return self._judge_mismatch(row, leaf)
        if leaf != bytes(row.stored_leaf):
            detail = "the hash stored with it is not the one that was sealed"
            return self.finding("event", row.event_id, "changed", position, detail)
        return self.judge_payload(row)

    def judge_payload(self, row: Row) -> Finding | None:
        if row.salt is None or row.body is None:
            if row.erasing_event is not None:
                return None
            # what no erasure lists, somebody removed who went around the program
            detail = "its names, reason and before/after are gone"
            if row.listed_by is not None:
                detail += f", and event {row.listed_by} could not erase them"
            return self.finding("payload", row.event_id, "missing", row.position, detail)
        if row.listed_by is not None:
            detail = f"it is listed as erased by event {row.listed_by} and is there"
            return self.finding("payload", row.event_id, "inserted", row.position, detail)
        if payload_hash(row.salt, row.body) == bytes(row.payload_hash):
            return None
        detail = "names, reason or before/after are not what the event commits to"
        return self.finding("payload", row.event_id, "changed", row.position, detail)

    def _judge_mismatch(self, row: Row, leaf: bytes) -> Finding:
        """Event and seal differ: the block's root tells which of them is the original."""
        if not self._seals_hold() and self._root([row.leaf() for row in self.rows if row.id]):
            detail = "its hash is not that of its event, and the block's root confirms the event"
            return self.finding("seal", row.position, "changed", row.position, detail)
        if leaf == bytes(row.stored_leaf) and (other := _event_with(bytes(row.sealed_leaf))):
            detail = f"it stands where event {other} was sealed"
            return self.finding("event", row.event_id, "reordered", row.position, detail)
        detail = "its time, actor, act, object or payload hash is not what was sealed"
        return self.finding("event", row.event_id, "changed", row.position, detail)

    def _judge_set(self) -> Finding:
        """Each event fits its seal, but together they do not give the root.

        Sealing takes the events of a block in ascending order: that tells which one came, went or
        moved. Blocks are judged from the first one, so what came from another came from a later
        one, and its id is likely too high.
        """
        ordered = sorted(self.rows, key=lambda row: row.event_id)
        if self._root(_leaves(ordered)):
            there, was = next(
                pair for pair in zip(self.rows, ordered, strict=True) if pair[0] is not pair[1]
            )
            return self._reordered(there, f"it stands where event {was.event_id} was sealed")
        strays = self._strays()
        for extra in strays:
            if self._root(_leaves(row for row in self.rows if row is not extra)):
                detail = "the block's root is that of the other events"
                return self.finding("event", extra.event_id, "inserted", extra.position, detail)
        stray = next(iter(strays), None)
        if found := self._judge_moved(stray) or self._judge_gone(stray):
            return found
        if stray:
            detail = "the events of a block are sealed in ascending order, which it breaks"
            return self._reordered(stray, detail)
        return self._judge_size()

    def _strays(self) -> list[Row]:
        """The two rows at the first place where ids do not ascend, the likelier culprit first."""
        ids = [row.event_id for row in self.rows]
        for at in range(len(ids) - 1):
            if ids[at] > ids[at + 1]:
                pair = self.rows[at : at + 2]
                return pair if at == 0 or ids[at - 1] < ids[at + 1] else pair[::-1]
        return []

    def _judge_moved(self, stray: Row | None) -> Finding | None:
        """An event that is there, and that gives the root if it is put back into this block."""
        others, extra = self._without(stray)
        for event_id, leaf, position in _events_like(others, reach=self.head.size):
            if not self._root(_leaves(others, (event_id, leaf))):
                continue
            if extra:
                return self._reordered(extra, f"it stands where event {event_id} was sealed")
            place = self._place_of(event_id)
            if position is None:
                detail = f"it sealed event {event_id}, with which the events give the root"
                return self.finding("seal", place, "missing", place, detail)
            detail = f"it was sealed here and stands at position {position}"
            return self.finding("event", event_id, "reordered", place, detail)
        return None

    def _judge_gone(self, stray: Row | None) -> Finding | None:
        """An event that is gone with its seal, while others moved up. Its id is not there."""
        others, extra = self._without(stray)
        short = max(self.head.size - len(self.rows), _lost_seals() if extra else 0)
        gone = _ids_not_there(others, most=short) if short > 0 else []
        if not gone or len(gone) != short:
            return None  # a transaction that was undone loses its id too: it cannot be told
        detail = "its seal is gone too, and others moved up; around it no other id is missing"
        return self.finding("event", gone[0], "missing", self._place_of(gone[0]), detail)

    def _without(self, stray: Row | None) -> tuple[list[Row], Row | None]:
        """The rows without one that is too many where another is missing, and that one."""
        if len(self.rows) != self.head.size:
            return self.rows, None
        extra = stray or self.rows[-1]
        return [row for row in self.rows if row is not extra], extra

    def _judge_size(self) -> Finding:
        first, size = self.head.position, self.head.size
        if len(self.rows) == size:
            detail = "its events do not give its root"
            return self.finding("block", self.head.block_id, "changed", first, detail)
        what = "missing" if len(self.rows) < size else "inserted"
        position = first + min(len(self.rows), size)
        detail = f"the block has {size} events, not {len(self.rows)}"
        return self.finding("seal", position, what, position, detail)

    def _reordered(self, row: Row, detail: str) -> Finding:
        return self.finding("event", row.event_id, "reordered", row.position, detail)

    def _place_of(self, event_id: int) -> int:
        """The position at which this event would stand in the block."""
        return self.head.position + sum(row.event_id < event_id for row in self.rows)

    def _seals_hold(self) -> bool:
        return self._root([bytes(row.sealed_leaf) for row in self.rows])

    def _root(self, leaves: list[bytes]) -> bool:
        return len(leaves) == self.head.size and root_of(leaves) == bytes(self.head.root)


def _leaves(rows: Iterable[Row], *more: tuple[int, bytes]) -> list[bytes]:
    """The leaves of these rows, and of more events, in the order of sealing."""
    pairs = [*((row.event_id, bytes(row.sealed_leaf)) for row in rows), *more]
    return [leaf for _id, leaf in sorted(pairs)]


MOST_TRIED = 100
_EVENTS_LIKE = """
SELECT e.id, e.leaf_hash, s.position
FROM audit_event e LEFT JOIN audit_seal s ON s.event_id = e.id
WHERE e.id BETWEEN %(first)s - %(reach)s AND %(last)s + %(reach)s AND e.id <> ALL(%(ids)s)
ORDER BY e.id NOT BETWEEN %(first)s AND %(last)s, abs(e.id - %(last)s) LIMIT %(most)s"""


def _events_like(rows: Sequence[Row], *, reach: int) -> list[tuple[int, bytes, int | None]]:
    """(id, leaf, position) of events that may have been sealed among these, the nearest first."""
    ids = [row.event_id for row in rows]
    if not ids:
        return []
    with connection.cursor() as cursor:
        values = {"first": min(ids), "last": max(ids), "reach": reach, "most": MOST_TRIED}
        cursor.execute(_EVENTS_LIKE, {**values, "ids": ids})
        return [(key, bytes(leaf), position) for key, leaf, position in cursor.fetchall()]


# between the events before and after these; after the newest, up to the id given out latest
_IDS_NOT_THERE = """
SELECT id FROM generate_series(
    coalesce((SELECT max(id) + 1 FROM audit_event WHERE id < %(first)s), %(first)s),
    coalesce((SELECT min(id) FROM audit_event WHERE id > %(last)s),
             (SELECT last_value FROM audit_event_id_seq))
) id
WHERE NOT EXISTS (SELECT FROM audit_event e WHERE e.id = id.id)
  AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.event_id = id.id)
ORDER BY id LIMIT %(most)s + 1"""


def _ids_not_there(rows: Sequence[Row], *, most: int) -> list[int]:
    """Ids around these rows that no event has; one more than `most` if there are more."""
    ids = [row.event_id for row in rows]
    if not ids:
        return []
    with connection.cursor() as cursor:
        values = {"first": min(ids), "last": max(ids), "most": most}
        cursor.execute(_IDS_NOT_THERE, values)
        return [key for (key,) in cursor.fetchall()]


def _lost_seals() -> int:
    """How many seals there are too few, over the whole chain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(size) - (SELECT count(*) FROM audit_seal) FROM audit_block")
        return int(cursor.fetchone()[0] or 0)


def _event_with(leaf: bytes) -> int | None:
    return Event.objects.filter(leaf_hash=leaf).values_list("pk", flat=True).first()
