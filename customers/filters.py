"""Filters of the book's rows, for pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar, cast

import django_filters as filters
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customers.models import Contact, Customer, ImportFile, Invoice, Payment
from riskcrm.accounts.models import Team, User


def managers_in_reach(request: HttpRequest | None) -> Any:
    """People who can have customers that the asker sees."""
    if request is None:
        return User.objects.none()
    asker = cast(User, request.user)
    people: Any = User.objects.people().active().order_by("name")
    if asker.has_perm("customers.view_all_customers"):
        return people.filter(groups__name="account_manager")
    if asker.team_id is None:
        return people.filter(pk=asker.pk)
    return people.filter(team_id=asker.team_id)


class CustomerFilter(filters.FilterSet):  # type: ignore[misc]
    """What to look for among the customers a person sees, by what the book itself knows."""

    q = filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text="words of the name or number, in any order; one Chinese character is enough",
    )
    status = filters.ChoiceFilter(
        label=_("Status"), choices=Customer.Status.choices, empty_label=_("any")
    )
    manager = filters.ModelChoiceFilter(
        label=_("Manager"), queryset=managers_in_reach, empty_label=_("any")
    )
    team = filters.ModelChoiceFilter(
        label=_("Team"), queryset=Team.objects.order_by("name"), empty_label=_("any")
    )
    kind = filters.ChoiceFilter(
        label=_("Type"), choices=Customer.Kind.choices, empty_label=_("any")
    )
    industry = filters.ChoiceFilter(
        label=_("Industry"), choices=Customer.Industry.choices, empty_label=_("any")
    )
    country = filters.CharFilter(label=_("Country"), lookup_expr="iexact")
    region = filters.CharFilter(label=_("Region"), lookup_expr="iexact")

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = []

    def search(self, customers: Any, _name: str, text: str) -> Any:
        return customers.search(text)


class OfCustomerFilter(filters.FilterSet):  # type: ignore[misc]
    """Rows of one customer, by its id or its number."""

    customer = filters.NumberFilter(label=_("Customer id"), field_name="customer_id")
    customer_number = filters.CharFilter(label=_("Customer number"), field_name="customer__number")


class ContactFilter(OfCustomerFilter):
    class Meta:
        model = Contact
        fields: ClassVar[list[str]] = ["is_primary"]


class InvoiceFilter(OfCustomerFilter):
    number = filters.CharFilter(label=_("Invoice number"))
    invoice_date = filters.DateFromToRangeFilter(label=_("Invoice date"))
    due_date = filters.DateFromToRangeFilter(label=_("Due date"))

    class Meta:
        model = Invoice
        fields: ClassVar[list[str]] = ["currency"]


class PaymentFilter(OfCustomerFilter):
    source_key = filters.CharFilter(label=_("Payment number"))
    received_date = filters.DateFromToRangeFilter(label=_("Received on"))

    class Meta:
        model = Payment
        fields: ClassVar[list[str]] = ["currency", "method"]


class ImportFileFilter(filters.FilterSet):  # type: ignore[misc]
    kind = filters.ChoiceFilter(
        label=_("Kind"), choices=ImportFile.Kind.choices, empty_label=_("any")
    )
    state = filters.ChoiceFilter(
        label=_("State"), choices=ImportFile.State.choices, empty_label=_("any")
    )

    class Meta:
        model = ImportFile
        fields: ClassVar[list[str]] = []
