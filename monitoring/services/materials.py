"""Files of courses: the handbook, risk notes. Kept by content, checked by what is in them."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from customers.documents.kinds import content_type_of
from customers.imports.errors import FileRefused
from customers.imports.keeping import keep, received
from monitoring.models import Course, CourseMaterial
from monitoring.services.acting import people_only
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import CHANGE_COURSES
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused

FOLDER = "materials"
LONGEST_NAME = 200


def add_material(
    course: Course, file: UploadedFile[Any], *, by: User, at: dt.datetime
) -> CourseMaterial:
    """Keep a file of a course. Raises `FileRefused` for one that is too large, of a sort that is
    not kept, or not what its name says; `Refused` for one that is there already."""
    people_only(by)
    check_right(by, CHANGE_COURSES)
    if not file.size or file.size > settings.MOST_ATTACHMENT_BYTES:
        raise FileRefused(
            _("The file is empty, or larger than {most} MB.").format(
                most=settings.MOST_ATTACHMENT_BYTES // 2**20
            ),
            code="bad_size", field="file",
        )  # fmt: skip
    name = "".join(c for c in PurePath(file.name or "").name if c.isprintable())[-LONGEST_NAME:]
    row = CourseMaterial(
        course=course, name=name or "document", size=file.size, uploaded_by=by, uploaded_at=at
    )
    with received(file, row.file.storage, folder=FOLDER) as (path, sha256):
        row.content_type, row.sha256 = content_type_of(path, row.name), sha256
        if CourseMaterial.objects.filter(
            course=course, sha256=sha256, removed_at__isnull=True
        ).exists():
            raise Refused(_("This file is here already."), code="file_known", field="file")
        row.file.name = f"{FOLDER}/{secrets.token_hex(16)}"
        place = Path(row.file.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        keep(path, place)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _note("add_material", row, by=by, at=at)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return row


def remove_material(material: CourseMaterial, *, by: User, at: dt.datetime) -> CourseMaterial:
    """Let go of a file; that it was there stays. Removing it again changes nothing."""
    people_only(by)
    check_right(by, CHANGE_COURSES)
    with transaction.atomic():
        row = CourseMaterial.objects.select_for_update().get(pk=material.pk)
        if row.removed_at is not None:
            return row
        row.removed_at, row.removed_by = at, by
        row.save()
        _note("remove_material", row, by=by, at=at)
        transaction.on_commit(lambda: Path(row.file.path).unlink(missing_ok=True))
    return row


def _note(verb: str, row: CourseMaterial, *, by: User, at: dt.datetime) -> None:
    facts = {"file": row.name, "sha256": row.sha256, "bytes": row.size}
    record(verb, by=by.as_actor(), obj=row.course, facts=facts, at=at)
