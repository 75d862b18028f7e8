"""The run-off, its items, legal recovery, and the settlement whose sums always agree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from customers.models import (
    Customer,
    DishonouredPayment,
    GoodsReturn,
    Invoice,
    Order,
    Recovery,
    Security,
    WriteOff,
)
from removal import services
from removal.models import (
    Compensation,
    LegalRecovery,
    ProposedWriteOff,
    RemovalCase,
    RunOffItem,
)
from removal.selectors.ending import (
    ending_facts,
    settlement_statement,
    unsettled,
    with_sums,
)
from removal.selectors.run_off import run_off_curve
from removal.services.ending import (
    add_cost,
    add_item,
    close_item,
    link_recovery,
    move_matter,
    open_matter,
    start_run_off,
)
from removal.services.ending_money import (
    answer_compensation,
    approve_compensation,
    approve_write_off,
    pay_compensation,
    propose_compensation,
    propose_write_off,
    reject_compensation,
    reject_write_off,
)
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_invoice, make_payment
from tests.inboxes import waiting_rows
from tests.removal.cases import file_appeal, make_case
from tests.scoring.credit.desk import NOON, TODAY

pytestmark = pytest.mark.django_db
ISSUED = dt.date(2026, 3, 1)
LATER = NOON + dt.timedelta(days=40)


def code_of(act: Any, *args: Any, **said: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **said)
    assert caught.value.message
    return caught.value.code


def owe(customer: Customer, amount: Any, **said: Any) -> Invoice:
    return make_invoice(customer, amount, **({"invoice_date": ISSUED} | said))


def fact(model: Any, customer: Customer, amount: Any, key: str, **said: Any) -> Any:
    said = {"effective_date": TODAY, "recorded_at": NOON, "currency": "USD"} | said
    said = {"base_amount": Decimal(amount)} | said
    return model.objects.create(customer=customer, source_key=key, amount=Decimal(amount), **said)


# --- facts of the checklist ---


def test_facts_are_read_from_the_ledger_with_the_rows_they_come_from(buyer: Customer) -> None:
    owe(buyer, "300")
    owe(buyer, "200", due_date=TODAY + dt.timedelta(days=9))
    fact(Order, buyer, "70", "O-1")
    fact(Order, buyer, "500", "O-2", state="invoiced")
    fact(Order, buyer, "30", "O-3", state="shipped", currency="CHF", base_amount=None)
    fact(Security, buyer, "90", "S-1", kind="deposit")
    fact(Security, buyer, "80", "S-2", kind="deposit", valid_until=TODAY - dt.timedelta(days=1))
    fact(Security, buyer, "60", "S-3", kind="guarantee")
    fact(Security, buyer, "50", "S-4", kind="title")
    fact(GoodsReturn, buyer, "20", "R-1")
    fact(GoodsReturn, buyer, "10", "R-2", effective_date=TODAY - dt.timedelta(days=91))
    fact(Order, make_customer(), "999", "O-9")
    facts = {each.code: each.lines for each in ending_facts(buyer, TODAY)}
    assert [line.amount for line in facts["orders"]] == [70]
    assert (facts["orders"][0].count, facts["orders"][0].without_rate) == (2, 1)
    assert [line.amount for line in facts["receivables"]] == [500, 300, 0]
    assert [line.amount for line in facts["deposits"]] == [90]
    assert [line.amount for line in facts["guarantees"]] == [60]
    assert [line.amount for line in facts["goods"]] == [50, 20]
    assert [line.amount for line in facts["data"]] == [None, None]
    for lines in facts.values():
        for line in lines:
            assert f"customer={buyer.pk}" in line.url


def test_nothing_is_zero_and_what_has_no_rate_is_not_known(buyer: Customer) -> None:
    facts = {each.code: each.lines for each in ending_facts(buyer, TODAY)}
    assert facts["orders"][0].amount == 0
    fact(Order, buyer, "30", "O-3", currency="CHF", base_amount=None)
    facts = {each.code: each.lines for each in ending_facts(buyer, TODAY)}
    assert facts["orders"][0].amount is None


def test_every_item_of_the_checklist_has_its_facts(buyer: Customer) -> None:
    from removal.checklists import SETTLEMENT

    assert [each.code for each in ending_facts(buyer, TODAY)] == [item.code for item in SETTLEMENT]


# --- the settlement ---


def test_the_settlement_adds_up_after_everything_that_can_happen(
    case: RemovalCase, buyer: Customer, risk_officer: User, second_officer: User
) -> None:
    first, second = owe(buyer, "1000"), owe(buyer, "500")
    make_payment(buyer, "100", invoices=[first])
    assert settlement_statement(case) is None
    start_run_off(case, started_date=TODAY, by=risk_officer, at=NOON)
    statement = settlement_statement(case)
    assert statement is not None
    assert (statement.opening.amount, statement.rest.amount, statement.net) == (1400, 1400, 0)
    make_payment(buyer, "250", invoices=[second], received_date=TODAY)
    owe(buyer, "40", invoice_date=TODAY)
    proposed = propose_write_off(
        case, invoice=first, amount=Decimal(300), reason="Gone.", by=risk_officer, at=LATER
    )
    approve_write_off(proposed, reason="Agreed.", by=second_officer, at=LATER)
    written = WriteOff.objects.get()
    fact(Recovery, buyer, "120", "RC-1", effective_date=LATER.date(), write_off=written)
    matter = open_matter(
        case, kind="court", claim_amount=Decimal(300), opened_date=TODAY,
        responsible=risk_officer, by=risk_officer, at=NOON,
    )  # fmt: skip
    add_cost(
        matter, effective_date=TODAY, what="Court fee", amount=Decimal(35), by=risk_officer, at=NOON
    )
    statement = settlement_statement(case)
    assert statement is not None
    figures = {
        name: getattr(statement, name).amount
        for name in ("opening", "invoiced", "collected", "credited", "written_off", "rest")
    }
    assert figures == {
        "opening": 1400, "invoiced": 40, "collected": 250, "credited": 0, "written_off": 300,
        "rest": 890,
    }  # fmt: skip
    assert statement.rounding == 0
    assert (statement.recovered.amount, statement.costs.amount) == (120, 35)
    assert statement.cash.amount == 250
    assert statement.net == 250 + 120 - 35


def test_a_voided_invoice_and_cash_that_is_not_allocated_leave_the_sums_in_agreement(
    case: RemovalCase, buyer: Customer, risk_officer: User
) -> None:
    first, second = owe(buyer, "1000"), owe(buyer, "500")
    start_run_off(case, started_date=TODAY, by=risk_officer, at=NOON)
    Invoice.objects.filter(pk=second.pk).update(is_void=True)
    make_payment(buyer, "70", received_date=TODAY)
    statement = settlement_statement(case)
    assert statement is not None
    assert (statement.invoiced.amount, statement.rest.amount) == (-500, 1000)
    assert (statement.rounding, statement.collected.amount, statement.cash.amount) == (0, 0, 70)
    assert first.pk


def test_what_the_bank_took_back_was_not_collected(
    case: RemovalCase, buyer: Customer, risk_officer: User
) -> None:
    start_run_off(case, started_date=TODAY, by=risk_officer, at=NOON)
    make_payment(buyer, "70", received_date=TODAY)
    back = TODAY + dt.timedelta(days=30)
    fact(DishonouredPayment, buyer, "50", "D-1", effective_date=back)
    fact(DishonouredPayment, buyer, "5", "D-2", effective_date=back, is_void=True)
    statement = settlement_statement(case)
    assert statement is not None
    assert (statement.cash.amount, statement.cash.count) == (20, 1)
    assert [each.collected for each in run_off_curve(case, back)] == [70, 20]


def test_a_run_off_that_is_written_down_late_counts_from_the_day_it_began(
    case: RemovalCase, buyer: Customer, risk_officer: User
) -> None:
    """What came after that day was booked before anybody pressed."""
    first, second = owe(buyer, "1000"), owe(buyer, "500")
    make_payment(buyer, "100", invoices=[first], received_date=TODAY - dt.timedelta(days=20))
    make_payment(buyer, "200", invoices=[second], received_date=TODAY - dt.timedelta(days=3))
    owe(buyer, "40", invoice_date=TODAY - dt.timedelta(days=2))
    began = TODAY - dt.timedelta(days=10)
    start_run_off(case, started_date=began, by=risk_officer, at=NOON)
    statement = settlement_statement(case)
    assert statement is not None
    assert (statement.opening.amount, statement.invoiced.amount) == (1400, 40)
    assert (statement.collected.amount, statement.cash.amount) == (200, 200)
    assert (statement.rest.amount, statement.rounding) == (1240, 0)


def test_the_settlement_asks_a_constant_number_of_statements(
    case: RemovalCase, buyer: Customer, risk_officer: User
) -> None:
    start_run_off(case, started_date=TODAY, by=risk_officer, at=NOON)
    settlement_statement(case)  # loads the customer
    with CaptureQueriesContext(connection) as few:
        settlement_statement(case)
    for _turn in range(5):
        make_payment(buyer, "10", invoices=[owe(buyer, "10")], received_date=TODAY)
    with CaptureQueriesContext(connection) as many:
        settlement_statement(case)
    assert len(many) == len(few)


def test_the_run_off_begins_once_after_the_end_and_by_who_may(
    case: RemovalCase, account_manager: User, risk_officer: User, legal_reviewer: User
) -> None:
    said: dict[str, Any] = {"started_date": TODAY, "at": NOON}
    assert code_of(start_run_off, case, by=account_manager, **said) == "no_right"
    ahead = {"started_date": TODAY + dt.timedelta(days=1), "at": NOON}
    assert code_of(start_run_off, case, by=risk_officer, **ahead) == "in_the_future"
    start_run_off(case, by=legal_reviewer, **said)
    assert code_of(start_run_off, case, by=risk_officer, **said) == "begun"
    assert Event.objects.filter(verb="start_run_off", customer_id=case.customer_id).count() == 1


def test_nothing_is_kept_of_a_case_that_has_not_ended(
    account_manager: User, risk_officer: User
) -> None:
    early = make_case(make_customer(manager=account_manager), by=account_manager)
    said: dict[str, Any] = {"started_date": TODAY, "by": risk_officer, "at": NOON}
    assert code_of(start_run_off, early, **said) == "not_ended"


# --- the plan and its curve ---


def item(case: RemovalCase, by: User, **said: Any) -> RunOffItem:
    said = {
        "kind": "receivable", "text": "First part", "amount": Decimal(100),
        "due_date": TODAY, "responsible": by,
    } | said  # fmt: skip
    return add_item(case, by=by, at=NOON, **said)


def test_the_curve_holds_what_is_expected_against_what_came_in(
    case: RemovalCase, buyer: Customer, risk_officer: User
) -> None:
    assert run_off_curve(case, TODAY) == []
    start_run_off(case, started_date=TODAY, by=risk_officer, at=NOON)
    item(case, risk_officer)
    item(case, risk_officer, amount=Decimal(60), due_date=dt.date(2026, 7, 9))
    dropped = item(case, risk_officer, amount=Decimal(999))
    close_item(dropped, state="dropped", result="Twice.", by=risk_officer, at=NOON)
    item(case, risk_officer, kind="goods", amount=Decimal(5))
    make_payment(buyer, "70", received_date=TODAY)
    make_payment(buyer, "20", received_date=dt.date(2026, 6, 2))
    make_payment(buyer, "500", received_date=TODAY - dt.timedelta(days=1))
    curve = run_off_curve(case, dt.date(2026, 6, 20))
    assert [(each.month.month, each.expected, each.collected) for each in curve] == [
        (5, 100, 70), (6, 100, 90), (7, 160, None)
    ]  # fmt: skip


def test_an_item_is_closed_once_with_its_result(case: RemovalCase, risk_officer: User) -> None:
    open_item = item(case, risk_officer)
    assert (
        code_of(close_item, open_item, state="done", result=" ", by=risk_officer, at=NOON)
        == "reason_missing"
    )
    close_item(open_item, state="done", result="Paid.", by=risk_officer, at=NOON)
    assert (
        code_of(close_item, open_item, state="done", result="Again.", by=risk_officer, at=NOON)
        == "item_closed"
    )


# --- legal recovery ---


@pytest.fixture
def matter(case: RemovalCase, legal_reviewer: User) -> LegalRecovery:
    return open_matter(
        case, kind="court", court="District court", file_number="12 C 7/26",
        claim_amount=Decimal(900), opened_date=TODAY, responsible=legal_reviewer,
        by=legal_reviewer, at=NOON,
    )  # fmt: skip


def test_costs_and_receipts_of_a_matter_are_summed_from_their_rows(
    matter: LegalRecovery, buyer: Customer, legal_reviewer: User
) -> None:
    for what, amount in (("Fee", "40"), ("Lawyer", "100"), ("Fee, corrected", "-5")):
        add_cost(
            matter, effective_date=TODAY, what=what, amount=Decimal(amount), by=legal_reviewer,
            at=NOON,
        )  # fmt: skip
    came = fact(Recovery, buyer, "250", "RC-1")
    link_recovery(matter, recovery=came, by=legal_reviewer, at=NOON)
    assert code_of(link_recovery, matter, recovery=came, by=legal_reviewer, at=NOON) == "linked"
    stranger = fact(Recovery, make_customer(), "9", "RC-2")
    assert (
        code_of(link_recovery, matter, recovery=stranger, by=legal_reviewer, at=NOON)
        == "not_its_recovery"
    )
    found = with_sums(LegalRecovery.objects.all()).get()
    assert (found.cost, found.recovered) == (135, 250)  # type: ignore[attr-defined]


def test_a_matter_ends_with_its_result_and_stays_ended(
    matter: LegalRecovery, legal_reviewer: User
) -> None:
    who: dict[str, Any] = {"by": legal_reviewer, "at": NOON}
    move_matter(matter, state="pending", result="", version=1, **who)
    assert code_of(move_matter, matter, state="decided", result="", version=1, **who) == "stale"
    assert code_of(move_matter, matter, state="ended", result="", **who) == "reason_missing"
    ended = move_matter(matter, state="ended", result="Won; paid.", file_number="12 C 8/26", **who)
    assert (ended.ended_date, ended.court, ended.file_number) == (
        TODAY, "District court", "12 C 8/26"
    )  # fmt: skip
    assert code_of(move_matter, matter, state="pending", result="", **who) == "matter_ended"


# --- compensation and write-offs ---


def test_compensation_goes_from_proposal_to_payment_by_two_persons(
    case: RemovalCase, risk_officer: User, legal_reviewer: User
) -> None:
    offer = propose_compensation(
        case, amount=Decimal(80), reason="Stock on hand.", by=risk_officer, at=NOON
    )
    said: dict[str, Any] = {"reason": "Fair.", "at": NOON}
    assert code_of(approve_compensation, offer, by=risk_officer, **said) == "own_proposal"
    with pytest.raises(IntegrityError), transaction.atomic():
        Compensation.objects.filter(pk=offer.pk).update(
            state="offered", decided_by=risk_officer, decided_at=NOON
        )
    approve_compensation(offer, by=legal_reviewer, **said)
    assert code_of(reject_compensation, offer, by=legal_reviewer, **said) == "decided_already"
    answer_compensation(offer, accepted=True, answered_date=TODAY, by=risk_officer, at=NOON)
    paid = pay_compensation(offer, paid_date=TODAY, paid_reference="TX 9", by=risk_officer, at=NOON)
    assert (paid.state, paid.paid_reference) == ("paid", "TX 9")


def test_what_was_refused_is_not_paid(
    case: RemovalCase, risk_officer: User, legal_reviewer: User
) -> None:
    offer = propose_compensation(
        case, amount=Decimal(80), reason="Stock.", by=risk_officer, at=NOON
    )
    approve_compensation(offer, by=legal_reviewer, reason="Fair.", at=NOON)
    answer_compensation(offer, accepted=False, answered_date=TODAY, by=risk_officer, at=NOON)
    assert (
        code_of(
            pay_compensation, offer, paid_date=TODAY, paid_reference="T", by=risk_officer, at=NOON
        )
        == "decided_already"
    )


def test_who_was_removed_wrongly_is_compensated_and_nothing_else_of_the_end_is_kept(
    case: RemovalCase, risk_officer: User, legal_reviewer: User, head_of_risk: User
) -> None:
    objection = file_appeal(case, by=risk_officer)
    services.uphold_appeal(objection, by=head_of_risk, reason="They had paid.", at=NOON)
    case.refresh_from_db()
    said: dict[str, Any] = {"amount": Decimal(80), "reason": "Our mistake.", "by": risk_officer}
    offer = propose_compensation(case, at=NOON, **said)
    approve_compensation(offer, by=legal_reviewer, reason="Fair.", at=NOON)
    answer_compensation(offer, accepted=True, answered_date=TODAY, by=risk_officer, at=NOON)
    paid = pay_compensation(offer, paid_date=TODAY, paid_reference="T", by=risk_officer, at=NOON)
    assert (case.state, paid.state) == (State.OVERTURNED, "paid")
    begun = code_of(start_run_off, case, started_date=TODAY, by=risk_officer, at=NOON)
    assert begun == "not_ended"


def test_what_was_begun_before_an_end_was_overturned_is_closed(
    case: RemovalCase, risk_officer: User, legal_reviewer: User, head_of_risk: User
) -> None:
    row = item(case, risk_officer)
    matter = open_matter(
        case, kind="demand", claim_amount=Decimal(5), opened_date=TODAY,
        responsible=legal_reviewer, by=legal_reviewer, at=NOON,
    )  # fmt: skip
    loss = propose_write_off(
        case, invoice=owe(case.customer, 9), amount=Decimal(9), reason="x", by=risk_officer, at=NOON
    )
    objection = file_appeal(case, by=risk_officer)
    services.uphold_appeal(objection, by=head_of_risk, reason="They had paid.", at=NOON)
    assert any("write off" in words for words in waiting(legal_reviewer))
    loss = ProposedWriteOff.objects.get(pk=loss.pk)
    reject_write_off(loss, by=legal_reviewer, reason="They stay.", at=NOON)
    row, matter = RunOffItem.objects.get(pk=row.pk), LegalRecovery.objects.get(pk=matter.pk)
    close_item(row, state="dropped", result="They stay.", by=risk_officer, at=NOON)
    move_matter(matter, state="ended", result="Taken back.", by=risk_officer, at=NOON)
    assert unsettled(case) == []
    said: dict[str, Any] = {"what": "Court fee", "amount": Decimal(5), "effective_date": TODAY}
    assert code_of(add_cost, matter, by=risk_officer, at=NOON, **said) == "not_ended"


def test_a_write_off_is_entered_by_a_second_person_and_lowers_what_is_open(
    case: RemovalCase, buyer: Customer, risk_officer: User, second_officer: User
) -> None:
    invoice = owe(buyer, "200")
    said: dict[str, Any] = {"reason": "Hopeless.", "by": risk_officer, "at": NOON}
    assert (
        code_of(propose_write_off, case, invoice=invoice, amount=Decimal(201), **said)
        == "more_than_open"
    )
    proposed = propose_write_off(case, invoice=invoice, amount=Decimal(200), **said)
    assert code_of(propose_write_off, case, invoice=invoice, amount=Decimal(1), **said) == "waits"
    assert not WriteOff.objects.exists()
    decided: dict[str, Any] = {"reason": "Agreed.", "at": NOON}
    assert code_of(approve_write_off, proposed, by=risk_officer, **decided) == "own_proposal"
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedWriteOff.objects.filter(pk=proposed.pk).update(
            state="rejected", decided_by=risk_officer, decided_at=NOON
        )
    approve_write_off(proposed, by=second_officer, **decided)
    written = WriteOff.objects.get()
    assert (written.amount, written.invoice_id, proposed.write_off_id) == (
        200, invoice.pk, written.pk
    )  # fmt: skip
    assert not buyer.open_items.exists()
    assert code_of(approve_write_off, proposed, by=second_officer, **decided) == "decided_already"


def test_what_was_paid_meanwhile_is_not_written_off(
    case: RemovalCase, buyer: Customer, risk_officer: User, second_officer: User
) -> None:
    invoice = owe(buyer, "200")
    proposed = propose_write_off(
        case, invoice=invoice, amount=Decimal(200), reason="Hopeless.", by=risk_officer, at=NOON
    )
    make_payment(buyer, "150", invoices=[invoice])
    said: dict[str, Any] = {"reason": "Agreed.", "by": second_officer, "at": NOON}
    assert code_of(approve_write_off, proposed, **said) == "more_than_open"
    assert reject_write_off(proposed, **said).state == "rejected"
    assert not WriteOff.objects.exists()


def limits(*, officer_most: int, two_above: int, by: User, other: User) -> None:
    row = services.propose_limits(
        officer_most=Decimal(officer_most), two_above=Decimal(two_above), reason="x", by=by, at=NOON
    )
    services.approve_limits(row, by=other, at=NOON)


def test_much_money_is_decided_by_the_head_of_risk_and_more_by_two(
    case: RemovalCase, risk_officer: User, second_officer: User, head_of_risk: User,
    administrator: User,
) -> None:  # fmt: skip
    limits(officer_most=100, two_above=200, by=administrator, other=head_of_risk)
    said: dict[str, Any] = {"reason": "Fair.", "at": NOON}
    more: dict[str, Any] = {"reason": "Stock.", "by": risk_officer, "at": NOON}
    offer = propose_compensation(case, amount=Decimal(101), **more)
    assert code_of(approve_compensation, offer, by=second_officer, **said) == "above_your_limit"
    assert approve_compensation(offer, by=head_of_risk, **said).state == "offered"
    loss = propose_write_off(case, invoice=owe(case.customer, 300), amount=Decimal(201), **more)
    assert approve_write_off(loss, by=second_officer, **said).state == "proposed"
    assert code_of(approve_write_off, loss, by=second_officer, **said) == "approved_already"
    assert not WriteOff.objects.exists()
    assert Event.objects.filter(verb="give_approval", object_kind="proposedwriteoff").exists()
    assert approve_write_off(loss, by=head_of_risk, **said).state == "written"
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedWriteOff.objects.filter(pk=loss.pk).update(first_approved_by=head_of_risk)


# --- what waits, and for whom ---


def waiting(user: User) -> list[str]:
    names = ("compensations", "unpaid_compensations", "write_offs", "run_off_items")
    return [row.words for row in waiting_rows(user, *names)]


def test_money_waits_for_who_may_decide_and_items_for_who_answers_for_them(
    case: RemovalCase, account_manager: User, risk_officer: User, second_officer: User,
    head_of_risk: User, time_machine: Any,
) -> None:  # fmt: skip
    time_machine.move_to(NOON, tick=False)
    offer = propose_compensation(
        case, amount=Decimal(80), reason="Stock.", by=risk_officer, at=NOON
    )
    propose_write_off(
        case, invoice=owe(case.customer, 300), amount=Decimal(200), reason="Gone.",
        by=risk_officer, at=NOON,
    )  # fmt: skip
    item(case, risk_officer, due_date=TODAY + dt.timedelta(days=1))
    money = ["USD 80.00: Stock.", "USD 200.00: Gone."]
    assert [words.split("of ")[-1].split("off ")[-1] for words in waiting(second_officer)] == money
    assert len(waiting(head_of_risk)) == 2
    assert waiting(account_manager) == []
    assert len(waiting(risk_officer)) == 1  # the item that is due; what they proposed is others'
    time_machine.move_to(NOON + dt.timedelta(days=3), tick=False)
    assert len(waiting(head_of_risk)) == 3
    approve_compensation(offer, by=second_officer, reason="Fair.", at=NOON)
    assert len(waiting(second_officer)) == 2


def test_what_is_offered_waits_until_it_is_paid_and_the_case_stays_open(
    case: RemovalCase, account_manager: User, risk_officer: User, second_officer: User
) -> None:
    said: dict[str, Any] = {"by": risk_officer, "at": NOON}
    offer = propose_compensation(case, amount=Decimal(80), reason="Stock.", **said)
    approve_compensation(offer, by=second_officer, reason="Fair.", at=NOON)
    told = ["Compensation of USD 80.00 is offered: note what the customer answers"]
    assert waiting(risk_officer) == waiting(second_officer) == told
    answer_compensation(offer, accepted=True, answered_date=TODAY, **said)
    assert waiting(risk_officer) == ["Compensation of USD 80.00 is accepted: note its payment"]
    assert waiting(account_manager) == []
    [open_still] = unsettled(case)
    assert "not paid: 1" in open_still
    pay_compensation(offer, paid_date=TODAY, paid_reference="TX 9", **said)
    assert (waiting(risk_officer), unsettled(case)) == ([], [])


def test_what_is_open_of_an_end_is_said(
    case: RemovalCase, risk_officer: User, legal_reviewer: User
) -> None:
    assert unsettled(case) == []
    row = item(case, risk_officer)
    open_matter(
        case, kind="demand", claim_amount=Decimal(5), opened_date=TODAY,
        responsible=legal_reviewer, by=legal_reviewer, at=NOON,
    )  # fmt: skip
    loss = propose_write_off(
        case, invoice=owe(case.customer, 300), amount=Decimal(200), reason="Gone.",
        by=risk_officer, at=NOON,
    )  # fmt: skip
    propose_compensation(case, amount=Decimal(80), reason="Stock.", by=risk_officer, at=NOON)
    assert len(unsettled(case)) == 4
    close_item(row, state="done", result="Paid.", by=risk_officer, at=NOON)
    reject_write_off(loss, by=legal_reviewer, reason="Sue first.", at=NOON)
    assert len(unsettled(case)) == 2
