"""The font of letters: cut from Debian's Noto Sans CJK SC, pinned by hash, committed.

    python -m removal.letters.font                check that what is committed is what was pinned
    python -m removal.letters.font --cut FOLDER   cut it again (needs fonttools) and write font.lock

FOLDER holds the Debian packages fonts-noto-cjk and unicode-data, unpacked; see fonts/README.md. The
characters are those of the Table of General Standard Chinese Characters and of GB 2312, and the
Latin, Greek and Cyrillic alphabets. A letter with another one is not released: see `missing`.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import importlib
import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "fonts"
FONT = FOLDER / "NotoSansSC-Letters.otf"
COVERED = FOLDER / "covered.txt"
LOCK = FOLDER / "font.lock"
FAMILY = "Noto Sans CJK SC"
SIMPLIFIED = 2  # its place in Debian's collection of five languages
HANZI = "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
COLLECTION = "usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
ALPHABETS = (
    (0x20, 0x17F), (0x1CD, 0x1DC), (0x218, 0x21B), (0x370, 0x3FF), (0x400, 0x45F),
    (0x2010, 0x2044), (0x20A0, 0x20BF), (0x2100, 0x2122), (0x2150, 0x218B), (0x2460, 0x2473),
    (0x3000, 0x30FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
)  # fmt: skip
FEATURES = ["kern", "liga", "ccmp", "locl", "mark", "mkmk", "palt", "halt", "chws", "tnum", "lnum"]
NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # the copyright and the licence among them
UNSEEN = frozenset("\n\r\t\u200b")


def missing(text: str) -> list[str]:
    """The characters of a text that the font has no drawing for, each once."""
    return [sign for sign in dict.fromkeys(text) if sign not in UNSEEN and ord(sign) not in _all()]


@cache
def _all() -> frozenset[int]:
    ranges = (line.split("-") for line in COVERED.read_text().split())
    return frozenset(
        code for ends in ranges for code in range(int(ends[0], 16), int(ends[-1], 16) + 1)
    )


def _wanted(debian: Path) -> set[int]:
    lines = bz2.decompress((debian / HANZI).read_bytes()).decode().splitlines()
    standard = {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}
    rows = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    older = {ord(sign) for pair in rows if (sign := pair.decode("gb2312", "ignore"))}
    return standard | older | {code for a, b in ALPHABETS for code in range(a, b + 1)}


def cut(debian: Path) -> None:
    """Write the font, what it covers, and the lock."""
    subset: Any = importlib.import_module("fontTools.subset")
    collections: Any = importlib.import_module("fontTools.ttLib")
    font = collections.TTCollection(debian / COLLECTION).fonts[SIMPLIFIED]
    font.recalcTimestamp = False  # the same packages give the same bytes
    options = subset.Options(
        layout_features=FEATURES, name_IDs=NAMES, notdef_outline=True, hinting=False
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_wanted(debian))
    cutter.subset(font)
    covered = sorted(font.getBestCmap())
    subset.save_font(font, str(FONT), options)
    COVERED.write_text("\n".join(_ranges(covered)) + "\n")
    LOCK.write_text(json.dumps(_state(), indent=1) + "\n")


def _ranges(codes: Iterable[int]) -> list[str]:
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return [f"{a:04X}" if a == b else f"{a:04X}-{b:04X}" for a, b in found]


def _state() -> dict[str, str]:
    files = (FONT, COVERED, FOLDER / "LICENSE")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def check() -> list[str]:
    """The files that are not what was pinned."""
    pinned, present = json.loads(LOCK.read_text()), _state()
    return sorted(
        name for name in pinned.keys() | present.keys() if pinned.get(name) != present.get(name)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cut", type=Path, metavar="FOLDER", help="cut it again")
    if folder := parser.parse_args().cut:
        cut(folder)
    wrong = check()
    for name in wrong:
        sys.stderr.write(f"{name} is not what font.lock says\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
