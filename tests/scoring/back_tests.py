"""A small book in which some go bad, and back-tests of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import numpy as np
from django.utils import timezone

from riskcrm.jobs.models import Run
from scoring import services, tasks
from scoring.back_tests.pool import Pool, pool_of
from scoring.back_tests.result import result_of
from scoring.back_tests.rows import Rows
from scoring.cards.value import Calibration, PdBand
from scoring.models import BackTest, BackTestPart, ScorecardVersion
from scoring.selectors import card_of, champion
from tests.factories import make_customer, make_invoice, make_payment

JANUARY = dt.date(2026, 1, 31)
FEBRUARY = dt.date(2026, 2, 28)
TODAY = dt.date(2026, 6, 15)
LABEL = {"first_month": JANUARY, "final_month": FEBRUARY, "days": 30, "horizon": 60}


def customer_with_history(*, late: int, bad_from: dt.date | None = None):
    """Six invoices paid so many days late until the new year, and perhaps one that stays open."""
    customer = make_customer()
    for n in range(6):
        due = dt.date(2025, 7, 20) + dt.timedelta(days=25 * n)
        invoice = make_invoice(customer, invoice_date=due - dt.timedelta(days=30), due_date=due)
        make_payment(customer, invoices=[invoice], received_date=due + dt.timedelta(days=late))
    if bad_from:
        due = bad_from - dt.timedelta(days=31)
        make_invoice(customer, "900.00", invoice_date=due - dt.timedelta(days=20), due_date=due)
    return customer


def small_book(goods: int = 30, bads: int = 22):
    """Bads had paid late, most of them; goods had not, most of them."""
    bad_from = dt.date(2026, 3, 20)
    for n in range(bads):
        customer_with_history(late=2 if n % 5 == 0 else 20 + n, bad_from=bad_from)
    for n in range(goods):
        customer_with_history(late=25 if n % 6 == 0 else n % 7)


def ask(by, **changes) -> BackTest:
    asked = {"card_version": champion(), "by": by, "at": timezone.now()} | LABEL | changes
    return services.request_back_test(asked.pop("card_version"), **asked)


def finished(back_test: BackTest) -> BackTest:
    for _ in range(3):
        tasks.work_on_back_tests()
    back_test.refresh_from_db()
    assert back_test.result is not None
    assert not BackTestPart.objects.filter(back_test=back_test).exists()
    return back_test


def done_back_test(by, *, is_calibrated: bool = False) -> BackTest:
    """A finished back-test of made-up rows, with a challenger, stored as its services would."""
    version, run = champion(), Run.objects.create(
        kind="back_test", state=Run.State.DONE, created_at=timezone.now(),
        params={"months": [JANUARY.isoformat(), FEBRUARY.isoformat()], "read_months": []},
    )  # fmt: skip
    challenger = ScorecardVersion.objects.create(
        scorecard=version.scorecard, number=version.scorecard.versions.count() + 1,
        definition=version.definition, created_at=timezone.now(),
    )  # fmt: skip
    card = card_of(version)
    if is_calibrated:
        bands = (PdBand(Decimal(50), Decimal(8), Decimal(7), Decimal(9), 80, 1000),
                 PdBand(None, Decimal(20), Decimal(19), Decimal(21), 200, 1000))  # fmt: skip
        tested = Calibration(30, 60, "jeffreys", "2025-01-31", "2025-06-30", bands)
        card = replace(card, calibration=tested)
    result = result_of(
        pooled(rows()), months=[JANUARY, FEBRUARY], immature=[dt.date(2026, 5, 31)], card=card,
        challenger=card, indicators=("max_dpd",),
    )  # fmt: skip
    asked = {name: value for name, value in LABEL.items() if name != "card_version"}
    return BackTest.objects.create(
        card_version=version, challenger=challenger, run=run, result=result, requested_by=by,
        requested_at=timezone.now(), finished_at=timezone.now(), **asked,
    )  # fmt: skip


def rows(count=400, *, months=2, seed=3, features=None, **columns) -> Rows:
    """Made-up rows in which a higher score goes bad more often."""
    generator = np.random.default_rng(seed)
    customer = np.repeat(np.arange(1, count + 1), months)
    score = generator.integers(0, 1001, count * months)
    bad = generator.random(count * months) < score / 3000
    none = np.zeros(count * months, dtype=bool)
    made = {
        "customer": customer,
        "month": np.tile(np.arange(months), count),
        "one": score,
        "two": np.clip(score + generator.integers(-300, 300, len(score)), 0, 1000),
        "tier_one": np.where(score >= 500, 3, 1),
        "tier_two": np.where(score >= 400, 3, 1),
        "was_bad": none,
        "is_bad": bad,
        "is_limited": none,
        "loss": np.where(bad, 100.0, 0.0),
        "sampled": ~none,
        "features": np.array(score, dtype=float)[:, None] if features is None else features,
    }
    return Rows(**(made | columns))


def pooled(*parts: Rows, months: int = 2) -> Pool:
    customers = sum(len(set(part.customer.tolist())) for part in parts)
    return pool_of(parts, customers=customers, months=months)
