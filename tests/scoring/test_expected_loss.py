"""Probability of default and expected loss of a customer, as its score is written."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from customers.records import KINDS
from riskcrm.accounts import roles
from riskcrm.web.today import today
from scoring.cards import expert
from scoring.cards.data import from_definition, to_definition
from scoring.cards.value import Calibration, InvalidScorecard, PdBand, evaluate
from scoring.columns import current_copy
from scoring.indicators import SCORABLE
from scoring.models import Rating, Reading, RiskScore
from scoring.what_if import what_if
from scoring.what_if.words import IN_FORCE, question_of
from tests.customers.records import make_fact
from tests.factories import make_invoice, make_person, make_terms
from tests.scoring.cards import make_review, publish
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
D = Decimal
BANDS = (
    PdBand(D("30"), D("1.0000"), D("0.5"), D("2"), 10, 1000),
    PdBand(D("60"), D("5.0000"), D("4"), D("7"), 50, 1000),
    PdBand(None, D("20.0000"), D("15"), D("26"), 100, 500),
)
CALIBRATION = Calibration(90, 365, "jeffreys", "2025-01-31", "2025-12-31", BANDS)
CARD = dataclasses.replace(expert.CARD, calibration=CALIBRATION)


@pytest.fixture
def calibrated(risk_officer):
    """The expert card with probabilities, published by a second person."""
    version = make_review(risk_officer, definition=to_definition(CARD))
    publish(version, make_person(roles.HEAD_OF_RISK, username="calibrating-head"))


def test_without_a_calibration_neither_is_known():
    customer = late_payer()
    score(customer)
    rating = Rating.objects.get(customer=customer)
    assert (rating.pd, rating.expected_loss) == (None, None)


def test_expected_loss_is_probability_times_loss_share_times_what_is_open_and_ordered(calibrated):
    customer = late_payer()
    make_invoice(customer, "700.00", invoice_date=today() - dt.timedelta(days=1))
    order = {"amount": "300.00", "currency": "USD", "base_amount": "300.00"}
    make_fact(KINDS["orders"], customer, key="O-1", state="open", **order)
    make_fact(KINDS["orders"], customer, key="O-2", state="invoiced", **order)
    score(customer)
    rating, reading = Rating.objects.get(customer=customer), Reading.objects.get(customer=customer)
    assert rating.pd == CALIBRATION.pd_of(rating.score)
    assert reading.unbilled == 300
    owed = reading.exposure + reading.unbilled
    assert rating.expected_loss == round(rating.pd * 60 * owed / 10_000, 2)
    assert RiskScore.objects.get(pk=rating.score_row).pd == rating.pd


@pytest.mark.usefixtures("own_media")
def test_the_losses_in_force_of_a_what_if_add_up_to_those_of_the_ratings(calibrated, risk_officer):
    for number, base in enumerate(["300.33", "0.07", "12.34", None]):
        customer = late_payer(late=10 * number)
        amount = f"{700 + number}.37"
        make_invoice(customer, amount, invoice_date=today() - dt.timedelta(days=1))
        order = {"amount": "300.33", "currency": "USD" if base else "EUR", "base_amount": base}
        make_fact(KINDS["orders"], customer, key=f"O-{number}", state="open", **order)
        score(customer)
    losses = list(Rating.objects.values_list("expected_loss", flat=True))
    assert losses.count(None) == 1
    question = question_of(CARD, against=IN_FORCE)
    answer = what_if(question, current_copy(), person=risk_officer)
    assert answer.total.loss_before == sum(filter(None, losses)) > 0
    unknown = Reading.objects.get(unbilled=None)
    assert answer.total.unknown_before == unknown.exposure > 0


def test_orders_that_are_not_invoiced_use_the_limit_too():
    customer = late_payer()
    make_terms(customer, credit_limit="1000.00")
    make_invoice(customer, "500.00", invoice_date=today() - dt.timedelta(days=1))
    order = {"amount": "250.00", "currency": "USD", "base_amount": "250.00"}
    make_fact(KINDS["orders"], customer, key="O-1", state="shipped", **order)
    score(customer)
    reading = Reading.objects.get(customer=customer)
    assert reading.utilisation == (reading.exposure + 250) / 10


def test_a_card_with_probabilities_survives_being_stored():
    assert from_definition(to_definition(CARD), indicators=SCORABLE) == CARD
    assert evaluate(CARD, {}).pd is None


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        (BANDS[:2], "open upwards"),
        ((BANDS[1], BANDS[0], BANDS[2]), "out of order"),
        ((BANDS[0], dataclasses.replace(BANDS[1], pd=D("0.5"), low=D("0.1")), BANDS[2]), "rise"),
        ((dataclasses.replace(BANDS[2], pd=D("30")),), "interval"),
    ],
)
def test_a_calibration_that_is_no_look_up_table_is_refused(bands, words):
    card = dataclasses.replace(CARD, calibration=dataclasses.replace(CALIBRATION, bands=bands))
    with pytest.raises(InvalidScorecard, match=words):
        from_definition(to_definition(card), indicators=SCORABLE)
