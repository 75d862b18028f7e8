"""Promises to pay: kept, broken, withdrawn."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Customer, CustomerChange, FactRevision, PromiseToPay
from customers.records import KINDS
from customers.services import promises
from customers.services.promises import judge_promises, withdraw_promise
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.customers.records import make_fact
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db
MADE = dt.date(2026, 5, 1)
FOR = dt.date(2026, 5, 10)
DAY = dt.timedelta(days=1)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def promise(customer: Customer, amount: Any = "100.00", **fields: Any) -> PromiseToPay:
    said = {
        "effective_date": MADE, "promised_date": FOR, "outcome": "open", "invoice": None,
        "amount": Decimal(amount), "base_amount": Decimal(amount), **fields,
    }  # fmt: skip
    key = said.pop("key", f"P-{PromiseToPay.objects.count()}")
    made: PromiseToPay = make_fact(KINDS["promises"], customer, key=key, **said)
    return made


def outcome(made: PromiseToPay) -> str:
    made.refresh_from_db()
    return made.outcome


def test_a_promise_is_kept_as_soon_as_enough_has_come() -> None:
    customer = make_customer()
    made = promise(customer)
    make_payment(customer, "95.00", received_date=MADE + DAY)
    assert judge_promises([customer.pk], at=noon(MADE + DAY)) == 1
    assert outcome(made) == "kept"


def test_a_promise_waits_until_its_time_is_over_and_is_broken_then() -> None:
    customer = make_customer()
    made = promise(customer)
    make_payment(customer, "94.99", received_date=FOR)
    assert judge_promises([customer.pk], at=noon(FOR + 2 * DAY)) == 0
    assert judge_promises(at=noon(FOR + 3 * DAY)) == 1
    assert outcome(made) == "broken"
    assert judge_promises(at=noon(FOR + 3 * DAY)) == 0


@pytest.mark.parametrize(("days", "said"), [(2, "kept"), (3, "broken")])
def test_two_days_of_grace_count(days: int, said: str) -> None:
    customer = make_customer()
    made = promise(customer)
    make_payment(customer, "100.00", received_date=FOR + days * DAY)
    judge_promises(at=noon(FOR + 5 * DAY))
    assert outcome(made) == said


def test_money_from_before_the_promise_does_not_count() -> None:
    customer = make_customer()
    made = promise(customer)
    make_payment(customer, "100.00", received_date=MADE - DAY)
    judge_promises(at=noon(FOR + 3 * DAY))
    assert outcome(made) == "broken"


def test_a_promise_for_an_invoice_is_kept_by_payments_of_that_invoice_alone() -> None:
    customer = make_customer()
    promised, other = make_invoice(customer, "100.00"), make_invoice(customer, "100.00")
    made = promise(customer, invoice=promised)
    make_payment(customer, received_date=FOR, invoices=[other])
    judge_promises([customer.pk], at=noon(FOR))
    assert outcome(made) == "open"
    make_payment(customer, received_date=FOR, invoices=[promised])
    judge_promises([customer.pk], at=noon(FOR))
    assert outcome(made) == "kept"


def test_of_two_promises_the_earlier_takes_the_money() -> None:
    customer = make_customer()
    first = promise(customer)
    second = promise(customer, promised_date=FOR + 10 * DAY)
    make_payment(customer, "100.00", received_date=FOR)
    judge_promises([customer.pk], at=noon(FOR))
    assert (outcome(first), outcome(second)) == ("kept", "open")
    make_payment(customer, "100.00", received_date=FOR + 8 * DAY)
    judge_promises([customer.pk], at=noon(FOR + 8 * DAY))
    assert outcome(second) == "kept"


def test_a_payment_in_another_currency_counts_by_its_worth() -> None:
    customer = make_customer()
    made = promise(customer, "100.00", currency="EUR", base_amount=Decimal(110))
    make_payment(customer, "110.00", received_date=FOR)
    judge_promises([customer.pk], at=noon(FOR))
    assert outcome(made) == "kept"


def test_the_judgement_is_an_act_of_the_system_with_its_former_state() -> None:
    customer = make_customer()
    made = promise(customer)
    at = noon(FOR + 3 * DAY)
    judge_promises(at=at)
    event = Event.objects.get(verb="judge_promise")
    assert (event.actor_kind, event.customer_id) == ("system", customer.pk)
    assert event.content["after"] == {"outcome": "broken"}
    revision = FactRevision.objects.get(kind="promisetopay", fact_id=made.pk)
    assert (revision.former["outcome"], revision.superseded_at) == ("open", at)
    assert CustomerChange.objects.filter(customer=customer, cause="judge_promise").exists()
    made.refresh_from_db()
    assert made.version == 2


def test_void_and_decided_promises_are_left_alone() -> None:
    customer = make_customer()
    void, old = promise(customer, is_void=True), promise(customer, outcome="kept")
    assert judge_promises(at=noon(FOR + 9 * DAY)) == 0
    assert (outcome(void), outcome(old)) == ("open", "kept")


def test_a_person_withdraws_an_open_promise_with_a_reason(account_manager: User) -> None:
    made = promise(make_customer(manager=account_manager))
    with pytest.raises(Refused, match="Say why"):
        withdraw_promise(made, reason=" ", by=account_manager, at=noon(FOR))
    withdraw_promise(made, reason="Agreed anew.", by=account_manager, at=noon(FOR))
    assert outcome(made) == "withdrawn"
    with pytest.raises(Refused, match="Only an open promise"):
        withdraw_promise(made, reason="Again.", by=account_manager, at=noon(FOR))
    assert Event.objects.get(verb="withdraw_promise").content["reason"] == "Agreed anew."


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    amount=st.decimals("1", "9999", places=2),
    payments=st.lists(
        st.tuples(st.decimals("0.01", "9999", places=2), st.integers(-3, 15)), max_size=4
    ),
    seen=st.integers(0, 16),
)
def test_every_outcome_is_that_of_the_rule(
    db: None, amount: Decimal, payments: list[tuple[Decimal, int]], seen: int
) -> None:
    customer = make_customer()
    made = promise(customer, amount)
    for paid, days in payments:
        make_payment(customer, paid, received_date=MADE + days * DAY)
    judge_promises([customer.pk], at=noon(MADE + seen * DAY))
    limit = (FOR - MADE).days + 2
    in_time = sum((paid for paid, days in payments if 0 <= days <= limit), Decimal(0))
    if in_time >= Decimal("0.95") * amount:
        assert outcome(made) == "kept"
    else:
        assert outcome(made) == ("broken" if seen > limit else "open")


def test_all_promises_of_customers_that_changed_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "MOST", 2)
    monkeypatch.setattr(promises, "JUDGE", promises.JUDGE.replace("LIMIT 500", "LIMIT 2"))
    customers = [make_customer() for _n in range(3)]
    made = [promise(customer) for customer in customers for _n in range(2)]
    for customer in customers:
        make_payment(customer, "200.00", received_date=FOR)
    assert judge_promises([customer.pk for customer in customers], at=noon(FOR)) == 6
    assert {outcome(one) for one in made} == {"kept"}


def test_expired_promises_are_judged_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "MOST", 2)
    monkeypatch.setattr(promises, "JUDGE", promises.JUDGE.replace("LIMIT 500", "LIMIT 2"))
    customer = make_customer()
    for _n in range(3):
        promise(customer)
    at = noon(FOR + 3 * DAY)
    assert [judge_promises(at=at) for _n in range(3)] == [2, 1, 0]
