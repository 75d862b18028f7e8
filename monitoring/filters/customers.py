"""How the customer list is narrowed."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.forms import NumberInput, SearchInput
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ACCOUNT_MANAGER
from scoring.models import Tier


def managers(request: HttpRequest) -> QuerySet[User]:
    """People who can have customers that the asker sees."""
    asker = cast(User, request.user)
    people: QuerySet[User] = User.objects.people().active().order_by("name")
    if asker.has_perm("customers.view_all_customers"):
        return people.filter(groups__name=ACCOUNT_MANAGER)
    if asker.team_id is None:
        return people.filter(pk=asker.pk)
    return people.filter(team_id=asker.team_id)


def number(step: str = "any") -> NumberInput:
    return NumberInput(attrs={"step": step, "min": "0", "inputmode": "decimal"})


class CustomerListFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(
        method="search", label=_("Search"), widget=SearchInput(attrs={"autocomplete": "off"})
    )
    tier = django_filters.ChoiceFilter(
        field_name="rating__tier", choices=Tier.choices, label=_("Tier"), empty_label=_("any")
    )
    manager = django_filters.ModelChoiceFilter(
        queryset=managers, label=_("Manager"), empty_label=_("any")
    )
    status = django_filters.ChoiceFilter(
        choices=Customer.Status.choices, label=_("Status"), empty_label=_("any")
    )
    team = django_filters.ModelChoiceFilter(
        queryset=Team.objects.order_by("name"), label=_("Team"), empty_label=_("any")
    )
    industry = django_filters.ChoiceFilter(
        choices=Customer.Industry.choices, label=_("Industry"), empty_label=_("any")
    )
    region = django_filters.CharFilter(lookup_expr="iexact", label=_("Region"))
    overdue_min = django_filters.NumberFilter(
        field_name="reading__overdue",
        lookup_expr="gte",
        label=_("Overdue at least"),
        widget=number(),
    )
    oldest_min = django_filters.NumberFilter(
        field_name="reading__oldest_days",
        lookup_expr="gte",
        label=_("Oldest days at least"),
        widget=number("1"),
    )
    score_min = django_filters.NumberFilter(
        field_name="rating__score", lookup_expr="gte", label=_("Score from"), widget=number()
    )
    score_max = django_filters.NumberFilter(
        field_name="rating__score", lookup_expr="lte", label=_("Score to"), widget=number()
    )
    change_min = django_filters.NumberFilter(
        field_name="rating__change", lookup_expr="gte", label=_("Risen by"), widget=number()
    )

    class Meta:
        model = Customer
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)
