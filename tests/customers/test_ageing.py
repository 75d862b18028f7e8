"""The ageing adds up, to the cent and on every day, whatever is open."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import (
    Customer,
    CustomerGroup,
    GroupDay,
    GroupMembership,
    Loan,
    OpenDay,
    OpenItem,
)
from customers.receivables import ageing
from customers.receivables.ageing import (
    Ageing,
    Scope,
    ageing_of,
    ageing_of_customers,
)
from customers.receivables.buckets import BUCKETS, CODES, NO_DUE_DATE, bucket_of
from customers.receivables.loans import lent_to
from customers.records import KINDS
from customers.services import AllocationRow, PaymentRow, post_payments
from customers.services.ageing import refresh_ageing
from customers.services.records import post_records
from riskcrm.accounts.models import User
from tests.customers.records import make_fact
from tests.factories import make_customer, make_invoice, make_payment, make_team

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
TODAY = dt.date(2026, 5, 4)
DAY = dt.timedelta(days=1)


def owe(customer: Customer, amount: Any, *, late: int | None, **fields: Any) -> Any:
    """An invoice so many days past due; None = without a due date."""
    due = None if late is None else TODAY - late * DAY
    issued = (due or TODAY) - 400 * DAY
    return make_invoice(customer, amount, invoice_date=issued, due_date=due, **fields)


def read(user: User, by: str = "book", *, day: dt.date = TODAY, **scope: Any) -> Ageing:
    return ageing_of(user, by, day=day, scope=Scope(**scope))


@pytest.mark.parametrize(
    ("late", "code"),
    [
        (None, NO_DUE_DATE), (-5, "not_due"), (0, "not_due"), (1, "due_1_30"), (30, "due_1_30"),
        (31, "due_31_60"), (60, "due_31_60"), (61, "due_61_90"), (90, "due_61_90"),
        (91, "due_91_180"), (180, "due_91_180"), (181, "due_181_365"), (365, "due_181_365"),
        (366, "due_over_365"), (4000, "due_over_365"),
    ],
)  # fmt: skip
def test_each_age_has_its_bucket(late: int | None, code: str) -> None:
    due = None if late is None else TODAY - late * DAY
    assert bucket_of(due, TODAY) == code


def test_buckets_leave_no_gap_and_do_not_overlap() -> None:
    for (_one, _low, high), (_other, low, _high) in itertools.pairwise(BUCKETS):
        assert high is not None
        assert low == high + 1


def test_an_invoice_moves_to_the_next_bucket_at_midnight_without_a_write(
    risk_officer: User,
) -> None:
    owe(make_customer(), "10.00", late=30)
    refresh_ageing(at=NOON, force=True)
    assert read(risk_officer).total.buckets["due_1_30"] == 10
    tomorrow = read(risk_officer, day=TODAY + DAY).total
    assert (tomorrow.buckets["due_1_30"], tomorrow.buckets["due_31_60"]) == (0, 10)


def test_the_reading_says_when_it_was_added_up(risk_officer: User) -> None:
    assert read(risk_officer).read_at is None
    refresh_ageing(at=NOON, force=True)
    assert read(risk_officer).read_at == NOON


def test_it_is_told_apart_by_team_and_by_manager(account_manager: User, risk_officer: User) -> None:
    team = account_manager.team
    owe(make_customer(team=team, manager=account_manager), "70.00", late=5)
    owe(make_customer(team=team), "20.00", late=-3)
    owe(make_customer(), "5.00", late=None)
    refresh_ageing(at=NOON, force=True)
    teams = {line.key: line.total for line in read(risk_officer, "team").lines}
    assert team
    assert teams == {team.pk: 90, None: 5}
    managers = read(risk_officer, "manager", team=team.pk)
    assert {str(line.name): line.total for line in managers.lines} == {
        "Ming Chen": 70, "nobody's": 20,
    }  # fmt: skip
    assert read(risk_officer, "manager", manager=0).total.total == 25


def test_a_person_sees_only_what_is_theirs(
    account_manager: User, outsider: User, nobody: User
) -> None:
    owe(make_customer(team=account_manager.team), "70.00", late=5)
    owe(make_customer(team=make_team()), "30.00", late=5)
    refresh_ageing(at=NOON, force=True)
    assert read(account_manager).total.total == 70
    assert read(outsider).total.total == 0


def test_credit_stands_beside_and_is_not_netted(risk_officer: User) -> None:
    customer = make_customer("K-1")
    invoice = owe(customer, "100.00", late=3)
    owe(customer, "50.00", late=3)
    parts = (AllocationRow(invoice.number, Decimal(100)),)
    paid = PaymentRow("K-1", "P-1", TODAY, Decimal(130), "USD", allocations=parts)
    post_payments([paid], by=risk_officer, at=NOON)
    note = {"customer": "K-1", "source_key": "N-1", "effective_date": TODAY,
            "amount": Decimal(12), "currency": "USD"}  # fmt: skip
    void = {**note, "source_key": "N-2", "is_void": True}
    post_records(KINDS["credit-notes"], [note, void], by=risk_officer, at=NOON)
    refresh_ageing(at=NOON, force=True)
    total = read(risk_officer).total
    assert (total.total, total.cash, total.credit_notes) == (50, 30, 12)
    assert total.customers == 1
    line = ageing_of_customers([customer.pk], day=TODAY)[customer.pk]
    assert (line.total, line.cash, line.credit_notes) == (50, 30, 12)


def test_the_disputed_part_is_shown_and_never_more_than_is_open(risk_officer: User) -> None:
    customer = make_customer()
    invoice = owe(customer, "100.00", late=3)
    for key, amount in (("D-1", "30.00"), ("D-2", "500.00")):
        make_fact(
            KINDS["disputes"], customer, key=key, invoice=invoice, outcome="open",
            amount=Decimal(amount), base_amount=Decimal(amount), decided_date=None,
            granted_amount=None,
        )  # fmt: skip
    refresh_ageing(at=NOON, force=True)
    assert read(risk_officer).total.disputed == 100


def test_items_without_a_rate_are_counted_and_in_no_amount(risk_officer: User) -> None:
    owe(make_customer(), "100.00", late=3, currency="EUR")
    refresh_ageing(at=NOON, force=True)
    total = read(risk_officer).total
    assert (total.total, total.without_rate) == (0, 1)


def test_what_is_settled_leaves_its_cell(risk_officer: User) -> None:
    customer = make_customer()
    invoice = owe(customer, "100.00", late=3)
    refresh_ageing(at=NOON, force=True)
    make_payment(customer, invoices=[invoice])
    refresh_ageing(at=NOON, force=True)
    assert not OpenDay.objects.exists()
    assert read(risk_officer).total.total == 0


def test_loans_do_not_perform_by_grade_or_by_an_instalment_long_unpaid(risk_officer: User) -> None:
    kind, part = KINDS["loans"], KINDS["instalments"]
    said = {"amount": Decimal(100), "base_amount": Decimal(200), "outstanding": Decimal(50)}
    customer = make_customer()
    make_fact(kind, customer, key="bad", grade=Loan.Grade.DOUBTFUL, **said)
    late = make_fact(kind, customer, key="late", grade=Loan.Grade.NORMAL, **said)
    good = make_fact(kind, customer, key="good", grade=Loan.Grade.NORMAL, **said)
    for loan, days in ((late, 91), (good, 90)):
        make_fact(
            part, customer, key=loan.source_key, loan=loan, effective_date=TODAY - days * DAY,
            paid_amount=None, paid_date=None,
        )  # fmt: skip
    assert lent_to(customer, day=TODAY).ratio == Decimal(200) / 300
    refresh_ageing(at=NOON, force=True)
    total = read(risk_officer).total
    assert (total.loans, total.non_performing) == (300, 200)


def test_the_same_book_twice_writes_nothing_new() -> None:
    owe(make_customer(), "100.00", late=3)
    refresh_ageing(at=NOON, force=True)
    [cell] = OpenDay.objects.all()
    refresh_ageing(at=NOON + DAY, force=True)
    assert OpenDay.objects.get() == cell


@pytest.mark.django_db(transaction=True)
def test_it_is_added_up_when_something_changed_and_on_a_new_day() -> None:
    owe(make_customer(), "100.00", late=3)
    settle()
    assert refresh_ageing(at=NOON)
    settle()
    assert not refresh_ageing(at=NOON + dt.timedelta(minutes=1))
    owe(make_customer(), "100.00", late=3)
    settle()
    assert refresh_ageing(at=NOON + dt.timedelta(minutes=2))
    settle()
    assert refresh_ageing(at=NOON + DAY)


def settle() -> None:
    """Let PostgreSQL count the writes of this connection now instead of a second later."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")


