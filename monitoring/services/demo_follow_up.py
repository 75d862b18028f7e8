"""What people of the demonstration said to their customers, planned, agreed on and heard of them.

By the real services. Written for the most dangerous customers of each demo manager, and the same
each time: a customer's place in that order decides what is told of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from customers.models import (
    Customer,
    Interaction,
    MarketEvent,
    Obligation,
    Plan,
    PolicyViolation,
    Task,
)
from customers.records import KINDS
from customers.services.contract_acts import break_obligation, fulfil_obligation
from customers.services.events import confirm_event
from customers.services.plans import Ending, end_plan
from customers.services.records import post_records
from customers.services.reminders import remind_of_contracts
from customers.services.talks import pin_interaction
from customers.services.tasks import finish_task
from customers.services.violations import proposed_warning, warn_customer
from monitoring.services.demo_words import (
    CONTRACTS,
    EVENTS,
    LESSONS,
    OBLIGATIONS,
    PLANS,
    TALKS,
    TASKS,
    VIOLATIONS,
)
from riskcrm.accounts.models import User
from riskcrm.jobs.services import take_slot
from riskcrm.web.today import local_date

CUSTOMERS_EACH = 8  # of each demo manager
Row = dict[str, Any]
Ago = Callable[[int], dt.date]


@transaction.atomic  # one commit, not hundreds
def seed_demo_follow_up(*, at: dt.datetime) -> int:
    """Seed it once; how many customers were written of."""
    managers = list(User.objects.filter(is_demo=True, customers__isnull=False).distinct())
    officer = User.objects.filter(is_demo=True, username="officer").first()
    if not managers or officer is None or not take_slot("demo_follow_up", "made", at=at):
        return 0
    told = 0
    for manager in sorted(managers, key=lambda one: one.username):
        customers = list(
            Customer.objects.filter(manager=manager).order_by("-rating__danger")[:CUSTOMERS_EACH]
        )
        _write(customers, by=manager, at=at)
        _act(customers, by=manager, officer=officer, at=at)
        told += len(customers)
    while remind_of_contracts(at=at):
        pass
    return told


def _write(customers: list[Customer], *, by: User, at: dt.datetime) -> None:
    """One call for each kind of fact."""
    day = local_date(at)
    rows: dict[str, list[Row]] = {}
    for place, customer in enumerate(customers):
        for code, row in _rows(place, day, by):
            rows.setdefault(code, []).append({"customer": customer.number, **row})
    for code, given in rows.items():
        post_records(KINDS[code], given, by=by, at=at)


def _rows(place: int, day: dt.date, by: User) -> Iterator[tuple[str, Row]]:
    """What is told of the customer at this place: kind of fact and row."""

    def ago(days: int) -> dt.date:
        return day - dt.timedelta(days=days)

    yield from _work_rows(place, ago, by)
    if place % 3 == 1:
        yield from _contract_rows(place, ago)
    if place % 4 == 1:
        yield from _signal_rows(place, ago)


def _work_rows(place: int, ago: Ago, by: User) -> Iterator[tuple[str, Row]]:
    for n, (days, channel, purpose, words) in enumerate(TALKS[place % len(TALKS)]):
        yield "interactions", {
            "source_key": f"DEMO-{n}", "effective_date": ago(days + place), "channel": channel,
            "purpose": purpose, "content": words, "owner": by.pk,
        }  # fmt: skip
    for n, (days, words) in enumerate(TASKS[place % len(TASKS)]):
        yield "tasks", {
            "source_key": f"DEMO-{n}", "effective_date": ago(days), "title": words, "owner": by.pk,
        }  # fmt: skip
    if place % 2 == 0:
        plan = PLANS[place // 2 % len(PLANS)]
        yield "plans", {
            "source_key": "DEMO-1", "effective_date": ago(60), "responsible": by.pk,
            "due_date": ago(-20 + 8 * place), **plan,
        }  # fmt: skip


def _signal_rows(place: int, ago: Ago) -> Iterator[tuple[str, Row]]:
    for n, event in enumerate(EVENTS[place // 4 % len(EVENTS)]):
        key = {"source_key": f"DEMO-{n}", "effective_date": ago(20 - n), "cluster": "DEMO"}
        yield "market-events", {**key, **event}
    if place == 5:
        policy, words = VIOLATIONS[0]
        yield (
            "policy-violations",
            {
                "source_key": "DEMO-1",
                "effective_date": ago(15),
                "policy": policy,
                "text": words,
            },
        )


def _contract_rows(place: int, ago: Ago) -> Iterator[tuple[str, Row]]:
    title, clauses = CONTRACTS[place // 3 % len(CONTRACTS)]
    yield "contracts", {
        "source_key": "DEMO-K", "effective_date": ago(400), "title": title, "signed_date": ago(410),
        "end_date": ago(-45 - 20 * place), "notice_days": 30 + 10 * place, "renews": place % 2 == 0,
        "renewal_months": None if place % 2 else 12,
    }  # fmt: skip
    for n, (kind, words) in enumerate(clauses):
        yield "contract-clauses", {
            "source_key": f"DEMO-{n}", "effective_date": ago(400), "contract": "DEMO-K",
            "kind": kind, "text": words,
        }  # fmt: skip
    for n, (days, party, words) in enumerate(OBLIGATIONS):
        yield "obligations", {
            "source_key": f"DEMO-{n}", "effective_date": ago(days), "contract": "DEMO-K",
            "party": party, "text": words,
        }  # fmt: skip


def _act(customers: list[Customer], *, by: User, officer: User, at: dt.datetime) -> None:
    """What people then did about it."""
    day = local_date(at)
    for note in Interaction.objects.filter(customer__in=customers[::3], source_key="DEMO-0"):
        pin_interaction(note, by=by, at=at)
    for task in Task.objects.filter(customer__in=customers, source_key="DEMO-1").order_by("pk"):
        finish_task(task, by=by, at=at)
    plans = Plan.objects.filter(customer__in=customers, source_key="DEMO-1").order_by("pk")
    for plan, said in zip(plans[:2], LESSONS, strict=False):
        reaction, solved, lower, lesson = said
        done = Ending(day - dt.timedelta(days=5), reaction, solved, lower, lesson)
        end_plan(plan, done, by=by, at=at)
    events = MarketEvent.objects.filter(customer__in=customers, source_key="DEMO-0")
    for event in events.order_by("pk")[:1]:
        confirm_event(event, reason="File number seen at the court.", by=officer, at=at)
    _act_on_contracts(customers, by=by, at=at)
    violations = PolicyViolation.objects.filter(customer__in=customers)
    for violation in violations.select_related("customer"):
        words = proposed_warning(violation, violation.customer)
        warned = day - dt.timedelta(days=10)
        warn_customer(violation, warned_date=warned, warning=words, by=by, at=at)


def _act_on_contracts(customers: list[Customer], *, by: User, at: dt.datetime) -> None:
    obligations = Obligation.objects.filter(customer__in=customers, source_key__startswith="DEMO")
    for obligation in obligations.select_related("customer", "contract").order_by("pk"):
        due = obligation.effective_date
        if obligation.source_key == "DEMO-0":
            fulfil_obligation(obligation, done_date=due, by=by, at=at)
        elif obligation.source_key == "DEMO-1":
            words = "No accounts came by the day. 到期未收到财务报表。"
            break_obligation(obligation, broken_date=due, text=words, by=by, at=at)
