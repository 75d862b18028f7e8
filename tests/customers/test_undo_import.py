"""Taking an import back: created rows go, changed rows get back what they said, others stay."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from customers.imports import undoing, working
from customers.imports.undoable import UNDOABLE
from customers.models import (
    Allocation,
    AllocationRevision,
    Contact,
    ContactChange,
    Contract,
    CreditNote,
    CreditTerms,
    Customer,
    CustomerChange,
    CustomerRevision,
    ExchangeRate,
    FactRevision,
    ImportedRows,
    ImportFile,
    Invoice,
    InvoiceRevision,
    Order,
    Payment,
)
from customers.records import KINDS
from customers.services import AllocateRow, allocate, change_customer, post_payments
from customers.services.journal import ENOUGH
from customers.services.rows import AllocationRow, PaymentRow
from monitoring.models import Alert, AlertEvidence, AlertRule
from monitoring.services import acknowledge_alert
from removal.services import propose_removal
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from scoring import services as scoring
from scoring.models import Rating, RiskScore
from tests.customers.undoing import imported, kept, undo
from tests.factories import make_contact, make_customer, make_invoice, make_payment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
State = ImportFile.State
HEAD = "number,name,address,limit,terms,contact,phone"
INVOICES = "customer,invoice,date,amount,settled date"


def test_customers_that_a_file_created_go_with_all_that_it_brought(risk_officer: User) -> None:
    row = imported(risk_officer, HEAD, "A,Alpha,1 Mill Lane,5000,30,Li,1", "B,Beta,,,,,")
    scoring.score_changed(at=timezone.now())
    assert RiskScore.objects.exists()
    undo(row, risk_officer)
    assert row.state == State.UNDONE
    for model in (Customer, Contact, CreditTerms, Rating, RiskScore, CustomerChange):
        assert not model.objects.exists(), model
    assert row.undo.counts["customers_customer"] == {"removed": 2, "restored": 0, "kept": 0}
    assert kept(row) == []


def test_changed_customers_get_their_former_values_back_as_a_correction(
    risk_officer: User,
) -> None:
    first = imported(risk_officer, HEAD, "A,Beijing,1 Mill Lane,5000,30,Li,1")
    second = imported(risk_officer, HEAD, "A,北京,2 Mill Lane,6000,,Wang,2")
    assert ContactChange.objects.count() == 3
    undo(second, risk_officer)
    customer = Customer.objects.get()
    assert (customer.name, customer.address, customer.sort_key) == (
        "Beijing",
        "1 Mill Lane",
        "beijing",
    )
    assert customer.version == 3
    latest = CustomerRevision.objects.get(version=2)
    assert latest.former == {"name": "北京", "address": "2 Mill Lane"}
    assert (latest.cause, latest.changed_by) == ("undo_import", risk_officer.name)
    contact = Contact.objects.get()
    assert (contact.name, contact.phone) == ("Li", "1")
    assert CreditTerms.objects.get().credit_limit == 5000
    assert not ContactChange.objects.exists()
    assert CustomerChange.objects.filter(cause="undo_import").exists()
    undo(first, risk_officer)
    assert kept(first) == [
        {"What": "contact", "Number": "Li", "Why it was kept": "it was changed since"},
        {"What": "customer", "Number": "A", "Why it was kept": "it was changed since"},
    ]


def test_invoices_and_what_settled_them_go_and_changed_ones_come_back(risk_officer: User) -> None:
    make_customer("A")
    imported(risk_officer, INVOICES, "A,1,2026-01-05,100,2026-02-01", kind="invoices")
    second = imported(
        risk_officer,
        INVOICES,
        "A,1,2026-01-05,150,2026-03-01",
        "A,2,2026-01-05,70,2026-02-01",
        "A,3,2026-01-05,80,",
        kind="invoices",
    )
    undo(second, risk_officer)
    invoice = Invoice.objects.get()
    assert (invoice.amount, invoice.base_amount) == (Decimal(100), Decimal(100))
    payment, allocation = Payment.objects.get(), Allocation.objects.get()
    assert (payment.amount, payment.received_date) == (Decimal(100), dt.date(2026, 2, 1))
    assert (allocation.amount, allocation.effective_date) == (Decimal(100), dt.date(2026, 2, 1))
    amounts = InvoiceRevision.objects.order_by("superseded_at").values_list("amount", flat=True)
    assert list(amounts) == [Decimal(100), Decimal(150)]
    assert AllocationRevision.objects.count() >= 2


def test_what_others_have_touched_since_is_kept_and_told(risk_officer: User) -> None:
    row = imported(
        risk_officer,
        HEAD,
        "A,Alpha,,,,,",
        "B,Beta,,,,,",
        "C,Gamma,,,,,",
        "D,Delta,,,,,",
        "E,Epsilon,,,,,",
    )
    of = {customer.number: customer for customer in Customer.objects.all()}
    change_customer(of["A"], by=risk_officer, at=timezone.now(), version=1, name="Alphabet")
    make_invoice(of["B"])
    propose_removal(
        of["C"], by=risk_officer, summary="It does not pay.", reasons=[], at=timezone.now()
    )
    make_contact(of["D"])
    undo(row, risk_officer)
    assert set(Customer.objects.values_list("number", flat=True)) == {"A", "B", "C", "D"}
    assert {line["Number"]: line["Why it was kept"] for line in kept(row)} == {
        "A": "it was changed since",
        "B": "something else in the book refers to it: invoice",
        "C": "something else in the book refers to it",
        "D": "something else in the book refers to it: contact",
    }


def test_an_alert_goes_with_its_customer_unless_somebody_has_acknowledged_it(
    risk_officer: User,
) -> None:
    row = imported(risk_officer, HEAD, "A,Alpha,,,,,", "B,Beta,,,,,")
    now = timezone.now()
    for customer in Customer.objects.order_by("number"):
        alert = Alert.objects.create(
            customer=customer,
            rule=AlertRule.objects.earliest("pk"),
            episode=1,
            severity="high",
            raised_at=now,
            latest_at=now,
            due_at=now,
        )
        AlertEvidence.objects.create(alert=alert, as_of=now.date(), value=1, seen_at=now)
        if customer.number == "A":
            acknowledge_alert(alert, by=risk_officer, note="Called.", at=now)
    undo(row, risk_officer)
    assert Customer.objects.get().number == "A"
    assert Alert.objects.get().evidence.exists()
    assert kept(row)[0]["Why it was kept"] == "something else in the book refers to it"


def test_an_invoice_is_kept_when_a_payment_was_given_to_it(risk_officer: User) -> None:
    customer = make_customer("A")
    row = imported(
        risk_officer, INVOICES, "A,1,2026-01-05,100,", "A,2,2026-01-05,50,", kind="invoices"
    )
    make_payment(customer, "100", invoices=[Invoice.objects.get(number="1")])
    undo(row, risk_officer)
    assert Invoice.objects.get().number == "1"
    assert kept(row)[0]["Why it was kept"].endswith("allocation")


def test_a_changed_invoice_is_kept_when_payments_exceed_what_it_was(risk_officer: User) -> None:
    customer = make_customer("A")
    make_invoice(customer, "100", number="1", invoice_date=dt.date(2026, 1, 5))
    row = imported(risk_officer, INVOICES, "A,1,2026-01-05,150,", kind="invoices")
    posted = PaymentRow(
        customer="A",
        source_key="P",
        received_date=dt.date(2026, 2, 1),
        amount=Decimal(150),
        currency="USD",
        allocations=(AllocationRow(invoice="1", amount=Decimal(150)),),
    )
    post_payments([posted], by=risk_officer, at=timezone.now())
    undo(row, risk_officer)
    assert Invoice.objects.get().amount == 150
    assert "payments in the book" in kept(row)[0]["Why it was kept"]


@pytest.mark.parametrize(
    ("currency", "given", "is_kept"),
    [("USD", 100, False), ("USD", 101, True), ("EUR", 50, False), ("EUR", 75, True)],
)
@pytest.mark.parametrize(
    ("kind", "what", "model"),
    [("payments", "payment", Payment), ("credit-notes", "credit_note", CreditNote)],
)
def test_what_gives_more_than_it_had_before_is_kept(
    kind: str, what: str, model: Any, currency: str, given: int, is_kept: bool, risk_officer: User
) -> None:
    customer, day = make_customer("A"), dt.date(2026, 2, 1)
    ExchangeRate.objects.create(
        currency="EUR", effective_date=day, rate=2, recorded_at=timezone.now()
    )
    make_invoice(customer, "150", number="1", currency=currency, invoice_date=day)
    head = "customer,number,date,amount,currency"
    imported(risk_officer, head, f"A,S,{day},100,USD", kind=kind)
    row = imported(risk_officer, head, f"A,S,{day},150,USD", kind=kind)
    part = AllocateRow("A", what, "S", "1", Decimal(given), day)
    [result] = allocate([part], by=risk_officer, at=timezone.now())
    assert result.outcome == "created", result
    undo(row, risk_officer)
    assert model.objects.get().amount == (150 if is_kept else 100)
    told = "more of it is given to invoices by now than it had before"
    assert [one["Why it was kept"] for one in kept(row)] == [told] * is_kept


def test_a_payment_of_which_no_rate_is_known_by_now_is_kept(risk_officer: User) -> None:
    customer, day = make_customer("A"), dt.date(2026, 2, 1)
    make_invoice(customer, "150", number="1", invoice_date=day)
    head = "customer,number,date,amount,currency"
    imported(risk_officer, head, f"A,S,{day},100,EUR", kind="payments")
    row = imported(risk_officer, head, f"A,S,{day},100,USD", kind="payments")
    part = AllocateRow("A", "payment", "S", "1", Decimal(10), day)
    allocate([part], by=risk_officer, at=timezone.now())
    undo(row, risk_officer)
    assert (Payment.objects.get().currency, len(kept(row))) == ("USD", 1)


def test_rows_out_of_reach_of_who_undoes_stay(account_manager: User, outsider: User) -> None:
    row = imported(account_manager, HEAD, "A,Alpha,,,,,", "B,Beta,,,,,")
    Customer.objects.filter(number="B").update(manager=outsider, team=outsider.team)
    undo(row, account_manager)
    assert Customer.objects.get().number == "B"
    assert kept(row)[0]["Why it was kept"] == "it belongs to others now"


def test_undoing_twice_changes_nothing_more(risk_officer: User) -> None:
    row = imported(risk_officer, HEAD, "A,Alpha,,,,,")
    undo(row, risk_officer)
    assert working.work_on_imports(at=timezone.now()) == 0
    with pytest.raises(Refused):
        undoing.request_undo(row, by=risk_officer, reason="Again.", at=timezone.now())
    verbs = Event.objects.filter(verb__in=("request_undo", "undo_import"))
    assert [event.verb for event in verbs.order_by("pk")] == ["request_undo", "undo_import"]
    assert '"removed":1' in verbs.get(verb="undo_import").payload.body


def test_who_may_not_undo_is_refused(
    account_manager: User, teammate: User, auditor: User, head_of_risk: User
) -> None:
    row = imported(account_manager, HEAD, "A,Alpha,,,,,")
    for person in (teammate, auditor):
        with pytest.raises(Refused):
            undoing.request_undo(row, by=person, reason="Mine.", at=timezone.now())
    with pytest.raises(Refused):
        undoing.request_undo(row, by=account_manager, reason=" ", at=timezone.now())
    assert undo(row, head_of_risk).state == State.UNDONE


def test_files_of_rates_and_files_that_changed_nothing_are_not_undone(risk_officer: User) -> None:
    rates = imported(risk_officer, "currency,date,rate", "EUR,2026-01-01,1.1", kind="rates")
    with pytest.raises(Refused, match="Import the right ones"):
        undoing.request_undo(rates, by=risk_officer, reason="Wrong.", at=timezone.now())


def test_history_is_undone_as_well(risk_officer: User) -> None:
    row = imported(
        risk_officer, "number,name,customer since,limit", "A,Alpha,2020-01-01,10", history=True
    )
    undo(row, risk_officer)
    assert not Customer.objects.exists()


def test_the_journal_keeps_thousands_of_rows_in_one(risk_officer: User) -> None:
    rows = (f"N{n},Name {n},,,,," for n in range(300))
    row = imported(risk_officer, HEAD, *rows)
    assert ImportedRows.objects.filter(import_file=row).count() <= 2
    assert sum(len(part.ids) for part in ImportedRows.objects.all()) == 300


def test_each_row_that_a_large_file_wrote_is_noted_once(risk_officer: User) -> None:
    make_customer("A")
    rows = (f"A,{n},2026-01-05,10,2026-02-05" for n in range(ENOUGH + 200))
    imported(risk_officer, INVOICES, *rows, kind="invoices")
    for model in (Invoice, Payment, Allocation):
        written = ImportedRows.objects.filter(table_name=model._meta.db_table, created=True)
        noted = sorted(pk for part in written for pk in part.ids)
        assert noted == sorted(model.objects.values_list("pk", flat=True))
        assert len(noted) == ENOUGH + 200


def test_each_reference_to_rows_that_are_undone_has_an_index() -> None:
    """Else deleting a million rows would read the referring table a million times."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY(%s) AND NOT EXISTS ("
            "  SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = a.attnum"
            "  AND (i.indpred IS NULL"
            "       OR pg_get_expr(i.indpred, i.indrelid) = '(' || a.attname || ' IS NOT NULL)'))",
            [[one.table for one in UNDOABLE]],
        )
        assert cursor.fetchall() == []


