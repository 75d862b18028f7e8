"""Scoring a set of customers: what is written, what stays, how tiers step."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from riskcrm.web.today import today
from scoring import services
from scoring.models import Rating, Reading
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db


def test_a_new_customer_is_unrated_before_any_score():
    customer = make_customer()
    rating = Rating.objects.get(customer=customer)
    assert (rating.tier, rating.points) == ("unrated", -1)


def test_late_payers_score():
    customer = make_customer()
    for n in range(8):
        day = today() - dt.timedelta(days=300 - 30 * n)
        invoice = make_invoice(customer, "2000.00", invoice_date=day)
        if n < 6:
            make_payment(customer, invoices=[invoice], received_date=day + dt.timedelta(days=60))
    now = timezone.now()
    counts = services.score_customers(
        [customer.pk],
        as_of=today(),
        known_at=now,
        card_version=services.champion(),
        run_id=None,
        at=now,
    )
    reading = Reading.objects.get(customer=customer)
    rating = Rating.objects.get(customer=customer)
    assert rating.tier == "high"
