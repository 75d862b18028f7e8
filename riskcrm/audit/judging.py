"""Which row of a sealed block was altered: three witnesses, of which two agree.

The event as it stands, the hash that its seal keeps, and the block's root.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from riskcrm.audit.hashes import leaf_hash, payload_hash
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
    """A seal with its block, its event and its payload, each of which may be gone."""

    position: int
    event_id: int
    sealed_leaf: bytes
    block_id: int
    number: int | None  # from here on the block
    previous_hash: bytes
    root: bytes
    size: int
    sealed_at: dt.datetime
    hash: bytes
    id: int | None  # from here on the event
    recorded_at: dt.datetime
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
        if len(self.rows) != self.head.size:
            position = first + min(len(self.rows), self.head.size)
            what = "missing" if len(self.rows) < self.head.size else "inserted"
            detail = f"the block has {self.head.size} events, not {len(self.rows)}"
            return self.finding("seal", position, what, position, detail)
        return None if self._seals_hold() else self._judge_order()

    def _judge_row(self, row: Row, position: int) -> Finding | None:
        if row.position != position:
            detail = f"the next one found is at position {row.position}"
            return self.finding("seal", position, "missing", position, detail)
        if row.id is None:
            return self.finding("event", row.event_id, "missing", position, "only its seal is left")
        leaf = leaf_hash(row)
        if leaf != bytes(row.sealed_leaf):
            return self._judge_mismatch(row, leaf)
        if leaf != bytes(row.stored_leaf):
            detail = "the hash stored with it is not the one that was sealed"
            return self.finding("event", row.event_id, "changed", position, detail)
        return self.judge_payload(row)

    def judge_payload(self, row: Row) -> Finding | None:
        if row.salt is None or row.body is None:
            # nothing here erases payloads yet, so whoever removed it went around the program
            detail = "its names, reason and before/after are gone"
            return self.finding("payload", row.event_id, "missing", row.position, detail)
        if payload_hash(row.salt, row.body) == bytes(row.payload_hash):
            return None
        detail = "names, reason or before/after are not what the event commits to"
        return self.finding("payload", row.event_id, "changed", row.position, detail)

    def _judge_mismatch(self, row: Row, leaf: bytes) -> Finding:
        """Event and seal differ: the block's root tells which of them is the original."""
        if not self._seals_hold() and self._root([leaf_hash(row) for row in self.rows if row.id]):
            detail = "its hash is not that of its event, and the block's root confirms the event"
            return self.finding("seal", row.position, "changed", row.position, detail)
        if leaf == bytes(row.stored_leaf) and (other := _event_with(bytes(row.sealed_leaf))):
            detail = f"it stands where event {other} was sealed"
            return self.finding("event", row.event_id, "reordered", row.position, detail)
        detail = "its time, actor, act, object or payload hash is not what was sealed"
        return self.finding("event", row.event_id, "changed", row.position, detail)

    def _judge_order(self) -> Finding:
        """Each event fits its seal, but together they do not give the root."""
        ordered = sorted(self.rows, key=lambda row: row.event_id)  # the order of sealing
        if self._root([bytes(row.sealed_leaf) for row in ordered]):
            for there, was in zip(self.rows, ordered, strict=True):
                if there is not was:
                    detail = f"it stands where event {was.event_id} was sealed"
                    key, position = there.event_id, there.position
                    return self.finding("event", key, "reordered", position, detail)
        detail = "its events do not give its root"
        return self.finding("block", self.head.block_id, "changed", self.head.position, detail)

    def _seals_hold(self) -> bool:
        return self._root([bytes(row.sealed_leaf) for row in self.rows])

    def _root(self, leaves: list[bytes]) -> bool:
        return len(leaves) == self.head.size and root_of(leaves) == bytes(self.head.root)


def _event_with(leaf: bytes) -> int | None:
    return Event.objects.filter(leaf_hash=leaf).values_list("pk", flat=True).first()
