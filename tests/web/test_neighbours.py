"""Next and previous of the list that a page was opened from."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer
from monitoring.models import Alert, AlertRule
from removal.services import propose_removal
from riskcrm.accounts.models import User
from scoring.models import Rating
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def link(page: str, name: str) -> str:
    """The address of one of the neighbours; "" where there is none."""
    found = re.search(rf'<a data-{name}\s+href="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def heading(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", page.partition("<h1>")[2].partition("</h1>")[0]).strip()


def row_links(page: str, base: str) -> list[str]:
    return [unescape(found) for found in re.findall(rf'href="({base}\d+/\?from=[^"]*)"', page)]


@pytest.fixture
def book(account_manager: User) -> None:
    for letter, points in zip("ABCDE", (50, 40, 30, 20, 10), strict=True):
        customer = make_customer(name=f"Firm {letter}", manager=account_manager)
        tier = "low" if letter == "C" else "high"
        Rating.objects.filter(customer=customer).update(tier=tier, points=points, score=points)


def walk(client: Client, first: str, way: str) -> list[str]:
    names, address = [], first
    while address:
        page = client.get(address).content.decode()
        names.append(heading(page).split("  ")[0].strip())
        address = link(page, way)
    return names


def test_one_walks_through_the_list_as_it_was_filtered_and_sorted(
    book: None, client_for: ClientFor, account_manager: User
) -> None:
    client = client_for(account_manager)
    shown = client.get("/customers/?tier=high&sort=-name").content.decode()
    links = row_links(shown, "/customers/")
    names = [re.search("Firm .", name)[0] for name in walk(client, links[0], "next")]
    assert names == ["Firm E", "Firm D", "Firm B", "Firm A"]
    names = [re.search("Firm .", name)[0] for name in walk(client, links[-1], "previous")]
    assert names == ["Firm A", "Firm B", "Firm D", "Firm E"]


def test_back_leads_to_the_list_as_it_was(
    book: None, client_for: ClientFor, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoring.views.customers.CustomerList.page_size", 2)
    client = client_for(account_manager)
    first = client.get("/customers/?sort=name")
    second = client.get(first.context["page_after"]).content.decode()
    page = client.get(row_links(second, "/customers/")[0]).content.decode()
    back = link(page, "back")
    assert "after=" in back
    again = client.get(back)
    assert [row.record.name for row in again.context["table"].rows] == ["Firm C", "Firm D"]


def test_walking_goes_on_beyond_the_page_of_the_list(
    book: None, client_for: ClientFor, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoring.views.customers.CustomerList.page_size", 2)
    client = client_for(account_manager)
    shown = client.get("/customers/?sort=name").content.decode()
    assert len(walk(client, row_links(shown, "/customers/")[0], "next")) == 5


def test_a_page_opened_by_itself_has_no_neighbours(
    book: None, client_for: ClientFor, account_manager: User
) -> None:
    client = client_for(account_manager)
    page = f"/customers/{Customer.objects.first().pk}/"
    for origin in ("", "/nowhere/", "/alerts/", "//evil.example/", "javascript:alert(1)"):
        response = client.get(page, {"from": origin} if origin else {})
        assert response.status_code == 200
        assert "data-neighbours" not in response.content.decode().partition("<dialog")[0]


def test_neighbours_are_those_in_sight(
    book: None, client_for: ClientFor, account_manager: User, outsider: User
) -> None:
    mine = make_customer(name="Firm BB", manager=outsider)
    page = client_for(outsider).get(f"/customers/{mine.pk}/", {"from": "/customers/?sort=name"})
    assert link(page.content.decode(), "next") == link(page.content.decode(), "previous") == ""


def test_the_tabs_of_the_customer_keep_the_list(
    book: None, client_for: ClientFor, account_manager: User
) -> None:
    client = client_for(account_manager)
    address = row_links(client.get("/customers/?sort=name").content.decode(), "/customers/")[0]
    page = client.get(address).content.decode()
    tab = unescape(re.search(r'href="(\?tab=payments[^"#]*)', page)[1])
    assert parse_qs(urlsplit(tab).query)["from"] == ["/customers/?sort=name"]
    assert "data-neighbours" in client.get(urlsplit(address).path + tab).content.decode()


def test_who_acknowledged_an_alert_goes_on_to_the_next_open_one(
    book: None, client_for: ClientFor, account_manager: User
) -> None:
    rule = AlertRule.objects.create(code="t", kind=AlertRule.Kind.TIER_RISE, severity="high")
    now = timezone.now()
    alerts = [
        Alert.objects.create(
            customer=customer,
            rule=rule,
            episode=1,
            severity="high",
            raised_at=now - timezone.timedelta(hours=n),
            latest_at=now,
            due_at=now,
        )
        for n, customer in enumerate(Customer.objects.order_by("name")[:3])
    ]
    client = client_for(account_manager)
    first, second, third = row_links(client.get("/alerts/?state=open").content.decode(), "/alerts/")
    client.post(f"/alerts/{alerts[1].pk}/acknowledge/", {"note": "seen"})
    page = client.get(second).content.decode()
    assert urlsplit(link(page, "next")).path == urlsplit(third).path
    assert urlsplit(link(page, "previous")).path == urlsplit(first).path


def test_cases_have_neighbours_too(
    book: None, client_for: ClientFor, account_manager: User
) -> None:
    for customer in Customer.objects.order_by("name")[:2]:
        propose_removal(
            customer, by=account_manager, summary="Never pays.", reasons=[], at=timezone.now()
        )
    client = client_for(account_manager)
    links = row_links(client.get("/cases/").content.decode(), "/cases/")
    page = client.get(links[0]).content.decode()
    assert urlsplit(link(page, "next")).path == urlsplit(links[1]).path
    assert link(page, "previous") == ""


def test_a_link_in_a_name_of_others_stays_text(
    client_for: ClientFor, account_manager: User
) -> None:
    customer = make_customer(name="x", manager=account_manager)
    customer.name = f'<a href="/customers/{customer.pk}/" onclick="alert(1)">'
    customer.region = customer.name[:80]
    customer.save()
    page = client_for(account_manager).get("/customers/?columns=name,region").content.decode()
    assert "onclick" in page
    assert '" onclick="alert' not in page


def test_neighbours_cost_two_queries_and_one_for_what_the_list_is_narrowed_by(
    book: None, client_for: ClientFor, account_manager: User
) -> None:
    client = client_for(account_manager)
    page = f"/customers/{Customer.objects.get(name='Firm C').pk}/"

    def queries(data: dict[str, Any]) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(page, data)
        return len(asked)

    queries({})
    assert queries({"from": "/customers/?sort=name"}) - queries({}) == 3
