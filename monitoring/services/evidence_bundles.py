"""Bundles of evidence: a ZIP that a third party checks offline, see `control/verify.py`.

First the manifest is made and its hash recorded, as an act like any other; that event is sealed at
once and goes into the bundle, so that the chain itself vouches for what the bundle holds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from monitoring.control import evidence, verify
from removal.models import RemovalCase
from riskcrm.accounts.control_rights import MAKE_BUNDLES
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.extracts import blocks_from, events_with_paths, line
from riskcrm.audit.models import Block, Event, Unsealed
from riskcrm.audit.services import record, seal
from riskcrm.web.errors import Refused

FORMAT = "riskcrm evidence 1"
VERB = "make_evidence_bundle"
PIECE = 1 << 20
LISTED = ("pk", "leaf_hash", "erasure__by_event_id")  # of each event in the manifest
# the same bytes for the same bundle: no file of it bears the hour at which it was packed
NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Bundle:
    """What was put into a bundle."""

    events: int
    files: int
    missing: int
    head: str  # hash of the newest block, to be told on another way than the bundle


def bundle_of_customer(customer: Customer, into: IO[bytes], *, by: User, at: dt.datetime) -> Bundle:
    """Write the evidence of a customer as a ZIP. Refused for who may not, or does not see it.

    Makes transactions of its own: what it says of itself is sealed before it is read.
    """
    _check(Customer.objects.visible_to(by).filter(pk=customer.pk).exists(), by=by)
    subject = {"kind": "customer", "id": customer.pk, "name": customer.number}
    events = evidence.events_of_customer(customer)
    return _write(
        into, subject, customer, events.values_list(*LISTED),
        list(evidence.files_of_customer(customer)), customer_id=customer.pk, by=by, at=at,
    )  # fmt: skip


def bundle_of_case(case: RemovalCase, into: IO[bytes], *, by: User, at: dt.datetime) -> Bundle:
    """Write the evidence of a removal case as a ZIP; see `bundle_of_customer`."""
    _check(RemovalCase.objects.visible_to(by).filter(pk=case.pk).exists(), by=by)
    subject = {"kind": "removal case", "id": case.pk, "name": str(case.pk)}
    events = evidence.events_of_case(case)
    return _write(
        into, subject, case, events.values_list(*LISTED),
        list(evidence.files_of_case(case)), customer_id=case.customer_id, by=by, at=at,
    )  # fmt: skip


def _check(is_visible: bool, *, by: User) -> None:
    check_right(by, MAKE_BUNDLES)
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can take evidence out."), code="people_decide")
    if not is_visible:
        raise Refused(_("There is no such customer among those you see."), code="not_visible")


def _write(
    into: IO[bytes],
    subject: dict[str, Any],
    about: Customer | RemovalCase,
    events: Iterable[tuple[int, Any, int | None]],
    files: list[evidence.KeptFile],
    *,
    customer_id: int,
    by: User,
    at: dt.datetime,
) -> Bundle:
    listed = sorted((key, bytes(leaf).hex(), erased_by) for key, leaf, erased_by in events)
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as bundle:
        kept = [_pack_file(bundle, each) for each in files]
        manifest = line(
            {
                "format": FORMAT, "subject": subject, "made_at": at.isoformat(),
                "made_by": {"id": str(by.pk), "name": by.name}, "events": listed, "files": kept,
                "left_out": ["restricted compartment", *evidence.SECRET],
            }
        )  # fmt: skip
        missing = sum(each["missing"] for each in kept)
        maker = _record(about, manifest, len(listed), len(kept), customer_id, by=by, at=at)
        head = _pack_chain(bundle, [key for key, *_rest in listed], maker)
        _pack(bundle, "manifest.json", manifest)
        _pack(bundle, "verify.py", Path(verify.__file__).read_bytes())
    return Bundle(len(listed), len(kept) - missing, missing, bytes(head.hash).hex())


def _record(
    about: Customer | RemovalCase,
    manifest: bytes,
    events: int,
    files: int,
    customer_id: int,
    *,
    by: User,
    at: dt.datetime,
) -> Event:
    """Write down that the bundle is made, and seal it with all that waits for its seal."""
    digest = hashlib.sha256(manifest).hexdigest()
    with transaction.atomic():
        facts = {"manifest_sha256": digest, "events": events, "files": files}
        made = record(
            VERB, by=by.as_actor(), obj=about, customer_id=customer_id, facts=facts, at=at
        )
    while Unsealed.objects.filter(event_id__lte=made.pk).exists() and seal(at=at):
        pass
    return made


def _pack_chain(bundle: zipfile.ZipFile, ids: list[int], maker: Event) -> Block:
    events = events_with_paths([*ids, maker.pk])
    head = Block.objects.latest("number")
    _pack(bundle, "events.jsonl", b"".join(map(line, events)))
    first = min(event["block"] for event in events)
    with bundle.open(_entry("blocks.jsonl"), "w", force_zip64=True) as lines:
        for block in blocks_from(first, head=head):
            lines.write(line(block))
    return head


def _pack_file(bundle: zipfile.ZipFile, kept: evidence.KeptFile) -> dict[str, Any]:
    """A file as it was kept; one that is gone, or is another one, is named and left out."""
    said = {"path": kept.path, "sha256": kept.sha256, "what": kept.what}
    try:
        digest = hashlib.sha256()
        with kept.file.open("rb") as source:
            while piece := source.read(PIECE):
                digest.update(piece)
            if digest.hexdigest() != kept.sha256:
                return said | {"missing": True}
            source.seek(0)
            with bundle.open(_entry(kept.path), "w", force_zip64=True) as target:
                while piece := source.read(PIECE):
                    target.write(piece)
    except FileNotFoundError:
        return said | {"missing": True}
    return said | {"missing": False}


def _pack(bundle: zipfile.ZipFile, name: str, data: bytes) -> None:
    bundle.writestr(_entry(name), data)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
