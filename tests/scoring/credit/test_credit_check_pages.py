from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer
from customers.services import merge_customers
from monitoring.inbox import inbox_count, inbox_of
from riskcrm.accounts.models import User
from scoring.models import CreditCheck, Reservation
from scoring.services import release_check
from tests.scoring.credit.desk import ask, make_buyer, rate

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


@pytest.fixture
def buyer(account_manager: User) -> Customer:
    customer = make_buyer(name="Hua Steel", manager=account_manager, team=account_manager.team)
    rate(customer, "medium", as_of=timezone.now().date())
    return customer


def form_of(buyer: Customer) -> str:
    return f"/customers/{buyer.pk}/credit-check/"


def held_by(buyer: Customer, person: User) -> CreditCheck:
    return ask(buyer, "1500", by=person, at=timezone.now(), reserve=True)


def test_a_manager_asks_from_the_customers_page(
    buyer: Customer, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    assert form_of(buyer) in client.get(f"/customers/{buyer.pk}/").content.decode()
    assert "May the customer have this on credit?" in client.get(form_of(buyer)).content.decode()
    asked = {"reference": "O-1", "amount": "600", "currency": "usd", "reserve": "on"}
    page = client.post(form_of(buyer), asked, follow=True).content.decode()
    assert "Deliver on credit" in page
    assert "Nothing speaks against this order." in page
    assert re.search(r"Deposit expected</dt>\s*<dd>\s*(<[^>]+>)?100.00", page)
    assert Reservation.objects.get().base_amount == 600


def test_what_is_wrong_stands_beside_its_field(
    buyer: Customer, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    answer = client.post(form_of(buyer), {"amount": "5", "currency": "USD", "reserve": "on"})
    assert answer.status_code == 422
    assert "A reservation is for a document." in answer.content.decode()
    answer = client.post(form_of(buyer), {"amount": "5", "currency": "QQQ"})
    assert answer.status_code == 422
    assert not CreditCheck.objects.exists()


def test_the_page_says_why_and_shows_each_item(
    buyer: Customer, account_manager: User, client_for: Sign
) -> None:
    check = held_by(buyer, account_manager)
    page = client_for(account_manager).get(f"/credit-checks/{check.pk}/").content.decode()
    assert "Hold: a second person decides" in page
    assert "more than the limit in force of USD 1,000.00" in page
    assert "your credit limit would be exceeded" in page
    for item in ("Open invoices", "Unbilled orders", "Other reservations", "This document"):
        assert item in page
    assert "another person has to release it" in page


def test_a_second_person_releases_on_the_page(
    buyer: Customer, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    check = held_by(buyer, account_manager)
    client, place = client_for(risk_officer), f"/credit-checks/{check.pk}/"
    assert "Release the order" in client.get(place).content.decode()
    until = (timezone.now() + dt.timedelta(days=3)).date().isoformat()
    assert client.post(f"{place}release/", {"until": until}).status_code == 422
    page = client.post(f"{place}release/", {"reason": "Paid.", "until": until}, follow=True)
    assert "The order is released." in page.content.decode()
    again = client.post(f"{place}release/", {"reason": "Paid.", "until": until})
    assert again.status_code == 409
    assert "released already" in again.content.decode()


def test_who_asked_cannot_release_by_the_page_either(
    buyer: Customer, risk_officer: User, client_for: Sign
) -> None:
    check = held_by(buyer, risk_officer)
    until = (timezone.now() + dt.timedelta(days=3)).date().isoformat()
    place = f"/credit-checks/{check.pk}/release/"
    answer = client_for(risk_officer).post(place, {"reason": "Mine.", "until": until})
    assert answer.status_code == 409
    check.refresh_from_db()
    assert check.waits


def test_a_reservation_is_ended_on_the_page(
    buyer: Customer, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    for verb, state in (("settle", "settled"), ("cancel", "cancelled")):
        check = ask(buyer, "10", reference=verb, reserve=True, by=account_manager,
                    at=timezone.now())  # fmt: skip
        assert (
            f"/reservations/{check.reservation.pk}/"
            in client.get(f"/credit-checks/{check.pk}/").content.decode()
        )
        client.post(f"/reservations/{check.reservation.pk}/{verb}/")
        assert Reservation.objects.get(reference=verb).state == state
    page = client.get("/reservations/").content.decode()
    assert "settled" in page
    assert "cancelled" in page


def test_the_list_begins_with_what_waits(
    buyer: Customer, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    held = held_by(buyer, account_manager)
    newer = ask(buyer, "1", reference="O-2", by=account_manager, at=timezone.now())
    page = client_for(risk_officer).get("/credit-checks/").content.decode()
    places = [page.index(f'href="/credit-checks/{check.pk}/') for check in (held, newer)]
    assert places == sorted(places)
    assert "Waiting for me" in page
    assert (
        "Waiting for me" not in client_for(account_manager).get("/credit-checks/").content.decode()
    )


def test_others_do_not_see_it(buyer: Customer, account_manager: User, outsider: User,
                              client_for: Sign) -> None:  # fmt: skip
    check = held_by(buyer, account_manager)
    client = client_for(outsider)
    assert client.get(f"/credit-checks/{check.pk}/").status_code == 404
    assert client.get(form_of(buyer)).status_code == 404
    assert "Hua Steel" not in client.get("/credit-checks/").content.decode()


def test_the_list_asks_as_many_queries_for_many_as_for_one(
    buyer: Customer, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    held_by(buyer, account_manager)
    client.get("/credit-checks/")
    with CaptureQueriesContext(connection) as one:
        client.get("/credit-checks/")
    for n in range(4):
        ask(buyer, "1", reference=f"O-{n + 5}", by=account_manager, at=timezone.now())
    with CaptureQueriesContext(connection) as five:
        client.get("/credit-checks/")
    assert len(five) == len(one)


def test_a_held_order_is_in_the_inbox_of_who_may_release_it(
    buyer: Customer, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    check, at = held_by(buyer, account_manager), timezone.now()
    (work,) = inbox_of(risk_officer, at=at)
    assert work.decision.url.endswith(f"/credit-checks/{check.pk}/#release")
    assert inbox_count(risk_officer, at=at) == 1
    assert inbox_of(account_manager, at=at) == []
    page = client_for(risk_officer).get("/inbox/").content.decode()
    assert f"/credit-checks/{check.pk}/#release" in page
    assert "document O-1 over USD" in page
    release_check(check, by=risk_officer, reason="Paid.", until=at + dt.timedelta(days=1), at=at)
    assert inbox_of(risk_officer, at=at) == []


def test_the_page_of_a_merged_customer_leads_to_the_one_it_is_now(
    buyer: Customer, account_manager: User, risk_officer: User, outsider: User, client_for: Sign
) -> None:
    gone = make_buyer(manager=account_manager, team=account_manager.team)
    merge_customers(buyer, gone, by=risk_officer, at=timezone.now(), choices={}, reason="one")
    page = client_for(account_manager).get(form_of(gone), follow=True)
    assert page.redirect_chain == [(form_of(buyer), 302)]
    assert "was merged into this one" in page.content.decode()
    assert client_for(outsider).get(form_of(gone)).status_code == 404
