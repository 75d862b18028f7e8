"""In which encoding a text file is written."""

from __future__ import annotations

import codecs
from pathlib import Path

from django.utils.translation import gettext as _

from customers.imports.errors import FileRefused

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def find_encoding(path: Path, wanted: str, most: int | None) -> str:
    if wanted:
        try:
            codecs.lookup(wanted)
        except LookupError as error:
            raise FileRefused(
                _("There is no encoding “{name}”. Usual ones: utf-8, gb18030, gbk.").format(
                    name=wanted
                ),
                code="unknown_encoding",
                field="encoding",
            ) from error
        candidates = [wanted]
    else:
        with path.open("rb") as handle:
            start = handle.read(4)
        marked = [name for mark, name in BOMS if start.startswith(mark)]
        candidates = marked or ["utf-8", "gb18030"]
    for name in candidates:
        if _decodes(path, name, most):
            return name
    raise FileRefused(
        _("The file is not written in {names}. Save it as UTF-8, or say its encoding.").format(
            names=_(" or ").join(candidates)
        ),
        code="bad_encoding",
        field="encoding",
    )


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
