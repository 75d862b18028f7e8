"""Reads of the chain for people: events in words, the chain's state, an event's proof."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Max
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from riskcrm.audit import words
from riskcrm.audit.chain import waiting
from riskcrm.audit.merkle import inclusion_proofs, root_from_proof
from riskcrm.audit.models import Block, Event, Seal, Verification


@dataclass(frozen=True)
class Line:
    """An event in words."""

    event: Event
    sentence: str
    actor: str
    object: str
    reason: str
    is_erased: bool
    before: dict[str, Any]
    after: dict[str, Any]
    facts: dict[str, Any]


def in_words(event: Event) -> Line:
    """An event as people read it; of an erased one only ids are left. Needs its payload joined."""
    body = event.content
    actor = body.get("actor") or f"{event.actor_kind} {event.actor_id}"
    by_number = f"{words.kind_name(event.object_kind)} {event.object_id}"
    name = by_number if event.object_kind in words.NAMELESS else body.get("object") or by_number
    return Line(
        event=event,
        sentence=words.sentence(event.verb, actor=actor, obj=name),
        actor=actor,
        object=name,
        reason=body.get("reason", ""),
        is_erased=not body,
        before=body.get("before", {}),
        after=body.get("after", {}),
        facts=body.get("facts", {}),
    )


def changes_of(line: Line) -> list[dict[str, Any]]:
    """Field by field, what was and what is."""
    kind = line.event.object_kind
    names = [*line.before, *(name for name in line.after if name not in line.before)]
    return [
        {
            "name": words.field_name(kind, name),
            "before": words.value_text(line.before.get(name), words.labels_of(kind, name)),
            "after": words.value_text(line.after.get(name), words.labels_of(kind, name)),
        }
        for name in names
    ]


def facts_of(line: Line) -> list[tuple[str, str]]:
    """What else a reader needs, name by name."""
    kind = line.event.object_kind
    return [
        (words.field_name(kind, name), words.value_text(value, words.labels_of(kind, name)))
        for name, value in line.facts.items()
    ]


def page_of(event: Event) -> str:
    """The address of what the event is about, "" where it has no page."""
    route = words.PAGES.get(event.object_kind)
    try:
        return reverse(route, args=[int(event.object_id)]) if route else ""
    except (NoReverseMatch, ValueError):
        return ""


def customer_page(event: Event) -> str:
    if event.customer_id is None:
        return ""
    try:
        return reverse(words.PAGES["customer"], args=[event.customer_id])
    except NoReverseMatch:
        return ""


def customer_ids(number: str) -> list[int]:
    """The customers of this number; the app that keeps them answers (`find_customer_ids`)."""
    for config in apps.get_app_configs():
        if find := getattr(config, "find_customer_ids", None):
            ids: list[int] = find(number)
            return ids
    return []


@dataclass(frozen=True)
class ChainState:
    """What a person wants to know of the chain before reading it."""

    blocks: int
    events: int
    unsealed: int
    oldest_unsealed_at: dt.datetime | None
    verification: Verification | None


def chain_state() -> ChainState:
    unsealed, oldest = waiting()
    return ChainState(
        blocks=Block.objects.aggregate(most=Max("number"))["most"] or 0,
        events=Seal.objects.aggregate(most=Max("position"))["most"] or 0,
        unsealed=unsealed,
        oldest_unsealed_at=oldest,
        verification=Verification.objects.order_by("-pk").first(),
    )


@dataclass(frozen=True)
class Proof:
    """That an event lies in its block: the hashes that lead from its leaf to the block's root."""

    seal: Seal
    block: Block
    index: int  # of the leaf in the block, from 0
    path: list[str]  # hex, lowest first
    holds: bool


def proof_of(event: Event) -> Proof | None:
    """The event's place in the chain with its proof, None while it waits for its seal."""
    seal = Seal.objects.select_related("block").filter(event_id=event.pk).first()
    if seal is None:
        return None
    block = seal.block
    rows = Seal.objects.filter(block=block).order_by("position")
    pairs = list(rows.values_list("position", "leaf_hash"))
    leaves = [bytes(leaf) for _position, leaf in pairs]
    index = [position for position, _leaf in pairs].index(seal.position)
    path = inclusion_proofs(leaves, [index])[index]
    root = root_from_proof(bytes(event.leaf_hash), index, len(leaves), path)
    holds = len(leaves) == block.size and root == bytes(block.root)
    return Proof(seal, block, index, [step.hex() for step in path], holds)


# the newest event of each actor, by skipping through the index instead of reading all of it
_ACTORS = """
WITH RECURSIVE newest AS (
    (SELECT actor_id, id FROM audit_event ORDER BY actor_id, id DESC LIMIT 1)
    UNION ALL
    SELECT following.actor_id, following.id FROM newest CROSS JOIN LATERAL (
        SELECT actor_id, id FROM audit_event WHERE actor_id > newest.actor_id
        ORDER BY actor_id, id DESC LIMIT 1
    ) following
)
SELECT newest.actor_id, p.body::jsonb ->> 'actor'
FROM newest LEFT JOIN audit_eventpayload p ON p.event_id = newest.id
ORDER BY 2, 1"""


def actors() -> list[tuple[str, str]]:
    """(id, latest name) of everybody who ever did something."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTORS)
        return [(key, name or _("erased, id %(id)s") % {"id": key}) for key, name in cursor]
