"""The loss that removals avoided, by a model: what was expected, less what came.

Expected loss = probability of default × loss given default × exposure, customer by customer. The
probabilities are set right on comparable customers that were kept: what of them did default. What
is not known exactly, how probable a default is and how much is lost then, is drawn many times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from removal.effect.maths.bootstrap import LEVEL, SEED, Estimate
from removal.effect.maths.panel import Bools, Floats

DRAWS = 10_000
PRIOR = 0.5  # of Jeffreys, for the share that defaults
LGD_WORTH = 10  # the policy's loss given default counts as so many defaults that were seen


@dataclass(frozen=True)
class Removed:
    """Those that went, by customer: nan = not known. Margins are of the same span of time."""

    pd: Floats
    exposure: Floats
    run_off_loss: Floats
    margin_before: Floats
    margin_after: Floats


@dataclass(frozen=True)
class Comparable:
    """Those that were kept although they could have gone, over the same span."""

    pd: Floats
    bad: Bools
    loss: Floats
    exposure: Floats
    sales_kept: float | None  # what they sold in the span over what they had sold before


@dataclass(frozen=True)
class Avoided:
    """Sums over all removed; `net` and `forgone` are None where a margin is not known."""

    expected: Estimate
    run_off_loss: float
    avoided: Estimate
    forgone: float | None
    net: Estimate | None
    pd: float  # mean of the removed, as it was set right
    pd_said: float | None  # mean of the removed, as their scores said
    factor: float | None  # defaults that came over those foretold, among the comparable
    lgd: float
    break_even_pd: float | None  # mean probability at which the net is nothing


def avoided_loss(
    removed: Removed, comparable: Comparable, *, lgd: float, draws: int = DRAWS, seed: int = SEED
) -> Avoided:
    """`lgd` is the policy's, 0 to 1. Counts are the caller's to check."""
    generator = np.random.default_rng(seed)
    share = _shares(comparable, draws, generator)
    given = _given(comparable, lgd, draws, generator)
    weights, factor = _weights(removed, comparable)
    exposure = np.nan_to_num(removed.exposure)
    # probabilities end at 1, so each draw is summed customer by customer
    expected = np.array([
        (np.minimum(weights * one, 1) * exposure).sum() * two
        for one, two in zip(share, given, strict=True)
    ])  # fmt: skip
    lost = float(np.nansum(removed.run_off_loss))
    forgone = _forgone(removed, comparable.sales_kept)
    whole = float(np.minimum(weights * share.mean(), 1) @ exposure)
    at_risk = float(exposure.sum() * given.mean())
    return Avoided(
        expected=_estimate(expected),
        run_off_loss=lost,
        avoided=_estimate(expected - lost),
        forgone=forgone,
        net=None if forgone is None else _estimate(expected - lost - forgone),
        pd=whole / float(exposure.sum()) if exposure.sum() else float(share.mean()),
        pd_said=_mean(removed.pd),
        factor=factor,
        lgd=float(given.mean()),
        break_even_pd=(lost + forgone) / at_risk if forgone is not None and at_risk else None,
    )


def _shares(comparable: Comparable, draws: int, generator: np.random.Generator) -> Floats:
    bads = int(comparable.bad.sum())
    goods = len(comparable.bad) - bads
    return generator.beta(bads + PRIOR, goods + PRIOR, draws)


def _given(
    comparable: Comparable, lgd: float, draws: int, generator: np.random.Generator
) -> Floats:
    used = comparable.bad & (comparable.exposure > 0)
    seen = np.clip(comparable.loss[used] / comparable.exposure[used], 0, 1)
    worth = LGD_WORTH + len(seen)
    mean = float(np.clip((LGD_WORTH * lgd + seen.sum()) / worth, 1e-6, 1 - 1e-6))
    return generator.beta(mean * worth, (1 - mean) * worth, draws)


def _weights(removed: Removed, comparable: Comparable) -> tuple[Floats, float | None]:
    """Each one's probability over the mean of the comparable; 1 for all where scores say none."""
    said = _mean(comparable.pd)
    known = np.isfinite(removed.pd)
    if not said or np.isfinite(comparable.pd).mean() < 0.8 or not known.any():
        return np.ones(len(removed.pd)), None
    weights = np.where(known, removed.pd / said, np.nanmean(removed.pd) / said)
    bads = comparable.bad.sum() + PRIOR
    return weights, float(bads / (len(comparable.bad) + 2 * PRIOR) / said)


def _forgone(removed: Removed, sales_kept: float | None) -> float | None:
    """What the removed would have earned, had their sales gone as those of the others did."""
    if sales_kept is None or np.isnan(removed.margin_before).any():
        return None
    after = np.nan_to_num(removed.margin_after)
    return float((removed.margin_before * sales_kept - after).sum())


def _mean(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None


def _estimate(drawn: Floats) -> Estimate:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(drawn.mean()), float(low), float(high))
