"""Scoring a set of customers: what is written, what stays, how tiers step."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer
from riskcrm.web.today import end_of_day, today
from scoring import services
from scoring.cards.value import evaluate
from scoring.models import Rating, RatingChange, Reading, RiskScore
from scoring.selectors import card_of, champion, contributions_of
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2026, 5, 8)


def late_payer(*, late: int = 30, ending: dt.date | None = None) -> Customer:
    """Eight invoices, one every twelve days, each paid so many days late; nothing is open."""
    customer = make_customer()
    for n in range(8):
        due = (ending or today()) - dt.timedelta(days=130 - 12 * n)
        invoice = make_invoice(
            customer, "2000.00", invoice_date=due - dt.timedelta(days=30), due_date=due
        )
        paid = due + dt.timedelta(days=late)
        make_payment(customer, invoices=[invoice], received_date=paid)
    return customer


def score(*customers, day=None, known_at=None, is_current=False):
    day = day or today()
    now = timezone.now()
    return services.score_customers(
        [customer.pk for customer in customers],
        as_of=day,
        known_at=known_at or (now if day == today() else end_of_day(day)),
        card_version=champion(),
        run_id=None,
        at=now,
        is_current=is_current,
    )


def test_a_new_customer_is_unrated_before_any_score():
    rating = Rating.objects.get(customer=make_customer())
    assert (rating.tier, rating.points) == ("unrated", -1)


def test_customers_who_come_in_bulk_are_unrated_too():
    now = timezone.now()
    made = Customer.objects.bulk_create(
        Customer(number=f"B{n}", name=f"B{n}", recorded_at=now) for n in range(3)
    )
    assert Rating.objects.filter(customer__in=made, tier="unrated").count() == 3


def test_a_score_is_what_the_card_says_in_python():
    customer = late_payer()
    counts = score(customer)
    found = RiskScore.objects.get(customer_id=customer.pk)
    contributions = contributions_of(found)
    expected = evaluate(card_of(champion()), {c: each.value for c, each in contributions.items()})
    assert contributions == expected.contributions
    assert (found.points, found.score, found.tier, found.coverage) == (
        expected.points, expected.score, expected.tier, expected.coverage,
    )  # fmt: skip
    rating = Rating.objects.get(customer=customer)
    assert (rating.score, rating.points, rating.score_row) == (found.score, found.points, found.pk)
    assert rating.tier == "high"
    assert counts["high"] == counts["customers"] == 1
    change = RatingChange.objects.get()
    assert (change.from_tier, change.to_tier) == ("unrated", "high")


def test_the_same_score_again_writes_nothing():
    customer = late_payer()
    score(customer)
    assert score(customer)["rows_written"] == 0
    assert RiskScore.objects.count() == RatingChange.objects.count() == 1


def test_a_customer_without_invoices_is_unrated_never_low():
    customer = make_customer()
    score(customer)
    assert RiskScore.objects.get(customer_id=customer.pk).tier == "unrated"
    assert Reading.objects.get(customer=customer).overdue_ratio is None


def test_a_past_day_writes_history_only():
    customer = late_payer()
    past = today() - dt.timedelta(days=30)
    score(customer, day=past)
    assert RiskScore.objects.get(customer_id=customer.pk).as_of == past
    assert not Reading.objects.filter(customer=customer).exists()
    assert Rating.objects.get(customer=customer).tier == "unrated"
    assert not RatingChange.objects.exists()


def test_a_first_rating_changes_against_what_a_past_day_found():
    customer = late_payer(late=2)
    score(customer, day=today() - dt.timedelta(days=30))
    make_invoice(customer, 90_000, invoice_date=today() - dt.timedelta(days=80))
    score(customer)
    before, now = RiskScore.objects.order_by("as_of").values_list("score", flat=True)
    assert Rating.objects.get(customer=customer).change == now - before > 0
    score(customer)
    assert Rating.objects.get(customer=customer).change == now - before


def test_a_first_rating_holds_since_the_day_its_history_shows():
    customer = late_payer()
    first, between, *rest = (today() - dt.timedelta(days=n) for n in (90, 60, 30))
    for day in (first, between, *rest):
        score(customer, day=day)
    RiskScore.objects.update(tier="high")
    RiskScore.objects.filter(as_of=first).update(tier="low")
    score(customer)
    rating = Rating.objects.get(customer=customer)
    assert (rating.tier, rating.tier_since) == ("high", between)


def test_a_rise_holds_since_the_day_that_the_history_shows(on_day):
    customer = make_customer()
    pay_well(customer, before=FRIDAY)
    score(customer, day=on_day(FRIDAY))
    assert Rating.objects.get(customer=customer).tier_since == FRIDAY
    make_invoice(customer, 90_000, invoice_date=FRIDAY - dt.timedelta(days=150))
    later = on_day(FRIDAY + dt.timedelta(days=60)) - dt.timedelta(days=5)
    score(customer, day=later)  # a run over a past day, for history alone
    found = RiskScore.objects.get(as_of=later)
    score(customer, day=FRIDAY + dt.timedelta(days=60))
    rating = Rating.objects.get(customer=customer)
    assert (rating.tier, rating.tier_since) == (found.tier, later)


def test_a_first_rating_without_a_past_has_no_change():
    customer = late_payer()
    score(customer)
    assert Rating.objects.get(customer=customer).change is None


def test_a_past_day_that_is_lived_through_moves_the_rating_but_never_backwards():
    customer = late_payer()
    past = today() - dt.timedelta(days=30)
    score(customer, day=past, is_current=True)
    assert Rating.objects.get(customer=customer).as_of == past
    assert Reading.objects.get(customer=customer).as_of == past
    assert RatingChange.objects.get().to_tier == Rating.objects.get(customer=customer).tier
    score(customer)
    score(customer, day=past + dt.timedelta(days=1), is_current=True)
    assert Rating.objects.get(customer=customer).as_of == today()
    assert Reading.objects.get(customer=customer).as_of == today()


def test_a_past_day_says_nothing_of_customers_nobody_knew_then():
    customer = late_payer()
    score(customer, day=dt.date(2001, 1, 1))
    assert not RiskScore.objects.exists()


def test_a_reading_that_knew_less_does_not_overwrite_one_that_knew_more():
    customer = late_payer()
    now = timezone.now()
    score(customer, known_at=now)
    score(customer, known_at=now - dt.timedelta(days=400))
    assert Reading.objects.get(customer=customer).known_at == now
    assert Rating.objects.get(customer=customer).tier == "high"


# --- steps of the tier ---


def pay_well(customer, *, before):
    """So many punctual payments that the customer's habit is good."""
    for n in range(60):
        issued = before - dt.timedelta(days=200 - n)
        invoice = make_invoice(customer, "9000.00", invoice_date=issued)
        make_payment(customer, invoices=[invoice], received_date=issued)


