"""Filters of hits and entries, for pages and the API alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.forms import SearchInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.filters import managers
from customers.models import ScreeningEntry, ScreeningHit, ScreeningList, of_found
from customers.screening.keys import folded_words
from riskcrm.web.filters import FilterSet, IdFilter
from riskcrm.web.today import today

STANDING = [
    ("standing", pgettext_lazy("list entry", "on the list")),
    ("ended", pgettext_lazy("list entry", "ended")),
    ("expired", pgettext_lazy("list entry", "past its date")),
    ("review", pgettext_lazy("list entry", "due for review")),
]


class ScreeningHitFilter(FilterSet):
    """What to look for among the hits of the customers a person sees."""

    q = filters.CharFilter(label=_("Customer"), method="search", widget=SearchInput())
    state = filters.ChoiceFilter(
        label=_("State"), choices=ScreeningHit.State.choices, empty_label=_("any")
    )
    list = filters.ModelChoiceFilter(
        label=_("List"),
        field_name="entry__of_list",
        queryset=ScreeningList.objects.order_by("name"),
        to_field_name="code",
        empty_label=_("any"),
    )
    score_min = filters.NumberFilter(label=_("Score from"), field_name="score", lookup_expr="gte")
    score_max = filters.NumberFilter(label=_("Score up to"), field_name="score", lookup_expr="lte")
    how = filters.ChoiceFilter(
        label=_("Found by"), choices=ScreeningHit.How.choices, empty_label=_("any")
    )
    whose = filters.ChoiceFilter(
        label=_("Whose name"), choices=ScreeningHit.Whose.choices, empty_label=_("any")
    )
    manager = filters.ModelChoiceFilter(
        label=_("Manager"),
        field_name="customer__manager",
        queryset=managers,
        empty_label=_("any"),
    )
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")
    entry = IdFilter(label=_("Entry id"), field_name="entry_id")

    class Meta:
        model = ScreeningHit
        fields: ClassVar[Sequence[str]] = ()

    def search(self, hits: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return of_found(hits, text)


class ScreeningEntryFilter(FilterSet):
    """By name in any script and spelling of width or case, by list, by standing."""

    q = filters.CharFilter(label=_("Name or number"), method="search", widget=SearchInput())
    list = filters.ModelChoiceFilter(
        label=_("List"),
        field_name="of_list",
        queryset=ScreeningList.objects.order_by("name"),
        to_field_name="code",
        empty_label=_("any"),
    )
    standing = filters.ChoiceFilter(
        label=_("Standing"), choices=STANDING, method="of_standing", empty_label=_("any")
    )
    reason_class = filters.ChoiceFilter(
        label=_("Class of reason"),
        choices=ScreeningEntry.ReasonClass.choices,
        empty_label=_("any"),
    )
    source_key = filters.CharFilter(label=_("Key on the list"))

    class Meta:
        model = ScreeningEntry
        fields: ClassVar[Sequence[str]] = ()

    def search(self, entries: Any, _name: str, text: str) -> Any:
        return entries.search(folded_words(text))

    def of_standing(self, entries: Any, _name: str, standing: str) -> Any:
        if standing == "ended":
            return entries.filter(ended_at__isnull=False)
        if standing == "expired":
            return entries.standing().filter(valid_until__lt=today())
        if standing == "review":
            return entries.standing().filter(review_date__lte=today())
        return entries.standing()