def test_facts_of_any_kind_are_undone_as_well(risk_officer: User) -> None:
    make_customer("A")
    head = "customer,no,date,amount,currency"
    imported(risk_officer, head, "A,1,2026-01-05,100,USD", kind="orders")
    row = imported(
        risk_officer, head, "A,1,2026-01-06,150,USD", "A,2,2026-01-05,70,USD", kind="orders"
    )
    undo(row, risk_officer)
    order = Order.objects.get()
    assert (order.amount, order.effective_date) == (Decimal(100), dt.date(2026, 1, 5))
    assert order.version == 3
    former = FactRevision.objects.order_by("superseded_at").values_list("former__amount", flat=True)
    assert [Decimal(str(amount)) for amount in former] == [Decimal(100), Decimal(150)]
    assert row.undo.counts["customers_order"] == {"removed": 1, "restored": 1, "kept": 0}


def test_a_changed_contract_comes_back_though_its_last_day_of_notice_is_worked_out(
    risk_officer: User,
) -> None:
    make_customer("A")
    head = "customer,no,start date,title,end date,notice period"
    imported(risk_officer, head, "A,1,2026-01-05,Supply,2027-01-05,30", kind="contracts")
    row = imported(risk_officer, head, "A,1,2026-01-05,Supply,2028-01-05,60", kind="contracts")
    undo(row, risk_officer)
    contract = Contract.objects.get()
    assert (contract.end_date, contract.notice_days) == (dt.date(2027, 1, 5), 30)


def test_credit_notes_go_with_what_they_settled(risk_officer: User) -> None:
    invoice = make_invoice(make_customer("A"), "500.00")
    head = "customer,no,date,amount,currency,invoice"
    row = imported(
        risk_officer, head, f"A,C1,2026-01-06,200,USD,{invoice.number}", kind="credit-notes"
    )
    assert Allocation.objects.filter(credit_note__source_key="C1", amount=200).exists()
    undo(row, risk_officer)
    assert not CreditNote.objects.exists()
    assert not Allocation.objects.exists()


def test_each_kind_of_file_but_rates_can_be_undone() -> None:
    """What a kind of file writes has to be told here."""
    tables = {one.table for one in UNDOABLE}
    assert {kind.table for kind in KINDS.values()} <= tables
    assert len(tables) == len(UNDOABLE)
