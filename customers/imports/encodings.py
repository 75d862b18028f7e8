"""In which encoding a text file is written."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from django.utils.translation import gettext as _

from customers.imports.errors import FileRefused

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN, CHINESE = "windows-1252", "gb18030"
NO_TEXT = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}
BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
# one byte by itself, or two letters in a word; Chinese characters take two bytes each and come in
# rows, and where they take four, digits stand between
ACCENT = re.compile(
    rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff0-9])|(?<=[A-Za-z])[\xc0-\xff]{2}(?=[a-z])"
)
FEW, MOST = 0.02, 0.5


def find_encoding(path: Path, wanted: str, most: int | None) -> tuple[str, str]:
    """The encoding, and a warning where it is a guess at which a person should look.

    All of the file settles it unless only `most` bytes are asked.
    """
    if wanted:
        _refuse_unknown(wanted)
    told = wanted or _marked(path) or "utf-8"
    if _decodes(path, told, most):
        return told, ""
    names = [told]
    if told == "utf-8" and not wanted:
        accents = _accents(path, most)
        names += [WESTERN, CHINESE] if accents > MOST else [CHINESE]
        for name in names[1:]:
            if _decodes(path, name, most):
                return name, _warning(name) if accents > FEW else ""
    if not told.startswith(("utf-16", "utf-32")):
        _refuse_binary(path)
    raise FileRefused(
        _("The file is not written in {names}. Save it as UTF-8, or say its encoding.").format(
            names=_(" or ").join(names)
        ),
        code="bad_encoding",
        field="encoding",
    )


def _refuse_unknown(name: str) -> None:
    try:
        known = codecs.lookup(name).name not in NO_TEXT
        "a".encode(name)  # what is no encoding of text, such as hex, refuses it
    except (LookupError, ValueError):
        known = False
    if not known:
        raise FileRefused(
            _("There is no encoding “{name}”. Usual ones: {names}.").format(
                name=name, names=f"utf-8, {CHINESE}, gbk, big5, {WESTERN}"
            ),
            code="unknown_encoding",
            field="encoding",
        )


def _marked(path: Path) -> str:
    """The encoding that a byte order mark tells."""
    with path.open("rb") as handle:
        start = handle.read(4)
    return next((name for mark, name in BOMS if start.startswith(mark)), "")


def _decodes(path: Path, encoding: str, most: int | None) -> bool:
    """Whether the file is text in this encoding, all of it unless only `most` bytes are asked."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    try:
        with path.open("rb") as handle:
            while block := handle.read(2**20):
                if "\x00" in decoder.decode(block):
                    return False
                read += len(block)
                if most is not None and read >= most:
                    return True
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _accents(path: Path, most: int | None) -> float:
    """How many of the places beyond ASCII look like an accent in a Western word, from 0 to 1."""
    places = accents = read = 0
    with path.open("rb") as handle:
        while (block := handle.read(2**20)) and (most is None or read < most):
            read += len(block)
            places += len(BEYOND_ASCII.findall(block))
            accents += len(ACCENT.findall(block))
    return accents / max(1, places)


def _warning(name: str) -> str:
    return _(
        "The encoding of this file is a guess: {encoding}. Look at the names: if they are wrong,"
        " choose the encoding {other}."
    ).format(encoding=name, other=CHINESE if name == WESTERN else WESTERN)


def _refuse_binary(path: Path) -> None:
    with path.open("rb") as handle:
        start = handle.read(2**16)
    if b"\x00" in start:
        raise FileRefused(
            _("This is not a text file. Send the rows as .csv or .xlsx."),
            code="not_text",
            field="file",
        )
