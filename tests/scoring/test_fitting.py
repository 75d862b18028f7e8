"""Fitting a card: golden numbers, bins, signs, splits, refusals, and the odds given back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from statistics import fmean

import numpy as np
import pytest
from django.db import connection

from scoring.cards.data import from_definition
from scoring.cards.sql import to_sql
from scoring.cards.value import Text, evaluate
from scoring.fitting.accuracy import measured
from scoring.fitting.bands import Band, bands_of, shifted
from scoring.fitting.binning import bin_column, plainest, raw_binning
from scoring.fitting.logistic import CROWDED, USED, WEAK, WRONG_SIGN, correction, fit
from scoring.fitting.points import Words, card_of
from scoring.fitting.report import report
from scoring.fitting.scale import Scale, log_odds
from scoring.fitting.study import FitRefused, Plan, study
from scoring.fitting.table import Column, Table, apart, fold_of
from scoring.fitting.texts import column_of
from tests.scoring import fitting_trials

sklearn = pytest.importorskip("sklearn", reason="scikit-learn is the extra of workers that fit")

CODES = ("dbt_paid", "late_frequency", "tenure")
WORDS = {
    code: Words("all", Text("All", "全部"), Text(code, code), Text(code, code)) for code in CODES
}
PLAN = Plan(days=30, horizon=90, with_challenger=False)


def made_up(rows=3000, seed=1, bad_share=0.15, customers=None, days=False) -> Table:
    """Rows whose risk rises with two figures and falls with a third; some figures are not known."""
    draw = np.random.default_rng(seed)
    late = np.round(draw.gamma(2, 8, rows), 4)
    often = np.round(draw.uniform(0, 100, rows), 4)
    tenure = np.round(draw.gamma(2, 3, rows), 4)
    odds = late / 12 + often / 40 - tenure / 4
    bad = odds + draw.logistic(size=rows) > np.quantile(odds, 1 - bad_share) + 1
    often[draw.random(rows) < 0.1] = np.nan
    day = np.datetime64("2024-01-31") + draw.integers(0, 400, rows).astype("timedelta64[D]")
    return Table(
        (
            Column("dbt_paid", late, 1),
            Column("late_frequency", often, 1),
            Column("tenure", tenure, -1),
        ),
        bad,
        customer=None if customers is None else draw.integers(0, customers, rows),
        day=day if days else None,
        known=day + 60 if days else None,
    )


def values_of(table: Table, row: int) -> dict[str, Decimal | None]:
    figures = {column.code: column.values[row] for column in table.columns}
    return {c: None if np.isnan(v) else Decimal(f"{v:.4f}") for c, v in figures.items()}


class TestGoldenNumbers:
    """domain.md §7."""

    @pytest.mark.parametrize(("pd", "score"), [(0.01, 619.71), (0.05, 572.081), (0.1, 550.521)])
    def test_the_classical_scale(self, pd, score):
        assert Scale().score(log_odds(pd)) == pytest.approx(score, abs=0.005)
        assert Scale().pd(score) == pytest.approx(pd, abs=1e-5)

    def test_factor_offset_and_the_odds_of_a_score(self):
        assert Scale().factor == pytest.approx(28.8539, abs=5e-5)
        assert Scale().offset == pytest.approx(487.1229, abs=5e-5)
        assert Scale().pd(580) == pytest.approx(0.038462, abs=5e-7)


class TestBins:
    def test_risk_rises_throughout_in_bins_of_five_percent(self):
        table = made_up()
        binning = bin_column(table.column("dbt_paid"), table.bad)
        assert len(binning.uppers) >= 2
        known = np.array(binning.woe[:-1])
        assert (np.diff(known) < 0).all()
        assert min(g + b for g, b in zip(binning.goods[:-1], binning.bads[:-1], strict=True)) >= 150

    def test_a_direction_that_the_data_denies_tells_nothing(self):
        table = made_up()
        tenure = table.column("tenure").values
        assert bin_column(Column("tenure", tenure, 1), table.bad).uppers == ()
        assert bin_column(Column("tenure", tenure, 0), table.bad).iv > 0.02

    def test_what_is_not_known_has_a_bin_of_its_own(self):
        table = made_up()
        binning = bin_column(table.column("late_frequency"), table.bad)
        unknown = int(np.isnan(table.column("late_frequency").values).sum())
        assert binning.goods[-1] + binning.bads[-1] == unknown
        assert binning.woe[-1] != 0

    def test_a_few_unknown_values_count_as_average(self):
        table = made_up()
        figures = table.column("dbt_paid").values.copy()
        figures[:5] = np.nan
        assert bin_column(Column("dbt_paid", figures, 1), table.bad).woe[-1] == 0

    def test_a_category_never_seen_counts_as_not_known(self):
        names = np.array(["a", "b"] * 100, dtype=object)
        binning = bin_column(Column("kind", names), names == "b")
        assert binning.codebook == {"a": 0, "b": 1}
        assert binning.positions(Column("kind", np.array(["a", "c", ""], dtype=object)))[0] == 0
        assert set(binning.positions(Column("kind", np.array(["c", ""], dtype=object)))) == {
            len(binning.uppers) + 1
        }

    @pytest.mark.parametrize(
        ("below", "first", "bound"),
        [
            (12.3456, 14.2, 13.0),
            (0.1234, 0.1235, 0.1235),
            (990, 1400, 1000),
            (0, 1, 0.5),
            (-3, -1, -2),
        ],
    )
    def test_bounds_are_plain_numbers(self, below, first, bound):
        assert below < plainest(below, first) <= first
        assert plainest(below, first) == bound


class TestFit:
    def test_all_coefficients_have_one_sign(self):
        model = fit(made_up())
        assert set(model.coefficients) == set(CODES)
        assert all(each < 0 for each in model.coefficients.values())

    def test_a_column_that_the_others_turn_round_is_dropped(self):
        table = made_up(rows=20000)
        parent = table.column("dbt_paid").values
        echo = Column(
            "echo",
            parent + np.random.default_rng(5).normal(0, 6, len(parent)),
        )
        odds = parent / 6 - echo.values / 12
        bad = odds + np.random.default_rng(6).logistic(size=len(odds)) > np.quantile(odds, 0.8)
        fate = fit(Table((table.column("dbt_paid"), echo), bad)).fate
        assert fate == {"dbt_paid": USED, "echo": WRONG_SIGN}

    def test_noise_is_dropped_and_ten_events_are_needed_per_column(self):
        table = made_up(rows=10000)
        noise = Column("noise", np.random.default_rng(3).normal(size=len(table)))
        assert fit(Table((*table.columns, noise), table.bad)).fate["noise"] == WEAK
        few = np.flatnonzero(table.bad)[:15]
        rows = np.concatenate([few, np.flatnonzero(~table.bad)])
        fates = list(fit(table.take(rows)).fate.values())
        assert fates.count(USED) == 1
        assert CROWDED in fates

    def test_oversampling_is_taken_off_the_intercept(self):
        assert correction(0.5, 0.02) == pytest.approx(np.log(0.98 / 0.02))
        band = Band(None, 50, 100, 0.5, 0.4, 0.6)
        (moved,) = shifted((band,), correction(0.5, 0.02))
        assert moved.pd == pytest.approx(0.02)


class TestCard:
    def test_its_points_give_the_log_odds_back(self):
        table = made_up()
        found = study(table, PLAN)
        card = card_of(found.model, WORDS, found.origin, found.bands)
        assert sum(f.weight for f in card.factors()) == 100
        odds = found.model.log_odds(table)
        for row in range(400):
            points = evaluate(card, values_of(table, row)).points
            assert points is not None
            given = card.fit.intercept + card.fit.slope * points
            assert float(given) == pytest.approx(odds[row], abs=0.01)

    def test_classical_points_of_the_bins_add_up_to_the_classical_score(self):
        table = made_up()
        found = study(table, PLAN)
        columns = [c for c in report(found, WORDS)["columns"] if c["fate"] == USED]
        total = 0.0
        for column in columns:
            at = found.model.binnings[column["code"]].positions(table.column(column["code"]))[7]
            total += column["bins"][at]["points"]
        assert total == pytest.approx(Scale().score(found.model.log_odds(table)[7]), abs=0.02)

    def test_points_follow_another_convention(self):
        """domain.md §2.2: 600 at 19 good to one bad, 50 more double the odds."""
        found = study(made_up(), replace(PLAN, scale=Scale(600, 19, 50)))
        model, n = found.model, len(found.model.coefficients)
        factor = 50 / np.log(2)
        offset = 600 - factor * np.log(19)
        for column in report(found, WORDS)["columns"]:
            beta = model.coefficients[column["code"]]
            for each in column["bins"]:
                points = -(beta * each["woe"] + model.intercept / n) * factor + offset / n
                assert each["points"] == pytest.approx(points, abs=0.01)
        fit = card_of(model, WORDS, found.origin, found.bands).fit
        assert (fit.base_score, fit.base_odds, fit.pdo) == (600, 19, 50)
        assert study(made_up(), PLAN).line == found.line  # the card's own points are another scale

    def test_a_true_rate_moves_odds_probabilities_and_tiers_but_no_points(self):
        table = made_up()
        plain, moved = study(table, PLAN), study(table, replace(PLAN, true_rate=0.01))
        one = card_of(plain.model, WORDS, plain.origin, plain.bands)
        other = card_of(moved.model, WORDS, moved.origin, moved.bands, moved.taken_off)
        assert one.groups == other.groups
        assert float(one.fit.intercept - other.fit.intercept) == pytest.approx(
            moved.taken_off, abs=1e-5
        )
        assert other.calibration.bands[-1].pd < one.calibration.bands[-1].pd
        total = len(table)
        mean = sum(b.pd * b.count for b in moved.bands) / total
        assert mean < 0.02

    @pytest.mark.django_db
    def test_sql_gives_the_same_points_and_probabilities(self):
        table = made_up(rows=1500)
        definition = report(study(table, PLAN), WORDS)["card"]
        card = from_definition(json.loads(json.dumps(definition)), indicators=frozenset(CODES))
        rows = [values_of(table, row) for row in range(200)]
        lines = ", ".join(
            "(" + ", ".join("null::numeric" if v is None else str(v) for v in r.values()) + ")"
            for r in rows
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT scored.points, scored.score, scored.tier, scored.pd"
                f" FROM (VALUES {lines}) AS r({', '.join(CODES)}) {to_sql(card, 'r')}"
            )
            found = cursor.fetchall()
        by_hand = [evaluate(card, row) for row in rows]
        assert found == [(s.points, s.score, s.tier, s.pd) for s in by_hand]
        assert {pd for _p, _s, _t, pd in found} <= {b.pd for b in card.calibration.bands}


class TestBands:
    def test_probabilities_rise_and_are_never_zero(self):
        draw = np.random.default_rng(2)
        scores = np.round(draw.uniform(0, 100, 4000), 1)
        bands = bands_of(scores, draw.random(4000) < (scores / 200) ** 2)
        assert [b.pd for b in bands] == sorted({b.pd for b in bands})
        assert all(b.pd > 0 and b.low <= b.pd <= b.high for b in bands)
        assert sum(b.count for b in bands) == 4000
        assert bands[-1].upper is None

    def test_they_cover_the_truth(self):
        draw = np.random.default_rng(4)
        scores = np.round(draw.uniform(0, 100, 20000), 1)
        truth = scores / 250
        bands = bands_of(scores, draw.random(20000) < truth)
        lower = -1.0
        for band in bands:
            inside = (scores >= lower) & (scores < (band.upper or 101))
            assert band.low < truth[inside].mean() < band.high
            lower = band.upper or 101

    def test_a_score_that_tells_nothing_is_one_band_or_few(self):
        draw = np.random.default_rng(8)
        assert len(bands_of(np.full(500, 40.0), draw.random(500) < 0.1)) == 1


class TestAccuracy:
    def test_it_is_the_area_of_scikit_learn(self):
        from sklearn.metrics import roc_auc_score

        draw = np.random.default_rng(9)
        scores, bad = draw.integers(0, 20, 5000), draw.random(5000) < 0.3
        area = measured(scores, bad, np.arange(5000)).value
        assert area == pytest.approx(roc_auc_score(bad, scores))
        fine = draw.normal(size=5000) + bad  # more values than a score with one decimal has
        area = measured(fine, bad, np.arange(5000)).value
        assert area == pytest.approx(roc_auc_score(bad, fine), abs=1e-4)

    def test_rows_of_one_customer_are_drawn_together(self):
        draw = np.random.default_rng(10)
        scores, bad = draw.normal(size=300), draw.random(300) < 0.3
        scores = scores + bad
        alone = measured(scores, bad, np.arange(300))
        tenfold = measured(np.repeat(scores, 10), np.repeat(bad, 10), np.repeat(np.arange(300), 10))
        assert tenfold.value == pytest.approx(alone.value)
        assert tenfold.high - tenfold.low == pytest.approx(alone.high - alone.low, rel=0.05)

    def test_under_twenty_bads_there_is_no_figure(self):
        bad = np.arange(100) < 19
        assert measured(np.arange(100), bad, np.arange(100)).value is None

    def test_the_rows_of_a_bad_customer_are_one_piece_of_evidence(self):
        bad = np.arange(100) < 40
        of_few, of_enough = np.arange(100) // 3, np.arange(100) // 2
        assert (len(set(of_few[bad])), len(set(of_enough[bad]))) == (14, 20)
        assert measured(np.arange(100), bad, of_few).value is None
        assert measured(np.arange(100), bad, of_enough).value is not None

    def test_a_score_against_itself_differs_by_nothing(self):
        draw = np.random.default_rng(11)
        scores, bad = draw.normal(size=300), draw.random(300) < 0.3
        gap = measured(scores, bad, np.arange(300), against=scores * 2)
        assert (gap.value, gap.low, gap.high) == (0, 0, 0)


class TestSplits:
    def test_a_customer_is_in_one_fold_only(self):
        table = made_up(customers=300)
        fold = fold_of(table.groups, table.bad, 5)
        assert all(len(set(fold[table.groups == each])) == 1 for each in np.unique(table.groups))

    def test_days_lie_a_horizon_apart(self):
        day = np.array(
            ["2025-01-31", "2025-02-28", "2025-05-31", "2025-06-30"], dtype="datetime64[D]"
        )
        assert list(apart(day, 90)) == [True, False, True, False]

    def test_nothing_after_the_cut_off_reaches_the_fit(self):
        table = made_up(days=True, customers=500)
        plan = Plan(30, 60, cut_off=dt.date(2024, 10, 1), with_challenger=False)
        late = (table.day > np.datetime64("2024-10-01")) | (
            table.known > np.datetime64("2024-10-01")
        )
        poisoned = Table(
            tuple(Column(c.code, np.where(late, 1e6, c.values), 0) for c in table.columns),
            table.bad ^ late, table.customer, table.day, table.known,
        )  # fmt: skip
        free = tuple(Column(c.code, c.values) for c in table.columns)
        one, other = study(replace(table, columns=free), plan), study(poisoned, plan)
        assert one.model == other.model
        assert one.test != other.test
        assert one.unseen is not None

    def test_what_is_known_of_a_customer_foretells_nothing_of_strangers(self):
        """Each customer is bad always or never, and the only column that tells is its name."""
        draw = np.random.default_rng(13)
        who = draw.integers(0, 200, 6000)
        is_bad = draw.random(200) < 0.3
        day = np.datetime64("2024-01-31") + draw.integers(0, 400, 6000).astype("timedelta64[D]")
        name = Column("name", np.array([f"c{each}" for each in who], dtype=object))
        table = Table((name,), is_bad[who], customer=who, day=day, known=day)
        found = study(table, Plan(30, 60, cut_off=dt.date(2024, 10, 1)))
        assert found.test.value > 0.99  # the card remembers them
        assert found.grouped
        assert found.unseen.value < 0.6
        assert found.challenger.value < 0.6
        assert all(0.2 < band.pd < 0.4 for band in found.bands)
        alone = study(replace(table, customer=None), Plan(30, 60, cut_off=dt.date(2024, 10, 1)))
        assert not alone.grouped
        assert alone.unseen is None
        assert alone.bands[-1].pd > 0.9

    def test_strangers_are_parted_the_same_way_each_time(self):
        table = made_up(days=True, customers=500)
        plan = Plan(30, 60, cut_off=dt.date(2024, 10, 1), with_challenger=False)
        assert study(table, plan).bands == study(table, plan).bands
        assert sum(band.count for band in study(table, plan).bands) == study(table, plan).test.rows

    def test_shuffled_labels_are_a_coin(self):
        table = made_up(rows=4000)
        shuffled = Table(table.columns, np.random.default_rng(12).permutation(table.bad))
        with pytest.raises(FitRefused, match="no_information"):
            study(shuffled, PLAN)


class TestRefusals:
    def test_below_a_hundred_bads_it_gives_bands_instead(self):
        table = made_up(rows=600, bad_share=0.02)
        with pytest.raises(FitRefused) as refused:
            study(table, PLAN)
        assert refused.value.code == "too_few"
        assert refused.value.facts["bads"] == table.bad.sum() < 100
        assert sum(band.bads for band in refused.value.bands) == table.bad.sum()

    def test_one_event_seen_at_many_month_ends_counts_once(self):
        table = made_up(rows=2000)
        bad_day = np.where(table.bad, np.datetime64("2025-01-01"), np.datetime64("NaT"))
        repeated = Table(table.columns, table.bad, np.arange(2000) % 50, bad_day=bad_day)
        assert repeated.events() <= 50 < table.events()
        with pytest.raises(FitRefused, match="too_few"):
            study(repeated, PLAN)

    def test_without_later_rows_nothing_is_claimed(self):
        table = made_up(days=True)
        with pytest.raises(FitRefused, match="no_test"):
            study(table, Plan(30, 60, cut_off=dt.date(2026, 1, 1)))


def test_texts_become_numbers_or_names():
    assert list(column_of("x", ["1,000", " 2.5", ""]).values[:2]) == [1000, 2.5]
    assert np.isnan(column_of("x", ["1", "NA"]).values[1])
    assert column_of("x", ["1", "two", "null"]).is_categorical
    assert list(column_of("x", ["1", "inf"]).values) == ["1", "inf"]


class TestRealData:
    """The protocols of ../shared/data/README.md."""

    def test_german_credit(self):
        found = study(fitting_trials.german_credit(), Plan(0, 0))
        assert fmean(found.fold_aucs) >= 0.775
        assert found.learnt.value > found.test.value  # what is not cross-validated overstates

    def test_german_information_value_of_the_checking_account(self):
        table = fitting_trials.german_credit()
        raw = raw_binning(table.column("status_of_existing_checking_account"), table.bad)
        assert raw.iv == pytest.approx(0.6660, abs=5e-5)
        assert sorted(raw.woe[:-1]) == pytest.approx([-0.8181, -0.4014, 0.4055, 1.1763], abs=5e-5)

    def test_taiwan_credit(self):
        found = study(fitting_trials.taiwan_credit(), Plan(0, 0))
        assert fmean(found.fold_aucs) >= 0.765
        assert found.gap.high < 0  # boosting is better here, and the study says so

    def test_ibm_invoices_out_of_time(self):
        table = fitting_trials.ibm_invoices()
        found = study(table, Plan(0, 0, cut_off=fitting_trials.CUT_OFF))
        assert found.test.rows == 738
        assert found.test.value >= 0.87
        assert found.test.low < 0.874 < found.test.high
