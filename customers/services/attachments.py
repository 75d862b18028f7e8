"""Keeping documents, and letting go of them."""

from __future__ import annotations

import datetime as dt
import secrets
import unicodedata
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.documents.kinds import content_type_of
from customers.imports.errors import FileRefused
from customers.imports.keeping import keep, received
from customers.models import Attachment, Customer
from customers.models.attachments import RECORDS_ABOVE
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, Subject, record
from riskcrm.web.errors import Refused

FOLDER = "attachments"
LONGEST_NAME = 200
DAY = 86_400  # seconds
BATCH = 500


def add_attachment(
    customer: Customer,
    file: UploadedFile[Any],
    *,
    by: User,
    at: dt.datetime,
    category: str = Attachment.Category.OTHER,
    note: str = "",
    about: tuple[str, int] | None = None,
) -> Attachment:
    """Keep a document of the customer, or of a record about it named by kind and id.

    Raises `FileRefused` for a file that is too large, of a sort that is not kept, or not what its
    name says, `Refused` for one that is there already.
    """
    if not file.size or file.size > settings.MOST_ATTACHMENT_BYTES:
        raise FileRefused(
            _("The file is empty, or larger than {most} MB.").format(
                most=settings.MOST_ATTACHMENT_BYTES // 2**20
            ),
            code="bad_size",
            field="file",
        )
    kind, record_id = about or ("customer", customer.pk)
    row = Attachment(
        customer=customer,
        record_kind=kind,
        record_id=record_id,
        name=_plain_name(file.name or ""),
        category=Attachment.Category(category),
        note=note,
        size=file.size,
        uploaded_by=by,
        uploaded_at=at,
    )
    with received(file, row.file.storage, folder=FOLDER) as (path, sha256):
        row.content_type = content_type_of(path, row.name)
        row.sha256 = sha256
        row.file.name = _new_place()
        row.full_clean(validate_unique=False, validate_constraints=False)
        _refuse_known(row)
        place = Path(row.file.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        keep(path, place)
    try:
        _save(row, by=by, at=at)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return row


def remove_attachment(
    attachment: Attachment, *, by: User, at: dt.datetime, reason: str
) -> Attachment:
    """Let go of a document's file; the row stays and says who removed it and why.

    Removing it again changes nothing.
    """
    if not reason.strip():
        raise Refused(_("Say why the document is removed."), code="reason_missing", field="reason")
    if attachment.record_kind in RECORDS_ABOVE:
        raise Refused(
            _("This document is evidence of a {record}, so it stays.").format(
                record=attachment.about[0]
            ),
            code="document_is_evidence",
        )
    with transaction.atomic():
        row = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
        if row.removed_at is not None:
            return row
        row.removed_at, row.removed_by, row.removed_because = at, by, reason.strip()
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.save(update_fields=["removed_at", "removed_by", "removed_because"])
        _note("remove_attachment", row, by=by, at=at, reason=row.removed_because)
        # where the machine stops before this, the nightly tidying-up deletes the file
        transaction.on_commit(lambda: Path(row.file.path).unlink(missing_ok=True))
    return row


def note_reading(attachment: Attachment, *, by: User, at: dt.datetime) -> None:
    """Write down that somebody took a copy of the document."""
    with transaction.atomic():
        _note("read_attachment", attachment, by=by, at=at)


def purge_attachments(*, at: dt.datetime) -> int:
    """Delete files of a day or more that no document has: what crashes and removals left; how many.

    Safe twice and side by side.
    """
    folder = Path(Attachment._meta.get_field("file").storage.path(FOLDER))
    before = at.timestamp() - DAY
    old = [p for p in folder.rglob("*") if p.is_file() and p.stat().st_mtime < before]
    gone = 0
    for start in range(0, len(old), BATCH):
        batch = {f"{FOLDER}/{p.relative_to(folder)}": p for p in old[start : start + BATCH]}
        rows = Attachment.objects.kept().filter(file__in=batch)
        kept = set(rows.values_list("file", flat=True))
        for name in batch.keys() - kept:
            batch[name].unlink(missing_ok=True)
            gone += 1
    if gone:
        with transaction.atomic():
            subject = Subject("attachments", "")
            record("purge_attachments", by=SYSTEM, obj=subject, facts={"files": gone}, at=at)
    return gone


def _plain_name(name: str) -> str:
    """The file's own name, without folders and characters that hide what they do to it."""
    bare = PurePath(name.replace("\\", "/")).name
    shown = "".join(c for c in bare if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()
    path = PurePath(shown or "document")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix


def _new_place() -> str:
    """A name that nobody can guess, never the one that the file came with."""
    name = secrets.token_hex(16)
    return f"{FOLDER}/{name[:2]}/{name}"


def _save(row: Attachment, *, by: User, at: dt.datetime) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _note("add_attachment", row, by=by, at=at)
    except IntegrityError as error:
        if "one_document_per_content" not in str(error):
            raise
        _refuse_known(row)
        raise


def _refuse_known(row: Attachment) -> None:
    """The same content once: whoever sends it again is told where it is."""
    rows = Attachment.objects.kept().filter(
        customer=row.customer,
        record_kind=row.record_kind,
        record_id=row.record_id,
        sha256=row.sha256,
    )
    known = rows.select_related("uploaded_by").first()
    if known is not None:
        raise Refused(
            _("This file is here already: {name}, uploaded by {who} on {date}.").format(
                name=known.name, who=known.uploaded_by, date=f"{known.uploaded_at:%Y-%m-%d}"
            ),
            code="file_known",
            field="file",
        )


def _note(verb: str, row: Attachment, *, by: User, at: dt.datetime, reason: str = "") -> None:
    record(
        verb,
        by=by.as_actor(),
        obj=row,
        customer_id=row.customer_id,
        reason=reason,
        facts={"file": row.name, "sha256": row.sha256, "bytes": row.size},
        at=at,
    )
