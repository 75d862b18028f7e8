"""Keeping letters and what proves their way: durable, under names that nobody can guess."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from customers.documents.kinds import content_type_of
from customers.imports.errors import FileRefused
from customers.imports.keeping import PART, keep, received
from customers.services.attachments import LONGEST_NAME

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    Upload = UploadedFile[Any] | None
else:
    Upload = Any

FOLDER = "letters"
# a PDF is shown by the browser's own reader and may load nothing
READ_ONLY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
DOWNLOAD = "sandbox; default-src 'none'; frame-ancestors 'none'"


@contextmanager
def kept_pdf(content: bytes) -> Iterator[tuple[str, str]]:
    """Keep a PDF for good: its place and hash. Gone again where the caller's work breaks."""
    name = _new_place()
    place = Path(default_storage.path(name))
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=PART, dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        keep(Path(part), place)
        yield name, hashlib.sha256(content).hexdigest()
    except BaseException:
        Path(part).unlink(missing_ok=True)
        place.unlink(missing_ok=True)
        raise


@contextmanager
def kept_upload(file: Upload) -> Iterator[dict[str, str]]:
    """Keep a receipt or an answer: the columns of `KeptFile`; none without a file.

    Raises `FileRefused` for one that is too large or not of a sort that is kept.
    """
    if file is None:
        yield {}
        return
    if not file.size or file.size > settings.MOST_ATTACHMENT_BYTES:
        most = settings.MOST_ATTACHMENT_BYTES // 2**20
        text = _("The file is empty, or larger than {most} MB.").format(most=most)
        raise FileRefused(text, code="bad_size", field="file")
    name, place = Path(file.name or "file").name[-LONGEST_NAME:], _new_place()
    target = Path(default_storage.path(place))
    with received(file, default_storage, folder=FOLDER) as (path, sha256):
        kind = content_type_of(path, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        keep(path, target)
    try:
        yield {"file": place, "file_name": name, "content_type": kind, "sha256": sha256}
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def answer_with_pdf(place: str, name: str) -> FileResponse:
    """A kept PDF, to be read in the browser; 404 where it is no longer there."""
    answer = _answer(place, name, "application/pdf", as_attachment=False)
    answer["Content-Security-Policy"] = READ_ONLY
    return answer


def answer_with_file(row: Any) -> FileResponse:
    """A receipt or answer as a download: no browser runs what somebody sent."""
    answer = _answer(str(row.file), row.file_name, row.content_type, as_attachment=True)
    answer["Content-Security-Policy"] = DOWNLOAD
    return answer


def _answer(place: str, name: str, content_type: str, *, as_attachment: bool) -> FileResponse:
    path = Path(default_storage.path(place)) if place else None
    if path is None or not path.exists():
        raise Http404
    answer = FileResponse(
        path.open("rb"), as_attachment=as_attachment, filename=name, content_type=content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _new_place() -> str:
    name = secrets.token_hex(16)
    return f"{FOLDER}/{name[:2]}/{name}"
