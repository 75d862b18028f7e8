"""A scorecard as one SQL expression: a chain of LATERAL steps. Plain Python without Django."""

from __future__ import annotations

from decimal import Decimal

from scoring.cards.value import TIERS, ZERO, Factor, Scorecard


def to_sql(card: Scorecard, alias: str) -> str:
    """A chain of LATERAL steps to put behind `FROM <readings> AS alias`.

    It ends in `scored` with points, score, tier, coverage, contributions, knock_outs, pd. OFFSET 0
    keeps the planner from copying each step into the ones that use it, which would compute the
    first step hundreds of times.
    """
    steps = [
        ("sub_scores", _sub_scores_sql(card, alias)),
        ("weights", _weights_sql(card, alias)),
        ("parts", _parts_sql(card)),
        ("sums", _sums_sql(card, alias)),
        ("scored", _scored_sql(card, alias)),
    ]
    return "\n".join(f"CROSS JOIN LATERAL (SELECT {sql} OFFSET 0) AS {name}" for name, sql in steps)


def _number(value: Decimal) -> str:
    return f"{value:f}"


def _sub_scores_sql(card: Scorecard, alias: str) -> str:
    return ", ".join(f"{_bins_sql(f, alias)} AS {f.indicator}" for f in card.factors())


def _bins_sql(factor: Factor, alias: str) -> str:
    value = f"{alias}.{factor.indicator}"
    missing = "NULL::numeric" if factor.missing is None else _number(factor.missing)
    cases = [f"WHEN {value} IS NULL THEN {missing}"]
    cases += [
        f"WHEN {value} < {_number(each.upper)} THEN {_number(each.sub_score)}"
        for each in factor.bins
        if each.upper is not None
    ]
    return f"CASE {' '.join(cases)} ELSE {_number(factor.bins[-1].sub_score)} END"


def _weights_sql(card: Scorecard, alias: str) -> str:
    def of_known(source: str) -> str:
        return " + ".join(
            f"CASE WHEN {source}.{f.indicator} IS NULL THEN 0 ELSE {_number(f.weight)} END"
            for f in card.factors()
        )

    return f"{of_known(alias)} AS known, nullif({of_known('sub_scores')}, 0) AS counted"


def _parts_sql(card: Scorecard) -> str:
    return ", ".join(
        f"round({_number(f.weight)} * sub_scores.{f.indicator} / weights.counted, 4)"
        f" AS {f.indicator}"
        for f in card.factors()
    )


def _total_sql(factors: tuple[Factor, ...]) -> str:
    return " + ".join(f"coalesce(parts.{f.indicator}, 0)" for f in factors)


def _sums_sql(card: Scorecard, alias: str) -> str:
    total = sum((f.weight for f in card.factors()), ZERO)
    minimum = _number(card.minimum_coverage * total)
    capped = " + ".join(
        f"least({_total_sql(group.factors)}, {_number(group.cap)})" for group in card.groups
    )
    hits = (
        " || ".join(
            f"CASE WHEN {alias}.{k.indicator} >= {_number(k.bound)} "
            f"THEN '[\"{k.code}\"]'::jsonb ELSE '[]'::jsonb END"
            for k in card.knock_outs
        )
        or "'[]'::jsonb"
    )
    floors = [
        f"CASE WHEN {alias}.{k.indicator} >= {_number(k.bound)} THEN {TIERS.index(k.tier)} END"
        for k in card.knock_outs
    ]
    return (
        f"CASE WHEN weights.counted IS NOT NULL THEN {_total_sql(card.factors())} END AS points, "
        f"CASE WHEN weights.counted IS NOT NULL AND weights.known >= {minimum} "
        f"THEN round(least(greatest({capped}, 0), 100), 1) END AS score, "
        f"round(weights.known::numeric / {_number(total)}, 4) AS coverage, {hits} AS knock_outs, "
        f"greatest(0, {', '.join(floors) or '0'}) AS floor"
    )


def _scored_sql(card: Scorecard, alias: str) -> str:
    rank = (
        f"CASE WHEN sums.score IS NULL THEN 0 WHEN sums.score >= {_number(card.high_at)} THEN 3 "
        f"WHEN sums.score >= {_number(card.medium_at)} THEN 2 ELSE 1 END"
    )
    tiers = ", ".join(f"'{tier}'" for tier in TIERS)
    contributions = ", ".join(
        f"'{f.indicator}', jsonb_build_array({alias}.{f.indicator}::text, "
        f"sub_scores.{f.indicator}::text, parts.{f.indicator}::text)"
        for f in card.factors()
    )
    return (
        "sums.points, sums.score, sums.coverage, sums.knock_outs, "
        f"(ARRAY[{tiers}])[1 + greatest({rank}, sums.floor)] AS tier, "
        f"jsonb_build_object({contributions}) AS contributions, {_pd_sql(card)} AS pd"
    )


def _pd_sql(card: Scorecard) -> str:
    if card.calibration is None:
        return "NULL::numeric"
    cases = " ".join(
        f"WHEN sums.score < {_number(band.upper)} THEN {_number(band.pd)}"
        for band in card.calibration.bands
        if band.upper is not None
    )
    last = _number(card.calibration.bands[-1].pd)
    return f"CASE WHEN sums.score IS NULL THEN NULL::numeric {cases} ELSE {last} END"
