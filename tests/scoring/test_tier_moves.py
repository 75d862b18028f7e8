"""Who moved between tiers: the matrix of two days, by page, API and list."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from riskcrm.web.today import today
from scoring.models import RatingHistory
from scoring.tier_moves import tier_moves
from tests.factories import make_customer
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FIRST, FINAL = dt.date(2026, 1, 31), dt.date(2026, 2, 28)


def held(customer, *tiers):
    for day, tier in tiers:
        RatingHistory.objects.create(
            customer_id=customer.pk, as_of=day, tier=tier, card_tier=tier,
            recorded_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        )  # fmt: skip
    return customer


@pytest.fixture
def book(team, other_team):
    """A riser, one that fell, one that stayed, a newcomer; and a riser of another team."""
    riser = held(make_customer(team=team), (FIRST - 9 * DAY, "low"), (FINAL, "high"))
    faller = held(make_customer(team=team), (FIRST, "high"), (FIRST + DAY, "low"))
    held(make_customer(team=team), (FIRST, "medium"), (FINAL + DAY, "high"))
    held(make_customer(team=team), (FINAL, "unrated"))
    held(make_customer(team=other_team), (FIRST, "low"), (FINAL, "high"))
    return riser, faller


def counts(matrix):
    return {
        (move.was, move.now): move.count for row in matrix.rows.values() for move in row
        if move.count
    }  # fmt: skip


def test_the_matrix_counts_what_held_at_the_end_of_both_days(book, risk_officer):
    matrix = tier_moves(risk_officer, first=FIRST, final=FINAL)
    assert counts(matrix) == {
        ("low", "high"): 2, ("high", "low"): 1, ("medium", "medium"): 1, ("new", "unrated"): 1,
    }  # fmt: skip
    assert (matrix.risen, matrix.fallen) == (2, 1)
    assert next(m.share for m in matrix.rows["low"] if m.now == "high") == 1


def test_a_person_counts_only_their_own_customers(book, account_manager):
    assert counts(tier_moves(account_manager, first=FIRST, final=FINAL))[("low", "high")] == 1


def test_scoring_writes_history_only_where_a_tier_changes():
    customer = late_payer()
    score(customer, day=today() - DAY, is_current=True)
    score(customer)
    (row,) = RatingHistory.objects.filter(customer_id=customer.pk)
    assert (row.as_of, row.tier, row.card_tier) == (today() - DAY, "high", "high")


def test_a_cell_leads_to_its_customers(client, book, risk_officer):
    client.force_login(risk_officer)
    days = {"first": FIRST, "final": FINAL}
    page = client.get(reverse("scoring:tier_migration"), days).content.decode()
    address = f"{reverse('monitoring:customer_list')}?moved={FIRST}.low.{FINAL}.high"
    assert address in page
    found = client.get(address).content.decode()
    assert book[0].name in found
    assert book[1].name not in found
    for odd in ("x", "2026-13-01.low.2026-02-28.high"):
        assert (
            book[0].name
            not in client.get(reverse("monitoring:customer_list"), {"moved": odd}).content.decode()
        )


def test_the_api_says_the_same(api_client_for, book, risk_officer):
    url = "/api/v1/tier-migration/"
    found = api_client_for(risk_officer).get(url, {"first": FIRST, "final": FINAL}).json()
    assert (found["risen"], found["fallen"]) == (2, 1)
    assert {(m["was"], m["now"]): m["count"] for m in found["moves"]}[("low", "high")] == 2
    assert (
        api_client_for(risk_officer).get(url, {"first": FINAL, "final": FIRST}).status_code == 400
    )


def test_a_first_day_after_the_second_is_refused(client, risk_officer):
    client.force_login(risk_officer)
    answer = client.get(reverse("scoring:tier_migration"), {"first": FINAL, "final": FIRST})
    assert answer.status_code == 422
    assert "before the second" in answer.content.decode()


def test_a_day_before_there_were_any_is_refused(client, api_client_for, risk_officer):
    client.force_login(risk_officer)
    answer = client.get(reverse("scoring:tier_migration"), {"final": "0001-01-05"})
    assert answer.status_code == 422
    answer = api_client_for(risk_officer).get("/api/v1/tier-migration/", {"final": "0001-01-05"})
    assert answer.status_code == 400
