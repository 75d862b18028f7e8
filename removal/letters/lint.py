"""Looking for words that no letter may bear: see `forbidden`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from removal.letters.forbidden import GROUPS, Group

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# between Chinese signs a space or a dot hides nothing from a reader
APART = re.compile(r"(?<=[\u4e00-\u9fff])[\s·・.*_-]+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Finding:
    """A word that stands in a text and must not."""

    word: str
    group: str
    why: str | Promise
    instead: str | Promise

    def sentence(self) -> str:
        return _("The letter says “{word}”. {why} {instead}").format(
            word=self.word, why=self.why, instead=self.instead
        )


def lint(text: str, *, names: Iterable[str] = ()) -> list[Finding]:
    """What must not stand in this text, in the order of the groups, each word once.

    `names` are those of the parties: whatever they are called may be said.
    """
    plain = _plain(text)
    for name in sorted((_plain(name) for name in names if name.strip()), key=len, reverse=True):
        plain = plain.replace(name, " ")
    found: dict[str, Finding] = {}
    for code, group in GROUPS.items():
        looked_at = plain
        for harmless in group.exceptions:
            looked_at = looked_at.replace(harmless, " ")
        for match in (m for pattern in _patterns(code) for m in pattern.finditer(looked_at)):
            word = match[0]
            found.setdefault(word.casefold(), Finding(word, code, group.why, group.instead))
    return list(found.values())


def _plain(text: str) -> str:
    """As a reader sees it: width, hidden signs and line ends make no difference."""
    seen = UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return APART.sub("", re.sub(r"\s+", " ", seen))


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], ...]:
    group: Group = GROUPS[code]
    short = "|".join(_word(word) for word in group.english if word.isupper() or word[:-1].isupper())
    longer = "|".join(_word(word) for word in group.english if not word[:-1].isupper())
    chinese = "|".join(re.escape(word) for word in group.chinese)
    made = [re.compile(rf"\b(?:{longer})\b", re.IGNORECASE), re.compile(chinese)]
    # what is written in capitals means the abbreviation: "STR", not a piece of a word
    return (*made, re.compile(rf"\b(?:{short})\b")) if short else tuple(made)


def _word(word: str) -> str:
    stem, star = word.removesuffix("*"), r"\w*" if word.endswith("*") else ""
    return re.escape(stem).replace(r"\ ", r"[\s-]+") + star
