"""Texts of one line are what people see of them."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from riskcrm.web.plain import plain_text, shown_text

STAY = [
    "Acme ™", "华为技术（北京）有限公司", "Ａ１\u3000Ｂ", "شركة الأمل", "חברה בע״מ", "نامه\u200cها",
    "Zoë\u00a0Müller", "👨\u200d👩\u200d👧 Family", "❤\ufe0f",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
]  # fmt: skip


@pytest.mark.parametrize("text", STAY)
def test_every_script_and_emoji_stay(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A\x07B", "AB"),
        ("Evil \u202egpj.exe", "Evil gpj.exe"),
        ("\u2066A\u2069", "A"),
        ("S\n2", "S 2"),
        ("A\t\r\nB\0", "A B"),
        ("A\u00adB\u200bC\ufeff", "ABC"),
        ("half \ud83d", "half"),
        *((text, "") for text in ("\u200b", "\u200d \u200c", "\u3000\u202e", "\x00", "\n")),
    ],
)
def test_what_is_hidden_is_left_out(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_lines_stay_where_they_are_told_apart() -> None:
    assert shown_text("A\u202e\nB") == "A\nB"


def test_nothing_of_these_categories_is_left_but_joiners_and_tags() -> None:
    left = {
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs")
        and plain_text(f"a{chr(code)}b") == f"a{chr(code)}b"
    }
    assert {0x200C, 0x200D, 0xE0067} <= left
    bidi = ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
    assert not [code for code in left if unicodedata.bidirectional(chr(code)) in bidi]
    assert not [code for code in left if unicodedata.category(chr(code)) in ("Cc", "Cs")]
