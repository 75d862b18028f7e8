"""Mappings by name: kept by people for themselves or their team, chosen by a file's header."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.imports.field import normal
from customers.imports.options import Options
from customers.imports.ready import likely, ready_of
from customers.models import ImportMapping
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEPT = ("mapping", "date_format", "delimiter", "currency", "create_customers")


@dataclass(frozen=True)
class Choice:
    """A way to read a file: its key, what people call it, and what it says about this file.

    `saved` is the row of one that somebody kept; ready ones have none.
    """

    key: str
    label: StrOrPromise
    options: Options
    fits: bool
    saved: ImportMapping | None = None


def header_hash(header: Sequence[str]) -> str:
    names = "\n".join(normal(name) for name in header)
    return hashlib.sha256(names.encode()).hexdigest()


def choices_for(kind: str, header: Sequence[str], *, by: User) -> list[Choice]:
    """The mappings that this person may use on a file with this header; those that fit first."""
    wanted = header_hash(header)
    rows = ImportMapping.objects.visible_to(by).filter(kind=kind).order_by("-saved_at")
    saved = [
        Choice(str(row.pk), row.name, options_on(row, header), row.header == wanted, row)
        for row in rows.select_related("owner", "team")[:50]
    ]
    best = likely(kind, header)
    ready = [
        Choice(one.code, one.label, Options(mapping=one.mapping_of(header)), one is best)
        for one in ready_of(kind)
    ]
    return sorted((*saved, *ready), key=lambda choice: not choice.fits)


def kept_mapping(pk: int, kind: str, *, by: User) -> ImportMapping:
    """A way of reading files of this kind that `by` may use; refuses any other."""
    row = ImportMapping.objects.visible_to(by).filter(pk=pk, kind=kind).first()
    if row is None:
        message = _("There is no such way of reading files of this kind.")
        raise Refused(message, code="unknown_mapping", field="saved")
    return row


def options_on(row: ImportMapping, header: Sequence[str]) -> Options:
    """What a kept mapping says about this header: columns that it has not are in no field."""
    options = Options.from_json(row.options)
    names = {normal(name): name for name in reversed(header) if name}
    mapping = {f: names.get(normal(c), "") if c else "" for f, c in options.mapping.items()}
    return replace(options, mapping=mapping)


def save_mapping(
    *,
    name: str,
    kind: str,
    header: Sequence[str],
    options: Options,
    share: bool,
    by: User,
    at: dt.datetime,
) -> ImportMapping:
    """Keep how a file is read; the same name again keeps the new way."""
    told = options.as_json()
    with transaction.atomic():
        row, _made = ImportMapping.objects.update_or_create(
            owner=by,
            kind=kind,
            name=name.strip(),
            defaults={
                "header": header_hash(header),
                "options": {key: told[key] for key in KEPT},
                "team": by.team if share else None,
                "saved_at": at,
            },
        )
        facts = {"kind": kind, "shared": bool(row.team_id), **row.options}
        record("save_mapping", by=by.as_actor(), obj=row, facts=facts, at=at)
    return row


def delete_mapping(row: ImportMapping, *, by: User, at: dt.datetime) -> None:
    """Forget a mapping. Raises `Refused` for one that somebody else keeps."""
    if row.owner_id != by.pk:
        raise Refused(
            _("Only {name}, who keeps these settings, can delete them.").format(name=row.owner),
            code="not_your_mapping",
        )
    with transaction.atomic():
        record("delete_mapping", by=by.as_actor(), obj=row, facts={"kind": row.kind}, at=at)
        row.delete()
