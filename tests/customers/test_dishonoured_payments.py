"""A payment that the bank gave back settles nothing any more, and all follows from that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from customers.models import (
    Allocation,
    AllocationRevision,
    Customer,
    DishonouredPayment,
    ExchangeRate,
    Invoice,
    OpenCredit,
    OpenItem,
    Payment,
    PromiseToPay,
    Task,
)
from customers.records import KINDS
from customers.selectors import with_open_amount
from customers.services import AllocateRow, AllocationRow, PaymentRow, allocate, post_payments
from customers.services.arrears import follow_receivables
from customers.services.records import post_record, post_records, void_record
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.credits import open_credits, open_credits_worked_out
from tests.customers.files import run, write_csv
from tests.customers.records import make_fact
from tests.customers.test_undo_import import imported, kept, undo
from tests.factories import make_invoice, make_payment

pytestmark = pytest.mark.django_db
KIND = KINDS["dishonoured-payments"]
PAID = dt.date(2026, 2, 10)
BACK = dt.date(2026, 2, 13)
NOW = dt.datetime(2026, 2, 14, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def invoices(customer: Customer) -> list[Invoice]:
    return [make_invoice(customer, "60", number="I1"), make_invoice(customer, "40", number="I2")]


@pytest.fixture
def payment(customer: Customer, invoices: list[Invoice]) -> Payment:
    return make_payment(customer, invoices=invoices, source_key="P1", received_date=PAID)


def row(**said: Any) -> dict[str, Any]:
    return {
        "customer": "N1", "source_key": "D1", "effective_date": BACK, "payment": "P1",
        "amount": Decimal(100), "currency": "USD", **said,
    }  # fmt: skip


def dishonour(by: User, at: dt.datetime = NOW, **said: Any) -> Any:
    return post_record(KIND, row(**said), by=by, at=at)


def void(fact: Any, by: User, at: dt.datetime = LATER) -> None:
    void_record(KIND, fact, reason="The wrong payment.", by=by, at=at)


def open_now() -> list[Decimal]:
    rows = with_open_amount(Invoice.objects.order_by("number"))
    return [invoice.open_amount for invoice in rows]


def credit_left() -> dict[str, Decimal]:
    return dict(OpenCredit.objects.values_list("payment__source_key", "amount"))


# --- the ledger ---


def test_its_invoices_are_open_again_as_of_that_day(payment: Payment, risk_officer: User) -> None:
    assert open_now() == [0, 0]
    dishonour(risk_officer)
    assert open_now() == [60, 40]
    assert set(OpenItem.objects.values_list("open_amount", flat=True)) == {60, 40}
    assert {(a.amount, a.effective_date) for a in Allocation.objects.all()} == {(0, BACK)}
    assert credit_left() == {}


def test_what_was_settled_until_then_stays_readable(payment: Payment, risk_officer: User) -> None:
    dishonour(risk_officer)
    former = AllocationRevision.objects.order_by("pk").values_list("amount", "effective_date")
    assert set(former) == {(60, PAID), (40, PAID)}
    assert set(AllocationRevision.objects.values_list("superseded_at", flat=True)) == {NOW}


def test_voiding_it_gives_the_payment_to_its_invoices_again(
    payment: Payment, risk_officer: User
) -> None:
    fact = dishonour(risk_officer)
    void(fact, risk_officer)
    assert open_now() == [0, 0]
    assert {(a.amount, a.base_amount, a.effective_date) for a in Allocation.objects.all()} == {
        (60, 60, PAID), (40, 40, PAID),
    }  # fmt: skip
    assert credit_left() == {}
    post_record(KIND, row(is_void=False), by=risk_officer, at=LATER)
    assert open_now() == [60, 40]


def test_what_others_have_paid_meanwhile_is_not_settled_twice(
    customer: Customer, invoices: list[Invoice], payment: Payment, risk_officer: User
) -> None:
    fact = dishonour(risk_officer)
    make_payment(customer, "35", invoices=invoices[:1], source_key="P2")
    void(fact, risk_officer)
    assert open_now() == [0, 0]
    assert credit_left()["P1"] == 35


def correct(by: User, amount: Any, *, currency: str = "USD", day: dt.date = PAID) -> None:
    sent = PaymentRow("N1", "P1", day, Decimal(amount), currency)
    [result] = post_payments([sent], by=by, at=NOW + dt.timedelta(minutes=1))
    assert result.outcome == "changed", result.reason


def test_no_more_is_settled_again_than_the_payment_has_by_now(
    payment: Payment, risk_officer: User
) -> None:
    fact = dishonour(risk_officer)
    later = PAID + dt.timedelta(days=1)
    correct(risk_officer, 80, day=later)
    void(fact, risk_officer)
    assert open_now() == [0, 20]
    assert set(Allocation.objects.values_list("effective_date", flat=True)) == {later}
    assert credit_left() == {}


@pytest.mark.parametrize(("rate", "left"), [(None, [60, 40]), ("0.5", [0, 32]), ("2", [0, 0])])
def test_a_payment_in_another_currency_by_now_settles_what_it_is_worth(
    rate: str | None, left: list[int], payment: Payment, risk_officer: User
) -> None:
    fact = dishonour(risk_officer)
    if rate:
        ExchangeRate.objects.create(
            currency="EUR", effective_date=PAID, rate=Decimal(rate), recorded_at=NOW
        )
    correct(risk_officer, 100 if rate == "2" else "129.53", currency="EUR")
    void(fact, risk_officer)
    assert open_now() == left


def test_more_that_came_back_takes_back_what_was_settled_in_between(
    payment: Payment, risk_officer: User
) -> None:
    fact = dishonour(risk_officer, amount=Decimal(30))
    given = AllocateRow("N1", "payment", "P1", "I1", Decimal(20))
    allocate([given], by=risk_officer, at=NOW + dt.timedelta(minutes=1))
    assert open_now() == [40, 40]
    again = row(amount=Decimal(100))
    post_records(KIND, [again], by=risk_officer, at=NOW + dt.timedelta(minutes=2))
    assert open_now() == [60, 40]
    void(DishonouredPayment.objects.get(pk=fact.pk), risk_officer, NOW + dt.timedelta(minutes=3))
    assert open_now() == [0, 0]


ACTS = st.one_of(
    st.tuples(st.just("correct"), st.sampled_from((30, 80, 100, 150))),
    st.tuples(st.just("dishonour"), st.sampled_from((30, 80, 100))),
    st.tuples(st.just("move"), st.sampled_from(("P1", "P2"))),
    st.tuples(st.just("void"), st.just(0)),
    st.tuples(st.sampled_from(("I1", "I2", "I3")), st.sampled_from((0, 20, 60))),
)


def _act(by: User, what: str, value: Any, *, at: dt.datetime) -> None:
    """Do it if the book lets one."""
    if what == "correct":
        post_payments([PaymentRow("N1", "P1", PAID, Decimal(value), "USD")], by=by, at=at)
    elif what in ("dishonour", "move"):
        said = {"amount": Decimal(value)} if what == "dishonour" else {"payment": value}
        post_records(KIND, [row(is_void=False, **said)], by=by, at=at)
    elif what == "void" and (fact := DishonouredPayment.objects.filter(is_void=False).first()):
        void(fact, by, at)
    elif what.startswith("I"):
        given = AllocateRow("N1", "payment", "P1", what, Decimal(value))
        allocate([given], by=by, at=at)


@settings(max_examples=40, suppress_health_check=[
    HealthCheck.function_scoped_fixture])  # fmt: skip
@given(acts=st.lists(ACTS, min_size=3, max_size=8))
def test_no_payment_ever_gives_more_than_it_has(
    acts: list[tuple[str, Any]], customer: Customer, payment: Payment, risk_officer: User
) -> None:
    with transaction.atomic():
        other = make_invoice(customer, "100", number="I3")
        make_payment(customer, "90", invoices=[other], source_key="P2", received_date=PAID)
        for n, (what, value) in enumerate(acts, start=1):
            _act(risk_officer, what, value, at=NOW + n * dt.timedelta(minutes=1))
            for each in Payment.objects.all():
                bad = DishonouredPayment.objects.filter(payment=each, is_void=False)
                given = sum(each.allocations.values_list("amount", flat=True))
                assert given <= max(each.amount - sum(bad.values_list("amount", flat=True)), 0)
        transaction.set_rollback(True)


def test_one_that_was_about_another_payment_moves(
    customer: Customer, invoices: list[Invoice], payment: Payment, risk_officer: User
) -> None:
    other = make_invoice(customer, "100", number="I3")
    make_payment(customer, invoices=[other], source_key="P2", received_date=PAID)
    dishonour(risk_officer)
    post_record(KIND, row(payment="P2"), by=risk_officer, at=LATER)
    assert open_now() == [0, 0, 100]
    assert credit_left() == {}


def test_a_part_that_the_bank_kept_is_open_credit(payment: Payment, risk_officer: User) -> None:
    dishonour(risk_officer, amount=Decimal(70))
    assert open_now() == [60, 40]
    assert credit_left() == {"P1": 30}
    dishonour(risk_officer, LATER, amount=Decimal(80))
    assert credit_left() == {"P1": 20}
    assert open_credits() == open_credits_worked_out()


def test_cash_that_settled_nothing_is_no_credit_any_more(
    customer: Customer, risk_officer: User
) -> None:
    post_payments(
        [PaymentRow("N1", "P1", PAID, Decimal(100), "USD")], by=risk_officer, at=NOW
    )  # fmt: skip
    assert credit_left() == {"P1": 100}
    fact = dishonour(risk_officer)
    assert credit_left() == {}
    void(fact, risk_officer)
    assert credit_left() == {"P1": 100}


def test_saying_the_same_again_or_another_reason_moves_nothing(
    payment: Payment, risk_officer: User
) -> None:
    fact = dishonour(risk_officer)
    dishonour(risk_officer, LATER)
    dishonour(risk_officer, LATER, reason="No cover")
    assert AllocationRevision.objects.count() == 2
    void(DishonouredPayment.objects.get(pk=fact.pk), risk_officer)
    assert open_now() == [0, 0]


def test_one_that_names_no_payment_takes_nothing_back(payment: Payment, risk_officer: User) -> None:
    said = row()
    del said["payment"]
    post_record(KIND, said, by=risk_officer, at=NOW)
    assert open_now() == [0, 0]


# --- what is refused ---


@pytest.mark.parametrize("is_in_book", [True, False])
def test_a_payment_is_given_back_once(
    is_in_book: bool, payment: Payment, risk_officer: User
) -> None:
    rows = [row(), row(source_key="D2")]
    if is_in_book:
        post_records(KIND, rows[:1], by=risk_officer, at=NOW)
    results = post_records(KIND, rows, by=risk_officer, at=NOW)
    assert [r.code for r in results] == ["", "dishonoured_twice"]
    void(DishonouredPayment.objects.get(), risk_officer)
    assert post_records(KIND, rows[1:], by=risk_officer, at=LATER)[0].outcome == "created"


def test_no_more_is_given_back_than_was_paid(payment: Payment, risk_officer: User) -> None:
    with pytest.raises(Refused, match="more than was paid"):
        dishonour(risk_officer, amount=Decimal("100.01"))


def test_it_cannot_be_allocated_anew(payment: Payment, risk_officer: User) -> None:
    dishonour(risk_officer)
    again = AllocateRow("N1", "payment", "P1", "I1", Decimal(60))
    [result] = allocate([again], by=risk_officer, at=LATER)
    assert (result.outcome, result.code) == ("refused", "dishonoured")
    parts = (AllocationRow("I1", Decimal(60)),)
    sent = PaymentRow("N1", "P1", PAID, Decimal(100), "USD", allocations=parts)
    [result] = post_payments([sent], by=risk_officer, at=LATER)
    assert (result.outcome, result.code) == ("refused", "dishonoured")
    assert open_now() == [60, 40]


def test_a_file_does_not_settle_the_invoice_by_it_again(
    customer: Customer, risk_officer: User, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", "customer,invoice,date,amount,settled date",
                     f"N1,I1,2026-01-05,100,{PAID}")  # fmt: skip
    run(path, by=risk_officer)
    dishonour(risk_officer, payment="settled:I1")
    assert run(path, by=risk_officer).refused == 1
    assert open_now() == [100]


# --- by each way in ---


def test_the_api_a_file_and_the_page_do_the_same(
    payment: Payment, account_manager: User, tmp_path: Path, client_for: Callable[[User], Client],
    api_client_for: Callable[[User], APIClient],
) -> None:  # fmt: skip
    plain = {**row(), "effective_date": str(BACK), "amount": "100"}
    api = api_client_for(account_manager)
    answer = api.post("/api/v1/dishonoured-payments/", [plain], format="json")
    assert answer.status_code == 200, answer.content
    assert open_now() == [60, 40]
    void(DishonouredPayment.objects.get(), account_manager)

    path = write_csv(tmp_path / "d.csv", "customer,number,date,payment number,amount,currency",
                     f"N1,D2,{BACK},P1,100,USD")  # fmt: skip
    assert run(path, "dishonoured-payments", by=account_manager).new == 1
    assert open_now() == [60, 40]
    void(DishonouredPayment.objects.get(source_key="D2"), account_manager)
    assert open_now() == [0, 0]

    url = reverse("customers:dishonouredpayment_create", args=[payment.customer_id])
    form = {"effective_date": str(BACK), "payment": "P1", "amount": "100", "currency": "USD"}
    assert client_for(account_manager).post(url, form).status_code == 302
    assert open_now() == [60, 40]


def test_undoing_the_file_settles_the_invoices_again(
    payment: Payment, risk_officer: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    file = imported(risk_officer, "customer,number,date,payment number,amount,currency",
                    f"N1,D1,{BACK},P1,100,USD", kind="dishonoured-payments")  # fmt: skip
    assert open_now() == [60, 40]
    undo(file, risk_officer)
    assert not DishonouredPayment.objects.exists()
    assert open_now() == [0, 0]
    assert open_credits() == open_credits_worked_out()


def test_undoing_does_not_bring_a_second_one_of_a_payment_back(
    payment: Payment, risk_officer: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    dishonour(risk_officer)
    file = imported(risk_officer, "customer,number,date,payment number,amount,currency,void",
                    f"N1,D1,{BACK},P1,100,USD,yes", kind="dishonoured-payments")  # fmt: skip
    assert DishonouredPayment.objects.get().is_void
    dishonour(risk_officer, source_key="D2")
    undo(file, risk_officer)
    [why] = (line["Why it was kept"] for line in kept(file) if line["Number"] == "D1")
    assert "another record" in why
    assert DishonouredPayment.objects.get(is_void=False).source_key == "D2"


def test_the_database_keeps_one_of_a_payment(payment: Payment, risk_officer: User) -> None:
    fact = dishonour(risk_officer)
    fact.pk, fact.source_key = None, "D2"
    with pytest.raises(IntegrityError, match="dishonoured_once"), transaction.atomic():
        fact.save(force_insert=True)


def test_the_page_of_the_payment_says_so(
    payment: Payment, risk_officer: User, client_for: Callable[[User], Client]
) -> None:
    url = reverse("customers:payment_detail", args=[payment.pk])
    said = "The bank gave this payment back"
    client = client_for(risk_officer)
    assert said not in client.get(url).content.decode()
    fact = dishonour(risk_officer)
    assert said in client.get(url).content.decode()
    void(fact, risk_officer)
    assert said not in client.get(url).content.decode()


# --- promises and tasks ---


def promise(customer: Customer, *, on: dt.date, invoice: Invoice | None = None) -> Any:
    return make_fact(
        KINDS["promises"], customer, key=f"P-{on}-{invoice}", effective_date=PAID,
        promised_date=on, outcome="open", invoice=invoice, amount=Decimal(60),
        base_amount=Decimal(60),
    )  # fmt: skip


def outcomes(*promises: Any) -> list[str]:
    found = PromiseToPay.objects.in_bulk([each.pk for each in promises])
    return [found[each.pk].outcome for each in promises]


def sweep(at: dt.datetime = NOW) -> None:
    while follow_receivables(at=at):
        pass


def test_kept_promises_that_rested_on_it_are_judged_again(
    customer: Customer, invoices: list[Invoice], payment: Payment, risk_officer: User
) -> None:
    past = promise(customer, on=PAID)
    ahead = promise(customer, on=PAID + dt.timedelta(days=30), invoice=invoices[0])
    dishonoured = dishonour(risk_officer)
    void(dishonoured, risk_officer, NOW)
    sweep()
    assert outcomes(past, ahead) == ["kept", "kept"]
    post_record(KIND, row(is_void=False), by=risk_officer, at=LATER)
    sweep(LATER)
    assert outcomes(past, ahead) == ["broken", "open"]
    void(DishonouredPayment.objects.get(), risk_officer, LATER)
    sweep(LATER)
    assert outcomes(past, ahead) == ["kept", "kept"]


def test_a_kept_promise_that_rests_on_other_money_stays(
    customer: Customer, invoices: list[Invoice], payment: Payment, risk_officer: User
) -> None:
    make_payment(customer, "60", source_key="P2", received_date=PAID)
    other = make_invoice(customer, "60", number="I3")
    whole = promise(customer, on=PAID)
    told = promise(customer, on=PAID, invoice=other)  # said to be kept by who imported it
    PromiseToPay.objects.filter(pk=told.pk).update(outcome="kept")
    dishonour(risk_officer)
    sweep()
    assert outcomes(whole, told) == ["kept", "kept"]


def test_the_manager_gets_a_task_once(
    payment: Payment, account_manager: User, risk_officer: User
) -> None:
    dishonour(risk_officer)
    sweep()
    task = Task.objects.get()
    assert (task.owner, task.effective_date) == (account_manager, NOW.date())
    assert "P1" in task.title
    dishonour(risk_officer, LATER, reason="No cover")
    sweep(LATER)
    assert Task.objects.count() == 1


def test_the_task_is_dropped_when_it_was_a_mistake(payment: Payment, risk_officer: User) -> None:
    fact = dishonour(risk_officer)
    sweep()
    void(fact, risk_officer)
    sweep(LATER)
    assert Task.objects.get().state == "dropped"


def test_old_ones_make_no_task(payment: Payment, risk_officer: User) -> None:
    dishonour(risk_officer, NOW + dt.timedelta(days=40))
    sweep(NOW + dt.timedelta(days=40))
    assert not Task.objects.exists()


def test_the_time_of_now_is_not_needed(payment: Payment, risk_officer: User) -> None:
    """A dishonour may be noted in the same moment in which its payment was recorded."""
    at = timezone.now()
    Allocation.objects.update(recorded_at=at)
    fact = dishonour(risk_officer, at)
    void(fact, risk_officer, at)
    assert open_now() == [0, 0]
