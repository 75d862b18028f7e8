"""Whether predicted probabilities came true, band by band and over all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.measures.distributions import binomial_tail, chi_square_cdf

Light = Literal["green", "yellow", "red"]
YELLOW, RED = 0.95, 0.999


@dataclass(frozen=True)
class Band:
    """Rows of like probability: how many, how many went bad, and the mean of what was foretold."""

    count: int
    bads: int
    predicted: float

    @property
    def expected(self) -> float:
        return self.count * self.predicted


def observed_to_expected(band: Band) -> float | None:
    """Above 1 = more went bad than foretold; None where nothing was expected."""
    return band.bads / band.expected if band.expected else None


def surprise(band: Band) -> float:
    """Chance of so many bads or more if the probability is right and rows are independent."""
    return binomial_tail(band.bads, band.count, band.predicted)


def light(band: Band) -> Light:
    """The one-sided binomial test as a light. Defaults that come together make it too strict."""
    confidence = 1 - surprise(band)
    if confidence >= RED:
        return "red"
    return "yellow" if confidence >= YELLOW else "green"


def brier(bands: Sequence[Band]) -> float | None:
    """Mean squared error of the probabilities, those of a band being equal."""
    count = sum(band.count for band in bands)
    if not count:
        return None
    error = sum(
        band.bads * (1 - band.predicted) ** 2 + (band.count - band.bads) * band.predicted**2
        for band in bands
    )
    return error / count


def hosmer_lemeshow(bands: Sequence[Band]) -> tuple[float, float] | None:
    """The statistic over bands and its p-value, where the probabilities are not from these rows.

    As many degrees of freedom as bands: nothing was fitted to them.
    """
    tested = [band for band in bands if band.count and 0 < band.predicted < 1]
    if not tested:
        return None
    statistic = sum(
        (band.bads - band.expected) ** 2 / (band.expected * (1 - band.predicted)) for band in tested
    )
    return statistic, 1 - chi_square_cdf(statistic, len(tested))
