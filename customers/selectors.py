"""What the panels of a customer's page show, each in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import (
    Case,
    Count,
    DecimalField,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from customers.history import CAUSES, changes_of
from customers.models import Allocation, Customer, Invoice, Payment
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACCOUNT_MANAGER, ALL_CUSTOMERS
from riskcrm.audit.models import Event
from riskcrm.jobs.services import Range
from riskcrm.web.today import local_date

TIMELINE_ROWS = 50
RANGES = """
    SELECT min(id), max(id), count(*) FROM (
      SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS chunk FROM customers_customer
    ) c GROUP BY chunk ORDER BY chunk"""
OWN_KINDS = ("customer", "contact", "creditterms", "invoice", "payment")
ACTS: dict[str, str | Promise] = {
    "create_customer": _("customer entered"),
    "set_credit_terms": _("credit terms set"),
    "create_contact": _("contact entered"),
    "change_contact": _("contact changed"),
    "end_contact": _("contact ended"),
    "reopen_contact": _("contact taken up again"),
    "verify_contact": _("contact verified"),
    "post_invoices": _("invoices posted"),
    "post_payments": _("payments posted"),
}


def book_ranges(size: int) -> list[Range]:
    """The book in chunks of this many customers by id: first, final, and how many."""
    with connection.cursor() as cursor:
        cursor.execute(RANGES, [size])
        return list(cursor.fetchall())


def managers_in_reach(person: User | None) -> QuerySet[User]:
    """People who can have customers that `person` sees; nobody in particular sees all."""
    people: QuerySet[User] = User.objects.people().active().order_by("name")
    if person is None or person.has_perm(ALL_CUSTOMERS):
        return people.filter(groups__name=ACCOUNT_MANAGER)
    if person.team_id is None:
        return people.filter(pk=person.pk)
    return people.filter(team_id=person.team_id)


def with_open_amount(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Invoices with `paid` and `open_amount` in their own currency, and the latest payment's date.

    `base_open` is the open amount in the base currency, as the readings figure it: None where the
    rate is unknown. Allocations are found by customer and invoice, which is how they are indexed.
    """
    given = (
        Allocation.objects.filter(
            customer_id=OuterRef("customer_id"), invoice_id=OuterRef("pk"), amount__gt=0
        )
        .order_by()
        .values("invoice_id")
    )
    return invoices.annotate(
        paid=Coalesce(Subquery(given.annotate(x=Sum("amount")).values("x")), Value(Decimal(0))),
        paid_date=Subquery(given.annotate(x=Max("effective_date")).values("x")),
        open_amount=F("amount") - F("paid"),
        base_open=Case(
            When(open_amount__lte=0, then=Value(Decimal(0))),
            default=Round(F("base_amount") * F("open_amount") / F("amount"), 2),
            output_field=DecimalField(max_digits=22, decimal_places=2),
        ),
    )


def open_in_base(invoices: QuerySet[Any]) -> dict[str, Any]:
    """What is open of these invoices in the base currency, and how many have no known rate."""
    return invoices.filter(open_amount__gt=0).aggregate(
        total=Coalesce(Sum("base_open"), Value(Decimal(0))),
        unknown=Count("pk", Q(base_amount__isnull=True)),
    )


def narrowed(invoices: QuerySet[Any], show: str, *, today: dt.date) -> QuerySet[Any]:
    """Only those `open` or `overdue`; anything else means all."""
    if show == "open":
        return invoices.filter(open_amount__gt=0)
    if show == "overdue":
        return invoices.filter(open_amount__gt=0, due_date__lt=today)
    return invoices


def days_late(invoice: Any, *, today: dt.date) -> int | None:
    """Days past due: until today while open, until the latest payment once paid. Negative is early.

    None where no due date is known, and for what is open and not due yet.
    """
    if invoice.due_date is None:
        return None
    if invoice.open_amount > 0:
        late = (today - invoice.due_date).days
        return late if late > 0 else None
    return int((invoice.paid_date - invoice.due_date).days)


