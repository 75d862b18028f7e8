"""Filters of the book's rows, for pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customers.custom.definitions import fields_in_use
from customers.custom.inputs import filters_of
from customers.models import Customer
from customers.selectors import managers_in_reach, members_of
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.filters import DayRangeFilter, FilterSet
from riskcrm.web.today import today

IN_GROUP = "customers that belong to this group today"


def managers(request: HttpRequest | None) -> Any:
    """People who can have customers that the asker sees."""
    if request is None:
        return User.objects.none()
    return managers_in_reach(person_of(request))


def sees_contacts(request: HttpRequest | None) -> bool:
    """Whether the asker may find customers by their contacts: else phone numbers could be tried."""
    return request is not None and request.user.has_perm("customers.view_contact")


class CustomerFilter(FilterSet):
    """What to look for among the customers a person sees, by what the book itself knows."""

    q = filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text="words of the names, the number or the registration number, or of one contact's "
        "name, e-mail or phone, in any order; one Chinese character is enough",
    )
    status = filters.ChoiceFilter(
        label=_("Status"),
        choices=[choice for choice in Customer.Status.choices if choice[0] != "merged"],
        empty_label=_("any"),
    )
    manager = filters.ModelChoiceFilter(label=_("Manager"), queryset=managers, empty_label=_("any"))
    team = filters.ModelChoiceFilter(
        label=_("Team"), queryset=Team.objects.order_by("name"), empty_label=_("any")
    )
    group_code = filters.CharFilter(
        label=_("Code of the customer group"), method="of_group", help_text=IN_GROUP
    )
    kind = filters.ChoiceFilter(
        label=_("Type"), choices=Customer.Kind.choices, empty_label=_("any")
    )
    industry = filters.ChoiceFilter(
        label=_("Industry"), choices=Customer.Industry.choices, empty_label=_("any")
    )
    country = filters.CharFilter(label=_("Country"), method="of_country")
    # these three are indexed in capitals
    region = filters.CharFilter(label=_("Region"), lookup_expr="iexact")
    city = filters.CharFilter(label=_("City"), lookup_expr="iexact")
    registration_number = filters.CharFilter(label=_("Registration number"), lookup_expr="iexact")
    since_date = DayRangeFilter(label=_("Customer since"))

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Custom fields bring filters of their own: `custom_<code>`, ranges with their ends."""
        super().__init__(*args, **kwargs)
        for field in fields_in_use(self.request):
            if not field.is_filterable:
                continue
            own = filters_of(field)
            own.parent, own.model, own.field_name = self, self._meta.model, field.input_name
            self.filters[field.input_name] = own

    def search(self, customers: Any, _name: str, text: str) -> Any:
        sees = sees_contacts(self.request)
        return customers.search(text, contacts=sees, key=self.search_key())

    def search_key(self) -> str:
        """See `CustomerQuerySet.search`."""
        return "pk"

    def of_group(self, customers: Any, _name: str, code: str) -> Any:
        return customers.filter(pk__in=members_of(code, day=today()))

    def of_country(self, customers: Any, _name: str, code: str) -> Any:
        return customers.filter(country=code.upper())


class OfCustomerForm(forms.Form):
    """Some filters look through one customer's rows and nobody else's: no index leads to them."""

    within_customer: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("customer") or data.get("customer_number"):
            return data
        for name in self.within_customer:
            if data.get(name):
                self.add_error(name, _("Name the customer: give customer or customer_number."))
        return data


class OfCustomerFilter(FilterSet):
    """Rows of one customer, by its id or its number."""

    customer = filters.NumberFilter(
        label=_("Customer id"), field_name="customer_id", decimal_places=0
    )
    customer_number = filters.CharFilter(label=_("Customer number"), field_name="customer__number")
