"""What a back-test found, as JSON: plain NumPy over the pool of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from scoring.back_tests.pool import Array, Pool
from scoring.cards.value import TIERS, Scorecard
from scoring.measures import bootstrap, calibration
from scoring.measures.bands import BINS, banded, cuts_of
from scoring.measures.bootstrap import FEWEST_BADS
from scoring.measures.ranking import auc, captured, concentration, counts_of, ks, reversals
from scoring.measures.rates import jeffreys
from scoring.measures.stability import critical_psi, psi, shares, transitions

CAPTURED_BY = (0.01, 0.02, 0.05, 0.10, 0.20, 0.30, 0.50, 1.0)
LEAK = 0.9  # an indicator that ranks this well by itself may know the outcome
MONTH_DRAWS = 400


def result_of(
    pool: Pool,
    *,
    months: Sequence[dt.date],
    immature: Sequence[dt.date],
    card: Scorecard,
    challenger: Scorecard | None,
    indicators: Sequence[str],
) -> dict[str, Any]:
    """Everything that the page, the API and the exports show."""
    found: dict[str, Any] = {
        "months": _months(pool, months),
        "immature": [day.isoformat() for day in immature],
        "already_bad": int(pool.already_bad.sum()),
        "card": _of_card(pool, 0, card),
        "challenger": _of_card(pool, 1, challenger) if challenger else None,
        "difference": _difference(pool) if challenger else None,
        "migration": _migration(pool) if challenger else None,
        "features": _features(pool, indicators),
    }
    found["suspects"] = [
        each["indicator"] for each in found["features"] if each["auc"] and each["auc"] > LEAK
    ]
    return found


def _estimate(estimate: bootstrap.Estimate | None) -> dict[str, float] | None:
    if estimate is None:
        return None
    return {name: round(value, 6) for name, value in vars(estimate).items()}


def _table(pool: Pool, score: Array, which: Array) -> Any:
    return bootstrap.table(
        pool.bundle[which].astype(np.int64), score[which].astype(np.int64), pool.bad[which],
        size=pool.bundles, wide=BINS,
    )  # fmt: skip


def _ranking(counts: Any, bad_customers: int, *, draws: int = bootstrap.DRAWS) -> dict[str, Any]:
    """AUC, Gini and KS with their intervals, or why there are none."""
    if why := bootstrap.why_not(bad_customers, int(counts[0].sum())):
        return {"auc": None, "gini": None, "ks": None, "why": why}
    area, distance = bootstrap.intervals(counts, (auc, ks), draws=draws)
    gini = None
    if area is not None:
        gini = bootstrap.Estimate(*(2 * each - 1 for each in (area.value, area.low, area.high)))
    return {
        "auc": _estimate(area), "gini": _estimate(gini), "ks": _estimate(distance), "why": "",
    }  # fmt: skip


def _months(pool: Pool, months: Sequence[dt.date]) -> list[dict[str, Any]]:
    """Month by month; the stability is that of the first month's scores."""
    found, first = [], None
    cuts = cuts_of(_histogram(pool.one[pool.one >= 0]))
    for place, day in enumerate(months):
        here = pool.month == place
        rated = here & (pool.one >= 0)
        now = banded(_histogram(pool.one[rated]), cuts)
        first = now if first is None else first
        bads = int(pool.bad[rated].sum())
        found.append(
            {
                "as_of": day.isoformat(),
                "rows": int(here.sum()),
                "rated": int(rated.sum()),
                "bads": bads,
                "already_bad": int(pool.already_bad[place]),
                "limited": int(pool.limited[here].sum()),
                "loss": _money(pool.loss[here].sum()),
                "bad_rate": bads / int(rated.sum()) if rated.any() else None,
                **_ranking(_table(pool, pool.one, rated), bads, draws=MONTH_DRAWS),
                "psi": psi(first, now) if place else None,
                "psi_line": critical_psi(sum(first), sum(now), len(first)) if place else None,
            }
        )
    return found


def _of_card(pool: Pool, which: int, card: Scorecard) -> dict[str, Any]:
    score = pool.score(which)
    rated = score >= 0
    bads, counts = _histogram(score[rated & pool.bad]), _histogram(score[rated])
    losses = np.bincount(score[rated], weights=pool.loss[rated], minlength=BINS)
    bands = _bands(counts, bads)
    observed = [band["rate"] for band in bands]
    return {
        "rows": len(score),
        "rated": int(rated.sum()),
        "bads": int(bads.sum()),
        "bad_customers": int(pool.bad_customers[which]),
        "unrated": int((~rated).sum()),
        "unrated_bads": int(pool.bad[~rated].sum()),
        "limited": int(pool.limited[rated].sum()),
        **_ranking(_table(pool, score, rated), int(pool.bad_customers[which])),
        # who was limited and stayed good might not have: without them the view is another one
        "without_limited": _ranking(
            _table(pool, score, rated & (~pool.limited | pool.bad)), int(pool.bad_customers[which])
        ),
        "bands": bands,
        "reversals": reversals(observed),
        "concentration": concentration(np.array([band["count"] for band in bands])),
        "tiers": _tiers(pool, which),
        "capture": _capture(counts, bads, losses),
        "loss": _money(losses.sum()),
        "calibration": _calibration(card, counts, bads),
        "histogram": [
            [int(place), int(counts[place]), int(bads[place])] for place in np.flatnonzero(counts)
        ],
    }


