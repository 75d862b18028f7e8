"""Whether a card gives every possible customer exactly one score. Plain Python without Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from scoring.cards.problems import Path, Problem
from scoring.cards.value import Calibration, Factor, Scorecard, Text, rounded

CODE_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
LONGEST_CODE = 40
LONGEST_TEXT = 300
MOST_GROUPS, MOST_BINS, MOST_KNOCK_OUTS = 20, 50, 30


def problems_of(
    card: Scorecard, *, indicators: frozenset[str], unscored: frozenset[str] = frozenset()
) -> list[Problem]:
    """All that is wrong with a card; `unscored` are indicators that exist but may not be used."""
    return [
        *_indicators(card, indicators, unscored),
        *_codes(card),
        *_groups(card),
        *_knock_outs(card),
        *_bounds(card),
        *(_calibration(card.calibration) if card.calibration else ()),
    ]


def factor_paths(card: Scorecard) -> Iterator[tuple[Path, Factor]]:
    """Every factor with its place in the definition."""
    for at, group in enumerate(card.groups):
        for number, factor in enumerate(group.factors):
            yield ("groups", at, "factors", number), factor


def _indicators(
    card: Scorecard, indicators: frozenset[str], unscored: frozenset[str]
) -> Iterator[Problem]:
    named = [(path, factor.indicator) for path, factor in factor_paths(card)]
    if not named:
        yield Problem(("groups",), "no_factors")
    rules = [(("knock_outs", at), each.indicator) for at, each in enumerate(card.knock_outs)]
    for path, name in [*named, *rules]:
        if name not in indicators:
            code = "unscorable" if name in unscored else "no_indicator"
            yield Problem((*path, "indicator"), code, {"value": name})
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield Problem((*path, "indicator"), "used_twice", {"value": name})
        seen.add(name)


def _codes(card: Scorecard) -> Iterator[Problem]:
    groups = [(("groups", at, "code"), each.code) for at, each in enumerate(card.groups)]
    rules = [(("knock_outs", at, "code"), each.code) for at, each in enumerate(card.knock_outs)]
    uses = Counter(code for _path, code in [*groups, *rules])
    for path, code in [*groups, *rules]:
        if not code or set(code) - CODE_CHARACTERS or len(code) > LONGEST_CODE:
            yield Problem(path, "no_code", {"value": code})
        elif uses[code] > 1:
            yield Problem(path, "code_twice", {"value": code})


def _groups(card: Scorecard) -> Iterator[Problem]:
    if len(card.groups) > MOST_GROUPS:
        yield Problem(("groups",), "too_many", {"most": MOST_GROUPS})
    for at, group in enumerate(card.groups):
        path: Path = ("groups", at)
        if not 0 < group.cap <= 100:
            yield Problem((*path, "cap"), "cap")
        yield from _digits(group.cap, 2, (*path, "cap"))
        yield from _text(group.name, (*path, "name"))
        if not group.factors:
            yield Problem((*path, "factors"), "group_empty")
    for path, factor in factor_paths(card):
        yield from _factor(factor, path)


def _factor(factor: Factor, path: Path) -> Iterator[Problem]:
    if not 0 < factor.weight <= 1000:
        yield Problem((*path, "weight"), "weight")
    yield from _digits(factor.weight, 2, (*path, "weight"))
    if not factor.bins:
        yield Problem((*path, "bins"), "no_bins")
    elif len(factor.bins) > MOST_BINS:
        yield Problem((*path, "bins"), "too_many", {"most": MOST_BINS})
    yield from _uppers([each.upper for each in factor.bins], 4, (*path, "bins"))
    for at, each in enumerate(factor.bins):
        yield from _sub_score(each.sub_score, (*path, "bins", at, "sub_score"))
    if factor.missing is not None:
        yield from _sub_score(factor.missing, (*path, "missing"))
    yield from _text(factor.internal, (*path, "internal"))
    yield from _text(factor.customer, (*path, "customer"))


def _uppers(uppers: Sequence[Decimal | None], digits: int, path: Path) -> Iterator[Problem]:
    """Upper bounds rise, and only the last one is open: every value falls into one bin."""
    final = len(uppers) - 1
    highest: Decimal | None = None
    for at, upper in enumerate(uppers):
        place = (*path, at, "upper")
        if upper is None:
            if at < final:
                yield Problem(place, "open_inside")
            continue
        if at == final:
            yield Problem(place, "not_open")
        if highest is not None and upper <= highest:
            yield Problem(place, "overlap", {"below": highest})
        highest = upper
        yield from _digits(upper, digits, place)


def _sub_score(sub_score: Decimal, path: Path) -> Iterator[Problem]:
    if not 0 <= sub_score <= 100:
        yield Problem(path, "sub_score")
    yield from _digits(sub_score, 2, path)


def _knock_outs(card: Scorecard) -> Iterator[Problem]:
    if len(card.knock_outs) > MOST_KNOCK_OUTS:
        yield Problem(("knock_outs",), "too_many", {"most": MOST_KNOCK_OUTS})
    for at, each in enumerate(card.knock_outs):
        path: Path = ("knock_outs", at)
        if each.tier not in ("medium", "high"):
            yield Problem((*path, "tier"), "knock_out_tier")
        yield from _digits(each.bound, 4, (*path, "bound"))
        yield from _text(each.internal, (*path, "internal"))
        yield from _text(each.customer, (*path, "customer"))


def _bounds(card: Scorecard) -> Iterator[Problem]:
    if not 0 < card.medium_at < card.high_at <= 100:
        yield Problem(("tiers", "medium"), "tiers")
    yield from _digits(card.medium_at, 4, ("tiers", "medium"))
    yield from _digits(card.high_at, 4, ("tiers", "high"))
    if not 0 < card.minimum_coverage <= 1:
        yield Problem(("minimum_coverage",), "coverage")
    yield from _digits(card.minimum_coverage, 4, ("minimum_coverage",))
    if card.reason_method not in ("A", "B"):
        yield Problem(("reason_method",), "reason_method")
    if card.fit is not None and card.fit.slope <= 0:
        yield Problem(("fit", "slope"), "slope")


def _calibration(calibration: Calibration) -> Iterable[Problem]:
    path: Path = ("calibration", "bands")
    bands = calibration.bands
    if not bands:
        yield Problem(path, "no_bands")
    yield from _uppers([band.upper for band in bands], 1, path)
    for at, band in enumerate(bands):
        if not 0 <= band.low <= band.pd <= band.high <= 100:
            yield Problem((*path, at, "pd"), "pd")
        yield from _digits(band.pd, 4, (*path, at, "pd"))
    for at, (before, band) in enumerate(pairwise(bands), start=1):
        if before.pd > band.pd:
            yield Problem((*path, at, "pd"), "pd_order")


def _text(text: Text, path: Path) -> Iterator[Problem]:
    for language, words in (("en", text.en), ("zh", text.zh)):
        if not words.strip():
            yield Problem((*path, language), "text")
        elif len(words) > LONGEST_TEXT:
            yield Problem((*path, language), "text_long", {"most": LONGEST_TEXT})


def _digits(value: Decimal, digits: int, path: Path) -> Iterator[Problem]:
    """Few digits keep every quotient clear of a rounding tie, so SQL and Python agree."""
    if value != rounded(value, digits):
        yield Problem(path, "decimals", {"value": value, "digits": digits})
