"""Does a made-up book look like one that a credit manager knows? Ranges, not digits."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from customers.generator.write import Plan, make_book
from customers.receivables.buckets import BUCKETS
from riskcrm.web.today import today
from scoring import services as scoring
from scoring.batches import IdRange
from scoring.selectors import champion

pytestmark = pytest.mark.django_db
CUSTOMERS = 800


@pytest.fixture
def scored_book(db: None) -> None:
    plan = Plan(customers=CUSTOMERS, seed=3, end_date=today(), average=11.0, mark=False)
    now = timezone.now()
    make_book(plan, at=now)
    first, final = one("SELECT min(id), max(id) FROM customers_customer")
    scoring.score_customers(
        IdRange(int(first), int(final)),
        as_of=today(),
        known_at=now,
        card_version=champion(),
        run_id=None,
        at=now,
    )


def one(sql: str) -> list[float]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [float(value) for value in cursor.fetchone()]


@pytest.mark.usefixtures("scored_book")
def test_a_made_up_book_looks_like_a_real_one() -> None:
    unrated, low, medium, high = one(
        "SELECT "
        + ", ".join(
            f"100.0 * count(*) FILTER (WHERE tier = '{tier}') / count(*)"
            for tier in ("unrated", "low", "medium", "high")
        )
        + " FROM scoring_rating"
    )
    assert unrated <= 8
    assert 4 <= high <= 11
    assert 9 <= medium <= 22
    assert low >= 60

    [overdue] = one("SELECT 100 * sum(overdue) / sum(exposure) FROM scoring_reading")
    assert 6 <= overdue <= 22

    usual, over, far_over = one(
        "SELECT 100 * avg((utilisation BETWEEN 10 AND 85)::int),"
        " 100 * avg((utilisation > 100)::int), 100 * avg((utilisation > 250)::int)"
        " FROM scoring_reading WHERE utilisation IS NOT NULL"
    )
    assert usual >= 65
    assert 1 <= over <= 5
    assert far_over <= 0.5

    columns = ", ".join(f"count(*) FILTER (WHERE {column} > 0)" for column, _, _ in BUCKETS)
    assert min(one(f"SELECT {columns} FROM scoring_reading")) > 0

    slow, usual, quick = one(
        "SELECT q[1], q[2], q[3] FROM (SELECT percentile_cont(ARRAY[.02, .5, .95])"
        " WITHIN GROUP (ORDER BY payment_index) AS q FROM scoring_reading) p"
    )
    assert slow < 60 < usual < 80 == round(quick)
