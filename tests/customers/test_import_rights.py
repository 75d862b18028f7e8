"""A file does no more than its sender may do by hand, and tells no more than they may see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.imports import services, working
from customers.imports.options import Options
from customers.models import (
    Customer,
    ExchangeRate,
    ImportFile,
    Invoice,
)
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.files import refused, run, write_csv
from tests.factories import make_customer, make_invoice, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
HEAD = "Customer,Invoice,InvoiceDate,DueDate,Amount,SettledDate"
RATES = ("currency,date,rate", "EUR,2026-01-01,1.1")


def allow(person: User, *codes: str) -> User:
    person.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    fresh: User = User.objects.get(pk=person.pk)
    return fresh


def upload(by: User, kind: str, *rows: str) -> ImportFile:
    sent = SimpleUploadedFile("rows.csv", "\n".join(rows).encode())
    return services.upload(sent, kind=kind, by=by, at=timezone.now())


def test_an_administrator_changes_no_customer_by_file(
    file: Path, administrator: User, client_for: Callable[[User], Client]
) -> None:
    make_customer("A", name="Alpha")
    write_csv(file, "number,name,credit limit", "A,Renamed,1")
    with pytest.raises(Refused):
        run(file, "customers", by=administrator)
    with pytest.raises(CommandError):
        call_command("import_file", "customers", str(file), "--as", administrator.username)
    assert Customer.objects.get().name == "Alpha"
    assert client_for(administrator).get(reverse("customers:import_create")).status_code == 403


@pytest.mark.parametrize(
    ("kind", "rows", "missing"),
    [
        ("customers", ("number,name", "A,X"), "add_customer"),
        ("customers", ("number,name", "A,X"), "change_customer"),
        ("customers", ("number,name,phone", "A,X,1"), "change_contact"),
        ("invoices", (HEAD, "A,1,2026-01-05,,10,"), "add_invoice"),
        ("invoices", (HEAD, "A,1,2026-01-05,,10,"), "change_invoice"),
        ("invoices", (HEAD, "A,1,2026-01-05,,10,2026-01-06"), "add_payment"),
        ("invoices", (HEAD, "A,1,2026-01-05,,10,2026-01-06"), "change_payment"),
    ],
)
def test_each_right_that_pages_ask_for_is_asked_of_a_file(
    file: Path, kind: str, rows: tuple[str, ...], missing: str
) -> None:
    rights = {
        "add_importfile", "view_all_customers", "add_customer", "change_customer", "add_contact",
        "change_contact", "add_invoice", "change_invoice", "add_payment", "change_payment",
    }  # fmt: skip
    make_customer("A", name="Alpha")
    write_csv(file, *rows)
    without = allow(make_person(), *(rights - {missing}))
    with pytest.raises(Refused):
        run(file, kind, by=without, dry_run=True)
    assert run(file, kind, by=allow(make_person(), *rights)).refused == 0


def test_what_is_not_mapped_needs_no_right(file: Path) -> None:
    make_customer("A")
    write_csv(file, HEAD, "A,1,2026-01-05,,10,2026-01-06")
    person = allow(
        make_person(), "add_importfile", "view_all_customers", "add_invoice", "change_invoice"
    )
    assert run(file, by=person, mapping={"settled_date": ""}).new == 1


def test_rates_and_requests_of_authorities_are_not_for_account_managers(
    file: Path,
    account_manager: User,
    risk_officer: User,
    head_of_risk: User,
    client_for: Callable[[User], Client],
) -> None:
    write_csv(file, *RATES)
    with pytest.raises(Refused):
        run(file, "rates", by=account_manager)
    with pytest.raises(Refused):
        upload(account_manager, "rates", *RATES)
    assert not ExchangeRate.objects.exists()
    assert run(file, "rates", by=risk_officer).new == 1
    assert run(file, "rates", by=head_of_risk).unchanged == 1
    choices = {}
    for person in (account_manager, risk_officer):
        form = client_for(person).get(reverse("customers:import_create")).context["form"]
        choices[person.username] = {code for code, _label in form.fields["kind"].choices}
    assert {"customers", "contacts", "invoices", "orders"} < choices["manager"]
    assert choices["officer"] - choices["manager"] == {"rates", "authority-requests"}


def test_history_is_for_risk_officers(
    file: Path, account_manager: User, risk_officer: User, client_for: Callable[[User], Client]
) -> None:
    make_customer("A", manager=account_manager, team=account_manager.team)
    rows = (HEAD, "A,1,2026-01-05,,10,")
    write_csv(file, *rows)
    with pytest.raises(Refused):
        run(file, by=account_manager, history=True)
    row = upload(account_manager, "invoices", *rows)
    with pytest.raises(Refused):
        services.request_check(
            row, options=Options(history=True), by=account_manager, at=timezone.now()
        )
    page = client_for(account_manager).get(reverse("customers:import_detail", args=[row.pk]))
    assert "risk officers" in str(page.context["form"].fields["history"].help_text)
    sent = {
        "column-0": "customer", "column-1": "number",
        "column-2": "invoice_date", "column-4": "amount", "history": "on",
    }  # fmt: skip
    client_for(account_manager).post(reverse("customers:import_columns", args=[row.pk]), sent)
    row.refresh_from_db()
    assert (row.state, row.options["history"]) == (ImportFile.State.CHECKING, False)
    assert run(file, by=risk_officer, history=True).new == 1


def test_who_loses_the_right_before_the_worker_comes_imports_nothing(
    account_manager: User,
) -> None:
    row = upload(account_manager, "customers", "number,name", "A,X")
    services.request_check(row, options=Options(), by=account_manager, at=timezone.now())
    account_manager.groups.clear()
    working.work_on_imports(at=timezone.now())
    row.refresh_from_db()
    assert row.state == ImportFile.State.FAILED
    assert "role" in row.error


def test_only_the_sender_goes_on_with_a_file(account_manager: User, risk_officer: User) -> None:
    row = upload(account_manager, "customers", "number,name", "A,X")
    with pytest.raises(Refused) as problem:
        services.request_check(row, options=Options(), by=risk_officer, at=timezone.now())
    assert problem.value.code == "not_your_import"


def test_a_check_tells_nothing_of_the_customers_of_others(
    file: Path, account_manager: User, outsider: User
) -> None:
    theirs = make_customer("B", manager=outsider, team=outsider.team)
    make_invoice(theirs, "10", number="1")
    write_csv(file, "number,name", "B,Theirs", "C,Nobody's")
    seen = run(file, "customers", by=account_manager, dry_run=True)
    assert (seen.new, seen.changed, seen.refused) == (2, 0, 0)
    write_csv(file, HEAD, "B,1,2026-01-05,,10,", "C,1,2026-01-05,,10,")
    seen = run(file, by=account_manager, create_customers=True, dry_run=True)
    assert (seen.new, seen.customers_created, seen.refused) == (2, 2, 0)
    run(file, by=account_manager, dry_run=True)
    reasons = refused(file)
    assert reasons[2].replace("B", "C") == reasons[3]


def test_what_belongs_to_others_is_refused_in_neutral_words(
    file: Path, account_manager: User, outsider: User
) -> None:
    make_customer("B", manager=outsider, team=outsider.team)
    write_csv(file, "number,name", "B,Taken", "C,Mine")
    summary = run(file, "customers", by=account_manager)
    assert (summary.new, summary.refused) == (1, 1)
    assert "team" not in refused(file)[2]
    write_csv(file, HEAD, "B,1,2026-01-05,,10,", "C,1,2026-01-05,,10,")
    summary = run(file, by=account_manager, create_customers=True)
    assert (summary.new, summary.refused) == (1, 1)
    assert Invoice.objects.get().customer.number == "C"
