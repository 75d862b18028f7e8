"""Probabilities of default from a back-test: rising, never zero, and a draft like any other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from scoring import services
from scoring.cards.data import check
from scoring.cards.expert import CARD
from scoring.cards.value import Calibration
from scoring.indicators import SCORABLE
from scoring.models import ScorecardVersion
from scoring.selectors import card_of, champion
from scoring.services.calibration import bands_of
from tests.scoring.back_tests import TODAY, ask, finished, small_book


def band(to, bads, count):
    return {"from": 0, "to": to, "bads": bads, "count": count}


def test_a_band_has_the_estimate_and_interval_of_jeffreys():
    safe, risky = bands_of([band(20.0, 0, 400), band(100.0, 12, 200)])
    assert (safe.upper, risky.upper) == (Decimal("20.0"), None)
    assert float(risky.pd) == pytest.approx(100 * 12.5 / 201, abs=1e-4)
    expected = stats.beta.ppf([0.025, 0.975], 12.5, 188.5)
    assert [float(risky.low), float(risky.high)] == pytest.approx(list(100 * expected), abs=1e-4)
    assert float(safe.pd) == pytest.approx(100 * 0.5 / 401, abs=1e-4)
    assert safe.low == 0 < safe.pd


def test_bands_that_fall_are_put_together():
    found = bands_of([band(10.0, 2, 100), band(20.0, 9, 100), band(30.0, 5, 100),
                      band(100.0, 20, 100)])  # fmt: skip
    assert [(each.upper, each.bads, each.count) for each in found] == [
        (Decimal(10), 2, 100), (Decimal(30), 14, 200), (None, 20, 100),
    ]  # fmt: skip


def test_nobody_is_promised_zero():
    [only] = bands_of([band(100.0, 0, 50_000_000)])
    assert only.pd == Decimal("0.0001")


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 400)), min_size=1, max_size=10))
def test_whatever_was_found_is_a_calibration_that_a_card_may_have(rows):
    found = bands_of(
        [band(float(n + 1), min(bads, count), count) for n, (bads, count) in enumerate(rows)]
    )
    assert sum(each.count for each in found) == sum(count for _bads, count in rows)
    assert all(a.pd < b.pd or b.pd == Decimal("0.0001") for a, b in pairwise(found))

    calibration = Calibration(90, 180, "isotonic", "2025-01-31", "2025-12-31", found)
    check(replace(CARD, calibration=calibration), indicators=SCORABLE)


@pytest.mark.django_db
def test_the_draft_is_the_card_with_probabilities(risk_officer, on_day):
    on_day(TODAY)
    small_book()
    back_test = finished(ask(risk_officer))
    draft = services.calibrate_card(back_test, by=risk_officer, at=timezone.now())
    assert (draft.state, draft.number, draft.created_by) == ("draft", 2, risk_officer)
    assert draft.scorecard == champion().scorecard
    assert draft.based_on == champion()
    for name in ScorecardVersion.RECORD:  # its governance record goes along
        assert getattr(draft, name) == getattr(champion(), name) != ""
    card, before = card_of(draft), card_of(champion())
    assert card.groups == before.groups
    assert (card.calibration.days, card.calibration.horizon) == (30, 60)
    assert card.calibration.first_day == "2026-01-31"
    assert sum(each.bads for each in card.calibration.bands) == back_test.result["card"]["bads"]
    assert Event.objects.filter(verb="calibrate_card", object_id=str(draft.pk)).exists()
    again = services.calibrate_card(back_test, by=risk_officer, at=timezone.now())
    assert again.number == 3
    # the calibrated card foretells what it was calibrated by
    result = finished(ask(risk_officer, card_version=draft)).result["card"]["calibration"]
    assert result["observed_to_expected"] == pytest.approx(1, abs=0.1)


@pytest.mark.django_db
def test_what_is_not_finished_or_too_little_calibrates_nothing(risk_officer, on_day):
    on_day(TODAY)
    small_book(goods=3, bads=2)
    back_test = ask(risk_officer)
    for code in ("not_finished", "few_bads"):
        with pytest.raises(Refused) as refusal:
            services.calibrate_card(back_test, by=risk_officer, at=timezone.now())
        assert refusal.value.code == code
        back_test = back_test if back_test.result else finished(back_test)
    assert ScorecardVersion.objects.count() == 1
