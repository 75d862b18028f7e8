"""Who stands on the worklist, in which order, and whom tolerances leave alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from customers.models import (
    Arrears,
    CollectionSettings,
    CollectionStep,
    Customer,
    ReceivableChange,
    Urgency,
)
from customers.services import arrears, mark_changed
from customers.services.arrears import follow_receivables, look_through_all
from customers.services.collection import change_collection_settings
from customers.services.derived import derived
from customers.services.loss_rates import set_loss_rates
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Stale
from tests.customers.owing import DAY, NOON, TODAY, debtor, dispute, owe, promise, sweep
from tests.factories import make_customer, make_payment

pytestmark = pytest.mark.django_db


def ranked() -> list[Customer]:
    return [row.customer for row in Arrears.objects.order_by("-rank", "pk")]


def urgency(customer: Customer) -> Urgency:
    return Urgency(Arrears.objects.get(pk=customer.pk).urgency)


def tolerate(by: User, **said: Any) -> CollectionSettings:
    now = {"least_amount": Decimal(50), "grace_days": 5, "reminder_pause_days": 10,
           "reminds_daily": False, "version": 1}  # fmt: skip
    return change_collection_settings(**{**now, **said}, by=by, at=NOON)


def test_the_order_is_what_is_expected_to_be_lost() -> None:
    old_and_small = debtor("200.00", late=300)
    young_and_large = debtor("3000.00", late=10)
    both = debtor("2000.00", late=200)
    sweep()
    assert ranked() == [both, young_and_large, old_and_small]
    assert Arrears.objects.get(pk=both.pk).weight == 1400  # 2,000 at 70 %


def test_new_loss_rates_change_the_order_of_the_whole_book() -> None:
    old_and_small = debtor("200.00", late=300)
    young_and_large = debtor("3000.00", late=10)
    sweep()
    assert ranked() == [young_and_large, old_and_small]
    set_loss_rates({"due_1_30": Decimal("0.01")}, effective_date=NOON.date(), at=NOON)
    sweep()
    assert ranked() == [old_and_small, young_and_large]


def test_small_residues_and_young_ones_trouble_nobody(risk_officer: User) -> None:
    debtor("49.99", late=400)
    debtor("9000.00", late=5)
    debtor("9000.00", late=-3)
    owe(make_customer(), "9000.00", late=None)
    bad = debtor("50.00", late=6)
    sweep()
    assert ranked() == [bad]


def test_other_tolerances_go_over_the_whole_book(risk_officer: User) -> None:
    small = debtor("20.00", late=400)
    sweep()
    assert ranked() == []
    tolerate(risk_officer, least_amount=Decimal(10))
    sweep()
    assert ranked() == [small]
    event = Event.objects.get(verb="change_collectionsettings")
    assert event.content["before"] == {"least_amount": "50.00"} or (
        event.content["before"] == {"least_amount": "50"}
    )


def test_tolerances_changed_by_somebody_else_are_not_overwritten(risk_officer: User) -> None:
    tolerate(risk_officer, grace_days=7)
    with pytest.raises(Stale):
        tolerate(risk_officer, grace_days=9)


def test_a_disputed_part_is_not_collected() -> None:
    customer = make_customer()
    invoice = owe(customer, "1000.00", late=40)
    dispute(customer, 400, invoice=invoice)
    wholly = debtor("500.00")
    dispute(wholly, 500, invoice=wholly.invoices.get())
    sweep()
    row = Arrears.objects.get()
    assert (row.customer, row.overdue, row.disputed) == (customer, 600, 400)


def test_who_owes_without_a_known_rate_is_not_forgotten() -> None:
    customer = make_customer()
    owe(customer, "1000.00", late=40, currency="EUR")
    sweep()
    row = Arrears.objects.get()
    assert (row.customer, row.overdue, row.without_rate) == (customer, 0, 1)


def test_broken_promises_lead_then_what_is_due_and_the_promised_wait() -> None:
    waits = debtor("90000.00", late=300)
    promise(waits, 90000, on=TODAY + 5 * DAY)
    plain = debtor("9000.00", late=100)
    step_due = debtor("80.00", late=9)
    CollectionStep.objects.create(
        customer=step_due, source_key="S-1", effective_date=TODAY, how="call", recorded_at=NOON
    )
    broken = debtor("70.00", late=9)
    promise(broken, 70, on=TODAY - 9 * DAY, outcome="broken")
    sweep()
    assert ranked() == [broken, step_due, plain, waits]
    assert urgency(broken) == Urgency.BROKEN
    assert urgency(step_due) == Urgency.DUE
    assert urgency(waits) == Urgency.WAITING


def test_a_promise_of_too_little_lets_nobody_wait() -> None:
    customer = debtor("1000.00")
    promise(customer, 900, on=TODAY + 5 * DAY)
    sweep()
    assert urgency(customer) == Urgency.NORMAL


def test_a_new_promise_takes_the_place_of_the_broken_one() -> None:
    customer = debtor("1000.00")
    promise(customer, 1000, on=TODAY - 9 * DAY, outcome="broken")
    promise(customer, 1000, on=TODAY + 9 * DAY, made=TODAY)
    sweep()
    assert urgency(customer) == Urgency.WAITING


def test_the_sweep_breaks_promises_whose_time_is_over() -> None:
    customer = debtor("1000.00")
    late = promise(customer, 1000, on=TODAY - 3 * DAY)
    sweep()
    late.refresh_from_db()
    assert (late.outcome, urgency(customer)) == ("broken", Urgency.BROKEN)


def test_a_sweep_that_breaks_keeps_what_it_judged_and_follows_the_changes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The locks of promises end with their judging, not with the sweep."""
    customer = debtor()
    held = promise(customer, 100, on=TODAY - 30 * DAY, made=TODAY - 60 * DAY, outcome="broken")
    make_payment(customer, "100.00", received_date=TODAY - 40 * DAY)
    mark_changed([customer.pk], cause="test", at=NOON)

    def breaks(*_args: Any, **_said: Any) -> None:
        raise RuntimeError("worker killed")

    with monkeypatch.context() as patched:
        patched.setattr(arrears, "tell_managers", breaks)
        with pytest.raises(RuntimeError):
            follow_receivables(at=NOON)
    held.refresh_from_db()
    assert held.outcome == "kept"
    assert not Arrears.objects.exists()
    assert ReceivableChange.objects.exists()
    sweep()
    assert ranked() == [customer]
    assert not ReceivableChange.objects.exists()


