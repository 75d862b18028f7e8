"""What the cells of a file say: names as written, codes as meant, people without doubt."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from customers.forms import CustomerForm
from customers.imports.errors import FileRefused
from customers.models import CreditTerms, Customer, Invoice
from customers.services import create_customer
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.customers.files import refused, run, write_csv
from tests.factories import make_customer, make_person, make_team

pytestmark = pytest.mark.django_db
HEAD = "Customer,Invoice,InvoiceDate,DueDate,Amount"


# --- names and numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["华为技术（北京）有限公司", "Acme ™", "ﬁ № ½"])
def test_names_and_addresses_stand_as_they_are_written(file: Path, name: str) -> None:
    write_csv(file, "number,name,address", f"A,  {name} ,\u3000{name}")
    run(file, "customers")
    customer = Customer.objects.get()
    assert (customer.name, customer.address) == (name, name)


def test_a_number_is_the_same_by_page_api_and_file(
    file: Path, risk_officer: User, api_client_for: Callable[[User], APIClient]
) -> None:
    form = CustomerForm({"number": " Ａ１ ", "name": "X", "kind": "company"}, person=risk_officer)
    assert form.is_valid(), form.errors
    create_customer(by=risk_officer, at=timezone.now(), **form.values())
    sent = api_client_for(risk_officer).post(
        "/api/v1/customers/", {"number": " Ａ２ ", "name": "Y"}, format="json"
    )
    assert sent.status_code == 201
    write_csv(file, "number,name", " Ａ１ ,X", "Ａ２,Y", "A1,another")
    summary = run(file, "customers")
    assert (summary.new, summary.unchanged) == (1, 2)


def test_codes_dates_and_amounts_may_be_full_width(file: Path) -> None:
    make_customer("A")
    write_csv(
        file,
        HEAD + ",Currency",
        "A,1,２０２６-０１-０５,,￥１，２３４．５０,ＥＵＲ".replace("１，２", "１２"),
    )
    run(file)
    invoice = Invoice.objects.get()
    assert (invoice.invoice_date, invoice.currency) == (dt.date(2026, 1, 5), "EUR")
    assert invoice.amount == 1234.5


@pytest.mark.parametrize("number", ["1.23457E+11", "1E+15", "-2.5E+12"])
def test_a_number_that_lost_its_digits_is_refused(file: Path, number: str) -> None:
    write_csv(file, "number,name", f"{number},X")
    assert run(file, "customers").refused == 1
    assert "as text" in refused(file)[2]


# --- dates ---------------------------------------------------------------------------------------


def test_days_that_are_the_same_either_way_do_not_tell_the_order(file: Path) -> None:
    make_customer("S1")
    write_csv(file, HEAD, "S1,1,01/02/2026,02/02/2026,10")
    with pytest.raises(FileRefused) as question:
        run(file)
    assert question.value.code == "unclear_dates"
    write_csv(file, HEAD, "S1,1,01/01/2026,02/02/2026,10")
    assert run(file).new == 1


def test_one_date_the_wrong_way_round_costs_one_line(file: Path) -> None:
    make_customer("A")
    rows = [f"A,{day},{day}/03/2026,,10" for day in range(13, 28)]
    write_csv(file, HEAD, *rows, "A,x,03/25/2026,,10")
    summary = run(file)
    assert (summary.new, summary.refused) == (15, 1)
    assert "03/25/2026" in refused(file)[17]


# --- people and teams ----------------------------------------------------------------------------


def test_two_people_of_one_name_are_told_apart_by_user_name(file: Path) -> None:
    first = make_person(roles.ACCOUNT_MANAGER, username="wei.1", name="Li Wei")
    make_person(roles.ACCOUNT_MANAGER, username="wei.2", name="LiWei")
    make_team("n-1", name="North")
    make_team("n-2", name="north")
    head = "number,name,manager,team"
    write_csv(file, head, "A,X,Li Wei,", "B,Y,,NORTH", "C,Z,wei.1,n-1", "D,Z,WEI.1,")
    assert run(file, "customers").new == 2
    reasons = refused(file)
    assert "user name" in reasons[2]
    assert "code" in reasons[3]
    assert set(Customer.objects.values_list("number", "manager_id")) == {
        ("C", first.pk),
        ("D", first.pk),
    }


def test_only_who_the_form_offers_becomes_a_manager(
    file: Path, risk_officer: User, auditor: User, account_manager: User
) -> None:
    gone = make_person(roles.ACCOUNT_MANAGER, username="gone", is_active=False)
    offered = CustomerForm(person=risk_officer).fields["manager"].queryset  # type: ignore[attr-defined]
    people = [risk_officer, auditor, account_manager, gone]
    rows = [f"{person.username},X,{person.username}" for person in people]
    run(write_csv(file, "number,name,manager", *rows), "customers")
    assert list(offered) == [account_manager]
    assert Customer.objects.get().manager == account_manager


# --- codes and choices ---------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["C", "c", "Manufacturing", "制造业"])
def test_an_industry_is_told_by_letter_or_name(file: Path, said: str) -> None:
    write_csv(file, "number,name,industry", f"A,X,{said}")
    run(file, "customers")
    assert Customer.objects.get().industry == "C"


def test_a_wrong_choice_lists_all_right_ones(file: Path) -> None:
    write_csv(file, "number,name,industry,type", "A,X,Q9,planet")
    run(file, "customers")
    reason = refused(file)[2]
    assert "A (Agriculture, forestry and fishing)" in reason
    assert "S (Other services)" in reason
    assert "government (government body)" in reason


@pytest.mark.parametrize("said", ["30", "NET30", "net 30", "30 days", "30 Days", "30天", "30D"])
def test_a_payment_term_is_a_number_of_days(file: Path, said: str) -> None:
    write_csv(file, "number,name,terms", f"A,X,{said}")
    run(file, "customers")
    assert CreditTerms.objects.get().payment_days == 30


def test_a_payment_term_beyond_all_reason_hears_the_limit(file: Path) -> None:
    run(write_csv(file, "number,name,terms", "A,X,5000", "B,Y,soon"), "customers")
    assert all("0 to 3650" in reason for reason in refused(file).values())


# --- columns -------------------------------------------------------------------------------------


def test_all_columns_that_cannot_be_told_apart_are_named(file: Path) -> None:
    write_csv(file, "Customer,Invoice,Date,Amount,Amount,Due,Due", "A,1,2026-01-05,1,2,,")
    with pytest.raises(FileRefused) as problem:
        run(file)
    assert problem.value.message.count("2 times") == 2
    with pytest.raises(FileRefused) as problem:
        run(file, mapping={"amount": "Invoice", "number": "Invoice", "due_date": ""})
    assert "several fields: amount, invoice number" in problem.value.message
    assert "times" not in problem.value.message


def test_what_is_known_needs_no_name(file: Path, account_manager: User, outsider: User) -> None:
    make_customer("A", name="Alpha", manager=account_manager, team=account_manager.team)
    make_customer("B", name="Beta", manager=outsider, team=outsider.team)
    write_csv(file, "number,city", "A,Leeds", "C,York")
    summary = run(file, "customers")
    assert (summary.changed, summary.new, summary.refused) == (1, 0, 1)
    assert "needs a name" in refused(file)[3]
    customer = Customer.objects.get(number="A")
    assert (customer.name, customer.city) == ("Alpha", "Leeds")
    write_csv(file, "number,name,city", "B,,Leeds", "C,,York")
    assert run(file, "customers", by=account_manager, dry_run=True).refused == 2
    assert refused(file)[2] == refused(file)[3], "a check tells nothing of others' customers"


def test_the_sum_of_the_good_lines_is_told_by_currency(file: Path) -> None:
    make_customer("A")
    write_csv(
        file,
        "Customer,Invoice,Date,Amount,Currency",
        "A,1,2026-01-05,10.10,USD",
        "A,2,2026-01-05,5,USD",
        "A,3,2026-01-05,7,EUR",
        "A,4,never,1000,USD",
        "Z,5,2026-01-05,1000,GBP",
    )
    amounts = {"EUR": "7.00", "USD": "15.10"}
    assert run(file, dry_run=True).amounts == amounts
    assert run(file).amounts == amounts
    again = run(file)
    assert (again.unchanged, again.amounts) == (3, amounts)


# --- the command ---------------------------------------------------------------------------------


def test_the_command_names_a_column_with_a_comma(file: Path) -> None:
    make_customer("A")
    write_csv(file, 'Customer,Invoice,Date,"Sum, net"', "A,1,2026-01-05,10")
    said = 'number=Invoice, "amount=Sum, net"'
    call_command("import_file", "invoices", str(file), "--map", said, stdout=io.StringIO())
    assert Invoice.objects.get().amount == 10


def test_the_command_looks_for_the_place_of_the_error_file_first(file: Path) -> None:
    make_customer("A")
    write_csv(file, HEAD, "A,1,2026-01-05,,10", "A,2,never,,10")
    for place in ("/no/such/folder/x.csv", str(file.parent)):
        with pytest.raises(CommandError) as error:
            call_command("import_file", "invoices", str(file), "--errors", place)
        assert error.value.returncode == 2
    assert not Invoice.objects.exists()
