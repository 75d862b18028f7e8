"""The score of a day against what happened afterwards, on real receivables."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from customers.models import Allocation, Invoice, Payment
from riskcrm.web.today import end_of_day
from scoring import selectors
from scoring.indicators import BY_RANGE
from scoring.measures.ranking import hanley_mcneil
from scoring.out_of_time import auc, measure
from scoring.selectors import card_of, champion
from scoring.statement import evaluate_sql
from tests.factories import make_customer, make_invoice, make_payment
from tests.scoring import ibm
from tests.scoring.test_score_customers import late_payer

AS_OF = dt.date(2013, 5, 6)
TODAY = dt.date(2026, 11, 22)


@pytest.mark.django_db
def test_auc_counts_ties_half():
    def of(*pairs):
        return auc(
            " UNION ALL ".join(
                f"SELECT {rank} AS rank, {int(late)} AS late, {int(not late)} AS in_time"
                for rank, late in pairs
            )
        )

    assert of((1, False), (2, True)) == 1
    assert of((2, False), (1, True)) == 0
    assert of((1, False), (1, True)) == 0.5
    assert of((1, False), (2, True), (2, False), (3, True)) == 0.875
    assert of((1, True), (2, True)) is None


@pytest.mark.django_db
def test_the_measure_counts_invoices_and_is_the_same_in_chunks(monkeypatch):
    for late in (0, 2, 30):
        customer = late_payer(late=late, ending=AS_OF)
        for paid_late in (0, late):
            invoice = make_invoice(customer, invoice_date=AS_OF + dt.timedelta(days=9))
            paid = invoice.due_date + dt.timedelta(days=paid_late)
            make_payment(customer, invoices=[invoice], received_date=paid)
    make_invoice(make_customer(), invoice_date=AS_OF + dt.timedelta(days=9))
    make_customer()
    found = measure(champion(), as_of=AS_OF, min_days_late=0, today=TODAY)
    assert (found.customers_scored, found.invoices_after) == (3, 7)
    assert (found.late_after, found.not_ranked) == (3, 1)
    # the second and third customer have one late and one in time, the first has two in time
    assert found.auc_of_score == found.auc_of_score_rated_only == (2.5 + 3.5) / (2 * 4)
    assert found.auc_of_past_late_ratio == (3 + 3) / (2 * 4)  # both were always late
    assert found.interval_of_score is None  # of so few there is none
    monkeypatch.setattr(selectors, "CHUNK_CUSTOMERS", 2)
    assert measure(champion(), as_of=AS_OF, min_days_late=0, today=TODAY) == found


@pytest.mark.django_db
def test_the_score_ranks_the_invoices_issued_afterwards():
    ibm.load()
    found = measure(champion(), as_of=AS_OF, min_days_late=0, today=TODAY)
    assert found.auc_of_past_late_ratio == pytest.approx(0.871, abs=0.0005)
    assert found.auc_of_score is not None
    assert found.auc_of_score >= 0.84
    assert found.not_ranked == 0
    low, high = found.interval_of_score
    assert low < found.auc_of_score < high
    # customers are drawn, not invoices: wider than the standard error of 738 independent ones
    assert high - low > 2 * 1.96 * hanley_mcneil(found.auc_of_score, 738 - 217, 217)
    low, high = found.interval_of_difference
    assert low < found.auc_of_score - found.auc_of_past_late_ratio < high


@pytest.mark.django_db
def test_the_scores_of_that_day_do_not_know_what_came_later():
    ibm.load()
    before = scores_of_the_book()
    Allocation.objects.filter(effective_date__gt=AS_OF).delete()
    Payment.objects.filter(received_date__gt=AS_OF).delete()
    Invoice.objects.filter(invoice_date__gt=AS_OF).delete()
    assert len(before) == 100
    assert scores_of_the_book() == before


def scores_of_the_book():
    """Every figure, point and tier as of the day, computed anew."""
    sql = evaluate_sql(
        card_of(champion()), BY_RANGE, end="SELECT * FROM result ORDER BY customer_id"
    )
    parameters = {"as_of": AS_OF, "known_at": end_of_day(AS_OF)}
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters | {"first_id": 0, "final_id": 2**62})
        return cursor.fetchall()
