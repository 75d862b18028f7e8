"""Fields that an administrator adds to the customer file: by page, API, file and list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from customers import services
from customers.models import Customer, CustomerRevision, CustomField, CustomValue
from customers.timeline.history import changes_of
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Stale
from tests.customers.files import refused, run, write_csv
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
COLOURS = [{"code": "r", "en": "red", "zh": "红"}, {"code": "g", "en": "green", "zh": "绿"}]
ClientFor = Callable[[User], Client]


@pytest.fixture
def define(administrator: User) -> Callable[..., CustomField]:
    def made(code: str, type: str = "text", **said: Any) -> CustomField:
        said = {"label_en": code.title(), "label_zh": f"字段{code}", "is_filterable": True} | said
        return services.create_custom_field(by=administrator, at=NOW, code=code, type=type, **said)

    return made


@pytest.fixture
def fields(define: Callable[..., CustomField]) -> dict[str, CustomField]:
    """One of each type."""
    return {
        "motto": define("motto"),
        "staff": define("staff", "number"),
        "audited": define("audited", "date"),
        "listed": define("listed", "yes_no"),
        "colour": define("colour", "choice", choices=COLOURS),
    }


VALUES = {
    "motto": "Slow and sure",
    "staff": "120.5",
    "audited": "2025-06-30",
    "listed": True,
    "colour": "r",
}


@pytest.mark.usefixtures("fields")
def test_values_are_kept_as_their_types_say(risk_officer: User) -> None:
    customer = services.create_customer(
        by=risk_officer, at=NOW, number="N1", name="N",
        custom={**VALUES, "staff": "120.50", "audited": dt.date(2025, 6, 30)},
    )  # fmt: skip
    assert Customer.objects.get().custom == VALUES
    changed = services.change_customer(
        customer, by=risk_officer, at=NOW, version=1, custom={"motto": " ", "listed": False}
    )
    assert changed.custom == {"staff": "120.5", "audited": "2025-06-30", "listed": False,
                              "colour": "r"}  # fmt: skip
    former = CustomerRevision.objects.get().former
    assert former == {"custom": {"motto": "Slow and sure", "listed": True}}
    told = {(c.label, c.before, c.after) for c in changes_of(changed)}
    assert told == {("Motto", "Slow and sure", ""), ("Listed", "yes", "no")}
    body = Event.objects.latest("pk").payload.body
    assert '"before":{"custom.listed":"True","custom.motto":"Slow and sure"}' in body


@pytest.mark.usefixtures("fields")
@pytest.mark.parametrize(
    "wrong",
    [
        {"none": "x"},
        {"motto": 5},
        {"motto": "x" * 501},
        {"staff": "many"},
        {"staff": "NaN"},
        {"staff": True},
        {"staff": "0.1234567"},
        {"audited": "30.06.2025"},
        {"listed": "yes"},
        {"colour": "blue"},
    ],
)
def test_values_of_another_type_are_refused(risk_officer: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.create_customer(by=risk_officer, at=NOW, number="N", name="N", custom=wrong)
    assert set(refusal.value.message_dict) == {"custom"}
    assert not Customer.objects.exists()


def test_what_is_required_is_given_and_not_emptied(
    define: Callable[..., CustomField], risk_officer: User
) -> None:
    before = make_customer("OLD")
    define("vat", is_required=True)
    with pytest.raises(ValidationError):
        services.create_customer(by=risk_officer, at=NOW, number="N", name="N")
    customer = services.create_customer(
        by=risk_officer, at=NOW, number="N", name="N", custom={"vat": "1"}
    )
    with pytest.raises(ValidationError):
        services.change_customer(customer, by=risk_officer, at=NOW, version=1, custom={"vat": ""})
    services.change_customer(before, by=risk_officer, at=NOW, version=1, city="Leeds")


def test_a_field_is_changed_but_neither_its_code_nor_its_choices_in_use(
    fields: dict[str, CustomField], administrator: User
) -> None:
    colour = fields["colour"]

    def change(version: int = 1, **said: Any) -> CustomField:
        return services.change_custom_field(
            colour, by=administrator, at=NOW, version=version, **said
        )

    with pytest.raises(TypeError):
        change(code="x")
    with pytest.raises(ValidationError):
        change(choices=[COLOURS[0], {"code": "b", "en": "blue", "zh": "蓝"}])
    with pytest.raises(Stale):
        change(version=9, position=1)
    more = [*COLOURS, {"code": "b", "en": "blue", "zh": "蓝"}]
    assert change(choices=more).version == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "Big"},
        {"code": "1st"},
        {"label_en": "a|b"},
        {"type": "choice", "choices": COLOURS[:1]},
        {"type": "choice", "choices": [{"code": "a", "en": "", "zh": ""}] * 2},
    ],
)
def test_a_definition_that_cannot_work_is_refused(
    administrator: User, wrong: dict[str, Any]
) -> None:
    said = {"code": "ok", "label_en": "x", "label_zh": "x", "type": "text"} | wrong
    with pytest.raises(ValidationError):
        services.create_custom_field(by=administrator, at=NOW, **said)


def test_an_archived_field_is_out_of_use_and_keeps_its_values(
    fields: dict[str, CustomField], administrator: User, risk_officer: User
) -> None:
    customer = make_customer("N1", custom={"motto": "x"})
    for _time in range(2):
        services.archive_custom_field(fields["motto"], by=administrator, at=NOW)
    with pytest.raises(ValidationError):
        services.change_customer(
            customer, by=risk_officer, at=NOW, version=1, custom={"motto": "y"}
        )
    services.change_customer(customer, by=risk_officer, at=NOW, version=1, custom={"staff": 1})
    customer.refresh_from_db()
    assert customer.custom == {"motto": "x", "staff": "1"}
    services.restore_custom_field(fields["motto"], by=administrator, at=NOW)
    verbs = Event.objects.filter(object_kind="customfield").values_list("verb", flat=True)
    assert list(verbs.order_by("pk"))[-2:] == ["archive_custom_field", "restore_custom_field"]


@pytest.mark.usefixtures("fields")
def test_numbers_and_dates_are_indexed_whichever_way_they_come() -> None:
    customer = make_customer("N1", custom=VALUES)
    found = set(CustomValue.objects.values_list("number", "date"))
    assert {(n and float(n), d) for n, d in found} == {
        (120.5, None),
        (None, dt.date(2025, 6, 30)),
    }
    Customer.objects.filter(pk=customer.pk).update(custom={"staff": "7"})
    assert CustomValue.objects.get().number == 7
    Customer.objects.filter(pk=customer.pk).update(custom={})
    assert not CustomValue.objects.exists()


@pytest.mark.usefixtures("fields")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("custom_motto=Slow and sure", "A"),
        ("custom_motto=slow", ""),
        ("custom_staff_min=100", "A"),
        ("custom_staff_max=100", "B"),
        ("custom_staff_min=1&custom_staff_max=200", "AB"),
        ("custom_audited_after=2025-06-30", "A"),
        ("custom_audited_before=2025-06-29", "B"),
        ("custom_listed=true", "A"),
        ("custom_listed=false", "B"),
        ("custom_colour=g", "B"),
        ("custom_colour=g&custom_staff_min=100", ""),
    ],
)
def test_customers_are_filtered_by_them_on_page_and_api(
    risk_officer: User,
    client_for: ClientFor,
    api_client_for: Callable[[User], APIClient],
    query: str,
    found: str,
) -> None:
    make_customer("A", name="Alpha", custom=VALUES)
    other = {"staff": "3", "audited": "2025-01-01", "listed": False, "colour": "g"}
    make_customer("B", name="Beta", custom=other)
    make_customer("C", name="Gamma")
    page = client_for(risk_officer).get(f"/customers/?{query}").content.decode()
    assert [n for n, name in (("A", "Alpha"), ("B", "Beta"), ("C", "Gamma")) if name in page] == (
        list(found)
    )
    rows = api_client_for(risk_officer).get(f"/api/v1/customers/?{query}&sort=name").json()
    assert "".join(row["number"] for row in rows["results"]) == found


def test_one_that_is_not_filterable_is_no_filter(
    define: Callable[..., CustomField], risk_officer: User, client_for: ClientFor
) -> None:
    define("motto", is_filterable=False)
    make_customer("A", name="Alpha", custom={"motto": "x"})
    page = client_for(risk_officer).get("/customers/?panel=filters&panel=columns").content.decode()
    assert "custom_motto" in page  # as a column to be chosen
    assert 'name="custom_motto"' not in page


@pytest.mark.usefixtures("fields")
def test_they_are_columns_of_the_list_by_the_same_number_of_queries(
    risk_officer: User, client_for: ClientFor
) -> None:
    client = client_for(risk_officer)
    path = "/customers/?columns=name,custom_motto,custom_colour,custom_listed"

    def queries(number: str) -> int:
        make_customer(number, custom=VALUES)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(path).content.decode()
        assert "Slow and sure" in page
        assert ">red<" in page.replace("\n", "")
        return len(caught)

    assert queries("A") == queries("B")


def test_indexes_lead_to_them(fields: dict[str, CustomField]) -> None:
    """The plans name the indexes, once walking the book would be dearer."""
    from customers.custom.inputs import filters_of

    def plan(code: str, value: Any) -> str:
        rows = filters_of(fields[code])._method(Customer.objects.all(), "", value)
        return str(rows.explain())

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "customer_by_custom" in plan("colour", "r")
    assert "custom_value_by_number" in plan("staff", slice(1, 5))


@pytest.mark.usefixtures("fields")
def test_a_person_fills_them_in_and_sees_them(account_manager: User, client_for: ClientFor) -> None:
    client = client_for(account_manager)
    said = {"number": "N1", "name": "N", "kind": "company", "custom_motto": "Slow",
            "custom_staff": "12", "custom_audited": "2025-06-30", "custom_listed": "true",
            "custom_colour": "g"}  # fmt: skip
    assert client.post("/customers/new/", {**said, "custom_staff": "many"}).status_code == 422
    assert client.post("/customers/new/", said).status_code == 302
    customer = Customer.objects.get()
    assert customer.custom == {"motto": "Slow", "staff": "12", "audited": "2025-06-30",
                               "listed": True, "colour": "g"}  # fmt: skip
    panel = client.get(f"/customers/{customer.pk}/details/").content.decode()
    assert "Further fields" in panel
    assert "green" in panel
    form = client.get(f"/customers/{customer.pk}/edit/").content.decode()
    assert 'value="2025-06-30"' in form
    edit = {**said, "version": 1, "custom_colour": "", "manager": account_manager.pk}
    assert client.post(f"/customers/{customer.pk}/edit/", edit).status_code == 302
    customer.refresh_from_db()
    assert "colour" not in customer.custom


@pytest.mark.usefixtures("fields")
def test_the_api_says_and_takes_them(api_client_for: Callable[[User], APIClient]) -> None:
    api = api_client_for(make_service_user("customers:read", "customers:write"))
    [*codes] = [row["code"] for row in api.get("/api/v1/custom-fields/").json()["results"]]
    assert set(codes) == set(VALUES)
    made = api.post("/api/v1/customers/", {"number": "N1", "name": "N", "custom": VALUES})
    assert made.status_code == 201, made.content
    assert made.json()["custom"] == VALUES
    tag = {"If-Match": made["ETag"]}
    wrong = api.patch(made["Location"], {"custom": {"staff": "x"}}, headers=tag)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "custom")
    changed = api.patch(made["Location"], {"custom": {"motto": None}}, headers=tag)
    assert "motto" not in changed.json()["custom"]
    assert changed.json()["custom"]["staff"] == "120.5"


@pytest.mark.usefixtures("fields")
def test_a_file_tells_them_in_either_language(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    head = "编号,客户名称,字段motto,staff,Audited,字段listed,colour"
    write_csv(file, head, "A,甲,慢,\"1,200.5\",2025-06-30,是,红", "B,乙,,,,no,green",
              "C,丙,,viele,,,", "D,丁,,,,,blue")  # fmt: skip
    summary = run(file, "customers")
    assert (summary.new, summary.refused) == (2, 2)
    assert set(refused(file)) == {4, 5}
    first = Customer.objects.get(number="A")
    assert first.custom == {"motto": "慢", "staff": "1200.5", "audited": "2025-06-30",
                            "listed": True, "colour": "r"}  # fmt: skip
    assert CustomValue.objects.count() == 2
    write_csv(file, head, "A,甲,,,,,", "B,乙,快,,,no,green")
    again = run(file, "customers")
    assert (again.changed, again.unchanged) == (1, 1)
    second = Customer.objects.get(number="B")
    assert (second.custom["motto"], second.version) == ("快", 2)
    assert CustomerRevision.objects.get().former == {"custom": {"motto": None}}


def test_a_file_of_new_customers_needs_what_is_required(
    define: Callable[..., CustomField], tmp_path: Path
) -> None:
    make_customer("OLD")
    define("vat", is_required=True)
    file = tmp_path / "rows.csv"
    write_csv(file, "number,name,vat", "A,Alpha,1", "B,Beta,", "OLD,Old,")
    summary = run(file, "customers")
    assert summary.new == 1
    assert list(refused(file)) == [3]


def test_administrators_define_them_on_pages(
    administrator: User, risk_officer: User, nobody: User, client_for: ClientFor
) -> None:
    paths = ("/settings/custom-fields/", "/settings/custom-fields/new/")
    for path in paths:
        assert Client().get(path).status_code == 302
        assert client_for(nobody).get(path).status_code == 403
        assert client_for(risk_officer).get(path).status_code == 403
        assert client_for(administrator).get(path).status_code == 200
    client = client_for(administrator)
    said = {"code": "colour", "label_en": "Colour", "label_zh": "颜色", "type": "choice",
            "choices": "r | red | 红\ng | green | 绿", "position": "5"}  # fmt: skip
    wrong = client.post(paths[1], {**said, "choices": "r, red"})
    assert wrong.status_code == 422
    assert client.post(paths[1], said).status_code == 302
    field = CustomField.objects.get()
    assert field.choices == COLOURS
    page = f"/settings/custom-fields/{field.pk}/"
    assert "r | red | 红" in client.get(page).content.decode()
    assert client.post(page, {**said, "label_en": "Color", "version": 1}).status_code == 302
    assert client.post(page, {**said, "label_en": "X", "version": 1}).status_code == 409
    client.post(f"{page}archive/")
    field.refresh_from_db()
    assert (field.label_en, field.archived_at is not None) == ("Color", True)
    assert "archived" in client.get(paths[0]).content.decode()
