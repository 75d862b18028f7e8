"""What a study found as JSON: kept with the fitting, shown on its page and over the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from statistics import fmean
from typing import Any

from scoring.cards.data import to_definition
from scoring.fitting.accuracy import Measured
from scoring.fitting.bands import Band
from scoring.fitting.binning import Binning
from scoring.fitting.logistic import USED
from scoring.fitting.points import Words, card_of, decimal, sub_scores_of, weights_of
from scoring.fitting.study import Study
from scoring.measures.evidence import SUSPECT_IV


def report(study: Study, words: Mapping[str, Words] | None) -> dict[str, Any]:
    """The whole finding; with `words`, where each used column is an indicator, the card too."""
    model, origin = study.model, study.origin
    told: dict[str, Any] = {
        "tested": study.tested,
        "grouped": study.grouped,
        "cut_off": None if study.cut_off is None else study.cut_off.isoformat(),
        "learnt": {"goods": origin.goods, "bads": origin.bads},
        "scale": asdict(origin.scale),
        "taken_off": round(study.taken_off, 6),
        "log_odds": {"intercept": _short(study.line.intercept), "slope": _short(study.line.slope)},
        "auc_learnt": measured_json(study.learnt),
        "auc": measured_json(study.test),
        "auc_unseen": measured_json(study.unseen),
        "auc_challenger": measured_json(study.challenger),
        "gap": measured_json(study.gap),
        "fold_mean": _short(fmean(study.fold_aucs)) if study.fold_aucs else None,
        "challenger_fold_mean": _mean(study.challenger_folds),
        "columns": columns_of(study),
        "bands": bands_json(study.bands),
        "card": None,
    }
    if words is not None:
        card = card_of(model, words, origin, study.bands, study.taken_off)
        told["card"] = to_definition(card)
    return told


def _mean(values: tuple[float, ...]) -> float | None:
    return _short(fmean(values)) if values else None


def measured_json(measured: Measured | None) -> dict[str, Any] | None:
    if measured is None:
        return None
    shown = {n: None if v is None else round(v, 4) for n, v in asdict(measured).items()}
    return shown | {"rows": measured.rows, "bads": measured.bads}


def bands_json(bands: tuple[Band, ...]) -> list[dict[str, Any]]:
    """Bands with shares in per cent; `lower` of each is `upper` of the one before."""
    lowers = [None, *(band.upper for band in bands)][: len(bands)]
    return [
        {
            "lower": lower,
            "upper": band.upper,
            "bads": band.bads,
            "count": band.count,
            "observed": round(100 * band.bads / band.count, 4) if band.count else None,
            **{name: round(100 * getattr(band, name), 4) for name in ("pd", "low", "high")},
        }
        for lower, band in zip(lowers, bands, strict=True)
    ]


def columns_of(study: Study) -> list[dict[str, Any]]:
    """Every candidate, those with the most information first."""
    order = sorted(study.model.binnings.values(), key=lambda each: -each.iv)
    return [_column(study, each) for each in order]


def _column(study: Study, binning: Binning) -> dict[str, Any]:
    model, code = study.model, binning.code
    is_used = model.fate[code] == USED
    return {
        "code": code,
        "iv": _short(binning.iv),
        "fate": model.fate[code],
        "suspect": binning.iv > SUSPECT_IV,
        "coefficient": _short(model.coefficients[code]) if is_used else None,
        "weight": str(weights_of(model)[code]) if is_used else None,
        "codebook": dict(binning.codebook),
        "bins": _bins(study, binning, is_used=is_used),
    }


def _bins(study: Study, binning: Binning, *, is_used: bool) -> list[dict[str, Any]]:
    model, scale = study.model, study.origin.scale
    bounds: list[float | None] = [None, *binning.uppers, None]
    spans = [*pairwise(bounds), (None, None)]
    rows = sum(binning.goods) + sum(binning.bads)
    points: list[float | None] = [None] * len(spans)
    sub_scores: list[str | None] = [None] * len(spans)
    if is_used:
        intercept, columns = model.intercept - study.taken_off, len(model.coefficients)
        parts = model.parts(binning.code)
        points = [round(scale.part(float(part), intercept, columns), 2) for part in parts]
        sub_scores = [str(each) for each in sub_scores_of(model, binning.code)]
    return [
        {
            "lower": lower,
            "upper": upper,
            "missing": at == len(spans) - 1,
            "categories": _categories(binning, at),
            "goods": goods,
            "bads": bads,
            "share": round(100 * (goods + bads) / rows, 2),
            "bad_rate": round(100 * bads / (goods + bads), 2) if goods + bads else None,
            "woe": _short(binning.woe[at]),
            "points": points[at],
            "sub_score": sub_scores[at],
        }
        for at, ((lower, upper), goods, bads) in enumerate(
            zip(spans, binning.goods, binning.bads, strict=True)
        )
    ]


def _categories(binning: Binning, at: int) -> list[str]:
    """The names whose numbers lie in the bin, safest first."""
    bounds = [float("-inf"), *binning.uppers, float("inf")]
    if at >= len(bounds) - 1:
        return []
    return [n for n, number in binning.codebook.items() if bounds[at] <= number < bounds[at + 1]]


def _short(value: float) -> float:
    return float(decimal(value, 6))