def with_allocations(payments: list[Payment]) -> list[Payment]:
    """The payments with `parts` (their allocations) and `unallocated`, by one query for all.

    `unallocated` is None where an invoice has another currency than the payment.
    """
    parts: dict[int, list[Allocation]] = {payment.pk: [] for payment in payments}
    customers = {payment.customer_id for payment in payments}
    rows = Allocation.objects.filter(customer_id__in=customers, payment_id__in=parts, amount__gt=0)
    for part in rows.select_related("invoice").order_by("pk"):
        parts[part.payment_id].append(part)
    for payment in payments:
        mine: Any = payment
        mine.parts = parts[payment.pk]
        same = all(part.invoice.currency == payment.currency for part in mine.parts)
        given = sum((part.amount for part in mine.parts), Decimal(0))
        mine.unallocated = payment.amount - given if same else None
    return payments


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `text` may be a person's words; `kind` is ours.

    `url` leads to the row behind the line, from the customer's page.
    """

    date: dt.date
    kind: str | Promise
    text: str
    amount: Decimal | None = None
    currency: str = ""
    who: str = ""
    url: str = ""


def timeline_of(customer: Customer) -> list[Entry]:
    """The latest that happened with a customer, newest first; a constant number of queries."""
    entries = [
        *_ledger(customer),
        *_signals(customer),
        *_changes(customer),
        *_acts(customer),
    ]
    entries.sort(key=lambda entry: entry.date, reverse=True)
    return entries[:TIMELINE_ROWS]


def _ledger(customer: Customer) -> Iterator[Entry]:
    for invoice in customer.invoices.order_by("-invoice_date", "-pk")[:TIMELINE_ROWS]:
        yield Entry(
            invoice.invoice_date,
            _("invoice"),
            invoice.number,
            invoice.amount,
            invoice.currency,
            url=f"?tab=invoices&invoice={invoice.pk}#panel",
        )
    for payment in customer.payments.order_by("-received_date", "-pk")[:TIMELINE_ROWS]:
        yield Entry(
            payment.received_date,
            _("payment"),
            payment.source_key,
            payment.amount,
            payment.currency,
            url=f"?tab=payments&payment={payment.pk}#panel",
        )
    for terms in customer.credit_terms.order_by("-effective_date", "-pk")[:TIMELINE_ROWS]:
        yield Entry(
            terms.effective_date,
            _("credit terms"),
            _days(terms.payment_days),
            terms.credit_limit,
            settings.BASE_CURRENCY,
        )


def _days(count: int | None) -> str:
    if count is None:
        return ""
    return ngettext("%(days)s day", "%(days)s days", count) % {"days": count}


def _signals(customer: Customer) -> Iterator[Entry]:
    changes = customer.contact_changes.order_by("-effective_date", "-pk")[:TIMELINE_ROWS]
    for change in changes:
        text = f"{change.get_kind_display()}: {change.old_value} → {change.new_value}"
        yield Entry(change.effective_date, _("contact change"), text)
    for complaint in customer.complaints.order_by("-effective_date", "-pk")[:TIMELINE_ROWS]:
        text = f"{complaint.get_direction_display()}: {complaint.text}"
        yield Entry(complaint.effective_date, _("complaint"), text)


def _changes(customer: Customer) -> Iterator[Entry]:
    """What was changed of the customer itself, by people and files alike; a line per change."""
    changes = changes_of(customer, count=TIMELINE_ROWS)
    for (_version, cause, at, who), fields in groupby(
        changes, key=lambda change: (change.version, change.cause, change.at, change.who)
    ):
        text = "; ".join(f"{f.label}: {f.before or '–'} → {f.after or '–'}" for f in fields)
        yield Entry(local_date(at), CAUSES.get(cause, cause), text, who=who)


def _acts(customer: Customer) -> Iterator[Entry]:
    """What else people did here. Acts of other apps have panels of their own."""
    events = Event.objects.filter(customer_id=customer.pk, object_kind__in=OWN_KINDS)
    events = events.exclude(verb__in=CAUSES)  # the changes themselves say more
    for event in events.select_related("payload").order_by("-pk")[:TIMELINE_ROWS]:
        body = event.content
        changed = ", ".join(name for name in body.get("after", {}) if name != "rows")
        text = changed if event.verb == "change_contact" else ""
        yield Entry(
            local_date(event.recorded_at),
            ACTS.get(event.verb, event.verb),
            text,
            who=str(body.get("actor", "")),
        )
