"""Amounts in foreign currencies that are worth more than can be kept: the line is refused alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from customers.imports.pending_rates import apply_rates
from customers.models import Customer, ExchangeRate, ImportFile, Invoice, Order, Payment
from customers.services.rates import unkept_sql
from customers.services.rows import MOST_MONEY
from riskcrm.accounts.models import User
from tests.customers.files import refused, run, write_csv
from tests.customers.test_import_wizard import checked
from tests.factories import make_invoice

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 5)
SAYS = "worth more than can be kept"


@pytest.fixture
def _rate(db: None) -> None:
    ExchangeRate.objects.create(
        currency="EUR", effective_date=DAY, rate=Decimal("1.1"), recorded_at=timezone.now()
    )


ROWS = {
    "invoices": {"number": "I", "invoice_date": str(DAY)},
    "payments": {"source_key": "P", "received_date": str(DAY)},
    "orders": {"source_key": "O", "effective_date": str(DAY)},
}


@pytest.mark.usefixtures("_rate", "customer")
@pytest.mark.parametrize("code", ROWS)
def test_a_call_loses_only_the_row(
    code: str, account_manager: User, api_client_for: Callable[[User], APIClient]
) -> None:
    key = next(iter(ROWS[code]))
    rows = [
        {"customer": "N1", "currency": "EUR", "amount": amount, **ROWS[code], key: f"X{n}"}
        for n, amount in enumerate((str(MOST_MONEY), "9.00", "9090909090909090.90"))
    ]
    answer = api_client_for(account_manager).post(f"/api/v1/{code}/", rows, format="json")
    results = answer.json()["results"]
    assert [r["outcome"] for r in results] == ["refused", "created", "created"], results
    assert (results[0]["code"], results[0]["field"]) == ("too_much", "amount")
    assert SAYS in results[0]["reason"]


FILES = {
    "invoices": ("customer,invoice,invoice date,amount,currency", Invoice),
    "payments": ("customer,payment,received,amount,currency", Payment),
    "orders": ("customer,number,order date,amount,currency", Order),
}


@pytest.mark.usefixtures("_rate", "customer")
@pytest.mark.parametrize("kind", FILES)
def test_a_file_loses_only_the_line(
    kind: str, account_manager: User, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    head, model = FILES[kind]
    lines = (head, f"N1,X1,{DAY},{MOST_MONEY},EUR", f"N1,X2,{DAY},9,EUR")
    file = checked(account_manager, "\n".join(lines).encode(), kind)
    assert (file.state, file.counts["new"], file.counts["refused"]) == (
        ImportFile.State.CHECKED, 1, 1,
    )  # fmt: skip
    path = write_csv(tmp_path / "x.csv", *lines)
    assert run(path, kind, by=account_manager).new == 1
    assert SAYS in refused(path)[2]
    assert model.objects.get().base_amount == Decimal("9.90")


@pytest.mark.usefixtures("_rate", "customer")
def test_an_invoice_whose_settlement_is_worth_too_much_is_refused_with_it(
    account_manager: User, tmp_path: Path
) -> None:
    before = DAY - dt.timedelta(days=1)  # no rate is known yet
    head = "customer,invoice,invoice date,amount,currency,settled date"
    path = write_csv(tmp_path / "x.csv", head, f"N1,X1,{before},{MOST_MONEY},EUR,{DAY}",
                     f"N1,X2,{before},{MOST_MONEY},EUR,")  # fmt: skip
    assert run(path, by=account_manager).new == 1
    assert SAYS in refused(path)[2]
    assert not Payment.objects.exists()


@pytest.mark.usefixtures("customer")
def test_lines_of_a_document_that_add_up_to_too_much_are_refused(
    account_manager: User, tmp_path: Path
) -> None:
    most = "99999999"
    path = write_csv(tmp_path / "x.csv", "customer,number,date,quantity,price",
                     f"N1,D1,{DAY},{most},{most}", f"N1,D1,{DAY},{most},{most}",
                     f"N1,D2,{DAY},1,2.5")  # fmt: skip
    summary = run(path, "order-lines", by=account_manager)
    assert (summary.new, summary.refused) == (1, 2)


# --- rates ---


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return make_invoice(customer, MOST_MONEY, currency="EUR", invoice_date=DAY)


@pytest.mark.usefixtures("invoice")
def test_a_posted_rate_that_makes_too_much_is_refused(
    risk_officer: User, api_client_for: Callable[[User], APIClient]
) -> None:
    after = DAY + dt.timedelta(days=1)
    rows = [
        {"currency": currency, "effective_date": str(day), "rate": rate}
        for currency, day, rate in (("EUR", DAY, "1.1"), ("EUR", after, "1.1"), ("GBP", DAY, "2"))
    ]
    answer = api_client_for(risk_officer).post("/api/v1/exchange-rates/", rows, format="json")
    results = answer.json()["results"]
    # the rate of the day after is for no document
    assert [r["outcome"] for r in results] == ["refused", "created", "created"], results
    assert (results[0]["code"], results[0]["field"]) == ("too_much", "rate")
    rows[0] |= {"effective_date": str(DAY - dt.timedelta(days=2)), "rate": "1"}
    rows[1] |= {"effective_date": str(DAY - dt.timedelta(days=1)), "rate": "1.1"}
    answer = api_client_for(risk_officer).post("/api/v1/exchange-rates/", rows[:2], format="json")
    assert [r["outcome"] for r in answer.json()["results"]] == ["created", "refused"]


@pytest.mark.usefixtures("invoice")
def test_a_rate_of_a_file_that_makes_too_much_is_refused(
    risk_officer: User, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "r.csv", "currency,date,rate", f"EUR,{DAY},1.1", f"GBP,{DAY},2")
    for dry_run in (True, False):
        summary = run(path, "rates", by=risk_officer, dry_run=dry_run)
        assert (summary.new, summary.refused) == (1, 1)
    assert SAYS in refused(path)[2]


def _work_of(sql: str) -> tuple[int, int]:
    """How often invoices are gone through, and how many pairs of rows are looked at in vain."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        nodes = [cursor.fetchone()[0][0]["Plan"]]
    for node in nodes:
        nodes += node.get("Plans", ())
    scans = [n for n in nodes if n.get("Relation Name") == Invoice._meta.db_table]
    return (
        sum(n["Actual Loops"] for n in scans),
        sum(n.get("Rows Removed by Join Filter", 0) * n["Actual Loops"] for n in nodes),
    )