def test_a_tier_rises_at_once(on_day):
    customer = make_customer()
    pay_well(customer, before=FRIDAY)
    score(customer, day=on_day(FRIDAY))
    assert Rating.objects.get(customer=customer).tier == "low"
    make_invoice(customer, 90_000, invoice_date=FRIDAY - dt.timedelta(days=150))
    score(customer, day=FRIDAY)
    rating = Rating.objects.get(customer=customer)
    assert rating.tier in ("medium", "high")
    assert rating.change == rating.score - RiskScore.objects.earliest("pk").score


def test_a_tier_falls_at_the_second_business_day_below(on_day):
    customer = late_payer(ending=FRIDAY)
    score(customer, day=on_day(FRIDAY))
    assert Rating.objects.get(customer=customer).tier == "high"
    pay_well(customer, before=FRIDAY)
    seen = []
    for day in (FRIDAY, FRIDAY, *(FRIDAY + dt.timedelta(days=n) for n in (1, 2, 3))):
        score(customer, day=on_day(day))
        rating = Rating.objects.get(customer=customer)
        seen.append((rating.tier, rating.computed_tier != "high", rating.below_since))
    weekend = [("high", True, FRIDAY)] * 4
    assert seen[:4] == weekend  # twice on Friday, Saturday, Sunday: all one business day
    assert seen[4][0] != "high"
    assert seen[4][2] is None
    assert rating.tier_since == FRIDAY + dt.timedelta(days=3)


