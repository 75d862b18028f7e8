"""A document may belong to a record: a statement, a contract, an invoice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from customers import services
from customers.models import Attachment, Customer, Fact
from customers.records import KINDS, Kind
from customers.services.evidence import CODES, RECORDS, about, documents_of, name_of
from riskcrm.accounts.models import User
from tests.customers.records import make_fact
from tests.customers.undoing import imported, undo
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
STATEMENTS = KINDS["financial-statements"]
ClientFor = Callable[[User], Client]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def statement(customer: Customer) -> Fact:
    return make_fact(STATEMENTS, customer)


def letter(words: bytes = b"as signed") -> SimpleUploadedFile:
    return SimpleUploadedFile("signed.txt", words, "text/plain")


def page_of(record: Any) -> str:
    return reverse(f"customers:{record._meta.model_name}_detail", args=[record.pk])


def adding(record: Any) -> str:
    url = reverse("customers:document_create", args=[record.customer_id])
    return f"{url}?record={name_of(record)}"


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_the_page_of_each_kind_takes_and_shows_documents(
    kind: Kind, customer: Customer, account_manager: User, client_for: ClientFor
) -> None:
    fact, client = make_fact(kind, customer), client_for(account_manager)
    assert f'href="{adding(fact)}"' in client.get(page_of(fact)).content.decode()
    answer = client.post(adding(fact), {"file": letter(), "category": "other"})
    assert (answer.status_code, answer["Location"]) == (302, page_of(fact))
    [document] = documents_of(fact)
    assert (document.record_kind, document.record_id) == (kind.name, fact.pk)
    shown = client.get(page_of(fact)).content.decode()
    assert reverse("customers:document_read", args=[document.pk]) in shown
    panel = client.get(reverse("customers:document_panel", args=[customer.pk])).content.decode()
    assert f'href="{page_of(fact)}"' in panel


def test_invoices_and_payments_take_documents_as_well(
    customer: Customer, account_manager: User, client_for: ClientFor
) -> None:
    client = client_for(account_manager)
    for record in (make_invoice(customer), make_payment(customer, "60")):
        answer = client.post(adding(record), {"file": letter(), "category": "other"})
        assert answer["Location"] == page_of(record)
        assert "signed.txt" in client.get(page_of(record)).content.decode()
        assert f'href="{adding(record)}"' in client.get(page_of(record)).content.decode()


def test_the_same_file_may_belong_to_two_records_but_once_to_each(
    statement: Fact, customer: Customer, account_manager: User, client_for: ClientFor
) -> None:
    client = client_for(account_manager)
    for record in (statement, make_invoice(customer)):
        assert (
            client.post(adding(record), {"file": letter(), "category": "other"}).status_code == 302
        )
        answer = client.post(adding(record), {"file": letter(), "category": "other"})
        assert answer.status_code == 422
        assert name_of(record) in answer.content.decode()
    assert Attachment.objects.count() == 2


def test_a_record_that_is_not_this_customers_is_not_there(
    statement: Fact, account_manager: User, client_for: ClientFor
) -> None:
    client = client_for(account_manager)
    other = make_customer("N2", manager=account_manager)
    url = reverse("customers:document_create", args=[other.pk])
    for told in (name_of(statement), "no-such/1", "invoices/x", "invoices/" + "9" * 30):
        assert client.get(url, {"record": told}).status_code == 404
        answer = client.post(url, {"record": told, "file": letter(), "category": "other"})
        assert answer.status_code == 404
    assert not Attachment.objects.exists()


def test_who_may_attach(
    statement: Fact, nobody: User, outsider: User, auditor: User, client_for: ClientFor
) -> None:
    for person, code in ((nobody, 403), (auditor, 403), (outsider, 404)):
        answer = client_for(person).post(adding(statement), {"file": letter(), "category": "other"})
        assert answer.status_code == code
    shown = client_for(auditor).get(page_of(statement)).content.decode()
    assert f'href="{adding(statement)}"' not in shown
    assert not Attachment.objects.exists()


def test_the_api_takes_a_document_of_a_record(
    statement: Fact,
    account_manager: User,
    outsider: User,
    api_client_for: Callable[[User], APIClient],
) -> None:
    api, url = api_client_for(account_manager), reverse("api-documents")
    told = {"customer": "N1", "record": name_of(statement), "file": letter()}
    answer = api.post(url, told, format="multipart")
    assert answer.status_code == 201, answer.content
    assert (answer.json()["record_kind"], answer.json()["record_id"]) == about(statement)
    wrong = api.post(url, told | {"record": "invoices/1", "file": letter()}, format="multipart")
    assert [error["field"] for error in wrong.json()["errors"]] == ["record"]


def test_each_kind_of_record_has_one_name() -> None:
    assert {**KINDS, "invoices": 1, "payments": 1}.keys() == RECORDS.keys()
    assert {CODES[model]: model for model in CODES} == RECORDS


def test_an_import_leaves_what_somebody_has_documented(
    customer: Customer, risk_officer: User
) -> None:
    row = imported(
        risk_officer, "customer,invoice number,invoice date,amount,currency",
        "N1,I1,2026-01-01,10,USD", "N1,I2,2026-01-01,10,USD", kind="invoices",
    )  # fmt: skip
    documented = customer.invoices.get(number="I1")
    services.add_attachment(
        customer, letter(), by=risk_officer, at=timezone.now(), about=about(documented)
    )
    undo(row, risk_officer)
    assert list(customer.invoices.all()) == [documented]