def test_many_rates_are_held_against_documents_in_one_pass(invoice: Invoice) -> None:
    days = [DAY + dt.timedelta(days=n) for n in range(200)]
    for n, day in enumerate(days):
        make_invoice(invoice.customer, "9.00", number=f"S{n}", currency="EUR", invoice_date=day)
    rates = (
        "SELECT n AS line, 'EUR' AS currency, date '2026-01-05' + n AS effective_date,"
        " 1 + n / 100.0 AS rate FROM generate_series(-100, 199) n"
    )
    passes, in_vain = _work_of(unkept_sql(rates))
    assert (passes, in_vain < 1000) == (1, True)
    with connection.cursor() as cursor:
        cursor.execute(unkept_sql(rates.replace("1 + n", "2 + n")))
        assert cursor.fetchall() == [(0,)]  # that of the large invoice's day, and no other


def test_a_document_that_came_beside_the_rate_stays_without_a_worth(invoice: Invoice) -> None:
    """Neither saw the other; the sweep goes on."""
    ExchangeRate.objects.create(
        currency="EUR", effective_date=DAY, rate=2, recorded_at=timezone.now(), is_applied=False
    )
    other = make_invoice(invoice.customer, "10.00", currency="EUR", invoice_date=DAY)
    assert apply_rates(at=timezone.now()) == 1
    for each in (invoice, other):
        each.refresh_from_db()
    assert (invoice.base_amount, other.base_amount) == (None, 20)
