"""Drift: each month's counts by the card's bins, against the month that the card was made on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from customers.models import Customer
from riskcrm.audit.services import SYSTEM
from scoring import services, tasks
from scoring.cards.expert import CARD
from scoring.cards.value import Calibration, PdBand, evaluate
from scoring.drift import Shift, base_month, months_of
from scoring.measures.stability import psi
from scoring.models import DriftMonth, RatingHistory, ScorecardVersion, Snapshot
from scoring.selectors import card_of, champion, drift_of
from tests.scoring.back_tests import FEBRUARY, JANUARY, TODAY, small_book

MARCH = dt.date(2026, 3, 31)


def counts(scores, bins, *, unrated=0):
    places, found = np.unique(scores, return_counts=True)
    rated = [[int(place), int(count)] for place, count in zip(places, found, strict=True)]
    return {"score": {"rated": rated, "unrated": unrated}, "max_dpd": bins}


def test_a_month_is_held_against_the_bands_of_the_base():
    generator = np.random.default_rng(2)
    base = counts(generator.integers(0, 1000, 2000), [900, 600, 500])
    moved = counts(generator.integers(300, 1000, 2000), [300, 700, 1000], unrated=500)
    first, second = months_of({FEBRUARY: moved, JANUARY: base}, JANUARY, {})
    assert (first.as_of, first.score.value, first.score.verdict) == (JANUARY, 0, "stable")
    assert second.customers == 2500
    assert second.score.missing == 0.2
    assert second.score.verdict == "act"
    assert second.indicators["max_dpd"].value == psi([900, 600, 500], [300, 700, 1000])
    assert second.indicators["max_dpd"].missing == 0.5


@pytest.mark.parametrize(
    ("value", "line", "verdict"),
    [(0.09, 0.01, "stable"), (0.11, 0.01, "watch"), (0.26, 0.01, "act"), (0.15, 0.17, "stable"),
     (0.30, 0.40, "stable"), (None, None, "stable")],
)  # fmt: skip
def test_what_chance_may_reach_is_no_shift(value, line, verdict):
    assert Shift(value, line, 0.0).verdict == verdict


def test_an_expert_card_is_held_against_the_month_before_it_was_published():
    months = [JANUARY, FEBRUARY, MARCH]
    assert base_month(months, CARD, dt.date(2026, 3, 5)) == FEBRUARY
    assert base_month(months, CARD, dt.date(2025, 3, 5)) == JANUARY
    assert base_month([], CARD, MARCH) is None
    band = PdBand(None, Decimal(1), Decimal(1), Decimal(1), 1, 1)
    made = Calibration(90, 180, "isotonic", "2025-02-28", "2026-01-31", (band,))
    assert base_month(months, replace(CARD, calibration=made), MARCH) == JANUARY


@pytest.fixture
def read_book(db, on_day):
    on_day(TODAY)
    small_book(goods=6, bads=4)
    services.request_snapshots([JANUARY, FEBRUARY], by=SYSTEM, at=timezone.now())
    tasks.work_on_snapshots()


def expected_counts(month):
    """The bins of each indicator and the scores, told slowly in Python."""
    card = card_of(champion())
    told = {f.indicator: [0] * (len(f.bins) + 1) for f in card.factors()}
    scores = []
    for snapshot in Snapshot.objects.filter(as_of=month):
        values = {code: getattr(snapshot, code) for code in told}
        for code, value in values.items():
            place = -1 if value is None else card.factor(code).bin_of(value)
            told[code][place] += 1
        scores.append(evaluate(card, values).score)
    rated = [int(score * 10) for score in scores if score is not None]
    places, found = np.unique(np.array(rated, dtype=int), return_counts=True)
    told["score"] = {
        "rated": [[int(p), int(n)] for p, n in zip(places, found, strict=True)],
        "unrated": scores.count(None),
    }
    return told


@pytest.mark.usefixtures("read_book")
def test_each_month_that_was_read_is_counted_once():
    tasks.work_on_drift()
    found = dict(DriftMonth.objects.values_list("as_of", "counts"))
    assert found == {month: expected_counts(month) for month in (JANUARY, FEBRUARY)}
    assert services.work_on_drift(at=timezone.now()) == 0


@pytest.mark.usefixtures("read_book")
def test_a_month_that_was_read_again_is_counted_again():
    tasks.work_on_drift()
    services.request_snapshots([JANUARY], by=SYSTEM, at=timezone.now())
    tasks.work_on_snapshots()
    assert services.work_on_drift(at=timezone.now()) == 1


@pytest.mark.django_db
def test_without_a_published_card_nothing_is_counted():
    ScorecardVersion.objects.update(state=ScorecardVersion.State.RETIRED)
    assert services.work_on_drift(at=timezone.now()) == 0


def hold(customer, day, tier, card_tier):
    RatingHistory.objects.create(
        customer_id=customer.pk, as_of=day, tier=tier, card_tier=card_tier,
        recorded_at=timezone.now(),
    )  # fmt: skip


@pytest.mark.usefixtures("read_book")
def test_overrides_are_counted_by_direction_as_they_held_at_the_months_end():
    one, two, three, four, five, *_others = Customer.objects.order_by("pk")
    for customer in (one, two, three):
        hold(customer, dt.date(2026, 1, 5), "medium", "medium")
    hold(one, dt.date(2026, 1, 20), "high", "medium")
    hold(two, JANUARY, "low", "medium")
    hold(two, FEBRUARY, "medium", "medium")  # lifted since
    hold(four, dt.date(2026, 1, 5), "high", "unrated")
    hold(five, dt.date(2026, 1, 5), "unrated", "unrated")
    tasks.work_on_drift()
    january, february = drift_of(champion())[1]
    assert vars(january.overrides) == {"rated": 3, "up": 1, "down": 1, "unrated": 1}
    assert vars(february.overrides) == {"rated": 3, "up": 1, "down": 0, "unrated": 1}
    assert january.overrides.share == pytest.approx(2 / 3)
    assert february.overrides.down_share == 0


@pytest.mark.usefixtures("read_book")
def test_where_nobody_was_rated_there_is_no_override_rate(client_for, api_client_for, risk_officer):
    tasks.work_on_drift()
    body = api_client_for(risk_officer).get(f"/api/v1/drift/{champion().pk}/").json()
    assert {month["overrides"]["share"] for month in body["months"]} == {None}
    page = client_for(risk_officer).get(reverse("scoring:drift", args=[champion().pk]))
    assert "Tier raised by an override" in page.content.decode()


@pytest.mark.usefixtures("read_book")
def test_a_month_whose_overrides_were_never_counted_is_counted_again(api_client_for, risk_officer):
    tasks.work_on_drift()
    DriftMonth.objects.filter(as_of=JANUARY).update(overrides=None)
    body = api_client_for(risk_officer).get(f"/api/v1/drift/{champion().pk}/").json()
    assert body["months"][0]["overrides"] is None
    assert services.work_on_drift(at=timezone.now()) == 1
    assert services.work_on_drift(at=timezone.now()) == 0


@pytest.mark.usefixtures("read_book")
def test_page_and_api_tell_the_same(client_for, api_client_for, account_manager, nobody):
    page = reverse("scoring:drift", args=[champion().pk])
    address = f"/api/v1/drift/{champion().pk}/"
    assert client_for(nobody).get(page).status_code == 403
    assert api_client_for(nobody).get(address).status_code == 403
    text = strip_tags(client_for(account_manager).get(page).content.decode())
    assert "No month of this card has been counted yet" in text
    assert api_client_for(account_manager).get(address).json()["base"] is None
    tasks.work_on_drift()
    base, months = drift_of(champion())
    text = " ".join(strip_tags(client_for(account_manager).get(page).content.decode()).split())
    found = api_client_for(account_manager).get(address).json()
    # published today in tests of a past day: the newest month is the base
    assert found["base"] == base.isoformat()
    assert [month["customers"] for month in found["months"]] == [m.customers for m in months]
    assert f"{months[0].score.value:.3f} (chance {months[0].score.line:.3f})" in text
    assert "Worst days past due" in text
