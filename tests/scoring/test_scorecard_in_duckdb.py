"""The card compiled for DuckDB says what the card in Python says, to the last digit."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.cards import expert
from scoring.cards.duck import to_duck
from scoring.cards.value import TIERS, Calibration, PdBand, evaluate
from tests.scoring.test_scorecard import CODES, SMALL, cards, factor, values

D = Decimal


@pytest.fixture(scope="module")
def duck():
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        yield connection


def in_duck(duck, made, rows, codes=CODES):
    """What each card says of each row: points, score, tier, floor, pd."""
    columns = ", ".join(f"column{n}::DECIMAL(18,4) AS {code}" for n, code in enumerate(codes, 1))
    lines = ", ".join(f"({n}, {', '.join('?' for _ in codes)})" for n in range(len(rows)))
    source = f"(SELECT column0 AS n, {columns} FROM (VALUES {lines}) AS t({_names(codes)}))"
    said = ", ".join(
        f"{prefix}{name}" for prefix in made for name in ("points", "score", "tier", "floor", "pd")
    )
    sql = f"SELECT {said} FROM {to_duck(made, source)} ORDER BY n"
    return duck.execute(sql, [row.get(code) for row in rows for code in codes]).fetchall()


def _names(codes):
    return ", ".join(f"column{n}" for n in range(len(codes) + 1))


def exact(found):
    points, score, tier, floor, pd = found
    return (
        None if points is None else D(points).scaleb(-4),
        None if score is None else D(score).scaleb(-1),
        TIERS[tier],
        floor,
        None if pd is None else D(pd).scaleb(-4),
    )


def expected(card, row):
    said = evaluate(card, row)
    floor = max((TIERS.index(k.tier) for k in card.knock_outs if k.code in said.knock_outs),
                default=0)  # fmt: skip
    return said.points, said.score, said.tier, floor, said.pd


def band(upper, pd):
    return PdBand(None if upper is None else D(upper), D(pd), D(pd), D(pd), 0, 1)


@st.composite
def calibrations(draw):
    bounds = sorted(draw(st.sets(st.decimals("0.1", 99, places=1), max_size=4)))
    pds = sorted(draw(st.lists(st.decimals(0, 100, places=4), min_size=5, max_size=5)))
    bands = [band(upper, pd) for upper, pd in zip([*bounds, None], pds, strict=False)]
    return Calibration(90, 365, "jeffreys", "2025-01-31", "2025-12-31", tuple(bands))


@st.composite
def calibrated(draw):
    made = draw(cards())
    return dataclasses.replace(made, calibration=draw(st.one_of(st.none(), calibrations())))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    calibrated(),
    calibrated(),
    st.lists(st.fixed_dictionaries(dict.fromkeys(CODES, values)), min_size=1, max_size=6),
)
def test_duckdb_and_python_agree_to_the_last_digit(duck, old, new, rows):
    for row, found in zip(rows, in_duck(duck, {"old_": old, "new_": new}, rows), strict=True):
        assert exact(found[:5]) == expected(old, row)
        assert exact(found[5:]) == expected(new, row)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_so_they_do_for_the_expert_card(duck, data):
    knocking_out = {each.indicator for each in expert.CARD.knock_outs}
    codes = sorted({each.indicator for each in expert.CARD.factors()} | knocking_out)
    rows = data.draw(
        st.lists(st.fixed_dictionaries(dict.fromkeys(codes, values)), min_size=1, max_size=8)
    )
    for row, found in zip(rows, in_duck(duck, {"": expert.CARD}, rows, codes), strict=True):
        assert exact(found) == expected(expert.CARD, row)


def test_contributions_are_rounded_half_up(duck):
    third = dataclasses.replace(
        SMALL.groups[0],
        factors=(
            factor("dbt_paid", "0.01", ("10", "33.35"), (None, 100)),
            factor("max_dpd", "0.03", ("30", 0), (None, 100)),
        ),
    )
    card = dataclasses.replace(SMALL, groups=(third,))
    row = {"dbt_paid": D(0), "max_dpd": D(0)}
    (found,) = in_duck(duck, {"": card}, [row])
    assert exact(found)[:2] == expected(card, row)[:2] == (D("8.3375"), D("8.3"))


def test_a_bound_beyond_any_figure_is_no_trouble(duck):
    far = dataclasses.replace(
        SMALL.groups[0],
        factors=(factor("dbt_paid", 40, (D("1E20"), 0), (None, 100)),),
    )
    card = dataclasses.replace(SMALL, groups=(far,))
    row = {"dbt_paid": D("99999999999999.9999"), "max_dpd": None}
    (found,) = in_duck(duck, {"": card}, [row])
    assert exact(found)[1:3] == (D("0.0"), "low")
