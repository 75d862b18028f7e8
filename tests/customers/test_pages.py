"""Pages of customers, contacts, terms and panels: who may, who may not, and what they do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Complaint, Contact, ContactChange, CreditTerms, Customer
from customers.services import change_customer
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import (
    make_contact,
    make_customer,
    make_invoice,
    make_payment,
    make_terms,
)

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
PANELS = ("invoice_panel", "payment_panel", "contact_panel", "timeline_panel")


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", name="Alpha", manager=account_manager, team=account_manager.team)


def filled(customer: Customer, **changes: Any) -> dict[str, Any]:
    """What the form of a customer sends."""
    data = {
        "number": customer.number,
        "name": customer.name,
        "kind": customer.kind,
        "manager": customer.manager_id or "",
        "team": customer.team_id or "",
        "version": customer.version,
    }
    return data | changes


# --- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["customer_edit", "terms_change", "contact_create", *PANELS])
def test_a_customer_out_of_reach_is_not_there(
    client_for: ClientFor, customer: Customer, outsider: User, name: str
) -> None:
    url = reverse(f"customers:{name}", args=[customer.pk])
    assert client_for(outsider).get(url).status_code == 404


@pytest.mark.parametrize("name", ["customer_edit", "terms_change", "contact_create", *PANELS])
def test_pages_of_a_customer_need_a_sign_in(client: Client, customer: Customer, name: str) -> None:
    response = client.get(reverse(f"customers:{name}", args=[customer.pk]))
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("name", ["customer_edit", "terms_change", "contact_create"])
def test_who_changes_nothing_gets_no_form(
    client_for: ClientFor, customer: Customer, auditor: User, administrator: User, name: str
) -> None:
    url = reverse(f"customers:{name}", args=[customer.pk])
    assert client_for(auditor).get(url).status_code == 403
    assert client_for(administrator).get(url).status_code == 403


@pytest.mark.parametrize("name", PANELS)
def test_who_may_see_a_customer_sees_its_panels(
    client_for: ClientFor, customer: Customer, teammate: User, auditor: User, name: str
) -> None:
    url = reverse(f"customers:{name}", args=[customer.pk])
    assert client_for(teammate).get(url).status_code == 200
    assert client_for(auditor).get(url).status_code == 200


# --- customers -----------------------------------------------------------------------------------


def test_a_manager_enters_a_customer(client_for: ClientFor, account_manager: User) -> None:
    client = client_for(account_manager)
    page = client.get(reverse("customers:customer_create"))
    assert page.status_code == 200
    assert "-----" not in page.content.decode(), "an empty choice reads “none”"
    response = client.post(
        reverse("customers:customer_create"),
        {"number": "NEW", "name": "恒远", "kind": "company", "country": "cn"},
    )
    customer = Customer.objects.get(number="NEW")
    assert response["Location"] == reverse("monitoring:customer_detail", args=[customer.pk])
    assert (customer.manager, customer.country) == (account_manager, "CN")


def test_a_taken_number_is_said_beside_the_field(
    client_for: ClientFor, customer: Customer, outsider: User
) -> None:
    response = client_for(outsider).post(
        reverse("customers:customer_create"), filled(customer, manager="", team="")
    )
    assert response.status_code == 422
    assert "number" in response.context["form"].errors
    assert customer.name not in str(response.context["form"].errors)


def test_a_manager_can_choose_only_people_of_the_team(
    client_for: ClientFor, customer: Customer, account_manager: User, outsider: User
) -> None:
    url = reverse("customers:customer_edit", args=[customer.pk])
    response = client_for(account_manager).post(url, filled(customer, manager=outsider.pk))
    assert "manager" in response.context["form"].errors
    customer.refresh_from_db()
    assert customer.manager == account_manager


def test_the_slower_of_two_sees_what_the_other_changed(
    client_for: ClientFor, customer: Customer, account_manager: User, risk_officer: User
) -> None:
    change_customer(customer, by=risk_officer, at=NOW, version=1, city="Leeds")
    client, url = (
        client_for(account_manager),
        reverse("customers:customer_edit", args=[customer.pk]),
    )
    sent = filled(customer, name="Alphabet")
    response = client.post(url, sent)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Leeds" in text
    assert risk_officer.name in text
    assert 'value="Alphabet"' in text
    assert Customer.objects.get().name == "Alpha"
    again = client.post(url, sent | {"version": response.context["form"]["version"].value()})
    assert again.status_code == 302
    assert Customer.objects.get().name == "Alphabet"


def test_terms_are_set(client_for: ClientFor, customer: Customer, account_manager: User) -> None:
    make_terms(customer)
    url = reverse("customers:terms_change", args=[customer.pk])
    client = client_for(account_manager)
    assert "10,000.00" in client.get(url).content.decode()
    sent = {"effective_date": "2026-03-01", "credit_limit": "2500", "payment_days": "45"}
    assert client.post(url, sent).status_code == 302
    assert CreditTerms.objects.latest("pk").credit_limit == 2500
    assert client.post(url, sent | {"credit_limit": "-1"}).status_code == 422


def test_a_contact_is_entered_and_changed(
    client_for: ClientFor, customer: Customer, account_manager: User
) -> None:
    client = client_for(account_manager)
    url = reverse("customers:contact_create", args=[customer.pk])
    assert client.post(url, {"name": "Li", "phone": "1", "is_primary": "on"}).status_code == 302
    contact = Contact.objects.get()
    url = reverse("customers:contact_edit", args=[customer.pk, contact.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"name": "Li", "phone": "2", "version": contact.version})
    assert ContactChange.objects.get().new_value == "2"
    stale = client.post(url, {"name": "Wang", "version": contact.version})
    assert stale.status_code == 409


def test_a_contact_of_another_customer_is_not_there(
    client_for: ClientFor, customer: Customer, account_manager: User
) -> None:
    contact = make_contact(make_customer("N2"))
    url = reverse("customers:contact_edit", args=[customer.pk, contact.pk])
    assert client_for(account_manager).get(url).status_code == 404


# --- panels --------------------------------------------------------------------------------------


def fill(customer: Customer, rows: int) -> None:
    for n in range(rows):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=n)
        invoice = make_invoice(customer, "100", invoice_date=day)
        make_payment(customer, "60", invoices=[invoice], received_date=day)
        make_contact(customer)
        Complaint.objects.create(
            customer=customer, source_key=str(n), direction="by", effective_date=day,
            text="late", recorded_at=NOW,
        )  # fmt: skip
        change_customer(
            customer, by=User.objects.earliest("pk"), at=NOW, version=n + 1, city=f"City {n}"
        )


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_takes_as_many_queries_for_many_rows_as_for_few(
    client_for: ClientFor, customer: Customer, auditor: User, name: str
) -> None:
    client, url = client_for(auditor), reverse(f"customers:{name}", args=[customer.pk])
    fill(customer, 1)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(2, 12):
        invoice = make_invoice(customer, "100", invoice_date=dt.date(2026, 2, n))
        make_payment(customer, "60", invoices=[invoice])
        make_contact(customer)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_invoices_show_what_is_open_and_how_late(
    client_for: ClientFor, customer: Customer, auditor: User
) -> None:
    open_one = make_invoice(customer, "100", number="OPEN", invoice_date=dt.date(2026, 1, 1))
    make_payment(customer, "30", invoices=[open_one])
    paid = make_invoice(customer, "50", number="PAID", invoice_date=dt.date(2026, 1, 1))
    make_payment(customer, invoices=[paid], received_date=dt.date(2026, 2, 10))
    make_invoice(customer, "9", number="FUTURE", invoice_date=dt.date(2999, 1, 1))
    client, url = client_for(auditor), reverse("customers:invoice_panel", args=[customer.pk])
    rows = {row.number: row for row in client.get(url).context["page"].rows}
    assert (rows["OPEN"].open_amount, rows["PAID"].open_amount) == (70, 0)
    assert rows["PAID"].days_late == 10
    assert rows["FUTURE"].days_late is None

    def numbers(show: str) -> set[str]:
        page = client.get(url, {"show": show}).context["page"]
        return {row.number for row in page.rows}

    assert numbers("open") == {"OPEN", "FUTURE"}
    assert numbers("overdue") == {"OPEN"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("late_from=31&late_to=60", {"LATE-31", "LATE-60"}),
        ("late_from=366", {"LATE-400"}),
        ("late_to=0", {"DUE-TODAY", "NO-RATE"}),
        ("no_due_date=1", {"NO-DUE"}),
        ("no_rate=1", {"NO-RATE"}),
        (
            "late_from=x&late_to=999999999",
            {"LATE-31", "LATE-60", "LATE-400", "DUE-TODAY", "NO-DUE", "NO-RATE"},
        ),
    ],
)
def test_what_the_ageing_leads_to_are_its_open_invoices(
    client_for: ClientFor,
    customer: Customer,
    account_manager: User,
    query: str,
    expected: set[str],
) -> None:
    issued = today() - dt.timedelta(days=500)
    for number, late in (("DUE-TODAY", 0), ("LATE-31", 31), ("LATE-60", 60), ("LATE-400", 400)):
        due = today() - dt.timedelta(days=late)
        make_invoice(customer, "10", number=number, invoice_date=issued, due_date=due)
    make_invoice(customer, "10", number="NO-DUE", due_date=None)
    make_invoice(customer, "10", number="NO-RATE", currency="XAF", due_date=today())
    url = reverse("customers:invoice_panel", args=[customer.pk])
    page = client_for(account_manager).get(f"{url}?show=open&{query}").context["page"]
    assert {invoice.number for invoice in page.rows} == expected


def test_many_invoices_come_in_pages(
    client_for: ClientFor, customer: Customer, auditor: User
) -> None:
    for n in range(55):
        make_invoice(customer, number=f"I{n:02}", invoice_date=dt.date(2026, 1, 1))
    client, url = client_for(auditor), reverse("customers:invoice_panel", args=[customer.pk])
    first = client.get(url).context
    second = client.get(f"{url}?{first['older']}").context
    seen = {row.pk for row in first["page"].rows} | {row.pk for row in second["page"].rows}
    assert len(seen) == 55
    assert not second["older"]


def test_payments_show_their_invoices_and_what_is_left(
    client_for: ClientFor, customer: Customer, auditor: User
) -> None:
    invoice = make_invoice(customer, "40", number="I-40")
    make_payment(customer, "100", invoices=[invoice])
    url = reverse("customers:payment_panel", args=[customer.pk])
    response = client_for(auditor).get(url)
    [payment] = response.context["page"].rows
    assert payment.unallocated == 60
    assert "I-40" in response.content.decode()


def test_the_timeline_merges_what_happened(
    client_for: ClientFor, customer: Customer, auditor: User
) -> None:
    fill(customer, 1)
    make_terms(customer)
    url = reverse("customers:timeline_panel", args=[customer.pk])
    entries = client_for(auditor).get(url).context["entries"]
    kinds = {str(entry.kind) for entry in entries}
    assert {"invoice", "payment", "complaint", "credit terms", "customer changed"} <= kinds
    assert [e.date for e in entries] == sorted((e.date for e in entries), reverse=True)
