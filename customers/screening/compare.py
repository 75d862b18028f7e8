"""How alike two names are, and why: a score that a person can follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from customers.models.screening_lists import LEAST_SCORE
from customers.screening.names import GROUP, SHORTEST_TYPO, Reading

SAME, SAME_WORDS, SAME_CORE, ONLY_ONE_IS_A_GROUP = 100, 96, 96, 4
SAME_SOUND, SHORT_SOUND, SAME_SHORT_SOUND = 92, 10, 84
OTHER_NUMBER = 10  # off where both tell a registration number and the numbers differ
# a character that is another one changes a name; what fingers or an input method slip on does less
REPLACED, SLIPPED, OTHER_NAMES = 1.0, 0.5, float("inf")
SHORT, REPLACED_INSIDE = 4, 0.8  # see `_is_inside`


class How(StrEnum):
    """By what two names were found to be alike, the strongest first."""

    NUMBER = "number"
    EXACT = "exact"
    NORMALISED = "normalised"
    PINYIN = "pinyin"
    FUZZY = "fuzzy"


@dataclass(frozen=True)
class Match:
    score: int
    how: How
    name: str  # of the one side, as it is written
    listed: str  # of the other
    whose: str = ""  # the customer's own, or what its bearer is to the customer


def best_match(
    names: Iterable[Reading], listed: Iterable[Reading], *, number: str = "", other: str = ""
) -> Match | None:
    """The best match of any name with any listed one; None where no pair is alike enough.

    `number` and `other` are the registration numbers of both sides, as they are compared.
    """
    listed = list(listed)
    matches = [m for a in names for b in listed if (m := compare(a, b)) is not None]
    best = max(matches, key=lambda m: (m.score, m.name, m.listed), default=None)
    if number and number == other:
        return Match(SAME, How.NUMBER, number, other)
    if best is not None and number and other:
        best = Match(best.score - OTHER_NUMBER, best.how, best.name, best.listed)
    return best if best is not None and best.score >= LEAST_SCORE else None


def compare(a: Reading, b: Reading) -> Match | None:
    """How alike two names are; None where they have nothing in common that counts."""
    how, score = _likeness(a, b)
    return Match(score, how, a.name, b.name) if score else None


def _likeness(a: Reading, b: Reading) -> tuple[How, int]:
    if a.folded == b.folded:
        return How.EXACT, SAME
    if a.core == b.core:
        is_one_group = (GROUP in a.folded) != (GROUP in b.folded)
        return How.NORMALISED, SAME_CORE - ONLY_ONE_IS_A_GROUP * is_one_group
    if a.ordered and a.ordered == b.ordered:
        return How.NORMALISED, SAME_WORDS
    if a.is_chinese != b.is_chinese:
        return How.PINYIN, _by_sound(a.sound, b.sound)
    return How.FUZZY, _by_spelling(a, b)


def _by_sound(a: str, b: str) -> int:
    """One is written in Chinese and the other in Latin letters."""
    if a == b:
        return SAME_SOUND if len(a) >= SHORT_SOUND else SAME_SHORT_SOUND
    length = max(len(a), len(b))
    return _score(_typos(a, b), length) - SAME + SAME_SOUND if length >= SHORTEST_TYPO else 0


def _by_spelling(a: Reading, b: Reading) -> int:
    length = max(len(a.core), len(b.core))
    if a.is_chinese and a.sound == b.sound:  # what an input method offers for the same letters
        return _score(OSA.distance(a.core, b.core) * SLIPPED, length)
    if not a.is_chinese and length < SHORTEST_TYPO:
        return 0
    weight = _typos(a.core, b.core)
    if weight == REPLACED and _is_inside(a, b):
        weight = REPLACED_INSIDE
    if not a.is_chinese:  # the misspelt word may be the legal form
        weight = min(weight, _typos(a.folded, b.folded))
    return _score(weight, length)


def _typos(a: str, b: str) -> float:
    """What one character weighs by which they differ; more than one make other names."""
    differences = OSA.distance(a, b)
    if differences > 1:
        return OTHER_NAMES
    slipped = len(a) != len(b) or sorted(a) == sorted(b)
    return SLIPPED if slipped else REPLACED


def _is_inside(a: Reading, b: Reading) -> bool:
    """Whether Chinese names of four characters and one legal form differ in the third alone: the
    first two say who or where, and with another one there, or at the end, it is mostly somebody
    else."""
    return (
        a.is_chinese
        and len(a.core) == len(b.core) == SHORT
        and (a.core[:2], a.core[-1]) == (b.core[:2], b.core[-1])
        and a.folded.removeprefix(a.core) == b.folded.removeprefix(b.core)
    )


def _score(weight: float, length: int) -> int:
    return round(SAME * (1 - weight / length)) if weight < length else 0
