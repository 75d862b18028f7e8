"""From what a letter says to the sheets of paper, by typst: see `paper/letter.typ`.

The document is handed over as JSON and set as text, never as markup; the compiler reads nothing
outside the folder of its template, and no fonts but the letters' own. The same document gives the
same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from removal.letters.font import FOLDER as FONTS

PAPER = Path(__file__).resolve().parent / "paper"
# for archives, with its structure for those who have it read to them
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
SHARPNESS = 110  # dots per inch of a page on the screen

Document = dict[str, Any]  # see `removal.letters.document`


def pdf_of(document: Document, *, at: dt.datetime) -> bytes:
    """The letter as a PDF/A file that says it was made at this moment."""
    made = _compiler(document).compile(
        format="pdf", timestamp=int(at.timestamp()), pdf_standards=STANDARDS
    )
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made


def pages_of(document: Document) -> list[bytes]:
    """The letter as pictures of its pages, for the screen."""
    made = _compiler(document).compile(format="png", ppi=SHARPNESS)
    return made if isinstance(made, list) else [made or b""]


def _compiler(document: Document) -> typst.Compiler:
    return typst.Compiler(
        input=PAPER / "letter.typ",
        root=PAPER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(document, ensure_ascii=False, sort_keys=True)},
        package_path=PAPER / "packages",  # there are none, and none are fetched
        package_cache_path=PAPER / "packages",
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
