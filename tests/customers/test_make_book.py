from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Sum
from django.utils import timezone

from customers.generator.write import Plan, make_book
from customers.imports.locks import lock_imports
from customers.models import (
    Allocation,
    Customer,
    CustomerChange,
    CustomerGroup,
    ExchangeRate,
    GroupMembership,
    Invoice,
    OpenCredit,
    Payment,
    RelatedParty,
)
from customers.records import KINDS
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.selectors import in_words
from riskcrm.audit.words import kind_name
from riskcrm.web.errors import Refused
from tests.customers.beside import Beside
from tests.customers.credits import open_credits, open_credits_worked_out
from tests.factories import make_customer, make_person, make_team

pytestmark = pytest.mark.django_db
END = dt.date(2026, 6, 30)


def plan(customers: int = 40, seed: int = 1, **changes: object) -> Plan:
    return Plan(customers=customers, seed=seed, end_date=END, **changes)  # type: ignore[arg-type]


def rows() -> list[object]:
    """Everything but the ids, which come from sequences."""
    parts = Allocation.objects.values_list(
        "invoice__number", "payment__source_key", "amount", "base_amount", "recorded_at"
    )
    return [
        *Customer.objects.order_by("number").values_list("number", "name", "city", "recorded_at"),
        *Invoice.objects.order_by("number").values_list("number", "amount", "due_date"),
        *parts.order_by("invoice__number", "payment__source_key"),
    ]


def clear() -> None:
    Allocation.objects.all().delete()
    for model in (RelatedParty, GroupMembership, CustomerGroup):
        model._default_manager.all().delete()
    for kind in reversed(KINDS.values()):
        kind.model.objects.all().delete()
    for model in (Payment, Invoice, CustomerChange, ExchangeRate):
        model._default_manager.all().delete()
    for relation in ("credit_terms", "contacts", "contact_changes"):
        Customer._meta.get_field(relation).related_model.objects.all().delete()  # type: ignore[union-attr]
    Customer.objects.all().delete()


def test_the_same_seed_makes_the_same_rows_and_another_does_not() -> None:
    make_book(plan(), at=timezone.now())
    first = rows()
    clear()
    make_book(plan(), at=timezone.now())
    assert rows() == first
    clear()
    make_book(plan(seed=2), at=timezone.now())
    assert rows() != first


def test_the_book_holds_together() -> None:
    made = make_book(plan(150), at=timezone.now())
    assert made.invoices == Invoice.objects.count()
    assert 7 < made.invoices / made.customers < 13
    over = Invoice.objects.annotate(paid=Sum("allocations__amount")).filter(paid__gt=F("amount"))
    assert not over.exists()
    spent = Payment.objects.annotate(given=Sum("allocations__amount")).filter(given__gt=F("amount"))
    assert not spent.exists()
    assert not Invoice.objects.filter(base_amount__isnull=True).exists()
    assert not Invoice.objects.filter(invoice_date__gte=END).exists()
    assert not Payment.objects.filter(received_date__gte=END).exists()
    early = Allocation.objects.filter(effective_date__lt=F("invoice__invoice_date"))
    assert not early.exists()
    assert OpenCredit.objects.exists()
    assert open_credits() == open_credits_worked_out()
    assert CustomerChange.objects.count() == 150
    assert Event.objects.get().verb == "make_book"


def test_the_latest_documents_are_known_already() -> None:
    make_book(plan(30), at=timezone.now())
    latest = Invoice.objects.latest("recorded_at")
    assert latest.recorded_at.date() < END


def test_nearly_every_customer_has_a_manager_and_all_have_a_team(
    account_manager: User, outsider: User
) -> None:
    make_book(plan(200), at=timezone.now())
    mine = Customer.objects.filter(manager=account_manager)
    assert 60 <= mine.count() <= 130
    assert not mine.exclude(team=account_manager.team).exists()
    assert Customer.objects.filter(manager=outsider).count() >= 60
    assert 1 <= Customer.objects.filter(manager=None).count() <= 25
    assert not Customer.objects.filter(team__isnull=True).exists()


def test_a_place_belongs_to_the_team_of_its_territory(account_manager: User) -> None:
    east = make_team("east-china")
    local = make_person(roles.ACCOUNT_MANAGER, username="local", team=east)
    make_book(plan(80), at=timezone.now())
    in_shanghai = Customer.objects.filter(region="Shanghai")
    assert set(in_shanghai.values_list("city", flat=True)) == {"Shanghai 上海"}
    assert not in_shanghai.exclude(team=east).exists()
    assert set(in_shanghai.values_list("manager", flat=True)) <= {local.pk, None}


def test_a_book_with_customers_is_not_written_into() -> None:
    make_customer("mine")
    with pytest.raises(Refused):
        make_book(plan(5), at=timezone.now())
    make_book(plan(5, add=True), at=timezone.now())
    make_book(plan(5, add=True), at=timezone.now())
    assert Customer.objects.count() == 11