def test_a_tier_falls_to_the_higher_of_the_two_days_tiers(on_day):
    customer = make_customer()
    pay_well(customer, before=FRIDAY)
    score(customer, day=on_day(FRIDAY))
    Rating.objects.update(
        tier="high", rated_tier="high", computed_tier="medium", below_since=FRIDAY
    )
    monday, tuesday = (FRIDAY + dt.timedelta(days=n) for n in (3, 4))
    seen = []
    for day in (monday, monday, tuesday):
        score(customer, day=on_day(day))
        rating = Rating.objects.get(customer=customer)
        seen.append((rating.tier, rating.computed_tier, rating.below_since))
    assert seen == [("medium", "low", monday)] * 2 + [("low", "low", None)]


def test_a_danger_in_between_starts_the_wait_anew(on_day):
    customer = late_payer(ending=FRIDAY)
    score(customer, day=on_day(FRIDAY))
    Rating.objects.update(computed_tier="low", below_since=FRIDAY)
    monday = FRIDAY + dt.timedelta(days=3)
    score(customer, day=on_day(monday))
    rating = Rating.objects.get(customer=customer)
    assert (rating.tier, rating.below_since) == ("high", None)


def test_a_rated_customer_of_whom_too_little_is_known_is_unrated_at_once(on_day):
    customer = late_payer(ending=FRIDAY)
    score(customer, day=on_day(FRIDAY))
    later = FRIDAY + dt.timedelta(days=500)
    score(customer, day=on_day(later))
    rating = Rating.objects.get(customer=customer)
    assert (rating.tier, rating.points, rating.score) == ("unrated", Decimal(-1), None)
    assert rating.rated_tier == "high"


def lose_the_rates(customer):
    """What was paid is worth nobody knows how much, so too little is known."""
    customer.allocations.update(base_amount=None)


def learn_the_rates(customer, *, late):
    """The amounts are known after all, and when they came: so many days late."""
    for allocation in customer.allocations.select_related("invoice"):
        allocation.base_amount = allocation.amount
        allocation.effective_date = allocation.invoice.due_date + dt.timedelta(days=late)
        allocation.save()


def tiers_of(customer):
    rating = Rating.objects.get(customer=customer)
    return rating.tier, rating.computed_tier, rating.below_since


def test_the_way_down_through_unrated_takes_two_business_days_as_well(on_day):
    customer = late_payer(ending=FRIDAY)
    score(customer, day=on_day(FRIDAY))
    assert tiers_of(customer) == ("high", "high", None)
    lose_the_rates(customer)
    score(customer, day=FRIDAY)
    assert tiers_of(customer) == ("unrated", "unrated", None)
    learn_the_rates(customer, late=0)
    monday = FRIDAY + dt.timedelta(days=3)
    for day in (FRIDAY, monday - dt.timedelta(days=1)):
        score(customer, day=on_day(day))
        assert tiers_of(customer) == ("high", "low", FRIDAY)
    score(customer, day=on_day(monday))
    assert tiers_of(customer) == ("low", "low", None)


def test_a_rise_through_unrated_is_told_from_the_last_rated_tier(on_day):
    customer = late_payer(late=0, ending=FRIDAY)
    steps = (
        lambda: None,
        lambda: lose_the_rates(customer),
        lambda: learn_the_rates(customer, late=30),
    )
    on_day(FRIDAY)
    for step in steps:
        step()
        score(customer, day=FRIDAY)
    changes = RatingChange.objects.order_by("pk").values_list("from_tier", "to_tier")
    assert list(changes) == [("unrated", "low"), ("low", "unrated"), ("low", "high")]


def test_the_statements_are_as_many_for_one_customer_as_for_many():
    with CaptureQueriesContext(connection) as one:
        score(late_payer_id := make_customer())
    with CaptureQueriesContext(connection) as many:
        score(late_payer_id, *(Customer.objects.all()))
    assert len([q for q in one if "scoring_riskscore" in q["sql"]]) == 1
    assert len([q for q in many if "scoring_riskscore" in q["sql"]]) == 1
