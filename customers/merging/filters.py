"""Filters of possible duplicates and of merges, for pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q
from django.forms import SearchInput
from django.utils.translation import gettext_lazy as _

from customers.contacts.filters import YES, yes_no
from customers.models import Customer, CustomerMerge, DuplicatePair
from riskcrm.web.filters import FilterSet


class DuplicatePairFilter(FilterSet):
    """Pairs by what a person said of them, how strong they are, and a customer."""

    q = filters.CharFilter(label=_("Customer number"), method="of_customer", widget=SearchInput())
    state = filters.ChoiceFilter(
        label=_("State"), choices=DuplicatePair.State.choices, empty_label=_("open")
    )
    strength = filters.ChoiceFilter(
        label=_("Strength"), choices=DuplicatePair.Strength.choices, empty_label=_("any")
    )

    class Meta:
        model = DuplicatePair
        fields: ClassVar[list[str]] = []

    def of_customer(self, pairs: Any, _name: str, number: str) -> Any:
        found = list(Customer.objects.filter(number=number).values_list("pk", flat=True))
        return pairs.filter(Q(first__in=found) | Q(second__in=found))


class CustomerMergeFilter(FilterSet):
    """Merges by either customer's number, and whether they were undone."""

    q = filters.CharFilter(label=_("Customer number"), method="of_customer", widget=SearchInput())
    undone = yes_no(_("Undone"), "that_are_undone")

    class Meta:
        model = CustomerMerge
        fields: ClassVar[list[str]] = []

    def of_customer(self, merges: Any, _name: str, number: str) -> Any:
        found = list(Customer.objects.filter(number=number).values_list("pk", flat=True))
        return merges.filter(Q(survivor__in=found) | Q(merged__in=found))

    def that_are_undone(self, merges: Any, _name: str, answer: str) -> Any:
        return merges.filter(undone_at__isnull=answer != YES)