@pytest.mark.parametrize(
    "words",
    [
        ("--customers", "-1"),
        ("--customers", "10000000"),
        ("--customers", "5", "--invoices", "-1"),
        ("--customers", "5", "--invoices", "0"),
        ("--customers", "5", "--invoices", "nan"),
        ("--customers", "5", "--invoices", "1e9"),
        ("--customers", "5", "--months", "0"),
        ("--customers", "5", "--months", "-3"),
        ("--customers", "5", "--months", "700"),
        ("--customers", "5", "--end-date", "1850-01-01"),
        ("--customers", "5", "--end-date", "0001-01-01"),
        ("--customers", "5", "--end-date", "1971-01-01"),
        ("--customers", "5", "--end-date", "9999-12-31"),
        ("--customers", "5", "--end-date", "yesterday"),
    ],
)
def test_what_makes_no_sense_is_said_in_words_and_nothing_is_written(
    words: tuple[str, ...],
) -> None:
    with pytest.raises(CommandError) as error:
        call_command("make_book", *words)
    assert str(error.value)
    assert not Customer.objects.exists()
    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"months": 1}, {"average": 0.1}, {"average": 200.0}, {"end_date": dt.date(1972, 6, 1)}],
)
def test_books_at_the_edge_of_sense_can_be_made(changes: dict[str, object]) -> None:
    made = make_book(replace(plan(20), **changes), at=timezone.now())  # type: ignore[arg-type]
    assert made.customers == 20


def test_a_book_of_nobody_writes_nothing() -> None:
    make_customer("mine")
    assert make_book(plan(0), at=timezone.now()).customers == 0
    assert not ExchangeRate.objects.exists()
    assert not Event.objects.exists()


def test_the_event_is_about_the_book_and_no_customer() -> None:
    make_book(plan(5), at=timezone.now())
    event = Event.objects.get()
    assert (event.object_kind, event.object_id, event.customer_id) == ("book", "", None)
    assert kind_name(event.object_kind) == "book"
    assert "made a book" in in_words(event).sentence


@pytest.mark.django_db(transaction=True)
def test_two_cannot_write_to_the_book_at_once() -> None:
    with transaction.atomic():
        lock_imports()
        with pytest.raises(Refused) as refused:
            Beside(lambda: make_book(plan(5), at=timezone.now())).end()
    assert refused.value.code == "book_busy"
    assert make_book(plan(5), at=timezone.now()).customers == 5


def test_scoring_can_be_left_to_a_run_over_the_book() -> None:
    make_book(plan(5, mark=False), at=timezone.now())
    assert not CustomerChange.objects.exists()


def test_the_command_says_what_it_made() -> None:
    out = io.StringIO()
    call_command("make_book", "--customers", "5", "--end-date", "2026-06-30", stdout=out)
    assert json.loads(out.getvalue())["customers"] == 5
    with pytest.raises(CommandError) as error:
        call_command("make_book", "--customers", "5")
    assert error.value.returncode == 2


def test_every_kind_of_fact_is_in_a_book_and_the_same_seed_makes_the_same(
    account_manager: User,
) -> None:
    def facts() -> dict[str, list[object]]:
        return {
            code: list(
                kind.model.objects.order_by("source_key", "customer__number").values_list(
                    "customer__number", "source_key", "effective_date"
                )
            )
            for code, kind in KINDS.items()
        }

    make_book(plan(300), at=timezone.now())
    first = facts()
    missing = [code for code, rows in first.items() if not rows]
    assert missing == []
    clear()
    make_book(plan(300), at=timezone.now())
    assert facts() == first


def test_groups_have_a_parent_and_members_and_the_same_seed_makes_the_same(
    account_manager: User, outsider: User
) -> None:
    def memberships() -> list[object]:
        rows = GroupMembership.objects.order_by("customer__number")
        return list(rows.values_list("group__name", "customer__number", "from_date"))

    made = make_book(plan(300), at=timezone.now())
    first = memberships()
    groups = CustomerGroup.objects.annotate(members=Count("memberships"))
    assert made.groups == len(groups) >= 3
    assert all(3 <= group.members <= 7 for group in groups)
    assert all(group.name.endswith((" Group", "集团")) for group in groups)
    parents = RelatedParty.objects.filter(kind="parent", other__isnull=False)
    assert parents.count() == len(first) - len(groups)
    day_of = dict(Customer.objects.values_list("number", "since_date"))
    assert all(since == day_of[number] for _name, number, since in first)  # type: ignore[misc]
    clear()
    make_book(plan(300), at=timezone.now())
    assert memberships() == first


def test_no_fact_of_a_book_breaks_the_rules_of_its_kind(account_manager: User) -> None:
    make_book(plan(300), at=timezone.now())
    for kind in KINDS.values():
        for rule in kind.rules:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {kind.table} s WHERE {rule.never}")
                assert cursor.fetchone() == (0,), (kind.code, rule.code)
