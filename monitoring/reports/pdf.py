"""The report as sheets of paper, by typst. What it says is set as text, never as markup."""

from __future__ import annotations

import datetime as dt
import importlib
import json
from pathlib import Path
from typing import Any

from removal.letters.font import FOLDER as FONTS

PAPER = Path(__file__).resolve().parent / "paper"
# signs that the font of letters does not have
DRAWN = {"−": "–", "▲ ": "+", "▼ ": "–", "● ": "", "■ ": "", "○ ": ""}


def pdf_of(document: dict[str, Any], *, at: dt.datetime) -> bytes:
    """The same document gives the same bytes."""
    typst = importlib.import_module("typst")  # heavy, and needed for nothing else here
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
    said = json.dumps(document, ensure_ascii=False, sort_keys=True)
    for sign, drawn in DRAWN.items():
        said = said.replace(sign, drawn)
    compiler = typst.Compiler(
        input=PAPER / "report.typ", root=PAPER, font_paths=fonts, ignore_system_fonts=True,
        sys_inputs={"report": said},
        package_path=PAPER / "packages", package_cache_path=PAPER / "packages",
    )  # fmt: skip
    made = compiler.compile(format="pdf", timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made
