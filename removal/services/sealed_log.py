"""The compartment's own log: every act and every look, each entry hashing the one before.

It replaces audit events, which auditors and administrators read. Once a day the ordinary chain is
told a salted hash of its latest entry, whether there is a new one or not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from removal.models import RestrictedMatter, SealedEntry, SealedHead
from removal.restricted.opened import opened
from riskcrm.accounts.models import User
from riskcrm.audit.hashes import GENESIS, microseconds
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM, Subject, canonical_json, record
from riskcrm.jobs.services import take_slot
from riskcrm.web.today import local_date

WRITING = 0x5EA1ED  # advisory lock: one entry after the other


def write_down(
    act: str,
    *,
    by: User,
    at: dt.datetime,
    matter: RestrictedMatter | None = None,
    customer_key: int | None = None,
    reason: str = "",
    **facts: Any,
) -> SealedEntry:
    """Add an entry, in the caller's transaction and inside `opened()`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
    latest = SealedEntry.objects.order_by("-number").first()
    entry = SealedEntry(
        number=latest.number + 1 if latest else 1,
        at=at,
        act=act,
        actor_id=str(by.pk),
        body=canonical_json(
            {
                "actor": str(by),
                "matter": str(matter.pk) if matter else None,
                "customer": matter.customer_key if matter else customer_key,
                "reason": reason,
                "facts": facts,
            }
        ),
        previous_hash=bytes(latest.hash) if latest else GENESIS,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    return entry


def hash_of(entry: SealedEntry) -> bytes:
    """SHA-256 of 0x04, the hash before and the entry's fields."""
    fields = [entry.number, microseconds(entry.at), entry.act, entry.actor_id, entry.body]
    text = canonical_json(fields).encode()
    return hashlib.sha256(b"\x04" + bytes(entry.previous_hash) + text).digest()


def note_sealed_head(*, at: dt.datetime) -> bool:
    """Once a day: commit the audit chain to the log as it stands; false where today is done."""
    with transaction.atomic(), opened():
        if not take_slot("note-sealed-log", local_date(at).isoformat(), at=at):
            return False
        latest = SealedEntry.objects.order_by("-number").first()
        digest = bytes(latest.hash) if latest else GENESIS
        salt = os.urandom(16)
        event = record(
            "note_sealed_log",
            by=SYSTEM,
            obj=Subject("sealedlog", "sealed log"),
            facts={"commitment": _commitment(salt, digest)},
            at=at,
        )
        number = latest.number if latest else 0
        SealedHead.objects.create(
            noted_at=at, number=number, hash=digest, salt=salt, event_id=event.pk
        )
    return True


def _commitment(salt: bytes, digest: bytes) -> str:
    return hashlib.sha256(salt + digest).hexdigest()


def verify_sealed_log() -> str:
    """What is wrong first, in one sentence; "" for a log that is as it was written."""
    with opened():
        entries = SealedEntry.objects.order_by("number").iterator(chunk_size=2000)
        return broken_entry(entries) or _broken_head()


def broken_entry(
    entries: Iterable[SealedEntry], *, number: int = 0, previous: bytes = GENESIS
) -> str:
    """The first of these entries, rising by number, that is not as it was written."""
    for entry in entries:
        number += 1
        if entry.number != number:
            return _("Entry %(number)s is missing.") % {"number": number}
        if bytes(entry.previous_hash) != previous or bytes(entry.hash) != hash_of(entry):
            return _("Entry %(number)s was changed.") % {"number": number}
        previous = bytes(entry.hash)
    return ""


def _broken_head() -> str:
    """Whether the log still holds, and the audit chain still says, what was committed each day."""
    heads = list(SealedHead.objects.order_by("pk"))
    numbers = [head.number for head in heads]
    hashes = dict(SealedEntry.objects.filter(pk__in=numbers).values_list("number", "hash"))
    events = {
        event.pk: event.content
        for event in Event.objects.filter(pk__in=[head.event_id for head in heads])
        .select_related("payload")
        .iterator(chunk_size=2000)
    }
    for head in heads:
        held = bytes(hashes.get(head.number, GENESIS))
        said = events.get(head.event_id, {}).get("facts", {}).get("commitment")
        if held != bytes(head.hash) or said != _commitment(bytes(head.salt), bytes(head.hash)):
            day = local_date(head.noted_at).isoformat()
            return _("The log is not as it was noted on %(day)s.") % {"day": day}
    return ""
