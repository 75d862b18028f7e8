"""Receiving a file whole or not at all: its name is its hash, so what has the name is complete."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from customers.imports.errors import FileRefused

if TYPE_CHECKING:
    from django.core.files.storage import Storage

    from customers.models import ImportFile

FOLDER = "imports"
REFUSALS = "refusals"
PART = ".part-"


@contextmanager
def received(
    file: UploadedFile[Any], storage: Storage, *, folder: str = FOLDER
) -> Iterator[tuple[Path, str]]:
    """The upload under a temporary name in the folder where it will be kept, and its hash.

    On leaving, what has not been kept is gone.
    """
    place = Path(storage.path(folder))
    place.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(prefix=PART, dir=place)
    try:
        with os.fdopen(handle, "wb") as out:
            for block in file.chunks(2**20):
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        yield Path(name), digest.hexdigest()
    finally:
        Path(name).unlink(missing_ok=True)


def keep(path: Path, target: Path) -> None:
    """Give the file its name, durably. A file that has it already has the same hash or is harmed,
    so it is replaced either way; who reads it just now goes on reading what was opened."""
    path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def kept_file(row: ImportFile) -> Path:
    """Where an upload lies; `FileRefused` for one that was let go of."""
    path = Path(row.file.path)
    if not path.exists():
        raise FileRefused(
            _("The uploaded file is no longer kept here. Upload it again."), code="file_gone"
        )
    return path


def empty_file(row: ImportFile, name: str) -> Path:
    """An empty file of this name beside the uploads, whatever was there before."""
    storage = row.file.storage
    storage.delete(name)
    storage.save(name, ContentFile(b""))
    return Path(storage.path(name))
