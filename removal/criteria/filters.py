"""Filters of criteria and suggestions, for the pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customers.filters import sees_contacts
from customers.models import of_found
from removal.filters import YES
from removal.models import CriterionRule, CriterionSet, Suggestion
from riskcrm.accounts.models import Team
from riskcrm.web.filters import FilterSet, IdFilter, NumberRangeFilter
from scoring.models import Tier


def rule_choices() -> list[tuple[str, str]]:
    """The rules by code, each under its newest name."""
    rows = CriterionRule.objects.order_by("code", "-criteria__number").distinct("code")
    return sorted(((rule.code, rule.name) for rule in rows), key=lambda each: each[1].casefold())


class CriterionSetFilter(FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=CriterionSet.State.choices)

    class Meta:
        model = CriterionSet
        fields: ClassVar[list[str]] = []


class SuggestionFilter(FilterSet):
    """What to look for among the suggestions for customers that a person sees."""

    q = filters.CharFilter(
        label=_("Customer"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    state = filters.ChoiceFilter(label=_("State"), choices=Suggestion.State.choices)
    rule = filters.ChoiceFilter(label=_("Rule"), choices=rule_choices, method="by_rule")
    exposure = NumberRangeFilter(label=_("Exposure"))
    mine = filters.ChoiceFilter(label=_("My customers"), choices=YES, method="of_mine")
    tier = filters.ChoiceFilter(label=_("Tier"), choices=Tier.choices)
    team = filters.ModelChoiceFilter(
        label=_("Team"), field_name="customer__team", queryset=Team.objects.all()
    )
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")

    class Meta:
        model = Suggestion
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return of_found(rows, text, contacts=sees_contacts(self.request))

    def by_rule(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        met = Suggestion.objects.filter(evidence__rule__code=value, evidence__is_met=True)
        return rows.filter(pk__in=met.values("pk"))

    def of_mine(self, rows: QuerySet[Any], _name: str, _yes: str) -> QuerySet[Any]:
        return rows.filter(customer__manager=self.request.user)