def make_group(code: str, *members: Customer, by: User, **fields: Any) -> CustomerGroup:
    group = CustomerGroup.objects.create(code=code, name=code, created_by=by, recorded_at=NOON)
    said = {"from_date": TODAY - DAY, "recorded_at": NOON, **fields}
    for member in members:
        GroupMembership.objects.create(group=group, customer=member, **said)
    return group


def by_group(user: User, **scope: Any) -> dict[str, Decimal]:
    return {str(line.name): line.total for line in read(user, "group", **scope).lines}


def test_groups_are_told_apart_and_their_lines_are_not_the_book(risk_officer: User) -> None:
    one, other, alone = make_customer(), make_customer(), make_customer()
    for customer, amount in ((one, "70.00"), (other, "20.00"), (alone, "5.00")):
        owe(customer, amount, late=40)
    make_group("G-1", one, other, by=risk_officer)
    # a merge can leave a customer in two groups for some days
    make_group("G-2", one, by=risk_officer, from_date=TODAY, until_date=TODAY)
    make_group("G-3", alone, by=risk_officer, until_date=TODAY - DAY)
    make_group("G-4", alone, by=risk_officer, from_date=TODAY + DAY)
    refresh_ageing(at=NOON, force=True)
    assert by_group(risk_officer) == {"G-1": 90, "G-2": 70}
    assert read(risk_officer, "group").total.total == 95
    line = read(risk_officer, "group").lines[0]
    assert (line.buckets["due_31_60"], line.customers) == (90, 2)


