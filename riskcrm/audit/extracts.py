"""A part of the chain that can be checked alone: events with their paths, blocks up to the head.

What is written here is read by `monitoring/control/verify.py`, which knows nothing of us.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db import connection

from riskcrm.audit.merkle import inclusion_proofs
from riskcrm.audit.models import Block, Seal

BATCH = 2_000

# times in whole microseconds since 1970, as the hashes take them
_EVENTS = """
SELECT e.id, s.position, s.block_id, trunc(extract(epoch FROM e.recorded_at) * 1000000)::bigint,
       e.actor_kind, e.actor_id, e.verb, e.object_kind, e.object_id, e.customer_id, e.request_id,
       encode(e.payload_hash, 'hex'), encode(e.leaf_hash, 'hex'), encode(p.salt, 'hex'), p.body,
       x.by_event_id
FROM audit_event e
JOIN audit_seal s ON s.event_id = e.id
LEFT JOIN audit_eventpayload p ON p.event_id = e.id
LEFT JOIN audit_erasure x ON x.event_id = e.id
WHERE e.id = ANY(%s)
ORDER BY s.block_id, s.position"""
_NAMES = (
    "id", "position", "block", "recorded_us", "actor_kind", "actor_id", "verb", "object_kind",
    "object_id", "customer_id", "request_id", "payload_hash", "leaf", "salt", "body", "erased_by",
)  # fmt: skip
_BLOCKS = """
SELECT number, encode(root, 'hex'), size,
       trunc(extract(epoch FROM sealed_at) * 1000000)::bigint, encode(hash, 'hex')
FROM audit_block WHERE number BETWEEN %s AND %s ORDER BY number"""


def line(value: Any) -> bytes:
    """One line of JSON, the same for the same value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def events_with_paths(ids: Iterable[int]) -> list[dict[str, Any]]:
    """These sealed events in the order of their ids, each with the path to its block's root."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [sorted(ids)])
        found = [dict(zip(_NAMES, row, strict=True)) for row in cursor.fetchall()]
    for number, group in groupby(found, key=lambda event: event["block"]):
        _add_paths(number, list(group))
    return sorted(found, key=lambda event: event["id"])


def _add_paths(number: int, events: list[dict[str, Any]]) -> None:
    seals = Seal.objects.filter(block=number).order_by("position")
    pairs = list(seals.values_list("position", "leaf_hash"))
    index_of = {position: index for index, (position, _leaf) in enumerate(pairs)}
    wanted = [index_of[event["position"]] for event in events]
    proofs = inclusion_proofs([bytes(leaf) for _position, leaf in pairs], wanted)
    for event, index in zip(events, wanted, strict=True):
        event |= {"index": index, "path": [step.hex() for step in proofs[index]]}


def blocks_from(first: int, *, head: Block) -> Iterator[dict[str, Any]]:
    """The hash before block `first`, then the blocks from there up to the head."""
    before = Block.objects.get(pk=first).previous_hash
    yield {"previous_hash": bytes(before).hex()}
    names = ("number", "root", "size", "sealed_us", "hash")
    with connection.chunked_cursor() as cursor:
        cursor.execute(_BLOCKS, [first, head.pk])
        while rows := cursor.fetchmany(BATCH):
            yield from (dict(zip(names, row, strict=True)) for row in rows)
