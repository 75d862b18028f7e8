"""Finding a customer by its registration number and by whom one speaks with there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Contact, Customer, search
from customers.models.alike import ids_alike, likeness
from customers.models.search import look_for
from riskcrm.accounts.models import User
from tests.factories import make_contact, make_customer, make_service_user

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def found(text: str, *, contacts: bool = True) -> list[str]:
    return sorted(c.number for c in Customer.objects.search(text, contacts=contacts))


@pytest.fixture
def book() -> None:
    one = make_customer("A1", name="Alder Trading", registration_number="91530100-MA6K 1234X")
    make_contact(one, name="李伟", phone="+86 138-0013 8000", email="li.wei@alder-trading.cn")
    make_contact(one, name="Nora Vogel", phone="0049 30 1234567", wechat="nora_v77")
    two = make_customer("B2", name="Birch Foods")
    make_contact(two, name="李明", phone="+86 139 1111 2222", email="12345678@qq.example")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("91530100MA6K", ["A1"]),
        ("ma6k1234", ["A1"]),
        ("13800138000", ["A1"]),
        ("138 0013", ["A1"]),
        ("0138", ["A1"]),
        ("li.wei@alder", ["A1"]),
        ("ei@alder", ["A1"]),
        ("@alder", ["A1"]),
        ("ALDER-TRADING.CN", ["A1"]),
        ("李伟", ["A1"]),
        ("李", ["A1", "B2"]),
        ("nora_v77", ["A1"]),
        ("vogel 0049", ["A1"]),
        ("李伟 vogel", []),  # two contacts, neither of whom is both
        ("12345678@qq", ["B2"]),
        ("12345678", ["B2"]),
        ("1234567", ["A1", "B2"]),
        ("birch 2222", []),  # the customer's own words and a contact's are not mixed
    ],
)
def test_a_part_of_what_one_knows_of_a_contact_finds_its_customer(
    book: None, text: str, numbers: list[str]
) -> None:
    assert found(text) == numbers


def test_contacts_are_asked_only_for_who_may_see_them(
    book: None, api_client_for: Callable[[User], Any]
) -> None:
    assert found("13800138000", contacts=False) == []
    for scopes, count in ((("customers:read",), 0), (("customers:read", "contacts:read"), 1)):
        client = api_client_for(make_service_user(*scopes))
        answer = client.get("/api/v1/customers/", {"q": "13800138000"}).json()
        assert len(answer["results"]) == count, scopes


def test_who_is_out_of_sight_is_not_found_by_a_contact(
    book: None, client_for: ClientFor, account_manager: User
) -> None:
    page = client_for(account_manager).get("/customers/", {"q": "13800138000"})
    assert [row.record.number for row in page.context["table"].rows] == []


def test_what_many_contacts_share_finds_nobody_by_it(
    book: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_IDS", 20)
    customer = Customer.objects.get(number="B2")
    Contact.objects.bulk_create(
        Contact(
            customer=customer,
            source_key=f"m{n}",
            name="x",
            email=f"a{n}@shared.example",
            recorded_at=timezone.now(),
        )
        for n in range(60)
    )
    assert found("shared.example") == []
    assert found("a17@shared.example") == ["B2"]


def test_frequent_names_and_a_rare_contact_are_both_found(book: None) -> None:
    for n in range(60):
        make_customer(f"V{n:02}", name=f"Vogel & Sons {n}")
    assert found("vogel")[0] == "A1"
    assert len(found("vogel")) == 61


def test_looking_is_one_query(book: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        look_for(["vogel"], contacts=True)
        found("nobody at all")
    assert len(asked) == 3


# --- similar names ---


@pytest.fixture
def names() -> None:
    for name, other in (
        ("昆明云岭机械有限公司", "Kunming Yunling Machinery Co., Ltd."),
        ("恒远科技有限公司", ""),
        ("北京大成贸易股份有限公司", "Beijing Dacheng Trading"),
        ("Deutsche Werkzeug GmbH", ""),
        ("Alder Trading Ltd.", ""),
        ("Acme Corp", ""),
    ):
        make_customer(name=name, other_name=other)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("昆明云岺机械", "昆明云岭机械有限公司"),  # a character wrong
        ("昆明云机械有限公司", "昆明云岭机械有限公司"),  # one missing
        ("昆明市云岭机械", "昆明云岭机械有限公司"),  # one too many
        ("恒元科技", "恒远科技有限公司"),
        ("横远科技", "恒远科技有限公司"),
        ("恒远科枝", "恒远科技有限公司"),
        ("kunmign yunling", "昆明云岭机械有限公司"),
        ("Yunling Kunmign", "昆明云岭机械有限公司"),
        ("deutche werkzeug", "Deutsche Werkzeug GmbH"),
        ("Deutsche Werkzeug AG", "Deutsche Werkzeug GmbH"),
        ("Werkzeuk", "Deutsche Werkzeug GmbH"),
        ("Aldre Trading", "Alder Trading Ltd."),
        ("beijing dachemg trading", "北京大成贸易股份有限公司"),
    ],
)
def test_a_slip_of_the_pen_is_forgiven(names: None, text: str, name: str) -> None:
    assert not Customer.objects.search(text).exists()
    ids = ids_alike(text)
    assert ids
    assert Customer.objects.get(pk=ids[0]).name == name


@pytest.mark.parametrize(
    "text", ["", " ", "x", "zzzz", "12345", "公司", "ltd", "鼂鼂鼂", "%'\\ \x01"]
)
def test_what_is_like_nothing_finds_nothing(names: None, text: str) -> None:
    assert ids_alike(text) == []


def test_the_likest_comes_first() -> None:
    for name in ("Kunming Yunling Machinery", "Kunming Trading", "Kunming Yunling"):
        make_customer(name=name)
    ids = ids_alike("kunmign yunling")
    assert [Customer.objects.get(pk=pk).name for pk in ids] == [
        "Kunming Yunling",
        "Kunming Yunling Machinery",
    ]


def test_likeness_is_of_the_likest_line() -> None:
    assert likeness(["abcd"], "xyz\nabcd\n1") == (1.0, 1.0)
    assert likeness(["abcd"], "") == (0.0, 0.0)


def test_the_list_says_that_names_are_only_similar(
    names: None, client_for: ClientFor, risk_officer: User
) -> None:
    client = client_for(risk_officer)
    page = client.get("/customers/", {"q": "kunmign yunling"})
    text = page.content.decode()
    assert "Nothing is called “kunmign yunling”. Similar names:" in text
    assert [row.record.other_name[:7] for row in page.context["table"].rows] == ["Kunming"]
    page = client.get("/customers/", {"q": "kunmign yunling", "tier": "high"})
    assert "Similar names" not in page.content.decode()


def test_similar_names_out_of_sight_are_not_shown(
    names: None, client_for: ClientFor, account_manager: User
) -> None:
    page = client_for(account_manager).get("/customers/", {"q": "kunmign yunling"})
    assert "Similar names" not in page.content.decode()


def test_programs_get_no_similar_names(names: None, api_client_for: Callable[[User], Any]) -> None:
    client = api_client_for(make_service_user("customers:read"))
    assert client.get("/api/v1/customers/", {"q": "kunmign"}).json()["results"] == []


# --- filters ---


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("city=kunming", ["1"]),
        ("registration_number=91 xa", ["1"]),
        ("registration_number=91", []),
        ("since_date_after=2020-02-01", ["2"]),
        ("since_date_before=2020-01-31", ["1"]),
        ("since_date_after=2020-01-01&since_date_before=2020-12-31", ["1", "2"]),
    ],
)
def test_every_indexed_field_narrows_the_list(
    client_for: ClientFor, risk_officer: User, query: str, numbers: list[str]
) -> None:
    make_customer("1", city="Kunming", registration_number="91 XA", since_date="2020-01-31")
    make_customer("2", city="Dali", since_date="2020-02-29")
    make_customer("3")
    page = client_for(risk_officer).get(f"/customers/?{query}&sort=name")
    assert [row.record.number for row in page.context["table"].rows] == numbers


def test_a_wrong_day_is_named_with_its_value(client_for: ClientFor, risk_officer: User) -> None:
    page = client_for(risk_officer).get("/customers/?since_date_after=2020-13-45")
    assert "“2020-13-45”" in page.content.decode()


def test_a_day_in_force_is_a_chip(client_for: ClientFor, risk_officer: User) -> None:
    page = client_for(risk_officer).get("/customers/?since_date_after=2020-01-01")
    assert [(str(c.label), c.value) for c in page.context["chips"]] == [
        ("Customer since", "≥ 2020-01-01")
    ]
