"""Two texts side by side, paragraph by paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from removal.letters.words import paragraphs


@dataclass(frozen=True)
class Pair:
    """What stands in the former text and what in the new one; equal where nothing changed."""

    former: str
    new: str

    @property
    def differs(self) -> bool:
        return self.former != self.new


def compare(former: str, new: str) -> list[Pair]:
    """Every paragraph of both texts, those that belong together in one pair."""
    old, now = paragraphs(former), paragraphs(new)
    pairs: list[Pair] = []
    for _how, a, b, c, d in SequenceMatcher(None, old, now, autojunk=False).get_opcodes():
        before, after = old[a:b], now[c:d]
        for number in range(max(len(before), len(after))):
            left = before[number] if number < len(before) else ""
            right = after[number] if number < len(after) else ""
            pairs.append(Pair(left, right))
    return pairs
