"""Filters of contacts and of changes of contact details, for pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.forms import SearchInput
from django.utils.translation import gettext_lazy as _

from customers.filters import managers
from customers.models import Contact, ContactChange, Verification
from riskcrm.accounts.models import Team
from riskcrm.web.filters import FilterSet, IdFilter

YES, NO = "true", "false"
YES_NO = [(YES, _("yes")), (NO, _("no"))]


def yes_no(label: Any, method: str) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=YES_NO, method=method, empty_label=_("any"))


class OfCustomersFilter(FilterSet):
    """Rows of customers, narrowed by whose they are."""

    customer = IdFilter(label=_("Customer id"), field_name="customer_id")
    customer_number = filters.CharFilter(label=_("Customer number"), field_name="customer__number")
    manager = filters.ModelChoiceFilter(
        label=_("Manager"),
        field_name="customer__manager",
        queryset=managers,
        empty_label=_("any"),
    )
    team = filters.ModelChoiceFilter(
        label=_("Team"),
        field_name="customer__team",
        queryset=Team.objects.order_by("name"),
        empty_label=_("any"),
    )


class ContactListFilter(OfCustomersFilter):
    """Contacts by who they are, how they are reached and whether somebody made sure."""

    q = filters.CharFilter(
        label=_("Name, e-mail or phone"),
        method="search",
        widget=SearchInput(),
        help_text="the beginning of a name or e-mail address, or the end of a phone number",
    )
    is_primary = yes_no(_("Main contact"), "that_are_primary")
    verified = yes_no(_("Verified"), "that_are_verified")
    ended = yes_no(_("Ended"), "that_have_ended")

    class Meta:
        model = Contact
        fields: ClassVar[list[str]] = []

    def search(self, contacts: Any, _name: str, text: str) -> Any:
        return contacts.reached_by(text)

    def that_are_primary(self, contacts: Any, _name: str, answer: str) -> Any:
        return contacts.filter(is_primary=answer == YES)

    def that_are_verified(self, contacts: Any, _name: str, answer: str) -> Any:
        return contacts.filter(verified_at__isnull=answer == NO)

    def that_have_ended(self, contacts: Any, _name: str, answer: str) -> Any:
        return contacts.filter(ended_at__isnull=answer == NO)


class ContactChangeFilter(OfCustomersFilter):
    """Changes of contact details by kind, day and whether somebody made sure."""

    kind = filters.ChoiceFilter(
        label=_("Kind"), choices=ContactChange.Kind.choices, empty_label=_("any")
    )
    verified = yes_no(_("Verified"), "that_are_verified")
    how = filters.ChoiceFilter(
        label=_("Verified how"),
        field_name="verified_how",
        choices=Verification.choices,
        empty_label=_("any"),
    )
    date = filters.DateFromToRangeFilter(label=_("Date"), field_name="effective_date")

    class Meta:
        model = ContactChange
        fields: ClassVar[list[str]] = []

    def that_are_verified(self, changes: Any, _name: str, answer: str) -> Any:
        return changes.filter(verified_at__isnull=answer == NO)