def _money(value: float) -> str:
    return f"{value:.2f}"


def _histogram(scores: Array) -> Array:
    return np.bincount(scores, minlength=BINS)


def _bands(counts: Array, bads: Array) -> list[dict[str, Any]]:
    cuts = cuts_of(counts)
    bounds = [0, *cuts, BINS - 1]
    rows = zip(banded(counts, cuts), banded(bads, cuts), strict=True)
    return [
        {"from": bounds[place] / 10, "to": bounds[place + 1] / 10, **_rate(bad, count)}
        for place, (count, bad) in enumerate(rows)
    ]


def _rate(bads: int, count: int) -> dict[str, Any]:
    low, high = jeffreys(bads, count) if count else (None, None)
    rate = bads / count if count else None
    return {"count": count, "bads": bads, "rate": rate, "low": low, "high": high}


def _tiers(pool: Pool, which: int) -> list[dict[str, Any]]:
    tier = pool.tier(which)
    return [
        {"tier": name, **_rate(int(pool.bad[tier == place].sum()), int((tier == place).sum()))}
        for place, name in enumerate(TIERS)
    ]


def _capture(counts: Array, bads: Array, losses: Array) -> list[dict[str, Any]]:
    """What the riskiest so many per cent held of the bads and of the losses."""
    return [
        {
            "share": share,
            "of_bads": captured(counts, bads, share),
            "of_loss": captured(counts, losses, share),
        }
        for share in CAPTURED_BY
    ]


def _calibration(card: Scorecard, counts: Array, bads: Array) -> dict[str, Any] | None:
    """Foretold against observed in the card's own bands; None for a card that foretells none."""
    if card.calibration is None:
        return None
    cuts = [int(band.upper * 10) for band in card.calibration.bands if band.upper is not None]
    found = zip(card.calibration.bands, banded(counts, cuts), banded(bads, cuts), strict=True)
    bounds = [0, *cuts, BINS - 1]
    bands, lines = [], []
    for place, (band, count, bad) in enumerate(found):
        each = calibration.Band(count, bad, float(band.pd) / 100)
        bands.append(each)
        lines.append(
            {
                "from": bounds[place] / 10, "to": bounds[place + 1] / 10,
                "predicted": each.predicted, **_rate(bad, count),
                "observed_to_expected": calibration.observed_to_expected(each),
                "light": calibration.light(each) if count else None,
            }
        )  # fmt: skip
    whole = calibration.hosmer_lemeshow(bands)
    expected = sum(each.expected for each in bands)
    return {
        "bands": lines,
        "observed_to_expected": int(bads.sum()) / expected if expected else None,
        "brier": calibration.brier(bands),
        "hosmer_lemeshow": whole[0] if whole else None,
        "chance": whole[1] if whole else None,
    }


def _difference(pool: Pool) -> dict[str, Any]:
    """The challenger's AUC less the card's, on the rows that both rated."""
    both = (pool.one >= 0) & (pool.two >= 0)
    one, two = _table(pool, pool.one, both), _table(pool, pool.two, both)
    bads = int(one[1].sum())
    found: dict[str, Any] = {"rows": int(both.sum()), "bads": bads, "auc": None, "why": ""}
    if min(pool.bad_customers) < FEWEST_BADS:
        return found | {"why": "few_bads"}
    return found | {"auc": _estimate(bootstrap.paired(one, two))}


def _migration(pool: Pool) -> list[dict[str, Any]]:
    """Where the challenger puts the rows of each tier of the card."""
    counts = transitions(pool.tier_one, pool.tier_two, len(TIERS))
    return [
        {
            "tier": name,
            "counts": [int(count) for count in counts[place]],
            "shares": [float(share) for share in shares(counts)[place]],
        }
        for place, name in enumerate(TIERS)
    ]


def _features(pool: Pool, indicators: Sequence[str]) -> list[dict[str, Any]]:
    """How well each indicator of the card ranks by itself, the best first, in either direction."""
    found = []
    for place, indicator in enumerate(indicators):
        values = pool.features[:, place] if len(pool.features) else np.zeros(0)
        known = ~np.isnan(values)
        bads = int(pool.feature_bad[known].sum())
        area = None
        if bads >= FEWEST_BADS and pool.bad_customers[0] >= FEWEST_BADS:
            area = float(auc(*counts_of(values[known], pool.feature_bad[known])))
            area = None if np.isnan(area) else max(area, 1 - area)
        found.append({"indicator": indicator, "known": int(known.sum()), "bads": bads, "auc": area})
    return sorted(found, key=lambda each: -(each["auc"] or 0))
