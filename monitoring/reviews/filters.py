"""Filters of reviews, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.forms import SearchInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.filters import managers, sees_contacts
from customers.models import Customer
from monitoring.models import Review
from riskcrm.accounts.models import Team
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter
from riskcrm.web.today import today
from scoring.models import Tier

STATES = [("open", pgettext_lazy("review", "open")), ("completed", _("completed"))]
YES = [("1", _("yes"))]


class ReviewFilter(FilterSet):
    """What to look for among the reviews a person sees."""

    q = filters.CharFilter(label=_("Customer"), method="search", widget=SearchInput())
    state = filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=_("any")
    )
    tier = filters.ChoiceFilter(
        label=_("Tier"), field_name="customer__rating__tier", choices=Tier.choices,
        empty_label=_("any"),
    )  # fmt: skip
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Review.Kind.choices, empty_label=_("any"))
    overdue = filters.ChoiceFilter(label=_("Overdue"), choices=YES, method="that_are_late")
    mine = filters.ChoiceFilter(label=_("Waits for me"), choices=YES, method="for_me")
    result = filters.ChoiceFilter(
        label=_("Result"), choices=Review.Result.choices, empty_label=_("any")
    )
    team = filters.ModelChoiceFilter(
        label=_("Team"), field_name="customer__team", queryset=Team.objects.order_by("name"),
        empty_label=_("any"),
    )  # fmt: skip
    manager = filters.ModelChoiceFilter(
        label=_("Manager"), field_name="customer__manager", queryset=managers, empty_label=_("any")
    )
    due_date = DayRangeFilter(label=_("Due"))
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")

    class Meta:
        model = Review
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        customers = Customer.objects.search(text, contacts=sees_contacts(self.request))
        return rows.filter(customer__in=customers)

    def in_state(self, rows: Any, _name: str, state: str) -> Any:
        return rows.filter(completed_at__isnull=state == "open")

    def that_are_late(self, rows: Any, _name: str, _yes: str) -> Any:
        return rows.overdue(today())

    def for_me(self, rows: Any, _name: str, _yes: str) -> Any:
        waiting = Review.objects.waiting_for(self.request.user)
        return rows.filter(pk__in=waiting.values("pk"))
