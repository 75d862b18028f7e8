"""Filters of alerts by customer and of the quality of rules."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import SearchInput
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from customers.filters import managers, sees_contacts
from customers.models import Customer
from monitoring.models import Alert, AlertRule, RuleQuality, Severity
from riskcrm.accounts.models import Team
from riskcrm.web.filters import FilterSet


class AlertedCustomerFilter(FilterSet):
    """Customers by their running alerts."""

    q = filters.CharFilter(label=_("Customer"), method="search", widget=SearchInput())
    severity = filters.ChoiceFilter(
        label=_("With an alert of severity"),
        choices=Severity.choices,
        method="with_severity",
        empty_label=_("any"),
    )
    rule = filters.ModelChoiceFilter(
        label=_("With an alert of rule"),
        queryset=AlertRule.objects.order_by("code"),
        to_field_name="code",
        method="with_rule",
        empty_label=_("any"),
    )
    team = filters.ModelChoiceFilter(
        label=_("Team"), queryset=Team.objects.order_by("name"), empty_label=_("any")
    )
    manager = filters.ModelChoiceFilter(label=_("Manager"), queryset=managers, empty_label=_("any"))

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = []

    def search(self, rows: Any, _name: str, text: str) -> Any:
        return rows.filter(
            pk__in=Customer.objects.search(text, contacts=sees_contacts(self.request)).values("pk")
        )

    def with_severity(self, rows: QuerySet[Any], _name: str, severity: str) -> QuerySet[Any]:
        return rows.filter(_running(severity=severity))

    @extend_schema_field(OpenApiTypes.STR)
    def with_rule(self, rows: QuerySet[Any], _name: str, rule: AlertRule) -> QuerySet[Any]:
        return rows.filter(_running(rule=rule))


def _running(**asked: Any) -> Exists:
    return Exists(Alert.objects.running().filter(customer=OuterRef("pk"), **asked))


class RuleQualityFilter(FilterSet):
    """The quality of rules by quarter, for the page and the API alike."""

    quarter = filters.DateFilter(label=_("Quarter from"))
    rule = filters.ModelChoiceFilter(
        label=_("Rule"),
        queryset=AlertRule.objects.order_by("code"),
        to_field_name="code",
        empty_label=_("any"),
    )

    class Meta:
        model = RuleQuality
        fields: ClassVar[list[str]] = []
