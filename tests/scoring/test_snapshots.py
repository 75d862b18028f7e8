"""Month-end snapshots: what was known at the end of the day, and the same when rebuilt."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import F
from django.utils import timezone

from riskcrm.audit.services import SYSTEM
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import end_of_day
from scoring import selectors, services, tasks
from scoring.batches import IdRange
from scoring.models import Snapshot
from scoring.months import latest_month_ends, month_end, month_ends, past_month_end
from scoring.statement import READING_COLUMNS
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring.book import reading_of
from tests.scoring.test_score_customers import late_payer
from tests.scoring.test_unscorable import unscorable_customer

pytestmark = pytest.mark.django_db

MARCH = dt.date(2026, 3, 31)
APRIL = dt.date(2026, 4, 30)
TODAY = dt.date(2026, 5, 6)
ALL = IdRange(0, 2**62)


@pytest.fixture(autouse=True)
def _day(on_day):
    on_day(TODAY)


def take(as_of=MARCH):
    return services.take_snapshots(ALL, as_of=as_of)


def kept():
    return list(Snapshot.objects.order_by("as_of", "customer_id").values())


def test_the_latest_month_ends_are_over_and_cross_the_year():
    assert latest_month_ends(dt.date(2026, 3, 31), 3) == [
        dt.date(2025, 12, 31), dt.date(2026, 1, 31), dt.date(2026, 2, 28),
    ]  # fmt: skip
    assert latest_month_ends(dt.date(2026, 4, 1), 1) == [dt.date(2026, 3, 31)]


def test_month_ends():
    assert month_end(dt.date(2024, 2, 3)) == dt.date(2024, 2, 29)
    assert past_month_end(dt.date(2026, 1, 1)) == dt.date(2025, 12, 31)
    assert month_ends(dt.date(2025, 11, 9), dt.date(2026, 2, 1)) == [
        dt.date(2025, 11, 30), dt.date(2025, 12, 31), dt.date(2026, 1, 31), dt.date(2026, 2, 28),
    ]  # fmt: skip
    assert month_ends(APRIL, MARCH) == []


def test_a_snapshot_is_the_reading_of_that_day():
    customer = late_payer(ending=MARCH)
    make_invoice(customer, "700.00", invoice_date=dt.date(2026, 3, 20))
    assert take() == {"snapshots": 1, "rows_written": 1, "unscorable": 0}
    found = Snapshot.objects.get()
    expected = reading_of(customer, as_of=MARCH)
    assert {name: getattr(found, name) for name in READING_COLUMNS} == {
        name: expected[name] for name in READING_COLUMNS
    }
    assert (found.as_of, found.known_at, found.exposure) == (MARCH, end_of_day(MARCH), 700)


def test_of_whom_nothing_was_known_there_is_no_snapshot():
    make_customer()
    make_invoice(make_customer(), invoice_date=APRIL)
    assert take()["snapshots"] == 0


def test_a_rebuilt_snapshot_equals_the_stored_one_whatever_came_later():
    customer = late_payer(ending=MARCH)
    take()
    stored = kept()
    make_invoice(customer, "90000.00", invoice_date=APRIL)
    # posted late: dated before the end of the month, learned of after it
    late = end_of_day(MARCH) + dt.timedelta(hours=1)
    make_invoice(customer, "90000.00", invoice_date=dt.date(2026, 3, 1), recorded_at=late)
    make_payment(customer, "5000.00", received_date=dt.date(2026, 3, 5), recorded_at=late)
    assert take() == {"snapshots": 1, "rows_written": 0, "unscorable": 0}
    assert kept() == stored
    Snapshot.objects.all().delete()
    take()
    same = [row | {"id": None} for row in kept()]
    assert same == [row | {"id": None} for row in stored]


def test_a_past_that_was_mended_gives_another_snapshot():
    customer = late_payer(ending=MARCH)
    take()
    before = kept()
    customer.allocations.update(effective_date=F("effective_date") + dt.timedelta(days=25))
    assert take()["rows_written"] == 1
    assert kept() != before
    for rows in (customer.allocations, customer.payments, customer.invoices):
        rows.all().delete()
    assert take() == {"snapshots": 0, "rows_written": 1, "unscorable": 0}
    assert kept() == []


def test_figures_that_the_database_refuses_hold_nobody_else_up():
    customer = late_payer(ending=MARCH)
    other = unscorable_customer()
    other.invoices.update(recorded_at=end_of_day(MARCH), invoice_date=dt.date(2026, 3, 1))
    counts = take()
    assert counts["unscorable"] == 1
    assert [row["customer_id"] for row in kept()] == [customer.pk]


def request(*months):
    return services.request_snapshots(months, by=SYSTEM, at=timezone.now())


def test_a_run_takes_the_months_it_was_asked_for_in_chunks(monkeypatch):
    monkeypatch.setattr(selectors, "CHUNK_CUSTOMERS", 2)
    for _ in range(5):
        late_payer(ending=MARCH)
    run = request(dt.date(2026, 4, 2), MARCH)
    assert (run.total, run.chunks.count()) == (5, 3)
    tasks.work_on_snapshots()
    tasks.work_on_snapshots()
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert run.result == {"snapshots": 10, "rows_written": 10, "unscorable": 0}
    assert Snapshot.objects.filter(as_of=APRIL).count() == 5


def test_a_cancelled_run_keeps_what_is_done_and_the_month_is_still_to_read(monkeypatch):
    monkeypatch.setattr(selectors, "CHUNK_CUSTOMERS", 1)
    for _ in range(3):
        late_payer(ending=MARCH)
    run = request(MARCH)
    services.snapshot_chunk(run, run.chunks.first())
    jobs.cancel_run(run, by=SYSTEM, at=timezone.now())
    tasks.work_on_snapshots()
    assert Snapshot.objects.count() == 1
    assert services.months_to_read([MARCH, APRIL]) == [MARCH, APRIL]
    request(MARCH)
    tasks.work_on_snapshots()
    assert Snapshot.objects.count() == 3
    assert services.months_to_read([MARCH, APRIL]) == [APRIL]


def test_the_same_open_run_is_not_asked_for_twice():
    make_customer()
    assert request(MARCH) == request(MARCH)
    assert request(MARCH) != request(APRIL)


@pytest.mark.parametrize(
    ("months", "code"),
    [((), "months"), ((TODAY,), "month_not_over"), ((dt.date(2027, 1, 1),), "month_not_over")],
)
def test_what_cannot_be_read_is_refused(months, code):
    with pytest.raises(Refused) as refusal:
        request(*months)
    assert refusal.value.code == code


def test_each_month_is_taken_once_however_many_clocks_strike(on_day):
    make_customer()
    tasks.request_month_snapshot()
    tasks.request_month_snapshot()
    assert Run.objects.get(kind=services.SNAPSHOT_RUN).params == {"read_months": ["2026-04-30"]}
    on_day(dt.date(2026, 6, 1))
    tasks.request_month_snapshot()
    assert Run.objects.filter(kind=services.SNAPSHOT_RUN).count() == 2
