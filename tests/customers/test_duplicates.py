"""Customers that may be one: how they are found, and what people say of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from customers import services
from customers.merging.duplicates import lookalikes
from customers.models import Customer, DuplicatePair
from customers.names import core_name
from customers.services.duplicates import (
    MOST_ALIKE,
    fill_name_keys,
    find_duplicates_of,
    request_nightly_search,
    work_on_searches,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from tests.customers.files import run, write_csv
from tests.factories import make_contact, make_customer, make_invoice, make_service_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ClientFor = Callable[[User], Client]


def known(number: str, name: str, **fields: object) -> Customer:
    return make_customer(number, name=name, name_key=core_name(name), **fields)


def pairs() -> set[tuple[str, str, tuple[str, ...], int]]:
    rows = DuplicatePair.objects.select_related("first", "second")
    return {(p.first.number, p.second.number, tuple(p.reasons), p.strength) for p in rows}


def search() -> int:
    services.request_search(by=SYSTEM, at=NOW)
    return work_on_searches(at=NOW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上海恒远精密机械有限公司", "上海恆遠精密機械股份有限公司"),
        ("（上海）恒远有限公司", "上海恒远公司"),
        ("北京恒远（集团）有限责任公司", "北京恒远"),
        ("Hengyuan Trading Co., Ltd.", "HENGYUAN TRADING"),
        ("ＡＢＣ Ltd", "abc limited"),
        ("Müller GmbH & Co. KG", "MÜLLER"),
        ("A.B.C. Co.", "ABC"),
    ],
)
def test_the_core_of_a_name_leaves_out_form_script_and_width(one: str, other: str) -> None:
    assert core_name(one) == core_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("上海恒远有限公司", "上海恒源有限公司"), ("Alpha Ltd", "Beta Ltd"), ("有限公司", "集团")],
)
def test_names_that_differ_in_more_have_different_cores(one: str, other: str) -> None:
    assert core_name(one) != core_name(other)


@pytest.mark.parametrize("name", ["有限公司", "Co. Ltd", "！！", "Ltd"])
def test_no_name_is_left_without_a_core(name: str) -> None:
    assert core_name(name)


def test_a_name_alone_is_a_hint_and_what_else_is_shared_makes_it_likely() -> None:
    first = known("A", "恒远有限公司", registration_number="9131-0000", address="人民路 1 号")
    known("B", "恒遠公司")
    known("C", "Other", registration_number="91310000")
    known("D", "恒远股份有限公司", registration_number="９１３１００００")
    fifth = known("E", "恒远", address="人民路1号")
    make_contact(first, phone="+86 138 0000 1111", email="A@x.example")
    make_contact(fifth, phone="13800001111", email="a@X.example")
    search()
    assert pairs() == {
        ("A", "B", ("name",), 1),
        ("A", "C", ("registration",), 2),
        ("A", "D", ("registration", "name"), 3),
        ("A", "E", ("name", "phone", "email", "address"), 2),
        ("B", "D", ("name",), 1),
        ("B", "E", ("name",), 1),
        ("C", "D", ("registration",), 2),
        ("D", "E", ("name",), 1),
    }


def test_a_common_name_pairs_only_those_who_share_a_phone() -> None:
    people = [known(f"P{n:02d}", "张伟") for n in range(MOST_ALIKE + 1)]
    for customer in (people[3], people[5]):
        make_contact(customer, phone="13900002222")
    search()
    assert pairs() == {("P03", "P05", ("name", "phone"), 2)}


def test_searching_again_changes_nothing_and_forgets_what_is_no_pair_any_more() -> None:
    known("A", "恒远有限公司")
    second = known("B", "恒远公司")
    search()
    before = list(DuplicatePair.objects.values())
    search()
    assert list(DuplicatePair.objects.values()) == before
    Customer.objects.filter(pk=second.pk).update(name="另一家", name_key=core_name("另一家"))
    search()
    assert pairs() == set()


def test_who_is_entered_or_renamed_is_compared_at_once(risk_officer: User) -> None:
    known("A", "恒远有限公司")
    made = services.create_customer(by=risk_officer, at=NOW, number="B", name="恒遠公司")
    assert len(pairs()) == 1
    services.change_customer(made, by=risk_officer, at=NOW, version=1, name="别的公司")
    assert pairs() == set()


def test_a_dismissed_pair_is_not_proposed_again(risk_officer: User) -> None:
    known("A", "恒远有限公司")
    known("B", "恒远公司")
    search()
    pair = DuplicatePair.objects.get()
    with pytest.raises(Refused):
        services.dismiss_pair(pair, by=risk_officer, at=NOW, reason=" ")
    for _time in range(2):
        services.dismiss_pair(pair, by=risk_officer, at=NOW, reason="two brothers")
    search()
    pair.refresh_from_db()
    assert (pair.state, pair.decided_because) == ("dismissed", "two brothers")
    services.reopen_pair(pair, by=risk_officer, at=NOW)
    verbs = Event.objects.filter(verb__contains="duplicate").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["dismiss_duplicate", "reopen_duplicate"]


def test_the_nightly_search_is_asked_for_once_a_day() -> None:
    known("A", "X")
    assert request_nightly_search(at=NOW) is not None
    assert request_nightly_search(at=NOW) is None
    work_on_searches(at=NOW)
    assert Run.objects.get().state == "done"
    assert request_nightly_search(at=NOW + dt.timedelta(days=1)) is not None


def test_cores_that_are_missing_are_filled_in() -> None:
    make_customer("A", name="恒远有限公司")
    assert fill_name_keys() == 1
    assert fill_name_keys() == 0
    assert Customer.objects.get().name_key == "恒远"
    Customer.objects.update(name="别的公司")
    assert Customer.objects.get().name_key == ""


def test_a_file_of_customers_brings_the_cores(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    run(write_csv(file, "number,name", "A,恒遠有限公司"), "customers")
    assert Customer.objects.get().name_key == "恒远"
    run(write_csv(file, "number,name", "A,别的公司"), "customers")
    assert Customer.objects.get().name_key == "别的"


def test_lookalikes_tell_of_nobody_out_of_reach(
    account_manager: User, outsider: User, risk_officer: User
) -> None:
    mine = known("A", "恒远有限公司", manager=account_manager)
    theirs = known("B", "恒远公司", manager=outsider, registration_number="91-31")

    def found(user: User, **said: str) -> list[Customer]:
        given = {"name": "恒遠", "registration_number": ""} | said
        return [each.customer for each in lookalikes(user=user, **given)]

    assert found(account_manager) == [mine]
    assert found(risk_officer) == [mine, theirs]
    assert found(risk_officer, name="x", registration_number="9131") == [theirs]
    assert found(account_manager, name="x", registration_number="9131") == []


def test_entering_a_known_name_asks_first(account_manager: User, client_for: ClientFor) -> None:
    known("A", "恒远有限公司", manager=account_manager)
    client = client_for(account_manager)
    said = {"number": "B", "name": "恒遠公司", "kind": "company"}
    asked = client.post("/customers/new/", said)
    assert asked.status_code == 409
    assert "恒远有限公司" in asked.content.decode()
    assert Customer.objects.count() == 1
    assert client.post("/customers/new/", {**said, "nevertheless": "1"}).status_code == 302


def test_pairs_are_listed_for_those_who_see_both(
    account_manager: User, outsider: User, risk_officer: User, nobody: User, client_for: ClientFor
) -> None:
    known("A", "恒远有限公司", manager=account_manager)
    known("B", "恒远公司", manager=outsider)
    search()
    path = "/duplicates/"
    assert Client().get(path).status_code == 302
    assert client_for(nobody).get(path).status_code == 403
    assert "恒远公司" not in client_for(account_manager).get(path).content.decode()
    page = client_for(risk_officer).get(path).content.decode()
    assert "恒远公司" in page
    assert "Compare and merge" in page
    pair = DuplicatePair.objects.get()
    dismiss = f"{path}{pair.pk}/dismiss/"
    assert client_for(outsider).get(dismiss).status_code == 404
    client = client_for(risk_officer)
    assert client.post(dismiss, {"reason": "two"}).status_code == 302
    assert "恒远公司" not in client.get(path).content.decode()
    assert "恒远公司" in client.get(f"{path}?state=dismissed").content.decode()
    client.post(f"{path}{pair.pk}/reopen/")
    for query, found in (
        ("q=A", True),
        ("q=Z", False),
        ("strength=1", True),
        ("strength=3", False),
    ):
        assert ("恒远公司" in client.get(f"{path}?{query}").content.decode()) == found, query


def test_a_person_has_the_book_searched(
    account_manager: User, risk_officer: User, client_for: ClientFor
) -> None:
    known("A", "恒远有限公司")
    assert client_for(account_manager).post("/duplicates/search/").status_code == 403
    client = client_for(risk_officer)
    assert client.post("/duplicates/search/").status_code == 302
    assert "being searched" in client.get("/duplicates/").content.decode()
    work_on_searches(at=NOW)
    assert "was searched at" in client.get("/duplicates/").content.decode()


def test_the_list_asks_the_same_number_of_queries_however_long(
    risk_officer: User, client_for: ClientFor
) -> None:
    client = client_for(risk_officer)

    def queries(name: str) -> int:
        ids = [known(f"{name}{n}", name).pk for n in range(2)]
        find_duplicates_of(ids, at=NOW)
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/duplicates/").status_code == 200
        return len(caught)

    queries("甲")
    assert queries("乙") == queries("丙")


def test_indexes_lead_to_those_alike(risk_officer: User) -> None:
    """A change of one customer must not walk the book."""
    first = known("A", "恒远有限公司", registration_number="1")
    make_invoice(first)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM customers_customer c"
            " WHERE c.registration_key = 'x' AND c.registration_key <> ''"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "customer_by_registration_key" in plan
        cursor.execute("EXPLAIN SELECT 1 FROM customers_customer c WHERE c.name_key = 'x'")
        assert "customer_by_name_key" in "\n".join(row[0] for row in cursor.fetchall())


def test_the_api_lists_pairs_and_takes_what_is_said_of_them(
    api_client_for: Callable[[User], APIClient], outsider: User
) -> None:
    known("A", "恒远有限公司")
    known("B", "恒远公司")
    search()
    api = api_client_for(make_service_user("customers:merge"))
    [row] = api.get("/api/v1/duplicates/").json()["results"]
    assert (row["first_number"], row["reasons"], row["strength"]) == ("A", ["name"], 1)
    said = api.post(f"/api/v1/duplicates/{row['id']}/dismiss/", {"reason": "two"})
    assert said.json()["state"] == "dismissed"
    assert api_client_for(outsider).get("/api/v1/duplicates/").json()["results"] == []


def test_people_are_told_of_numbers_that_too_many_share(
    risk_officer: User, client_for: ClientFor
) -> None:
    for n in range(MOST_ALIKE + 1):
        known(f"R{n}", f"Firm {n} Trading", registration_number="NOT KNOWN YET")
    search()
    assert not pairs()
    page = client_for(risk_officer).get("/duplicates/").content.decode()
    assert f"{MOST_ALIKE + 1} customers share their registration number with more than" in page
