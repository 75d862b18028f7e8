"""The risk-customer table made again from the book: what its sixteen columns say of a customer.

The list shows one line of a customer and the latest of its talks and plans; a file has all of
them, a line for each plan, and reads back as it was written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from itertools import zip_longest
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Contact, CreditReport, Customer, Fact, Interaction, MarketNote, Plan
from customers.risk_table.columns import PROVIDER, Person, lines_of, told_of, told_talk

MOST = 5  # talks and plans of a customer that the list shows
LONGEST = 30_000  # characters of a cell in a file; Excel takes 32,767
TIER_LABELS = {
    "high": gettext_lazy("high risk"),
    "medium": gettext_lazy("medium risk"),
    "low": gettext_lazy("low risk"),
}
OwnTiers = Callable[[Sequence[int]], dict[int, str]]
_own_tiers: list[OwnTiers] = []


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


@dataclass(frozen=True)
class Line:
    """A plan as the table tells it."""

    problem: str
    measure: str
    responsible: str
    due_date: str
    feedback: str
    lesson: str


NAMES = tuple(field.name for field in fields(Line))


def register_own_tiers(of: OwnTiers) -> None:
    """To be called by the app that rates customers when it is ready: by id high, medium or low."""
    if of not in _own_tiers:
        _own_tiers.append(of)


def own_tiers(ids: Sequence[int]) -> dict[int, str]:
    """The tiers that we have found ourselves; who is not rated has none."""
    return {pk: tier for of in _own_tiers for pk, tier in of(ids).items()}


def sheets_of(customers: Sequence[Customer]) -> dict[int, Sheet]:
    """By customer what the list shows, in a constant number of queries."""
    told = _Told(customers, most=MOST)
    return {
        customer.pk: Sheet(
            contacts=told.contacts(customer),
            **told.opinions(customer.pk),
            talks=lines_of([*told.talks(customer.pk), _more(told.talk_rows[customer.pk])]),
            **_joined(told.plans(customer.pk), _more(told.plan_rows[customer.pk])),
        )
        for customer in customers
    }


def file_lines_of(customers: Sequence[Customer]) -> dict[int, list[Sheet]]:
    """By customer the lines that a file has of it, all of them, at least one."""
    told = _Told(customers)
    return {customer.pk: _file_lines(told, customer) for customer in customers}


def _file_lines(told: _Told, customer: Customer) -> list[Sheet]:
    first = told.opinions(customer.pk)
    columns = (
        cells_of(told.contacts(customer).splitlines()),
        cells_of(told.talks(customer.pk)),
        told.plans(customer.pk),
    )
    lines = []
    for people, talks, plan in zip_longest(*columns):
        cells = asdict(plan) if plan else {}
        lines.append(Sheet(contacts=people or "", talks=talks or "", **cells, **first))
        first = {}
    return lines or [Sheet(**first)]


def cells_of(lines: Sequence[str]) -> list[str]:
    """Lines in as few cells as hold them."""
    cells: list[str] = []
    for line in lines:
        if cells and len(cells[-1]) + len(line) < LONGEST:
            cells[-1] = f"{cells[-1]}\n{line}"
        else:
            cells.append(line)
    return cells


class _Told:
    """What the book knows of these customers, read at once; `most` of what is many."""

    def __init__(self, customers: Sequence[Customer], most: int | None = None) -> None:
        ids = [customer.pk for customer in customers]
        self.people: dict[int, list[Contact]] = defaultdict(list)
        for contact in Contact.objects.current().filter(customer__in=ids):
            self.people[contact.customer_id].append(contact)
        self.reports = latest_of(told_reports(), ids, 1)
        self.notes = latest_of(told_notes(), ids, 1)
        self.talk_rows = latest_of(Interaction.objects.all(), ids, most)
        self.plan_rows = latest_of(Plan.objects.select_related("responsible"), ids, most)
        self.tiers = own_tiers(ids)

    def contacts(self, customer: Customer) -> str:
        rows = sorted(self.people[customer.pk], key=place_of)
        return told_of([person_of(contact, customer) for contact in rows])

    def opinions(self, pk: int) -> dict[str, str]:
        """Score, transactions and tier; the tier is ours once there is one."""
        notes = self.notes[pk]
        own = TIER_LABELS.get(self.tiers.get(pk, ""))
        return {
            "score": "".join(map(score_cell, self.reports[pk])),
            "transactions": "".join(one_line(note.text) for note in notes),
            "tier": str(own) if own else "".join(note.title for note in notes if note.rating),
        }

    def talks(self, pk: int) -> list[str]:
        return sorted({told_talk(t.effective_date, said_in(t)) for t in self.talk_rows[pk]})

    def plans(self, pk: int) -> list[Line]:
        return distinct_lines(self.plan_rows[pk])


def told_reports() -> QuerySet[CreditReport]:
    """The reports that say a score or a rating."""
    return CreditReport.objects.exclude(Q(score__isnull=True) & Q(rating=""))


def told_notes() -> QuerySet[MarketNote]:
    """The team's own notes: what the table says of transactions and of the tier."""
    return MarketNote.objects.filter(kind=MarketNote.Kind.OTHER, source=PROVIDER)