def test_a_group_is_looked_at_by_itself(account_manager: User, risk_officer: User) -> None:
    mine = make_customer(manager=account_manager, team=account_manager.team)
    strange = make_customer(team=make_team())
    owe(mine, "70.00", late=5)
    owe(strange, "20.00", late=5)
    group = make_group("G-1", mine, strange, by=risk_officer)
    refresh_ageing(at=NOON, force=True)
    assert read(risk_officer, group=group.pk).total.total == 90
    assert read(account_manager, group=group.pk).total.total == 70
    assert by_group(account_manager) == {"G-1": 70}
    assert by_group(risk_officer, manager=account_manager.pk) == {"G-1": 70}
    assert read(risk_officer, group=group.pk + 1).total.total == 0


def test_a_group_has_its_credit_beside_it(risk_officer: User) -> None:
    customer = make_customer("K-1")
    invoice = owe(customer, "100.00", late=3)
    make_group("G-1", customer, by=risk_officer)
    parts = (AllocationRow(invoice.number, Decimal(60)),)
    paid = PaymentRow("K-1", "P-1", TODAY, Decimal(130), "USD", allocations=parts)
    post_payments([paid], by=risk_officer, at=NOON)
    refresh_ageing(at=NOON, force=True)
    [line] = read(risk_officer, "group").lines
    assert (line.total, line.cash, line.customers) == (40, 70, 1)


