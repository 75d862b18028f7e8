"""How large a sample is, which items it takes, and what it says. Plain arithmetic, no database.

How a third party draws the same sample again:

1. The population's hash is SHA-256 over its lines `kind:id`, ended by a line feed each, in
   ascending order of kind and then of id (a number).
2. The rank of an item is SHA-256 of `seed:population hash:kind:id`, in hexadecimal.
3. The sample are the items of the lowest ranks, in the order of their ranks.

Whoever draws cannot choose: the seed is made before anybody sees a rank, and is kept.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable

Item = tuple[str, int]  # kind and id

# judgemental sizes seen in practice, by how often a control is performed
JUDGEMENT = {"yearly": 1, "quarterly": 2, "monthly": 3, "weekly": 5, "daily": 25, "each": 25}
CONFIDENCES = (90, 95, 99)
TOLERABLE = (5, 10, 20)
DEFAULT_CONFIDENCE = 95


def population_hash(items: Iterable[Item]) -> str:
    digest = hashlib.sha256()
    for kind, key in sorted(items):
        digest.update(f"{kind}:{key}\n".encode())
    return digest.hexdigest()


def rank(item: Item, *, seed: str, population: str) -> str:
    kind, key = item
    return hashlib.sha256(f"{seed}:{population}:{kind}:{key}".encode()).hexdigest()


def draw(items: Iterable[Item], *, size: int, seed: str, population: str) -> list[tuple[str, Item]]:
    """(rank, item) of the sample, in the order in which they were drawn."""
    ranked = sorted((rank(item, seed=seed, population=population), item) for item in items)
    return ranked[:size]


def sample_size(*, confidence: int, tolerable: int, population: int) -> int:
    """The fewest items that, all without a deviation, show at this confidence (%) that fewer than
    the tolerable rate (%) deviate.

    Of a large population n = ceil(ln(1 - c) / ln(1 - p)): 59 for 95 % and 5 %. Of a small one by
    the hypergeometric distribution, which needs fewer.
    """
    deviating = max(1, math.ceil(population * tolerable / 100))
    missed = 1.0  # the chance to see none of them
    for size in range(population):
        if missed <= 1 - confidence / 100 + 1e-12:
            return size
        missed *= max(population - deviating - size, 0) / (population - size)
    return population


def large_sample_size(*, confidence: int, tolerable: int) -> int:
    """The same of a population without end."""
    return math.ceil(math.log(1 - confidence / 100) / math.log(1 - tolerable / 100))


def upper_bound(*, deviations: int, judged: int, confidence: int) -> float:
    """The rate of deviations that is not exceeded, at this confidence in % (Clopper–Pearson)."""
    if not judged or deviations >= judged:
        return 1.0
    low, high, tail = 0.0, 1.0, 1 - confidence / 100
    for _step in range(60):
        middle = (low + high) / 2
        if _at_most(deviations, judged, middle) > tail:
            low = middle
        else:
            high = middle
    return high


def _at_most(deviations: int, judged: int, rate: float) -> float:
    """The chance of so few deviations at this rate."""
    if rate <= 0:
        return 1.0
    if rate >= 1:
        return 0.0
    total = 0.0
    for count in range(deviations + 1):
        ways = math.lgamma(judged + 1) - math.lgamma(count + 1) - math.lgamma(judged - count + 1)
        total += math.exp(ways + count * math.log(rate) + (judged - count) * math.log1p(-rate))
    return total
