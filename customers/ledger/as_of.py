"""Invoices, payments and allocations as they were known at a moment, for lists of one customer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import Allocation, DishonouredPayment, Invoice, Payment
from customers.records import KINDS
from customers.records.as_of import as_known, known_rows
from customers.records.filters import past_asked
from customers.selectors import with_allocations
from riskcrm.web.today import local_date, today

DAY_OF: dict[type[Any], str] = {
    Invoice: "invoice_date",
    Payment: "received_date",
    Allocation: "effective_date",
}


def document_as_known(model: type[Any]) -> str:
    """SQL: the documents as they stood at `%(known_at)s`; what names one has never changed."""
    link: Any = model._meta.get_field("revisions")
    revision, parent = link.related_model._meta, link.field.column
    kept = {field.column for field in revision.concrete_fields} - {"id"}
    columns = [field.column for field in model._meta.concrete_fields]
    now = ", ".join(f"t.{name}" for name in columns)
    then = ", ".join(f"{'r' if name in kept else 't'}.{name}" for name in columns)
    return f"""(
        SELECT {now} FROM {model._meta.db_table} t WHERE t.recorded_at <= %(known_at)s
        UNION ALL
        SELECT {then} FROM {revision.db_table} r
        JOIN {model._meta.db_table} t ON t.id = r.{parent}
        WHERE r.recorded_at <= %(known_at)s AND r.superseded_at > %(known_at)s
    )"""  # noqa: S608 (names of our own tables)


@dataclass(frozen=True)
class Reading:
    """How a list is asked to be read: by what had happened until a day, as known at a moment."""

    as_of: dt.date | None = None
    customer_id: int | None = None
    known_at: dt.datetime | None = None

    @property
    def is_past(self) -> bool:
        return self.as_of is not None or self.known_at is not None

    @property
    def day(self) -> dt.date:
        """The day by which days late are counted."""
        return self.as_of or (local_date(self.known_at) if self.known_at else today())

    def documents(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Invoices, payments or allocations as they were known."""
        return self._known(rows, document_as_known(rows.model))

    def allocations(self) -> QuerySet[Allocation]:
        """What had been allocated by the day."""
        return self._by_day(self.documents(Allocation.objects.all()), DAY_OF[Allocation])

    def left_of(self, payments: list[Any]) -> dict[int, Decimal | Promise]:
        """By id what payments had left; those that were used up are not in it.

        What went to invoices of other currencies was valued by rates that may have been mended.
        """
        with_allocations(payments, self.allocations())
        back = self._given_back(payments)
        left: dict[int, Decimal | Promise] = {}
        for payment in payments:
            if payment.unallocated is None:
                left[payment.pk] = _("not known")
            elif (kept := payment.unallocated - back.get(payment.pk, Decimal(0))) > 0:
                left[payment.pk] = kept
        return left

    def _given_back(self, payments: list[Any]) -> dict[int, Decimal]:
        """By payment what the bank gave back; all of it, where that is told in another currency."""
        by_id = {payment.pk: payment for payment in payments}
        customers = {payment.customer_id for payment in payments}
        rows = DishonouredPayment.objects.filter(customer_id__in=customers, payment_id__in=by_id)
        known = self._known(rows.standing(), as_known(KINDS["dishonoured-payments"]))
        found = self._by_day(known, "effective_date")
        return {
            pk: amount if currency == by_id[pk].currency else by_id[pk].amount
            for pk, amount, currency in found.values_list("payment_id", "amount", "currency")
        }

    def _by_day(self, rows: QuerySet[Any], field: str) -> QuerySet[Any]:
        return rows.filter(**{f"{field}__lte": self.as_of}) if self.as_of else rows

    def _known(self, rows: QuerySet[Any], sql: str) -> QuerySet[Any]:
        if self.known_at is None:
            return rows
        customer_id = self.customer_id or 0
        return known_rows(rows, sql, customer_id=customer_id, known_at=self.known_at)


def reading_asked(query: Any) -> Reading:
    """What the query asks for; what it cannot mean, its form refuses."""
    try:
        as_of = forms.DateField(required=False).clean(query.get("as_of", ""))
    except forms.ValidationError:
        as_of = None
    customer_id, known_at = past_asked(query) or (None, None)
    return Reading(as_of, customer_id, known_at)
