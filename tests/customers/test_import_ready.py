"""Exports of other CRMs are known by their headers and read without asking."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.imports import services, working
from customers.imports.fields import fields_of
from customers.imports.reading import open_source
from customers.imports.ready import READY, likely
from customers.models import Contact, Customer, ImportFile, Interaction
from customers.names import sort_key
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_person

pytestmark = pytest.mark.django_db
EXPORTS = Path(__file__).parent / "exports"
KNOWN = [
    ("zoho-accounts-en", "customers", "zoho-accounts"),
    ("zoho-accounts-zh", "customers", "zoho-accounts"),
    ("zoho-contacts-en", "contacts", "zoho-contacts"),
    ("zoho-contacts-zh", "contacts", "zoho-contacts"),
    ("zoho-calls-en", "interactions", "zoho-calls"),
    ("zoho-calls-zh", "interactions", "zoho-calls"),
    ("fxiaoke-accounts-zh", "customers", "fxiaoke-accounts"),
    ("fxiaoke-accounts-en", "customers", "fxiaoke-accounts"),
    ("fxiaoke-contacts-zh", "contacts", "fxiaoke-contacts"),
    ("fxiaoke-records-zh", "interactions", "fxiaoke-records"),
    ("fxiaoke-records-en", "interactions", "fxiaoke-records"),
]


def header_of(name: str) -> list[str]:
    return open_source(EXPORTS / f"{name}.csv", kind="customers").header


@pytest.mark.parametrize(("name", "kind", "code"), KNOWN)
def test_an_export_is_known_by_its_header(name: str, kind: str, code: str) -> None:
    found = likely(kind, header_of(name))
    assert found is not None
    assert found.code == code
    assert found.mapping_of(header_of(name))["customer" if kind != "customers" else "name"]


def test_each_export_has_a_file_and_each_file_an_origin() -> None:
    assert {code for _name, _kind, code in KNOWN} == {one.code for one in READY}
    told = (EXPORTS / "README.md").read_text()
    for path in EXPORTS.glob("*.csv"):
        assert path.stem in told, path.name


def test_a_ready_mapping_names_only_fields_that_its_kind_has() -> None:
    for one in READY:
        assert set(one.fields) <= set(fields_of(one.kind)), one.code


def test_a_file_that_people_made_is_taken_for_none() -> None:
    assert likely("customers", ["编号", "客户名称", "地址"]) is None
    assert likely("contacts", ["customer", "name", "phone"]) is None


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kind, _code in KNOWN])
def test_an_export_is_imported_as_the_page_proposes_it(
    name: str,
    kind: str,
    client_for: Callable[[User], Client],
    risk_officer: User,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    for person in ("Ming Chen", "陈明"):
        make_person(name=person)
    for number, called in (
        ("K", "King (Sample)"),
        ("S", "上海远景贸易有限公司"),
        ("H", "杭州星河软件有限公司"),
    ):
        if kind != "customers":
            make_customer(number, name=called, sort_key=sort_key(called))
    sent = SimpleUploadedFile(f"{name}.csv", (EXPORTS / f"{name}.csv").read_bytes())
    row = services.upload(sent, kind=kind, by=risk_officer, at=timezone.now())
    client = client_for(risk_officer)
    form = client.get(reverse("customers:import_detail", args=[row.pk])).context["form"]
    told = {field: form[field].value() for field in form.fields if form[field].value()}
    client.post(reverse("customers:import_columns", args=[row.pk]), told)
    working.work_on_imports(at=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.counts.get("new")) == (ImportFile.State.CHECKED, 1), row.error
    services.request_import(row, by=risk_officer, at=timezone.now())
    working.work_on_imports(at=timezone.now())
    if kind == "customers":
        customer = Customer.objects.get()
        assert customer.number in ("40011", "40012", "KH-0001")
        assert customer.city in ("Baltimore", "上海", "杭州市")
    elif kind == "interactions":
        talk = Interaction.objects.get()
        assert talk.customer.number in "KSH"
        assert (talk.channel, talk.owner.name in ("Ming Chen", "陈明")) == ("call", True)
        assert "付款" in talk.content or "Friday" in talk.content
    else:
        contact = Contact.objects.get()
        assert contact.name in ("Kris Marrier", "王小明", "李红")
        assert contact.phone in ("555-111-2222", "13800000000", "13900000000")