def latest_of(
    rows: QuerySet[Any], customers: Sequence[int], most: int | None
) -> dict[int, list[Any]]:
    """The latest standing facts of each customer, the oldest of them first; each knows how many
    there are (`in_all`) where only the latest are asked for."""
    found: dict[int, list[Fact]] = defaultdict(list)
    standing = rows.filter(customer__in=customers, is_void=False)
    if most is None:
        for row in standing.order_by("effective_date", "pk"):
            found[row.customer_id].append(row)
        return found
    whose, latest = F("customer_id"), [F("effective_date").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=whose, order_by=latest)
    in_all = Window(Count("pk"), partition_by=whose)
    ranked = standing.annotate(place=place, in_all=in_all).filter(place__lte=most)
    for row in ranked.order_by("-place"):
        found[row.customer_id].append(row)
    return found


def place_of(contact: Contact) -> Any:
    """The main contact first, the others in the order in which they came: table-2, table-10."""
    return not contact.is_primary, len(contact.source_key), contact.source_key


def person_of(contact: Contact, customer: Customer) -> Person:
    """A contact as the table tells it; one that bears the customer's name needs none."""
    name = "" if contact.name == customer.name else contact.name
    return Person(name, contact.role, contact.phone, contact.email, contact.wechat)


def said_in(talk: Interaction) -> str:
    return one_line(talk.content or talk.subject)


def score_cell(report: CreditReport) -> str:
    if report.score is None:
        return report.rating
    score = f"{report.score.normalize():f}"
    return f"{score}/{report.scale_max.normalize():f}" if report.scale_max else score


def line_of(plan: Plan) -> Line:
    """A plan's cells."""
    return Line(
        one_line(plan.problem),
        one_line(plan.measure_text),
        one_line(str(plan.responsible or plan.responsible_name)),
        str(plan.due_date or ""),
        one_line(plan.reaction),
        one_line(plan.lesson),
    )


def distinct_lines(plans: Iterable[Plan]) -> list[Line]:
    """The plans by when they are due; two that say the same are one line."""
    lines = {line_of(plan) for plan in plans}
    return sorted(lines, key=lambda line: (line.due_date or "9999", *astuple(line)))


def one_line(text: str) -> str:
    """A text as a cell reads back: without line breaks and double spaces."""
    return " ".join(text.split())


def _more(rows: Sequence[Any]) -> str:
    """That there are more than the list shows."""
    left = rows[0].in_all - len(rows) if rows else 0
    return _("… and %(count)s more") % {"count": left} if left > 0 else ""


def _joined(plans: Sequence[Line], more: str) -> dict[str, str]:
    """The cells of several plans, a line each."""
    cells = {name: [getattr(plan, name) for plan in plans] for name in NAMES}
    cells["responsible"] = list(dict.fromkeys(cells["responsible"]))
    cells["problem"].append(more)
    return {name: lines_of(lines) for name, lines in cells.items()}
