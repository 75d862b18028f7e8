"""Filters of entries, and of readmissions, for the pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customers.filters import sees_contacts
from customers.models import of_found
from removal.listing.reasons import CHOICES
from removal.models import ListAppeal, ListEntry, Readmission
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter
from riskcrm.web.today import today

YES = [("1", _("yes"))]
SEARCH = forms.TextInput(attrs={"type": "search"})


class OfCustomer(FilterSet):
    """What both have in common: whose they are."""

    q = filters.CharFilter(label=_("Customer"), method="search", widget=SEARCH)
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return of_found(rows, text, contacts=sees_contacts(self.request))


class ListEntryFilter(OfCustomer):
    """What to look for among the entries a person sees."""

    state = filters.ChoiceFilter(label=_("State"), choices=ListEntry.State.choices)
    reason_class = filters.ChoiceFilter(label=_("Class of reason"), choices=CHOICES)
    bars = filters.ChoiceFilter(label=_("What is barred"), choices=ListEntry.Bars.choices)
    expiring = filters.ChoiceFilter(
        label=_("Review or end within 30 days"), choices=YES, method="ends_soon"
    )
    unreviewed = filters.ChoiceFilter(label=_("Past its review"), choices=YES, method="past_review")
    appealed = filters.ChoiceFilter(
        label=_("With an open appeal"), choices=YES, method="of_appeals"
    )
    waiting = filters.ChoiceFilter(label=_("I may decide"), choices=YES, method="for_me")
    case = IdFilter(label=_("Case"), field_name="case_id")
    expires_on = DayRangeFilter(label=_("Listed until"))

    class Meta:
        model = ListEntry
        fields: ClassVar[list[str]] = []

    def ends_soon(self, entries: Any, _name: str, _yes: str) -> Any:
        return entries.expiring(today())

    def past_review(self, entries: Any, _name: str, _yes: str) -> Any:
        return entries.in_force().filter(review_date__lt=today())

    def of_appeals(self, entries: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        return entries.filter(pk__in=ListAppeal.objects.open().values("entry"))

    def for_me(self, entries: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        return entries.filter(pk__in=ListEntry.objects.decidable_by(self.request.user).values("pk"))


class ReadmissionFilter(OfCustomer):
    """What to look for among requests to come back."""

    state = filters.ChoiceFilter(label=_("State"), choices=Readmission.State.choices)
    waiting = filters.ChoiceFilter(label=_("I may decide"), choices=YES, method="for_me")

    class Meta:
        model = Readmission
        fields: ClassVar[list[str]] = []

    def for_me(self, rows: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        return rows.filter(pk__in=Readmission.objects.decidable_by(self.request.user).values("pk"))
