"""What a request does when an import holds the customer it wants to write."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from customers.models import Customer, Invoice
from riskcrm import embedded
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_customer

pytestmark = pytest.mark.django_db(transaction=True)
INVOICE = {
    "customer": "N1",
    "number": "I1",
    "invoice_date": "2026-01-05",
    "amount": "100.00",
    "currency": "USD",
}


@contextlib.contextmanager
def held_by_another(row: models.Model) -> Iterator[None]:
    """Somebody else writes this row, and this connection has as little patience as the web's."""
    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
                is_held.set()
                is_over.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert is_held.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        yield
    finally:
        is_over.set()
        thread.join()
        connection.close()


@pytest.fixture
def held(risk_officer: User) -> Iterator[Customer]:
    """A customer that a long import holds."""
    customer = make_customer("N1", name="Alpha")
    with held_by_another(customer):
        yield customer


def test_a_form_is_shown_again_with_the_reason_and_what_was_typed(
    held: Customer, client_for: Callable[[User], Client], risk_officer: User
) -> None:
    sent = {"number": "N1", "name": "Beta", "kind": "company", "version": "1"}
    answer = client_for(risk_officer).post(reverse("customers:customer_edit", args=[held.pk]), sent)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    page = answer.content.decode()
    assert "being written by an import" in page
    assert 'value="Beta"' in page
    held.refresh_from_db()
    assert held.name == "Alpha"


def test_where_no_form_shows_it_a_page_says_why(
    client_for: Callable[[User], Client], account_manager: User
) -> None:
    client = client_for(account_manager)
    with held_by_another(account_manager):
        answer = client.post(reverse("accounts:language"), {"language": "zh-hans"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    page = answer.content.decode()
    assert "Try again in a moment" in page
    assert "Customers" in page  # inside the layout, with the menu


def test_the_api_answers_with_a_problem_and_when_to_come_back(
    held: Customer, api_client_for: Callable[[User], APIClient], risk_officer: User
) -> None:
    api = api_client_for(risk_officer)
    address = reverse("api-customer", args=[held.pk])
    calls: list[Callable[[], Any]] = [
        lambda: api.post("/api/v1/invoices/", INVOICE),
        lambda: api.post("/api/v1/invoices/", [INVOICE], headers={"Idempotency-Key": "k"}),
        lambda: api.patch(address, {"name": "Beta"}, headers={"If-Match": "*"}),
    ]
    for call in calls:
        answer = call()
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert answer["Content-Type"] == "application/problem+json"
        body = answer.json()
        assert (body["status"], body["code"]) == (503, "busy")
        assert "being written by an import" in body["detail"]
    assert not Invoice.objects.exists()
    assert not Event.objects.filter(object_kind="customer").exists()


def test_reading_waits_for_nobody(
    held: Customer, api_client_for: Callable[[User], APIClient], risk_officer: User
) -> None:
    address = reverse("api-customer", args=[held.pk])
    assert api_client_for(risk_officer).get(address).status_code == 200


SHOW = """
import django; django.setup()
import {module}
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW lock_timeout")
    print(cursor.fetchone()[0])
"""


@pytest.mark.parametrize(("module", "patience"), [("riskcrm.wsgi", "3s"), ("riskcrm.celery", "0")])
def test_only_the_web_server_has_little_patience(module: str, patience: str) -> None:
    shown = subprocess.run(
        [sys.executable, "-c", SHOW.format(module=module)],
        cwd=embedded.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "riskcrm.settings"},
        capture_output=True,
        text=True,
    )
    assert shown.stdout.strip() == patience, shown.stderr
