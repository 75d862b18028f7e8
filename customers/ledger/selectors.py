"""Reads of the ledger for its pages: what settles what, what is open, what was said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise

from customers.ledger.matching import Credit, Item
from customers.models import (
    SOURCES,
    Allocation,
    AllocationRevision,
    Customer,
    Invoice,
    OpenCredit,
    Payment,
)
from customers.records import KINDS, Kind
from customers.selectors import FormerState, count_each, in_words

MOST_MATCHED = 200  # open credits and open invoices that one screen holds, the oldest
MOST_PARTS = 500
MOST_STATES = 50
OPEN_ITEMS = """
SELECT i.id, i.number, i.invoice_date, i.due_date, i.amount - coalesce(g.amount, 0), i.currency
FROM customers_invoice i
LEFT JOIN (
    SELECT invoice_id, sum(amount) AS amount FROM customers_allocation
    WHERE customer_id = %(customer)s GROUP BY invoice_id
) g ON g.invoice_id = i.id
WHERE i.customer_id = %(customer)s AND NOT i.is_void AND i.amount > coalesce(g.amount, 0)
ORDER BY i.due_date NULLS LAST, i.invoice_date, i.id LIMIT %(most)s
"""


# what counts of those that may be void or taken back
STANDING = {
    Invoice: " AND NOT is_void",
    Payment: " AND NOT is_void",
    Allocation: " AND amount > 0",
}
DOCUMENTS = {
    Invoice: "invoice_date",
    Payment: "received_date",
    Allocation: "effective_date",
    OpenCredit: "effective_date",
}


def count_documents(
    customer: Customer, models: Sequence[type[Any]]
) -> list[tuple[type[Any], int, dt.date | None]]:
    """How many of these the customer has, up to one above the most, and the latest day.

    One query for all, each answered by its index.
    """
    if not models:
        return []
    days = [
        f"SELECT {DOCUMENTS[model]} AS day FROM {model._meta.db_table}"  # noqa: S608 (own tables)
        f" WHERE customer_id = %s{STANDING.get(model, '')}"
        for model in models
    ]
    return [(models[place], count, latest) for place, count, latest in count_each(customer, days)]


def with_sources(allocations: QuerySet[Allocation]) -> QuerySet[Allocation]:
    return allocations.select_related("customer", "invoice", *SOURCES)


def settlements_of(invoice: Any) -> list[Allocation]:
    """What settles an invoice, the latest first; allocations taken back are not among them."""
    rows = Allocation.objects.filter(customer_id=invoice.customer_id, invoice_id=invoice.pk)
    return list(
        with_sources(rows.standing()).order_by("-effective_date", "-pk")[:MOST_PARTS]
    )  # fmt: skip


def parts_of(source: Any, name: str) -> list[Allocation]:
    """Which invoices a payment, credit note or write-off settles; `name` is that of the field."""
    rows = Allocation.objects.filter(customer_id=source.customer_id, **{f"{name}_id": source.pk})
    return list(
        with_sources(rows.standing()).order_by("-effective_date", "-pk")[:MOST_PARTS]
    )  # fmt: skip


def left_of(sources: Sequence[Any], name: str) -> dict[int, Decimal]:
    """By id what is left of payments or credits; those that are used up are not in it."""
    rows = OpenCredit.objects.filter(
        customer_id__in={source.customer_id for source in sources},
        **{f"{name}_id__in": [source.pk for source in sources]},
    )
    return dict(rows.values_list(f"{name}_id", "amount"))


def open_credits_of(customer: Customer) -> list[Credit]:
    """What the customer's payments and credits have left, the oldest first."""
    rows = OpenCredit.objects.filter(customer=customer).select_related(*SOURCES)
    return [
        Credit(
            source=row.source_kind,
            source_id=row.source.pk,
            number=row.source.source_key,
            date=row.effective_date,
            left=row.amount,
            currency=row.currency,
            text=_words_of(row.source),
        )
        for row in rows.order_by("effective_date", "pk")[:MOST_MATCHED]
    ]


def _words_of(source: Any) -> str:
    """Where a payment or credit may name the invoices that it is for."""
    return next((str(getattr(source, n)) for n in ("reference", "text", "reason")
                 if hasattr(source, n)), "")  # fmt: skip


def open_items_of(customer: Customer) -> list[Item]:
    """The customer's open invoices, those that fell due earliest first."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_ITEMS, {"customer": customer.pk, "most": MOST_MATCHED})
        return [Item(*row) for row in cursor.fetchall()]


def given_of(customer: Customer, credits: Iterable[Credit]) -> dict[tuple[str, int, int], Decimal]:
    """What these credits give already: (source, its id, invoice's id) → amount."""
    wanted = list(credits)
    given: dict[tuple[str, int, int], Decimal] = {}
    for name in SOURCES:
        ids = [credit.source_id for credit in wanted if credit.source == name]
        if ids:
            rows = customer.allocations.filter(**{f"{name}_id__in": ids}).standing()
            for pk, invoice, amount in rows.values_list(f"{name}_id", "invoice_id", "amount"):
                given[name, pk, invoice] = amount
    return given


@dataclass(frozen=True)
class Mention:
    """A fact that names a document."""

    kind: Kind
    fact: Any


def mentions_of(document: Any, field: str, *, person: Any) -> list[Mention]:
    """Facts that name this invoice or payment, of the kinds the person may see; newest first."""
    found = []
    for kind in KINDS.values():
        names = {link.name for link in kind.links if link.linked is type(document)}
        if field in names and person.has_perm(kind.permission("view")):
            rows = kind.model.objects.filter(customer_id=document.customer_id)
            rows = rows.filter(**{f"{field}_id": document.pk}).order_by("-effective_date", "-pk")
            found += [Mention(kind, fact) for fact in rows[:MOST_STATES]]
    return found


def former_states(row: Any, names: Sequence[str]) -> list[FormerState]:
    """What an invoice or payment said before, newest first, with what each change made of it."""
    revisions = row.revisions.filter(customer_id=row.customer_id)
    after, states = row, []
    for was in revisions.order_by("-superseded_at")[:MOST_STATES]:
        changes: list[tuple[str | Promise, Any, Any]] = [
            (
                row._meta.get_field(name).verbose_name,
                *(in_words(type(row), name, getattr(state, name)) for state in (was, after)),
            )
            for name in names
            if getattr(was, name) != getattr(after, name)
        ]
        states.append(FormerState(was.superseded_at, changes))
        after = was
    return [state for state in states if state.changes]


@dataclass(frozen=True)
class FormerPart:
    """What an allocation said until a moment."""

    until: dt.datetime
    allocation: Allocation
    before: Decimal
    after: Decimal


def former_parts(*, customer_id: int, **of: int) -> list[FormerPart]:
    """How allocations of an invoice or a source changed, newest first."""
    revisions = AllocationRevision.objects.filter(customer_id=customer_id, **of)
    newest = revisions.order_by("-superseded_at", "-pk")
    rows = newest.select_related("allocation__invoice", *(f"allocation__{n}" for n in SOURCES))
    after: dict[int, Decimal] = {}
    found = []
    for was in rows[:MOST_STATES]:
        became = after.get(was.allocation_id, was.allocation.amount)
        if became != was.amount:
            found.append(FormerPart(was.superseded_at, was.allocation, was.amount, became))
        after[was.allocation_id] = was.amount
    return found
