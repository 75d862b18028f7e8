"""The ageing of the book on a page and over the API, and the ends of months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from rest_framework.test import APIClient

from customers.models import Customer, CustomerGroup, GroupMembership
from customers.receivables import ageing
from customers.receivables.ageing import Scope
from customers.receivables.buckets import CODES
from customers.services.ageing import refresh_ageing
from monitoring.ageing import months_of
from monitoring.models import AgeingCell, AgeingMonth
from monitoring.services.ageing import keep_month
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.customers.owing import debtor, owe, sweep
from tests.factories import make_customer, make_invoice, make_payment
from tests.monitoring.readings import NOON, read

pytestmark = pytest.mark.django_db
In = Callable[[User], Client]
PAGE, API = "/receivables/", "/api/v1/ageing/"


@pytest.fixture
def customer(account_manager: User) -> Customer:
    customer = debtor(
        "1234.00", late=40, day=today(), manager=account_manager, team=account_manager.team
    )
    refresh_ageing(at=timezone.now(), force=True)
    read(customer, at=timezone.now(), tier="low", exposure=1234, overdue=1234, due_31_60=1234,
         oldest_days=40)  # fmt: skip
    return customer


def make_group(*members: Customer, by: User) -> CustomerGroup:
    group = CustomerGroup.objects.create(
        code="G-1", name="Blue Harbour", created_by=by, recorded_at=NOON
    )
    for member in members:
        GroupMembership.objects.create(
            group=group, customer=member, from_date=NOON.date(), recorded_at=NOON
        )
    refresh_ageing(at=timezone.now(), force=True)
    return group


def test_before_the_first_reading_it_says_so(risk_officer: User, client_for: In) -> None:
    assert "Not added up yet" in client_for(risk_officer).get(PAGE).content.decode()


@pytest.mark.parametrize("by", ["book", "team", "manager", "group", "nonsense"])
def test_each_way_of_telling_apart_leads_to_the_customers(
    by: str, customer: Customer, risk_officer: User, client_for: In
) -> None:
    make_group(customer, by=risk_officer)
    text = client_for(risk_officer).get(f"{PAGE}?by={by}").content.decode()
    assert "1,234" in text
    assert "bucket=due_31_60" in text


def test_further_groups_have_their_line_on_page_and_api(
    customer: Customer, risk_officer: User, client_for: In, api_client_for: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(ageing, "MOST_GROUPS", 0)
    make_group(customer, by=risk_officer)
    text = client_for(risk_officer).get(f"{PAGE}?by=group").content.decode()
    assert "1 further group" in text
    assert "Blue Harbour" not in text
    [line] = api_client_for(risk_officer).get(f"{API}?by=group").data["lines"]
    assert (line["key"], line["name"], line["total"]) == (None, "1 further group", "1234.00")


def test_a_group_leads_to_its_ageing_and_on_to_its_customers(
    customer: Customer, risk_officer: User, outsider: User, client_for: In
) -> None:
    other = debtor("77.00", day=today())
    read(other, at=timezone.now(), tier="low", exposure=77, overdue=77, due_31_60=77)
    group = make_group(customer, by=risk_officer)
    client = client_for(risk_officer)
    page = client.get(reverse("monitoring:group_detail", args=[group.pk])).content.decode()
    ageing = f"{PAGE}?by=book&group={group.pk}"
    assert escape(ageing) in page
    text = client.get(ageing).content.decode()
    assert "Blue Harbour" in text
    assert "appear here once they have been read" in text
    assert escape("bucket=due_31_60") in text
    assert "group_code=G-1" in text
    listed = client.get(f"{PAGE}customers/?group_code=G-1&bucket=due_31_60").content.decode()
    assert customer.number in listed
    assert other.number not in listed
    assert client.get(f"{PAGE}?by=group&group=99999").status_code == 404
    assert client_for(outsider).get(ageing).status_code == 404


def test_where_no_group_owes_it_says_what_to_do(
    customer: Customer, risk_officer: User, client_for: In
) -> None:
    text = client_for(risk_officer).get(f"{PAGE}?by=group").content.decode()
    assert "No customer group owes anything" in text
    assert "Part of the book" not in text  # no table without a line


def test_it_says_that_groups_are_not_the_whole_book(
    customer: Customer, risk_officer: User, client_for: In
) -> None:
    make_group(customer, by=risk_officer)
    said = "The groups do not add up to the total"
    client = client_for(risk_officer)
    assert said in client.get(f"{PAGE}?by=group").content.decode()
    assert said not in client.get(f"{PAGE}?by=team").content.decode()


@pytest.mark.parametrize("url", ["/customers/", f"{PAGE}customers/", "/worklist/"])
def test_lists_are_narrowed_to_a_group(
    url: str, customer: Customer, risk_officer: User, client_for: In
) -> None:
    other = debtor("2000.00", day=today())
    read(other, at=timezone.now(), tier="low", exposure=2000, overdue=2000)
    sweep(at=timezone.now())
    make_group(customer, by=risk_officer)
    client = client_for(risk_officer)
    assert other.number in client.get(url).content.decode()
    text = client.get(f"{url}?group_code=G-1").content.decode()
    assert customer.number in text
    assert other.number not in text
    assert customer.number not in client.get(f"{url}?group_code=G-2").content.decode()


@pytest.mark.parametrize("url", ["customers/", "ageing/customers/", "worklist/"])
def test_the_api_narrows_lists_to_a_group(
    url: str, customer: Customer, risk_officer: User,
    api_client_for: Callable[[User], APIClient],
) -> None:  # fmt: skip
    other = debtor("2000.00", day=today())
    read(other, at=timezone.now(), tier="low", exposure=2000, overdue=2000)
    sweep(at=timezone.now())
    make_group(customer, by=risk_officer)
    client = api_client_for(risk_officer)
    assert len(client.get(f"/api/v1/{url}").json()["results"]) == 2
    [row] = client.get(f"/api/v1/{url}?group_code=G-1").json()["results"]
    assert customer.number in row.values()
    assert client.get(f"/api/v1/{url}?group_code=G-2").json()["results"] == []


def test_the_api_tells_groups_apart(
    customer: Customer, risk_officer: User, api_client_for: Callable[[User], APIClient]
) -> None:
    debtor("100.00", day=today())
    group = make_group(customer, by=risk_officer)
    client = api_client_for(risk_officer)
    found = client.get(f"{API}?by=group").json()
    assert found["total"]["total"] == "1334.00"
    [line] = found["lines"]
    assert (line["key"], line["name"], line["total"]) == (group.pk, "Blue Harbour", "1234.00")
    assert (
        client.get(f"{API}?group={group.pk}").json()["total"]["buckets"]["due_31_60"] == "1234.00"
    )
    assert client.get(f"{API}?group=x").status_code == 400


def test_it_shows_only_what_one_sees(
    customer: Customer, outsider: User, nobody: User, client_for: In
) -> None:
    assert "1,234" not in client_for(outsider).get(PAGE).content.decode()
    assert client_for(nobody).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_a_part_of_the_book_is_looked_at_by_itself(
    customer: Customer, account_manager: User, risk_officer: User, client_for: In
) -> None:
    team = account_manager.team
    assert team
    client = client_for(risk_officer)
    assert "Ming Chen" in client.get(f"{PAGE}?by=manager&team={team.pk}").content.decode()
    assert "1,234" not in client.get(f"{PAGE}?by=manager&team=0").content.decode()
    assert client.get(f"{PAGE}?by=manager&team=x&manager=99").status_code == 200


def test_the_number_of_queries_does_not_depend_on_the_book(
    customer: Customer, risk_officer: User, client_for: In
) -> None:
    client = client_for(risk_officer)
    for url in (f"{PAGE}?by=manager", f"{PAGE}?by=group", f"{PAGE}customers/"):
        counts = []
        for _ in range(2):
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
            read(debtor(day=today()), at=timezone.now(), exposure=1000, tier="low")
            refresh_ageing(at=timezone.now(), force=True)
        assert counts[0] == counts[1], url


def test_customers_are_listed_with_their_ages_as_they_are_now(
    customer: Customer, outsider: User, risk_officer: User, client_for: In
) -> None:
    owe(customer, "66.00", late=200, day=today())
    url = f"{PAGE}customers/?bucket=due_31_60"
    text = client_for(risk_officer).get(url).content.decode()
    assert customer.name in text
    assert "1,300" in text  # the reading does not know of the second invoice yet
    assert customer.name not in client_for(outsider).get(url).content.decode()


def test_the_api_answers_the_same_figures(
    customer: Customer, risk_officer: User, api_client_for: Callable[[User], APIClient]
) -> None:
    client = api_client_for(risk_officer)
    book = client.get(API).json()
    assert (book["by"], book["currency"], book["total"]["total"]) == ("book", "USD", "1234.00")
    assert set(book["total"]["buckets"]) == set(CODES)
    [line] = client.get(f"{API}?by=manager").json()["lines"]
    assert (line["key"], line["name"]) == (customer.manager_id, "Ming Chen")
    assert client.get(f"{API}?by=manager&team=0").json()["lines"] == []
    [row] = client.get(f"{API}customers/").json()["results"]
    assert (row["customer"], row["buckets"]["due_31_60"]) == (customer.pk, "1234.00")


@pytest.mark.parametrize("query", ["?by=shoe", "?team=x", "?manager=-1"])
def test_the_api_says_what_it_does_not_understand(
    query: str, risk_officer: User, api_client_for: Callable[[User], APIClient]
) -> None:
    assert api_client_for(risk_officer).get(f"{API}{query}").status_code == 400


def test_the_api_is_closed_to_strangers(
    customer: Customer, nobody: User, outsider: User,
    api_client_for: Callable[[User], APIClient],
) -> None:  # fmt: skip
    for url in (API, f"{API}customers/"):
        assert APIClient().get(url).status_code == 401
        assert api_client_for(nobody).get(url).status_code == 403
    assert api_client_for(outsider).get(API).json()["total"]["total"] == "0.00"


# --- the ends of months ---


def keep_all(at: dt.datetime = NOON) -> None:
    while keep_month(at=at):
        pass


def months(user: User) -> dict[str, Any]:
    return {m.month_end.isoformat(): m.buckets for m in months_of(user, Scope())}


def test_ends_of_months_are_read_as_they_were(risk_officer: User) -> None:
    customer = make_customer()
    issued, due = dt.date(2026, 1, 10), dt.date(2026, 2, 9)
    invoice = make_invoice(customer, "100.00", invoice_date=issued, due_date=due)
    make_payment(customer, "40.00", received_date=dt.date(2026, 3, 20), invoices=[invoice])
    keep_all()
    kept = months(risk_officer)
    open_then = {end: sum(buckets.values()) for end, buckets in kept.items()}
    assert open_then == {
        "2026-01-31": Decimal(100), "2026-02-28": Decimal(100), "2026-03-31": Decimal(60),
        "2026-04-30": Decimal(60),
    }  # fmt: skip
    assert kept["2026-02-28"]["due_1_30"] == 100
    assert kept["2026-04-30"]["due_61_90"] == 60


def test_ends_of_months_of_a_group_are_of_its_members_then(
    account_manager: User, outsider: User, risk_officer: User, client_for: In
) -> None:
    said = {"created_by": risk_officer, "recorded_at": NOON}
    group, ended = (
        CustomerGroup.objects.create(code=code, name=code, **said) for code in ("G-1", "G-2")
    )
    since, until = dt.date(2026, 1, 1), dt.date(2026, 3, 15)
    for of, amount, last in (
        (group, "100.00", None), (group, "10.00", until), (None, "1.00", None),
        (ended, "7.00", None),
    ):  # fmt: skip
        customer = make_customer(manager=account_manager)
        make_invoice(customer, amount, invoice_date=dt.date(2026, 2, 1), due_date=None)
        if of:
            GroupMembership.objects.create(
                group=of, customer=customer, from_date=since, until_date=last, recorded_at=NOON
            )
    CustomerGroup.objects.filter(pk=ended.pk).update(ended_date=until, ended_because="sold")
    keep_all()

    def of_group(user: User, of: CustomerGroup) -> dict[str, Decimal]:
        kept = months_of(user, Scope(group=of.pk))
        return {m.month_end.isoformat(): m.buckets["no_due_date"] for m in kept}

    assert of_group(risk_officer, group) == {
        "2026-02-28": Decimal(110), "2026-03-31": Decimal(100), "2026-04-30": Decimal(100),
    }  # fmt: skip
    assert of_group(risk_officer, ended) == {"2026-02-28": Decimal(7)}
    assert of_group(account_manager, group) == of_group(risk_officer, group)
    assert not of_group(outsider, group)
    assert months(risk_officer)["2026-04-30"]["no_due_date"] == 118
    refresh_ageing(at=NOON, force=True)
    page = client_for(risk_officer).get(f"/receivables/?by=book&group={group.pk}")
    assert page.context["months"]["categories"] == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_a_month_is_kept_once_and_again_only_if_the_book_was_empty(risk_officer: User) -> None:
    keep_all()
    assert AgeingMonth.objects.count() == 12
    assert keep_month(at=NOON) is None
    invoice = {"invoice_date": dt.date(2026, 4, 1), "due_date": None}
    make_invoice(make_customer(), "10.00", **invoice)
    keep_all(NOON + dt.timedelta(days=1))
    assert list(months(risk_officer)) == ["2026-04-30"]
    make_invoice(make_customer(), "10.00", **invoice)
    keep_all(NOON + dt.timedelta(days=2))
    assert AgeingCell.objects.filter(month="2026-04-30").count() == 1
    assert months(risk_officer)["2026-04-30"]["no_due_date"] == 10


def test_months_show_only_what_one_sees(account_manager: User, outsider: User) -> None:
    customer = make_customer(manager=account_manager)
    make_invoice(customer, "10.00", invoice_date=dt.date(2026, 4, 1))
    keep_all()
    assert months(account_manager)
    assert not months(outsider)
