"""Making sure of contacts and of their changes; ending contacts; the lists of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from customers import services
from customers.models import Contact, ContactChange, Customer, CustomerChange
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from tests.customers.files import run, write_csv
from tests.factories import make_contact, make_customer, make_service_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ClientFor = Callable[[User], Client]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", manager=account_manager, bank_account="111")


@pytest.fixture
def contact(customer: Customer) -> Contact:
    return make_contact(customer, name="Li Wei", phone="+86 138 0000 1111", email="li@x.example")


def verbs() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def bank_change(customer: Customer, by: User) -> ContactChange:
    services.change_customer(customer, by=by, at=NOW, version=customer.version, bank_account="222")
    return ContactChange.objects.get(kind="bank_account")


def test_a_verified_contact_says_who_made_sure_and_how(
    contact: Contact, account_manager: User
) -> None:
    row = services.verify_contact(contact, by=account_manager, at=NOW, how="in_person", version=1)
    assert (row.verified_at, row.verified_by, row.verified_how) == (
        NOW,
        account_manager,
        "in_person",
    )
    assert verbs() == ["verify_contact"]


def test_new_details_have_to_be_verified_again(contact: Contact, account_manager: User) -> None:
    services.verify_contact(contact, by=account_manager, at=NOW, how="call_back")
    row = services.save_contact(
        contact.customer, by=account_manager, at=NOW, contact=contact, role="CFO"
    )
    assert row.is_verified
    row = services.save_contact(
        contact.customer, by=account_manager, at=NOW, contact=contact, phone="2"
    )
    assert not row.is_verified
    change = ContactChange.objects.get()
    assert (change.contact, change.entered_by) == (contact, account_manager)


def test_an_ended_contact_stays_and_is_no_longer_the_main_one(
    contact: Contact, account_manager: User
) -> None:
    Contact.objects.update(is_primary=True)
    services.end_contact(contact, by=account_manager, at=NOW, reason="has left", version=1)
    row = services.end_contact(contact, by=account_manager, at=NOW, reason="again")
    assert (row.ended_at, row.ended_because, row.is_primary) == (NOW, "has left", False)
    assert verbs() == ["end_contact"]
    with pytest.raises(Refused) as refused:
        services.save_contact(
            row.customer, by=account_manager, at=NOW, contact=row, is_primary=True
        )
    assert refused.value.code == "contact_ended"
    assert services.reopen_contact(row, by=account_manager, at=NOW).ended_at is None


def test_who_entered_a_phone_does_not_verify_it(
    customer: Customer,
    account_manager: User,
    risk_officer: User,
    client_for: ClientFor,
    tmp_path: Path,
) -> None:
    row = services.save_contact(customer, by=account_manager, at=NOW, name="Wu", phone="1")
    assert row.entered_by == account_manager
    with pytest.raises(Refused) as refused:
        services.verify_contact(row, by=account_manager, at=NOW, how="call_back")
    assert refused.value.code == "own_change"
    page = f"/customers/{customer.pk}/contacts/{row.pk}/verify/"
    answer = client_for(account_manager).post(page, {"how": "call_back", "version": 1}, follow=True)
    assert "somebody else has to verify it" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=row.pk).update(
            verified_at=NOW, verified_by=account_manager, verified_how="other"
        )
    assert services.verify_contact(row, by=risk_officer, at=NOW, how="call_back").is_verified
    head, key = "customer,key,name,phone", row.source_key
    run(write_csv(tmp_path / "a.csv", head, f"N1,{key},Wu,2"), "contacts", by=risk_officer)
    row.refresh_from_db()
    assert (row.entered_by, row.is_verified) == (risk_officer, False)
    services.post_contacts(
        [{"customer": "N1", "source_key": key, "email": "w@x.example"}], by=account_manager, at=NOW
    )
    row.refresh_from_db()
    assert row.entered_by == account_manager
    change = ContactChange.objects.get(kind="phone")
    with pytest.raises(Refused):
        services.verify_contact_change(
            change, by=risk_officer, at=NOW, how="call_back", is_planned=True
        )


def test_each_act_has_the_customer_scored_anew(contact: Contact, account_manager: User) -> None:
    services.verify_contact(contact, by=account_manager, at=NOW, how="in_person")
    services.end_contact(contact, by=account_manager, at=NOW, reason="has left")
    services.end_contact(contact, by=account_manager, at=NOW, reason="again")  # changes nothing
    services.reopen_contact(contact, by=account_manager, at=NOW)
    changes = CustomerChange.objects.filter(customer=contact.customer).order_by("pk")
    assert list(changes.values_list("cause", flat=True)) == [
        "verify_contact",
        "end_contact",
        "reopen_contact",
    ]


def test_ending_asks_for_a_reason_and_for_the_latest_version(
    contact: Contact, account_manager: User
) -> None:
    with pytest.raises(Refused):
        services.end_contact(contact, by=account_manager, at=NOW, reason=" ")
    with pytest.raises(Stale):
        services.end_contact(contact, by=account_manager, at=NOW, reason="left", version=7)


def test_a_planned_and_verified_change_weighs_nothing(
    customer: Customer, account_manager: User, teammate: User
) -> None:
    change = bank_change(customer, account_manager)
    assert ContactChange.objects.weighing().get() == change
    services.verify_contact_change(change, by=teammate, at=NOW, how="call_back", is_planned=True)
    assert not ContactChange.objects.weighing().exists()
    with pytest.raises(Refused) as refused:
        services.verify_contact_change(change, by=teammate, at=NOW, how="other", is_planned=False)
    assert refused.value.code == "already_verified"


def test_a_verified_surprise_still_weighs(
    customer: Customer, account_manager: User, teammate: User
) -> None:
    change = bank_change(customer, account_manager)
    services.verify_contact_change(change, by=teammate, at=NOW, how="document", is_planned=False)
    assert ContactChange.objects.weighing().exists()


def test_who_entered_a_bank_account_does_not_verify_it(
    customer: Customer, account_manager: User
) -> None:
    change = bank_change(customer, account_manager)
    with pytest.raises(Refused) as refused:
        services.verify_contact_change(
            change, by=account_manager, at=NOW, how="call_back", is_planned=True
        )
    assert refused.value.code == "own_change"
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactChange.objects.filter(pk=change.pk).update(
            verified_at=NOW, verified_by=account_manager, verified_how="other"
        )


def test_who_answers_for_a_key_does_not_verify_the_account_it_entered(
    customer: Customer, risk_officer: User
) -> None:
    key = make_service_user("customers:write", responsible=risk_officer)
    change = bank_change(customer, key)
    with pytest.raises(Refused):
        services.verify_contact_change(
            change, by=risk_officer, at=NOW, how="call_back", is_planned=True
        )


@pytest.mark.parametrize(
    ("asked", "found"),
    [("li w", True), ("LI@X", True), ("13800001111", True), ("0000 1111", False),
     ("x.example", False), ("8613800001111", True)],
)  # fmt: skip
def test_contacts_are_found_by_beginning_of_name_or_mail_and_by_phone(
    contact: Contact, asked: str, found: bool
) -> None:
    assert Contact.objects.reached_by(asked).exists() == found


PAGES = ("/contacts/", "/contact-changes/")


@pytest.mark.parametrize("path", PAGES)
def test_the_lists_are_for_those_who_see_the_customers(
    contact: Contact,
    account_manager: User,
    outsider: User,
    nobody: User,
    client_for: ClientFor,
    path: str,
) -> None:
    services.save_contact(
        contact.customer, by=account_manager, at=NOW, contact=contact, email="new@x.example"
    )
    assert Client().get(path).status_code == 302
    assert client_for(nobody).get(path).status_code == 403
    assert "new@x.example" not in client_for(outsider).get(path).content.decode()
    assert "new@x.example" in client_for(account_manager).get(path).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_the_lists_ask_the_same_number_of_queries_however_long(
    customer: Customer, account_manager: User, client_for: ClientFor, path: str
) -> None:
    client = client_for(account_manager)

    def queries() -> int:
        contact = make_contact(customer, phone="1")
        services.save_contact(customer, by=account_manager, at=NOW, contact=contact, phone="2")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    queries()
    assert queries() == queries()


def test_the_lists_are_filtered(
    customer: Customer, contact: Contact, account_manager: User, client_for: ClientFor
) -> None:
    make_contact(customer, name="Wang Fang")
    bank_change(customer, account_manager)
    client = client_for(account_manager)

    def rows(address: str) -> str:
        return client.get(address).content.decode()

    assert "Wang Fang" not in rows("/contacts/?q=li")
    assert "Wang Fang" in rows("/contacts/?q=wang&verified=false&ended=false")
    assert "222" in rows("/contact-changes/?kind=bank_account&verified=false")
    assert "222" not in rows("/contact-changes/?kind=phone")


def test_a_person_verifies_and_ends_a_contact_on_its_page(
    contact: Contact, account_manager: User, client_for: ClientFor
) -> None:
    client = client_for(account_manager)
    page = f"/customers/{contact.customer_id}/contacts/{contact.pk}"
    client.post(f"{page}/verify/", {"how": "in_person", "version": 1})
    assert "in person" in client.get(f"{page}/edit/").content.decode()
    client.post(f"{page}/end/", {"reason": "has left", "version": 2})
    assert "has left" in client.get(f"{page}/edit/").content.decode()
    client.post(f"{page}/reopen/")
    assert Contact.objects.get().ended_at is None


def test_a_change_is_verified_on_its_page_by_somebody_else(
    customer: Customer,
    account_manager: User,
    risk_officer: User,
    outsider: User,
    auditor: User,
    client_for: ClientFor,
) -> None:
    change = bank_change(customer, account_manager)
    path = f"/contact-changes/{change.pk}/verify/"
    assert client_for(auditor).get(path).status_code == 403
    assert client_for(outsider).get(path).status_code == 404
    own: Any = client_for(account_manager).post(path, {"how": "call_back"})
    assert own.status_code == 409
    answer = client_for(risk_officer).post(path, {"how": "call_back", "is_planned": "on"})
    assert answer.status_code == 302
    change.refresh_from_db()
    assert (change.verified_by, change.is_planned) == (risk_officer, True)


def test_the_api_lists_changes_and_ends_contacts(
    contact: Contact, api_client_for: Callable[[User], APIClient], account_manager: User
) -> None:
    bank_change(contact.customer, account_manager)
    api = api_client_for(make_service_user("contacts:read", "contacts:write"))
    [row] = api.get("/api/v1/contact-changes/?kind=bank_account").json()["results"]
    assert (row["new_value"], row["is_planned"], row["verified_at"]) == ("222", False, None)
    address = f"/api/v1/contacts/{contact.pk}/"
    assert api.post(f"{address}end/", {"reason": "left"}).status_code == 428
    tag = api.get(address)["ETag"]
    ended = api.post(f"{address}end/", {"reason": "left"}, headers={"If-Match": tag})
    assert (ended.status_code, ended.json()["ended_because"]) == (200, "left")
    assert api.post(f"{address}reopen/", headers={"If-Match": tag}).status_code == 412
    again = api.post(f"{address}reopen/", headers={"If-Match": ended["ETag"]})
    assert again.json()["ended_at"] is None
    assert api.get("/api/v1/contacts/?is_primary=false&q=li").json()["results"]
