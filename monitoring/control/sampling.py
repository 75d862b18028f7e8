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
LARGE = 10_000  # from here on a population is as good as without end


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


def upper_bound(
    *, deviations: int, judged: int, confidence: int, population: int | None = None
) -> float:
    """The rate of deviations that is not exceeded, at this confidence in %.

    By Clopper and Pearson; of a population that is not large, exactly, by the hypergeometric
    distribution, so that a sample of `sample_size` without deviations shows what it was drawn for.
    """
    if not judged or deviations >= judged:
        return 1.0
    tail = 1 - confidence / 100
    if population is not None and population <= LARGE:
        return _bound_of_small(deviations, judged, population, tail)
    low, high = 0.0, 1.0
    for _step in range(60):
        middle = (low + high) / 2
        if _at_most(deviations, judged, middle) > tail:
            low = middle
        else:
            high = middle
    return high


def _bound_of_small(deviations: int, judged: int, population: int, tail: float) -> float:
    """The most items that may deviate while so few of the sample do, as a share of all."""
    low, high = deviations, population - judged + deviations
    while low < high:
        middle = (low + high + 1) // 2
        if _drawn_at_most(deviations, judged, middle, population) > tail:
            low = middle
        else:
            high = middle - 1
    return low / population


def _drawn_at_most(most: int, judged: int, deviating: int, population: int) -> float:
    """The chance of so few deviating ones in a sample without putting back."""
    every = _ways(population, judged)
    counts = range(max(0, judged - (population - deviating)), min(most, deviating) + 1)
    return sum(
        math.exp(_ways(deviating, count) + _ways(population - deviating, judged - count) - every)
        for count in counts
    )


def _ways(of: int, chosen: int) -> float:
    """The logarithm of in how many ways so many can be chosen."""
    return math.lgamma(of + 1) - math.lgamma(chosen + 1) - math.lgamma(of - chosen + 1)


def _at_most(deviations: int, judged: int, rate: float) -> float:
    """The chance of so few deviations at this rate."""
    if rate <= 0:
        return 1.0
    if rate >= 1:
        return 0.0
    total = 0.0
    for count in range(deviations + 1):
        ways = _ways(judged, count)
        total += math.exp(ways + count * math.log(rate) + (judged - count) * math.log1p(-rate))
    return total
