"""Filters of credit checks and reservations, for the pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.filters import sees_contacts
from customers.models import Customer
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter, NumberRangeFilter
from scoring.models import CreditCheck, Reservation, Tier, Verdict

YES = [("1", _("yes"))]


class OfBuyer(FilterSet):
    """Rows of a customer, and of a document of it."""

    q = filters.CharFilter(
        label=_("Customer"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    reference = filters.CharFilter(label=_("Document number"))
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        found = Customer.objects.search(text, contacts=sees_contacts(self.request))
        return rows.filter(customer__in=found)


class CreditCheckFilter(OfBuyer):
    """What to look for among the checks a person sees."""

    verdict = filters.ChoiceFilter(label=_("Verdict"), choices=Verdict.choices)
    held = filters.ChoiceFilter(label=_("Held, not released"), choices=YES, method="still_held")
    waiting = filters.ChoiceFilter(label=_("I may release"), choices=YES, method="for_me")
    mine = filters.ChoiceFilter(label=_("Asked by me"), choices=YES, method="by_me")
    tier = filters.ChoiceFilter(label=_("Tier"), choices=Tier.choices)
    asked_at = DayRangeFilter(label=_("Asked"))
    base_amount = NumberRangeFilter(label=_("Amount in base currency"))

    class Meta:
        model = CreditCheck
        fields: ClassVar[list[str]] = []

    def still_held(self, rows: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        held = CreditCheck.objects.held(timezone.now())
        return rows.filter(pk__in=held.values("pk"))

    def for_me(self, rows: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        mine = CreditCheck.objects.releasable_by(self.request.user, at=timezone.now())
        return rows.filter(pk__in=mine.values("pk"))

    def by_me(self, rows: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        return rows.filter(asked_by=self.request.user)


class ReservationFilter(OfBuyer):
    """What to look for among reservations; `live` are those that count as exposure now."""

    state = filters.ChoiceFilter(label=_("State"), choices=Reservation.State.choices)
    live = filters.ChoiceFilter(label=_("Count as exposure"), choices=YES, method="still_live")

    class Meta:
        model = Reservation
        fields: ClassVar[list[str]] = []

    def still_live(self, rows: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        live = Reservation.objects.live(timezone.now())
        return rows.filter(pk__in=live.values("pk"))
