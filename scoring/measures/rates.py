"""Bad rates of bands with honest intervals, and what a card may promise from few bads."""

from __future__ import annotations

import math
from collections.abc import Iterable

from scoring.measures.distributions import beta_quantile, normal_quantile

LEVEL = 0.95
Interval = tuple[float, float]
Counted = tuple[float | None, int, int]  # a band's upper bound, bads, count


def jeffreys(bads: int, count: int, level: float = LEVEL) -> Interval:
    """Equal-tailed interval of the Beta(bads + ½, goods + ½); none bad reaches down to 0."""
    low = 0.0 if bads == 0 else beta_quantile((1 - level) / 2, bads + 0.5, count - bads + 0.5)
    high = 1.0 if bads == count else beta_quantile((1 + level) / 2, bads + 0.5, count - bads + 0.5)
    return low, high


def jeffreys_mean(bads: float, count: float) -> float:
    """The estimate to work with: never 0, never 1."""
    return (bads + 0.5) / (count + 1)


def wilson(bads: int, count: int, level: float = LEVEL) -> Interval:
    z = normal_quantile((1 + level) / 2)
    rate, spread = bads / count, z * z / count
    middle = rate + spread / 2
    half = z * math.sqrt(rate * (1 - rate) / count + spread / (4 * count))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def rising_bands(bands: Iterable[Counted]) -> list[Counted]:
    """The same bands, neighbours put together until each estimate lies above the one before."""
    pools: list[Counted] = []
    for band in bands:
        pools.append(band)
        while len(pools) > 1 and jeffreys_mean(*pools[-2][1:]) >= jeffreys_mean(*pools[-1][1:]):
            (_upper, a, m), (upper, b, n) = pools.pop(-2), pools.pop()
            pools.append((upper, a + b, m + n))
    return pools
