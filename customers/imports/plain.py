"""Whole columns of cells that mean just what they say, which most cells of large files do.

What these functions answer is what `cells.Column` makes of each cell, some twenty times as quickly;
where a cell needs a closer look they answer nothing, and the column is read cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from customers.imports.field import Field, Type
from riskcrm.web.plain import HIDDEN

Read = Callable[[Sequence[str]], "list[str] | None"]
# what COPY has to be told in other words, what no database stores, the marks of spreadsheets,
# joiners, which may join nothing, and what breaks a line
CLOSER = ("\\", "\t", "\r", "\0", "\n#", "E+", "\u200c", "\u200d",
          "\x0b", "\x0c", "\x85", "\u2028", "\u2029")  # fmt: skip
TEXTS = (Type.TEXT, Type.LINES, Type.SEVERAL)  # alike where they have no lines
AMOUNTS = re.compile(r"(?:[0-9]{1,15}(?:\.[0-9]{1,2})?\n)+")


def plain_reader(field: Field, blank: str) -> Read | None:
    """How a column of this field is read at once, if it can be. `blank` is what a blank becomes."""
    if field.type in TEXTS:
        return partial(_texts, longest=field.longest, blank="" if field.required else blank)
    return _amounts if field.type is Type.MONEY else None


def copy_texts(texts: list[str]) -> list[str] | None:
    """The texts as COPY reads them, where all of them stand as they are."""
    joined = "\n".join(("", *texts))
    if joined.count("\n") > len(texts) or any(mark in joined for mark in CLOSER):
        return None
    line = joined.replace("\n", "")
    return None if not line.isprintable() and HIDDEN.search(line) else texts


def _texts(cells: Sequence[str], *, longest: int, blank: str) -> list[str] | None:
    """`blank` is empty where a blank cell needs to be told about."""
    bare = copy_texts(list(map(str.strip, cells)))
    if bare is None or max(map(len, bare)) > longest:
        return None
    if "" not in bare:
        return bare
    return [text or blank for text in bare] if blank else None


def _amounts(cells: Sequence[str]) -> list[str] | None:
    joined = "\n".join((*cells, ""))
    is_plain = joined.count("\n") == len(cells) and AMOUNTS.fullmatch(joined)
    return list(cells) if is_plain else None
