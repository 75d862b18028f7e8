"""The break-even beside the probability of default, over the API."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer
from riskcrm.accounts.models import Team
from riskcrm.web.today import today
from scoring import selectors
from scoring.models import CustomerTreatment, Rating, Reading
from tests.factories import make_customer, make_invoice, make_service_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(team: Team) -> Customer:
    """Sold for 10,000 at a cost of 9,000 within the year; 5,000 are owed at a risk of 4 %."""
    customer = make_customer(team=team)
    make_invoice(customer, "10000.00", cost=Decimal(9000), invoice_date=today() - 10 * DAY)
    Reading.objects.create(
        customer=customer, as_of=today(), known_at=timezone.now(), exposure=5000, unbilled=0
    )
    Rating.objects.filter(customer=customer).update(pd=4)
    return customer


def told(client: Any, customer: Customer) -> tuple[Any, ...]:
    body = client.get(f"/api/v1/treatments/{customer.pk}/").json()
    return tuple(body[name] for name in ("pd", "break_even_pd", "pays", "obstacle"))


def test_a_customer_that_pays_and_one_that_does_not(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client = api_client_for(account_manager)
    assert told(client, customer) == ("4.0000", "20.0000", True, "")
    Rating.objects.update(pd=21)
    assert told(client, customer) == ("21.0000", "20.0000", False, "")
    Rating.objects.update(pd=None)
    assert told(client, customer) == (None, "20.0000", None, "")


def test_what_moved_is_told_to_who_has_seen_the_treatment(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    terms = selectors.treatment_of(customer)
    CustomerTreatment.objects.create(
        customer=customer, treatment=terms, since=today(), review_date=today()
    )
    client, address = api_client_for(account_manager), f"/api/v1/treatments/{customer.pk}/"
    tag = client.get(address)["ETag"]
    Rating.objects.update(pd=21)
    answer = client.get(address, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.json()["pd"]) == (200, "21.0000")


def test_who_may_not_read_scores_is_told_no_probability(
    api_client_for: Any, customer: Customer, team: Team
) -> None:
    key = make_service_user("treatments:read", team=team)
    assert told(api_client_for(key), customer) == (None, None, None, "")
    key = make_service_user("treatments:read", "scores:read", team=team, username="both")
    assert told(api_client_for(key), customer)[0] == "4.0000"


def test_a_break_even_far_beyond_100_per_cent_is_told_as_it_is(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    Reading.objects.update(exposure=Decimal("0.01"))
    assert Decimal(told(api_client_for(account_manager), customer)[1]) > 1_000_000


def test_what_stands_in_the_way_is_said(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    customer.invoices.update(cost=None)
    pd, even, pays, obstacle = told(api_client_for(account_manager), customer)
    assert (pd, even, pays) == ("4.0000", None, None)
    assert "cost of sales of 1 invoice" in obstacle


def test_it_takes_as_many_queries_for_many_invoices_as_for_one(
    api_client_for: Any, customer: Customer, account_manager: Any
) -> None:
    client = api_client_for(account_manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            told(client, customer)
        return len(asked)

    queries()  # the first call reads what later ones have at hand
    for_one = queries()
    for _ in range(3):
        make_invoice(customer, "10.00", cost=Decimal(9), invoice_date=today() - DAY)
    assert queries() == for_one
