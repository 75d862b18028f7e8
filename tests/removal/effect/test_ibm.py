"""The ten worst customers of a real company, chosen on a day, and what they did afterwards."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from customers.models import Customer
from tests.real_data import day_of, real_file
from tests.removal.effect.studies import measured, remove, study_of

pytestmark = pytest.mark.django_db
CUT = dt.date(2013, 5, 6)


def ten_worst(path: Path) -> list[str]:
    """By the late rate of the invoices that were issued and settled before the day."""
    found: dict[str, list[bool]] = defaultdict(list)
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            issued, due, settled = (
                day_of(row[name]) for name in ("InvoiceDate", "DueDate", "SettledDate")
            )
            if issued < CUT and settled < CUT:
                found[row["customerID"]].append(settled > due)
    return sorted(found, key=lambda c: (-sum(found[c]) / len(found[c]), -len(found[c])))[:10]


def without_invoice_from(path: Path, day: dt.date) -> set[str]:
    with path.open(newline="") as file:
        rows = [(row["customerID"], day_of(row["InvoiceDate"])) for row in csv.DictReader(file)]
    return {number for number, _day in rows} - {number for number, issued in rows if issued >= day}


def test_the_report_agrees_with_what_came_afterwards_not_with_what_they_were_chosen_on(
    risk_officer, second_officer, on_day
):
    path = real_file("ibm_ar/accounts_receivable.csv")
    call_command(
        "import_file", "invoices", str(path), "--history", "--create-customers", stdout=StringIO()
    )
    on_day(CUT)
    for number in ten_worst(path):
        customer = Customer.objects.get(number=number)
        remove(customer, by=risk_officer, decided_by=second_officer, day=CUT)
    on_day(dt.date(2014, 3, 1))
    study = study_of(dt.date(2013, 4, 1), dt.date(2013, 6, 30), by=risk_officer)
    result = measured(study).result
    assert result["removed"] == 10
    before, after = result["mix"]["before"], result["mix"]["after"]
    # out of time: the book's late rate with them, without them, and their own
    assert after["all"]["rate"] == pytest.approx(0.296, abs=0.001)
    assert after["kept"]["rate"] == pytest.approx(0.239, abs=0.001)
    assert after["removed"]["rate"] == pytest.approx(0.77, abs=0.005)
    assert before["removed"]["rate"] > 0.95
    # nothing was done to them in truth, and the adjusted range does not say otherwise
    effect = result["effect"]
    assert result["controls_by_kind"]["eligible"] == 90
    # 3271-YDPUJ had its last invoice in the quarter of the event: nothing is known of it after
    assert without_invoice_from(path, dt.date(2013, 7, 1)) == {"3271-YDPUJ"}
    assert (effect["treated"], effect["controls"]) == (10, 89)
    assert effect["range"]["low"] < 0 < effect["range"]["high"]
    assert effect["naive"]["high"] < 0
