"""Filters of invoices, payments, allocations and open credits, for pages and the API alike."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.filters import OfCustomerFilter, OfCustomerForm, managers
from customers.ledger.as_of import reading_asked
from customers.models import SOURCES, Allocation, Invoice, OpenCredit, Payment
from customers.records.filters import KnownAtFilter
from customers.selectors import narrowed
from riskcrm.accounts.models import Team
from riskcrm.web.filters import DayRangeFilter, Flat, NumberRangeFilter

SOURCE_NAMES = [(name, model._meta.verbose_name) for name, model in SOURCES.items()]
SHARED = ("customer_number", "manager", "team")
MOST_OF_A_NUMBER = 1000  # documents of different customers that share a number


def places_of(rows: Any, **key: str) -> list[tuple[int, int]]:
    """(customer, id) of the rows with this number."""
    return list(rows.filter(**key).values_list("customer_id", "pk")[:MOST_OF_A_NUMBER])


def at_places(places: list[tuple[int, int]], field: str) -> Q:
    """Rows that lead to one of these: by customer as well, which is how the ledger is indexed."""
    customers = {customer for customer, _pk in places}
    return Q(customer_id__in=customers, **{f"{field}_id__in": [pk for _c, pk in places]})


class LedgerFilter(OfCustomerFilter):
    """Rows of customers of a manager or team. What a list has of its own comes first."""

    customer = filters.NumberFilter(
        label=_("Customer id"), field_name="customer_id", widget=forms.HiddenInput(),
        decimal_places=0,
    )  # fmt: skip
    manager = filters.ModelChoiceFilter(
        label=_("Manager"), field_name="customer__manager", queryset=managers,
        empty_label=_("any"),
    )  # fmt: skip
    team = filters.ModelChoiceFilter(
        label=_("Team"), field_name="customer__team", queryset=Team.objects.order_by("name"),
        empty_label=_("any"),
    )  # fmt: skip

    def of_currency(self, rows: Any, _name: str, code: str) -> Any:
        return rows.filter(currency=code.upper())

    @classmethod
    def get_filters(cls) -> Flat:
        found = super().get_filters()
        shared = [name for name in SHARED if name in found]
        last = {name: found.pop(name) for name in shared}
        found.update(last)
        return found


def up_to_day(field: str) -> Any:
    return filters.DateFilter(
        label=_("As of"), field_name=field, lookup_expr="lte", widget=forms.HiddenInput(),
        help_text="rows of this day or before, and what had settled them by then",
    )  # fmt: skip


class DocumentForm(OfCustomerForm):
    within_customer: ClassVar[tuple[str, ...]] = ("known_at",)


class DocumentFilter(LedgerFilter):
    """Documents that keep what they said before; the view reads them so: see `ledger.as_of`."""

    known_at = KnownAtFilter(
        help_text="rows of one customer as they were known at this moment (or at the end of this "
        "day)"
    )


class InvoiceForm(DocumentForm):
    within_customer = ("state", "known_at")


class InvoiceFilter(DocumentFilter):
    """By number, days and currency among all invoices; by what is open among one customer's."""

    number = filters.CharFilter(label=_("Invoice number"))
    invoice_date = DayRangeFilter(label=_("Invoice date"))
    due_date = DayRangeFilter(label=_("Due date"), method="of_due_date")
    currency = filters.CharFilter(label=_("Currency"), method="of_currency")
    state = filters.ChoiceFilter(
        label=_("State"),
        choices=[("open", pgettext_lazy("state", "Open")), ("overdue", _("Overdue"))],
        method="of_state",
        empty_label=_("any"),
    )
    as_of = up_to_day("invoice_date")

    class Meta:
        model = Invoice
        form = InvoiceForm
        fields: ClassVar[list[str]] = []

    def of_due_date(self, rows: Any, _name: str, days: slice) -> Any:
        """No invoice is due before its date, which lets a list by date begin near these."""
        first, last = (_day(value) for value in (days.start, days.stop))
        if first:
            rows = rows.filter(due_date__gte=first)
        return rows.filter(due_date__lte=last, invoice_date__lte=last) if last else rows

    def of_state(self, rows: Any, _name: str, state: str) -> Any:
        return narrowed(rows, state, today=reading_asked(self.data or {}).day)


def _day(value: dt.datetime | None) -> dt.date | None:
    return value.date() if value else None


class PaymentFilter(DocumentFilter):
    """By number, day, currency and method among all payments."""

    source_key = filters.CharFilter(label=_("Payment number"))
    received_date = DayRangeFilter(label=_("Received on"))
    currency = filters.CharFilter(label=_("Currency"), method="of_currency")
    method = filters.ChoiceFilter(
        label=_("Method"), choices=Payment.Method.choices, empty_label=_("any")
    )
    as_of = up_to_day("received_date")

    class Meta:
        model = Payment
        form = DocumentForm
        fields: ClassVar[list[str]] = []


class AllocationFilter(DocumentFilter):
    """By what settles, by the invoice it settles, and by day."""

    invoice_number = filters.CharFilter(label=_("Invoice number"), method="of_invoice")
    source_number = filters.CharFilter(
        label=_("Number of payment or credit"), method="of_source_number"
    )
    effective_date = DayRangeFilter(label=_("Date"))
    source = filters.ChoiceFilter(
        label=_("Settled by"), choices=SOURCE_NAMES, method="of_source", empty_label=_("any")
    )
    as_of = up_to_day("effective_date")

    class Meta:
        model = Allocation
        form = DocumentForm
        fields: ClassVar[list[str]] = []

    def of_invoice(self, rows: Any, _name: str, number: str) -> Any:
        return rows.filter(at_places(places_of(Invoice.objects, number=number), "invoice"))

    def of_source_number(self, rows: Any, _name: str, number: str) -> Any:
        found = Q()
        for name, model in SOURCES.items():
            found |= at_places(places_of(model._default_manager, source_key=number), name)
        return rows.filter(found)

    def of_source(self, rows: Any, _name: str, source: str) -> Any:
        return rows.filter(**{f"{source}__isnull": False})


class OpenCreditFilter(LedgerFilter):
    """By kind, day and currency among what is left of payments and credits."""

    source = filters.ChoiceFilter(
        label=_("Kind"), choices=SOURCE_NAMES, method="of_source", empty_label=_("any")
    )
    effective_date = DayRangeFilter(label=_("Date"))
    currency = filters.CharFilter(label=_("Currency"), method="of_currency")
    amount = NumberRangeFilter(label=_("Amount left"))

    class Meta:
        model = OpenCredit
        fields: ClassVar[list[str]] = []

    def of_source(self, rows: Any, _name: str, source: str) -> Any:
        return rows.filter(**{f"{source}__isnull": False})
