"""The command palette: what it finds, and for whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer
from removal.services import propose_removal
from riskcrm.accounts.models import User
from riskcrm.web import vendor
from riskcrm.web.navigation import ENTRIES
from tests.factories import make_contact, make_customer, make_invoice

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def ask(client: Client, text: str) -> list[tuple[str, str]]:
    """(label, address) of each option."""
    page = client.get("/palette/", {"find": text})
    assert page.status_code == 200
    options = re.findall(
        r'role="option".*?href="([^"]*)".*?palette-label">(.*?)</span>',
        page.content.decode(),
        re.DOTALL,
    )
    return [(unescape(label), unescape(address)) for address, label in options]


def labels(client: Client, text: str) -> list[str]:
    return [label for label, _address in ask(client, text)]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    customer = make_customer(
        "C-900",
        name="昆明云岭机械有限公司",
        other_name="Kunming Yunling",
        registration_number="91530100MA6K",
        manager=account_manager,
    )
    make_contact(customer, name="Li Wei", phone="+86 871-6312 5544", email="li.wei@yunling.cn")
    return customer


@pytest.mark.parametrize(
    "text", ["云岭", "yunl", "c-900", "91530100ma", "63125544", "6312 5544", "li.wei@", "li wei"]
)
def test_a_customer_is_found_by_whatever_one_knows(
    customer: Customer, client_for: ClientFor, account_manager: User, text: str
) -> None:
    found = ask(client_for(account_manager), text)
    assert (customer.name, f"/customers/{customer.pk}/") in found


def test_a_slip_of_the_pen_is_forgiven_and_said(
    customer: Customer, client_for: ClientFor, account_manager: User
) -> None:
    client = client_for(account_manager)
    assert labels(client, "kunmign yunling") == [customer.name]
    assert "similar names" in client.get("/palette/?find=kunmign yunling").content.decode()


def test_many_customers_lead_to_the_list(client_for: ClientFor, risk_officer: User) -> None:
    for number in range(8):
        make_customer(name=f"Firm {number}")
    found = ask(client_for(risk_officer), "firm")
    assert [label for label, _url in found[:5]] == [f"Firm {n}" for n in range(5)]
    assert found[5] == ("All customers found", "/customers/?q=firm")


def test_an_invoice_is_found_by_the_beginning_of_its_number(
    customer: Customer, client_for: ClientFor, account_manager: User
) -> None:
    invoice = make_invoice(customer, number="RE-2026-77")
    for text in ("RE-2026", "re-2026-77"):
        found = dict(ask(client_for(account_manager), text))
        assert f"/invoices/{invoice.pk}/" in found["RE-2026-77"]


def test_a_case_is_found_by_its_number_and_by_its_customer(
    customer: Customer, client_for: ClientFor, account_manager: User
) -> None:
    case = propose_removal(
        customer, by=account_manager, summary="Never pays.", reasons=[], at=timezone.now()
    )
    for text in (str(case.pk), "云岭"):
        assert f"/cases/{case.pk}/" in [
            url for _label, url in ask(client_for(account_manager), text)
        ]


@pytest.mark.parametrize("text", ["new cust", "新增客户", "NEW CUSTOMER"])
def test_pages_and_acts_are_found_in_both_languages(
    client_for: ClientFor, account_manager: User, text: str
) -> None:
    assert ("New customer", "/customers/new/") in ask(client_for(account_manager), text)


def test_nothing_asked_yet_shows_pages(client_for: ClientFor, account_manager: User) -> None:
    assert labels(client_for(account_manager), "")[:2] == ["Book", "Customers"]


def test_nothing_out_of_sight_is_found(
    customer: Customer, client_for: ClientFor, account_manager: User, outsider: User
) -> None:
    make_invoice(customer, number="RE-2026-77")
    case = propose_removal(
        customer, by=account_manager, summary="Never pays.", reasons=[], at=timezone.now()
    )
    client = client_for(outsider)
    for text in ("云岭", "RE-2026", str(case.pk), "kunmign yunling", "li.wei@"):
        assert labels(client, text) == [], text
    assert "Nothing is called" in client.get("/palette/?find=yunling").content.decode()


def test_only_what_the_role_may_open_is_offered(
    client_for: ClientFor, account_manager: User, administrator: User, nobody: User
) -> None:
    assert labels(client_for(account_manager), "api keys") == []
    assert labels(client_for(administrator), "api keys") == ["API keys"]
    assert labels(client_for(nobody), "customers") == []
    assert labels(client_for(nobody), "my settings") == ["My settings"]


def test_who_has_not_signed_in_finds_nothing(client: Client) -> None:
    assert client.get("/palette/?find=x").status_code == 302


@pytest.mark.parametrize(
    "text", ["\x00", "%", "'", "<b>", "x" * 5000, "9" * 40, "\\", "😀", "'':*"]
)
def test_odd_input_finds_nothing_and_breaks_nothing(
    customer: Customer, client_for: ClientFor, account_manager: User, text: str
) -> None:
    response = client_for(account_manager).get("/palette/", {"find": text})
    assert response.status_code == 200
    assert "<b>" not in response.content.decode()


def test_the_number_of_queries_does_not_depend_on_what_is_found(
    customer: Customer, client_for: ClientFor, account_manager: User
) -> None:
    client = client_for(account_manager)

    def queries(text: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/palette/", {"find": text})
        return len(asked)

    make_invoice(customer, number="机械-0")
    queries("云岭")
    before = queries("机械")
    for number in range(1, 30):
        other: Any = make_customer(name=f"机械 {number}", manager=account_manager)
        make_invoice(other, number=f"机械-{number}")
    assert queries("机械") == before <= 10


def test_each_entry_of_the_rail_has_a_drawing_of_its_own() -> None:
    icons = [entry.icon for entry in ENTRIES]
    assert len(set(icons)) == len(icons)
    assert set(icons) <= set(vendor.ICONS)


@pytest.mark.parametrize(
    "words",
    ["Invoices", "Open credits", "Reminders", "Possible duplicates", "Merges", "Credit terms",
     "Members of groups", "Tolerances and templates", "Indicators", "Tier migration"],
)  # fmt: skip
def test_pages_that_hang_on_others_are_found(
    words: str, risk_officer: User, client_for: ClientFor
) -> None:
    assert words in labels(client_for(risk_officer), words)


def test_who_may_not_open_a_page_is_not_led_there(
    nobody: User, client_for: Callable[[User], Client]
) -> None:
    assert labels(client_for(nobody), "Tolerances") == []


def test_settings_of_collecting_stand_under_settings(
    risk_officer: User, client_for: Callable[[User], Client]
) -> None:
    page = client_for(risk_officer).get("/settings/collection/").content.decode()
    assert "Exchange rates" in page  # the other pages under Settings, beside it
