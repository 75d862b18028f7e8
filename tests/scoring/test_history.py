"""The score over time: since when it stands, and the picture of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer
from riskcrm.accounts.models import User
from scoring.models import Rating, RiskScore, ScorecardVersion
from scoring.selectors import card_of, scored_since
from scoring.views.history import history_chart
from tests.factories import make_customer, make_invoice
from tests.scoring.test_score_customers import score

pytestmark = pytest.mark.django_db


def scored(customer: Customer, *rows: tuple[str, str | None, str]) -> Rating:
    """Score rows of (day, score, tier), and the rating that stands on the last of them."""
    for day, value, tier in rows:
        RiskScore.objects.create(
            customer_id=customer.pk,
            card_version_id=1,
            as_of=dt.date.fromisoformat(day),
            known_at=timezone.now(),
            score=value and Decimal(value),
            tier=tier,
            coverage=1,
            contributions={},
            scored_at=timezone.now(),
        )
    day, value, tier = rows[-1]
    rating = Rating.objects.get(customer=customer)
    rating.as_of, rating.tier = dt.date.fromisoformat(day), tier
    rating.score = value and Decimal(value)
    rating.save()
    return rating


def test_a_score_stands_since_the_day_it_last_changed() -> None:
    rating = scored(
        make_customer(),
        ("2026-01-31", "86.4", "high"),
        ("2026-02-28", "79.9", "high"),
        ("2026-03-31", "79.9", "high"),
    )
    assert scored_since(rating) == dt.date(2026, 2, 28)


def test_the_picture_reaches_the_latest_reading_and_shows_the_bounds_of_the_tiers() -> None:
    rating = scored(make_customer(), ("2026-01-31", "20.0", "low"), ("2026-03-31", "60.0", "high"))
    rating.as_of = dt.date(2026, 4, 2)
    card = card_of(ScorecardVersion.objects.get())
    chart = history_chart(rating, card)
    assert chart is not None
    assert chart["categories"] == ["2026-01-31", "2026-03-31", "2026-04-02"]
    assert chart["series"][0]["values"] == [20.0, 60.0, 60.0]
    assert [bound["at"] for bound in chart["bounds"]] == [card.medium_at, card.high_at]
    assert [mark["at"] for mark in chart["marks"]] == ["2026-03-31"]


def test_without_a_score_the_panel_says_what_is_missing_and_what_helps(
    client_for: Callable[[User], Client], risk_officer: User
) -> None:
    customer = make_customer()
    make_invoice(customer, invoice_date=timezone.localdate())
    score(customer)
    text = client_for(risk_officer).get(reverse("scoring:score_panel", args=[customer.pk]))
    content = " ".join(text.content.decode().split())
    assert "needs at least 5 invoices due" in content
    assert reverse("scoring:indicator_rows", args=[customer.pk, "late_frequency"]) in content
    assert reverse("customers:import_create") in content
    assert reverse("customers:terms_change", args=[customer.pk]) in content
