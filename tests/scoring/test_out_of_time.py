"""The score of a day against what happened afterwards, on real receivables."""

from __future__ import annotations

import datetime as dt

import pytest

from customers.models import Allocation, Invoice, Payment
from riskcrm.web.today import end_of_day
from scoring.out_of_time import auc, measure, scores_as_of
from scoring.selectors import champion
from tests.scoring import ibm

AS_OF = dt.date(2013, 5, 6)
TODAY = dt.date(2026, 11, 22)


def test_auc_counts_ties_half():
    assert auc([(1, False), (2, True)]) == 1
    assert auc([(2, False), (1, True)]) == 0
    assert auc([(1, False), (1, True)]) == 0.5
    assert auc([(1, False), (2, True), (2, False), (3, True)]) == 0.875
    assert auc([(1, True), (2, True)]) is None


@pytest.mark.django_db
def test_the_score_ranks_the_invoices_issued_afterwards():
    ibm.load()
    found = measure(champion(), as_of=AS_OF, min_days_late=0, today=TODAY)
    assert found.auc_of_past_late_ratio == pytest.approx(0.871, abs=0.0005)
    assert found.auc_of_score is not None
    assert found.auc_of_score >= 0.84
    assert found.not_ranked == 0


@pytest.mark.django_db
def test_the_scores_of_that_day_do_not_know_what_came_later():
    ibm.load()
    version = champion()
    before = scores_as_of(version, as_of=AS_OF, known_at=end_of_day(AS_OF))
    Allocation.objects.filter(effective_date__gt=AS_OF).delete()
    Payment.objects.filter(received_date__gt=AS_OF).delete()
    Invoice.objects.filter(invoice_date__gt=AS_OF).delete()
    after = scores_as_of(version, as_of=AS_OF, known_at=end_of_day(AS_OF))
    assert len(before) == 100
    assert after == before
