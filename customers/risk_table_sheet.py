"""The risk-customer table made again from the book: what its sixteen columns say of a customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from customers.models import (
    Contact,
    CreditReport,
    Customer,
    Fact,
    Interaction,
    MarketNote,
    Plan,
)
from customers.risk_table import Person, lines_of, told_of

MOST = 5  # talks and plans of a customer that a cell holds


@dataclass(frozen=True)
class Sheet:
    """What the cells say that are no fields of the customer; "" = nothing is known."""

    contacts: str = ""
    score: str = ""
    transactions: str = ""
    tier: str = ""
    talks: str = ""
    problem: str = ""
    measure: str = ""
    responsible: str = ""
    due_date: str = ""
    feedback: str = ""
    lesson: str = ""


def sheets_of(customers: Sequence[Customer]) -> dict[int, Sheet]:
    """By customer what the table says, in a constant number of queries."""
    ids = [customer.pk for customer in customers]
    people: dict[int, list[Person]] = defaultdict(list)
    contacts = Contact.objects.current().filter(customer__in=ids)
    for contact in contacts.order_by("-is_primary", "source_key"):
        people[contact.customer_id].append(
            Person(contact.name, contact.role, contact.phone, contact.email, contact.wechat)
        )
    reports = _latest(CreditReport.objects.all(), ids, 1)
    notes = _latest(MarketNote.objects.filter(kind=MarketNote.Kind.OTHER), ids, 1)
    talks = _latest(Interaction.objects.all(), ids, MOST)
    plans = _latest(Plan.objects.select_related("responsible"), ids, MOST)
    return {
        pk: Sheet(
            contacts=told_of(people[pk]),
            score=lines_of([_score(report) for report in reports[pk]]),
            transactions=lines_of([note.text for note in notes[pk]]),
            tier=lines_of([note.title for note in notes[pk] if note.rating]),
            talks=lines_of([f"{t.effective_date} {t.content or t.subject}" for t in talks[pk]]),
            **_plan_cells(plans[pk]),
        )
        for pk in ids
    }


def _latest(rows: QuerySet[Any], customers: list[int], most: int) -> dict[int, list[Any]]:
    """The latest facts of each customer, the oldest of them first."""
    place = Window(
        RowNumber(), partition_by=F("customer_id"), order_by=[F("effective_date").desc(), "-pk"]
    )
    found: dict[int, list[Fact]] = defaultdict(list)
    standing = rows.filter(customer__in=customers, is_void=False)
    for row in standing.annotate(place=place).filter(place__lte=most).order_by("-place"):
        found[row.customer_id].append(row)
    return found


def _score(report: CreditReport) -> str:
    if report.score is None:
        return report.rating
    score = f"{report.score.normalize():f}"
    return f"{score}/{report.scale_max.normalize():f}" if report.scale_max else score


def _plan_cells(plans: list[Plan]) -> dict[str, str]:
    """The plans' cells, a line each."""
    return {
        "problem": lines_of([plan.problem for plan in plans]),
        "measure": lines_of([plan.measure_text for plan in plans]),
        "responsible": lines_of(
            list(dict.fromkeys(str(p.responsible or p.responsible_name) for p in plans))
        ),
        "due_date": lines_of([str(plan.due_date or "") for plan in plans]),
        "feedback": lines_of([plan.reaction for plan in plans]),
        "lesson": lines_of([plan.lesson for plan in plans]),
    }