def test_a_group_with_cash_and_nothing_open_has_its_line(risk_officer: User) -> None:
    customer = make_customer("K-1")
    make_group("G-1", customer, by=risk_officer)
    post_payments([PaymentRow("K-1", "P-1", TODAY, Decimal(30), "USD")], by=risk_officer, at=NOON)
    refresh_ageing(at=NOON, force=True)
    [line] = read(risk_officer, "group").lines
    assert (line.name, line.total, line.cash) == ("G-1", 0, 30)


def test_further_groups_are_one_line_at_the_end(
    risk_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ageing, "MOST_GROUPS", 1)
    for n, amount in enumerate(("10.00", "30.00", "40.00")):
        customer = make_customer()
        owe(customer, amount, late=3)
        make_group(f"G-{n}", customer, by=risk_officer)
    refresh_ageing(at=NOON, force=True)
    first, rest = read(risk_officer, "group").lines
    assert (first.name, first.total) == ("G-2", 40)
    assert (rest.name, rest.total, rest.customers, rest.is_rest) == (
        "2 further groups", 40, 2, True,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_who_leaves_a_group_leaves_its_cells(risk_officer: User) -> None:
    customer = make_customer()
    owe(customer, "10.00", late=3)
    make_group("G-1", customer, by=risk_officer)
    settle()
    refresh_ageing(at=NOON)
    assert GroupDay.objects.count() == 1
    GroupMembership.objects.update(until_date=TODAY - DAY)
    settle()
    assert refresh_ageing(at=NOON + dt.timedelta(minutes=1))
    assert not GroupDay.objects.exists()


ITEM = st.tuples(
    st.decimals("0.01", "99999.99", places=2),
    st.one_of(st.none(), st.integers(-60, 800)),  # days past due
    st.integers(0, 100),  # per cent paid
    st.integers(0, 2),  # which customer
)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    items=st.lists(ITEM, max_size=8),
    later=st.integers(0, 500),
    groups=st.lists(st.sets(st.integers(0, 2)), max_size=3),
)
def test_buckets_add_up_to_what_is_open_on_every_day(
    risk_officer: User, items: list[Any], later: int, groups: list[set[int]]
) -> None:
    """Of the book, of each part and group, and of each customer: the invariant of the ageing."""
    with transaction.atomic():
        customers = [make_customer(), make_customer(team=make_team()), make_customer()]
        members = {
            make_group(
                f"G-{n}",
                *(customers[place] for place in places),
                by=risk_officer,
                from_date=TODAY - n * DAY,
                until_date=TODAY,
            ): {customers[place].pk for place in places}
            for n, places in enumerate(groups)
        }
        for amount, late, paid, place in items:
            invoice = owe(customers[place], amount, late=late)
            if part := round(amount * paid / 100, 2):
                make_payment(customers[place], part, invoices=[invoice])
        refresh_ageing(at=NOON, force=True)
        day = TODAY + later * DAY
        whole = sum((item.base_open or 0 for item in OpenItem.objects.all()), Decimal(0))
        by_bucket = dict.fromkeys(CODES, Decimal(0))
        for item in OpenItem.objects.all():
            by_bucket[bucket_of(item.due_date, day)] += item.base_open or 0
        for by in ("book", "team", "manager"):
            found = read(risk_officer, by, day=day)
            assert found.total.total == whole
            assert found.total.buckets == by_bucket
            assert sum((line.total for line in found.lines), Decimal(0)) == whole
        per_group = {line.key: line for line in read(risk_officer, "group", day=day).lines}
        for group, ids in members.items():
            of_group = dict.fromkeys(CODES, Decimal(0))
            for item in OpenItem.objects.filter(customer__in=ids):
                of_group[bucket_of(item.due_date, day)] += item.base_open or 0
            alone = read(risk_officer, day=day, group=group.pk).total
            assert alone.buckets == of_group
            assert alone.total == sum(of_group.values(), Decimal(0))
            if alone.total:
                assert per_group.pop(group.pk).buckets == of_group
        assert not per_group
        lines = ageing_of_customers([c.pk for c in customers], day=day).values()
        assert sum((line.total for line in lines), Decimal(0)) == whole
        transaction.set_rollback(True)
