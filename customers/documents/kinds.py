"""What a document may be, judged by what is in the file; its name has to fit.

A name alone proves nothing: a program called `invoice.pdf` is refused, and so are macros.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

import puremagic
from django.utils.translation import gettext as _

from customers.imports.errors import FileRefused

HEAD = 64 * 2**10
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
MACROS = "_VBA_PROJECT".encode("utf-16-le")  # the directory of an old Office file names it so
BLOCK = 2**20
# what a browser would run if it were ever shown in one
MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<iframe")


@dataclass(frozen=True)
class Kind:
    """One sort of file: the type it is sent with, and whether a file is of it."""

    content_type: str
    fits: Callable[[Path], bool]


def _begins(*starts: bytes) -> Callable[[Path], bool]:
    return lambda path: _head(path).startswith(starts)


def _is_known_as(*extensions: str) -> Callable[[Path], bool]:
    """What the signatures of formats say, the likeliest one or one as likely."""

    def fits(path: Path) -> bool:
        try:
            found = puremagic.magic_string(_head(path))
        except (puremagic.PureError, ValueError):
            return False
        best = max(match.confidence for match in found)
        return any(m.extension in extensions for m in found if m.confidence == best)

    return fits


def _has_part(part: str) -> Callable[[Path], bool]:
    """An Office file is an archive with this part, and without macros."""

    def fits(path: Path) -> bool:
        names = _names(path)
        has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        return part in names and "[Content_Types].xml" in names and not has_macros

    return fits


def _is_open_document(kind: str) -> Callable[[Path], bool]:
    """The first bytes of the archive say the type, uncompressed, as its standard asks."""
    return lambda path: (
        f"mimetype{OPEN}.{kind}".encode() in _head(path)[:200]
        and not any(name.startswith(("Basic/", "Scripts/")) for name in _names(path))
    )


def _is_old_office(path: Path) -> bool:
    if not _head(path).startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return False
    before = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if MACROS in before + block:
                return False
            before = block[-len(MACROS) :]
    return True


def _is_text(path: Path) -> bool:
    """Text in one of the encodings that people use, and no page for a browser."""
    head = _head(path)
    if not head or b"\0" in head or head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        return False
    # a character may be cut in two at the end of what was read
    return any(_decodes(head[: len(head) - cut], name) for name in ENCODINGS for cut in range(4))


ENCODINGS = ("utf-8", "gb18030", "big5", "cp1252")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_mail(path: Path) -> bool:
    """Text that begins with headers, a sender or a recipient among them."""
    head, _gap, _body = _head(path).replace(b"\r\n", b"\n").partition(b"\n\n")
    names = {line.partition(b":")[0].strip().lower() for line in head.split(b"\n")}
    return _is_text(path) and bool(names & {b"from", b"to"})


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _names(path: Path) -> list[str]:
    """The names in an archive; nothing of it is unpacked, so that none can be a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


JPEG = Kind("image/jpeg", _begins(b"\xff\xd8\xff"))
TIFF = Kind("image/tiff", _begins(b"II*\0", b"MM\0*"))
HEIF = Kind("image/heif", _is_known_as(".heif", ".heic"))
KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", _begins(b"%PDF-")),
    "png": Kind("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": JPEG,
    "jpeg": JPEG,
    "gif": Kind("image/gif", _begins(b"GIF87a", b"GIF89a")),
    "tif": TIFF,
    "tiff": TIFF,
    "webp": Kind("image/webp", _is_known_as(".webp")),
    "heic": HEIF,
    "heif": HEIF,
    "docx": Kind(f"{OFFICE}.wordprocessingml.document", _has_part("word/document.xml")),
    "xlsx": Kind(f"{OFFICE}.spreadsheetml.sheet", _has_part("xl/workbook.xml")),
    "pptx": Kind(f"{OFFICE}.presentationml.presentation", _has_part("ppt/presentation.xml")),
    "odt": Kind(f"{OPEN}.text", _is_open_document("text")),
    "ods": Kind(f"{OPEN}.spreadsheet", _is_open_document("spreadsheet")),
    "doc": Kind("application/msword", _is_old_office),
    "xls": Kind("application/vnd.ms-excel", _is_old_office),
    "ppt": Kind("application/vnd.ms-powerpoint", _is_old_office),
    "txt": Kind("text/plain", _is_text),
    "csv": Kind("text/csv", _is_text),
    "eml": Kind("message/rfc822", _is_mail),
}


def content_type_of(path: Path, name: str) -> str:
    """The type of the file that came by this name. Raises `FileRefused` for what may not be kept.

    Text is sent without saying its encoding: nobody knows it.
    """
    extension = PurePath(name).suffix.lower().removeprefix(".")
    kind = KINDS.get(extension)
    if kind is None:
        raise FileRefused(
            _("Files of this sort are not kept. These are: {kinds}.").format(
                kinds=", ".join(KINDS)
            ),
            code="kind_of_file",
            field="file",
        )
    if not kind.fits(path):
        raise FileRefused(
            _(
                "What is in this file does not fit its name, or it holds macros. Save it again as"
                " .{extension} without macros."
            ).format(extension=extension),
            code="content_differs",
            field="file",
        )
    return kind.content_type
