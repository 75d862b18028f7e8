"""How well screening does on names whose owner is known: one half listed, the other innocent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from customers.screening.compare import best_match
from customers.screening.names import Reading, keys_of, read_name
from customers.screening.variants import VARIANTS


@dataclass
class Measured:
    """Counts by kind of spelling; "as it is" is the name itself."""

    asked: Counter[str] = field(default_factory=Counter)  # of listed names
    found: Counter[str] = field(default_factory=Counter)
    innocent: Counter[str] = field(default_factory=Counter)  # questions of names not listed
    false: Counter[str] = field(default_factory=Counter)  # hits on another's entry, by any question

    def recall(self, kind: str = "") -> float:
        """Share of the other spellings of listed names that hit their entry."""
        kinds = [kind] if kind else [k for k in self.asked if k != AS_IT_IS]
        return sum(self.found[k] for k in kinds) / max(1, sum(self.asked[k] for k in kinds))

    def false_per_100(self, kind: str = "") -> float:
        kinds = [kind] if kind else list(self.asked | self.innocent)
        questions = sum(self.asked[k] + self.innocent[k] for k in kinds)
        return 100 * sum(self.false[k] for k in kinds) / max(1, questions)


AS_IT_IS = "as it is"


class Index:
    """Entries by their keys, as the database finds them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.entries: list[Reading] = [read_name(name) for name in names]
        self.by_key: dict[int, list[int]] = defaultdict(list)
        for position, reading in enumerate(self.entries):
            for key in keys_of(reading):
                self.by_key[key].append(position)

    def hits(self, name: str) -> set[int]:
        reading = read_name(name)
        near = {
            position
            for key in keys_of(reading, in_book=True)
            for position in self.by_key.get(key, ())
        }
        return {n for n in near if best_match([reading], [self.entries[n]]) is not None}


def measure(names: Sequence[str], *, seed: int) -> Measured:
    """Half of the names are the list; all of them are asked, as they are and spelt otherwise."""
    dice = Random(seed)  # noqa: S311
    shuffled = list(dict.fromkeys(names))
    dice.shuffle(shuffled)
    half = len(shuffled) // 2
    index = Index(shuffled[:half])
    alphabet = "".join(sorted({c for name in shuffled for c in name if c.isalpha()}))
    measured = Measured()
    for position, name in enumerate(shuffled):
        own = position if position < half else None
        for kind, question in _questions(name, dice, alphabet):
            hits = index.hits(question)
            if own is None:
                measured.innocent[kind] += 1
            else:
                measured.asked[kind] += 1
                measured.found[kind] += own in hits
            measured.false[kind] += len(hits - {own})
    return measured


def _questions(name: str, dice: Random, alphabet: str) -> Iterator[tuple[str, str]]:
    yield AS_IT_IS, name
    for kind, variant in VARIANTS.items():
        if question := variant(name, dice, alphabet):
            yield kind, question
