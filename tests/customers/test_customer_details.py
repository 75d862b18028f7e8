"""The fields of the customer file beside who it is: by page, API and file, with their history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from customers import services
from customers.generator.write import Plan, make_book
from customers.models import ContactChange, Customer, CustomerRevision
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.files import refused, run, write_csv
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_a_new_bank_account_or_representative_is_a_change_of_contact_details(
    risk_officer: User,
) -> None:
    customer = make_customer("N1", bank_account="111", legal_representative="Wang Lei")
    changed = services.change_customer(
        customer, by=risk_officer, at=NOW, version=1, bank_account="222",
        legal_representative="Zhao Min", website="https://x.example",
    )  # fmt: skip
    assert set(ContactChange.objects.values_list("kind", "old_value", "new_value")) == {
        ("bank_account", "111", "222"),
        ("legal_rep", "Wang Lei", "Zhao Min"),
    }
    former = {"bank_account": "111", "legal_representative": "Wang Lei", "website": ""}
    assert CustomerRevision.objects.get(customer=changed).former == former


def test_filling_in_what_was_blank_is_no_change_of_contact_details(risk_officer: User) -> None:
    customer = make_customer("N1")
    services.change_customer(
        customer, by=risk_officer, at=NOW, version=1, bank_account="222", address="1 Mill Lane"
    )
    assert not ContactChange.objects.exists()


def test_values_that_cannot_be_are_refused(risk_officer: User) -> None:
    with pytest.raises(ValidationError):
        services.create_customer(by=risk_officer, at=NOW, number="A", name="A", website="nowhere")
    with pytest.raises(ValidationError):
        services.create_customer(by=risk_officer, at=NOW, number="A", name="A", language="fr")
    with pytest.raises(Refused) as ahead:
        services.create_customer(
            by=risk_officer, at=NOW, number="A", name="A", incorporation_date=dt.date(2027, 1, 1)
        )
    assert ahead.value.field == "incorporation_date"
    assert not Customer.objects.exists()


def test_letters_are_in_the_customers_language() -> None:
    assert Customer(country="CN").letter_language == "zh-hans"
    assert Customer(country="DE").letter_language == "en"
    assert Customer(country="CN", language="en").letter_language == "en"


def test_a_person_fills_them_in_and_sees_them(
    account_manager: User, client_for: Callable[[User], Client]
) -> None:
    customer = make_customer("N1", manager=account_manager)
    client = client_for(account_manager)
    answer = client.post(
        f"/customers/{customer.pk}/edit/",
        {"number": "N1", "name": "N", "kind": "company", "version": 1, "postal_code": "200001",
         "website": "x.example", "language": "zh-hans", "incorporation_date": "2001-02-03",
         "notes": "Pays by draft.\nAsk for Li.", "manager": account_manager.pk},
    )  # fmt: skip
    assert answer.status_code == 302
    page = client.get(f"/customers/{customer.pk}/details/").content.decode()
    for text in ("200001", "https://x.example", "简体中文", "2001-02-03", "Ask for Li."):
        assert text in page


def test_the_details_are_not_there_for_others(
    account_manager: User, outsider: User, nobody: User, client_for: Callable[[User], Client]
) -> None:
    path = f"/customers/{make_customer(manager=account_manager).pk}/details/"
    assert Client().get(path).status_code == 302
    assert client_for(nobody).get(path).status_code == 403
    assert client_for(outsider).get(path).status_code == 404
    assert client_for(account_manager).get(path).status_code == 200


def test_the_api_says_and_takes_them(api_client_for: Callable[[User], APIClient]) -> None:
    api = api_client_for(make_service_user("customers:read", "customers:write"))
    made = api.post(
        "/api/v1/customers/",
        {"number": "N1", "name": "N", "postal_code": "1000", "language": "en",
         "incorporation_date": "1999-01-01", "legal_representative": "Li Na"},
    )  # fmt: skip
    assert made.status_code == 201, made.content
    body = api.get(made["Location"]).json()
    assert (body["postal_code"], body["language"]) == ("1000", "en")
    assert (body["incorporation_date"], body["legal_representative"]) == ("1999-01-01", "Li Na")


def test_a_file_tells_them_and_changes_leave_their_traces(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    head = "编号,客户名称,法定代表人,成立日期,邮编,网址,语言,开户行,银行账号,备注"
    run(write_csv(file, f"{head}", "A,甲,王磊,2001-02-03,200001,a.example,中文,工行,111,好"),
        "customers")  # fmt: skip
    customer = Customer.objects.get()
    assert (customer.legal_representative, customer.incorporation_date) == (
        "王磊",
        dt.date(2001, 2, 3),
    )
    assert (customer.website, customer.language) == ("https://a.example", "zh-hans")
    assert (customer.bank_name, customer.bank_account, customer.notes) == ("工行", "111", "好")
    again = run(file, "customers")
    assert (again.changed, again.unchanged) == (0, 1)
    run(write_csv(file, f"{head}", "A,甲,赵敏,,,,,,222,"), "customers")
    assert set(ContactChange.objects.values_list("kind", "new_value")) == {
        ("legal_rep", "赵敏"),
        ("bank_account", "222"),
    }


def test_a_file_says_which_of_them_cannot_be(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    head = "number,name,website,language,incorporated on"
    ahead = timezone.localdate() + dt.timedelta(days=30)
    write_csv(file, head, "A,a,no web,,", "B,b,,Klingon,", f"C,c,,,{ahead}")
    summary = run(file, "customers")
    assert summary.refused == 3
    assert "no web" in refused(file)[2]
    assert "Klingon" in refused(file)[3]
    assert "incorporation" in refused(file)[4]


def test_made_up_customers_have_them() -> None:
    make_book(Plan(customers=40, seed=1, end_date=dt.date(2026, 6, 30)), at=NOW.replace(month=7))
    customers = list(Customer.objects.all())
    assert all(customer.bank_account.startswith("00") for customer in customers)
    founded = [c for c in customers if c.incorporation_date]
    assert founded
    assert all(c.since_date and c.incorporation_date < c.since_date for c in founded)
    assert {c.language for c in customers} <= {"", "en"}
