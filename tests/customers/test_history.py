"""What a customer was before each change, whichever way the change came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from customers import services
from customers.models import Customer, CustomerRevision
from customers.timeline.history import changes_of
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM
from tests.customers.files import run, write_csv
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(
        "N1",
        name="Alpha",
        industry="C",
        manager=account_manager,
        team=account_manager.team,
        since_date=dt.date(2020, 1, 2),
    )


def told(customer: Customer) -> list[tuple[str, str, str, str]]:
    customer.refresh_from_db()
    return [(c.who, c.label, c.before, c.after) for c in changes_of(customer)]


def test_a_file_leaves_what_each_customer_was(
    customer: Customer, risk_officer: User, outsider: User, tmp_path: Path
) -> None:
    make_customer("N2", name="Same")
    rows = write_csv(
        tmp_path / "rows.csv",
        "number,name,industry,manager,team,since_date",
        f"N1,Alphabet,,{outsider.username},{outsider.team.code},2021-03-04",
        "N2,Same,,,,",
    )
    assert run(rows, "customers", by=risk_officer).changed == 1
    [revision] = CustomerRevision.objects.all()
    assert revision.former == {
        "name": "Alpha",
        "manager_id": customer.manager_id,
        "team_id": customer.team_id,
        "since_date": "2020-01-02",
    }
    assert (revision.customer_id, revision.version) == (customer.pk, 1)
    assert (revision.changed_by, revision.cause) == (risk_officer.name, "import_customers")
    manager = str(customer.manager)
    assert (risk_officer.name, "account manager", manager, str(outsider)) in told(customer)


def test_what_a_file_filled_in_was_nothing_before(tmp_path: Path) -> None:
    customer = make_customer("N1", name="Alpha")
    run(
        write_csv(tmp_path / "rows.csv", "number,name,since_date", "N1,Alpha,2021-03-04"),
        "customers",
    )
    assert CustomerRevision.objects.get().former == {"since_date": None}
    assert told(customer) == [("riskcrm", "customer since", "", "2021-03-04")]


def test_page_api_and_file_are_told_alike(
    customer: Customer,
    risk_officer: User,
    outsider: User,
    api_client_for: Callable[[User], APIClient],
    client_for: Callable[[User], Client],
    tmp_path: Path,
) -> None:
    services.change_customer(
        customer, by=risk_officer, at=NOW, version=1, name="Beta", manager=outsider
    )
    api = api_client_for(risk_officer)
    address = reverse("api-customer", kwargs={"pk": customer.pk})
    etag = api.get(address).headers["ETag"]
    patched = api.patch(address, {"industry": "G"}, format="json", headers={"if-match": etag})
    assert patched.status_code == 200
    run(write_csv(tmp_path / "rows.csv", "number,name", "N1,Gamma"), "customers")
    services.change_status(
        customer, by=SYSTEM, status=Customer.Status.EXITING, reason="case", at=NOW
    )
    manager = str(customer.manager)
    assert told(customer) == [
        ("riskcrm", "status", "active", "being removed"),
        ("riskcrm", "name", "Beta", "Gamma"),
        (str(risk_officer), "industry", "Manufacturing", "Wholesale and retail trade"),
        (str(risk_officer), "name", "Alpha", "Beta"),
        (str(risk_officer), "account manager", manager, str(outsider)),
    ]
    page = client_for(risk_officer).get(reverse("customers:timeline_panel", args=[customer.pk]))
    text = page.content.decode()
    assert "name: Beta → Gamma" in text
    assert "status: active → being removed" in text
    assert text.count("Beta → Gamma") == text.count("Alpha → Beta") == 1


def test_who_was_slower_sees_what_a_file_changed(customer: Customer, tmp_path: Path) -> None:
    run(write_csv(tmp_path / "rows.csv", "number,name,city", "N1,Beta,Leeds"), "customers")
    customer.refresh_from_db()
    seen = {(c.label, c.before, c.after) for c in changes_of(customer, since=1)}
    assert seen == {("name", "Alpha", "Beta"), ("city", "", "Leeds")}
    assert changes_of(customer, since=2) == []


def test_a_long_history_costs_as_many_queries_as_a_short_one(
    customer: Customer, risk_officer: User, account_manager: User
) -> None:
    for n in range(10):
        services.change_customer(
            customer,
            by=risk_officer,
            at=NOW,
            version=n + 1,
            name=f"Name {n}",
            manager=None if n % 2 else account_manager,
        )
    customer.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        assert len(changes_of(customer)) > 10
    assert len(queries) <= 3