def test_who_has_paid_leaves_at_the_next_sweep() -> None:
    customer = debtor("1000.00")
    sweep()
    make_payment(customer, invoices=[customer.invoices.get()])
    mark_changed([customer.pk], cause="test", at=NOON)
    assert follow_receivables(at=NOON) == 1
    assert ranked() == []
    assert not ReceivableChange.objects.exists()


def test_on_the_next_day_everybody_is_looked_at_again() -> None:
    customer = debtor("1000.00", late=5)
    sweep()
    assert ranked() == []
    sweep(at=NOON + DAY)
    assert ranked() == [customer]
    assert follow_receivables(at=NOON + DAY) == 0


def test_another_manager_moves_the_line(account_manager: User) -> None:
    customer = debtor("1000.00")
    sweep()
    Customer.objects.filter(pk=customer.pk).update(manager=account_manager)
    sweep()
    assert Arrears.objects.get().manager == account_manager


def test_a_line_is_seen_by_who_sees_the_customer_even_before_the_sweep(
    account_manager: User, outsider: User, risk_officer: User, nobody: User
) -> None:
    customer = debtor("1000.00", manager=account_manager)
    sweep()
    seen = {p: Arrears.objects.visible_to(p).count() for p in (account_manager, outsider)}
    assert seen == {account_manager: 1, outsider: 0}
    Customer.objects.filter(pk=customer.pk).update(manager=outsider)
    assert Arrears.objects.visible_to(account_manager).count() == 0
    assert Arrears.objects.visible_to(risk_officer).count() == 1
    assert Arrears.objects.visible_to(nobody).count() == 0


def test_a_whole_look_twice_changes_nothing() -> None:
    debtor("1000.00")
    sweep()
    before = Arrears.objects.get()
    look_through_all(at=NOON + dt.timedelta(hours=1))
    sweep(at=NOON + dt.timedelta(hours=1))
    assert Arrears.objects.get().read_at == before.read_at


def test_arrears_stand_against_no_taking_back_of_their_customer() -> None:
    assert "customers_arrears" in {one.table for one in derived("customers_customer")}
