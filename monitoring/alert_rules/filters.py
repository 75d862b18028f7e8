"""Filters of alert rules and of what a dry run would have raised."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.forms import SearchInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.filters import sees_contacts
from customers.models import Customer
from monitoring.models import AlertRule, DryRunHit, RuleVersion, Severity
from riskcrm.web.filters import DayRangeFilter, FilterSet, YesNoFilter

OPEN = [
    ("draft", RuleVersion.State.DRAFT.label),
    ("waiting", RuleVersion.State.WAITING.label),
]


class AlertRuleFilter(FilterSet):
    """What to look for among the rules."""

    severity = filters.ChoiceFilter(
        label=_("Severity"), choices=Severity.choices, empty_label=_("any")
    )
    is_active = YesNoFilter(label=_("Switched on"))
    open = filters.ChoiceFilter(
        label=_("Not decided yet"), field_name="open_state", choices=OPEN, empty_label=_("any")
    )

    class Meta:
        model = AlertRule
        fields: ClassVar[list[str]] = []


class RuleVersionFilter(FilterSet):
    """What to look for among the versions of rules."""

    rule = filters.CharFilter(label=_("Rule"), field_name="rule__code")
    state = filters.ChoiceFilter(
        label=_("State"), choices=RuleVersion.State.choices, empty_label=_("any")
    )

    class Meta:
        model = RuleVersion
        fields: ClassVar[list[str]] = []


class DryRunHitFilter(FilterSet):
    """What to look for among the alerts that a dry run would have raised."""

    q = filters.CharFilter(label=_("Customer"), method="search", widget=SearchInput())
    severity = filters.ChoiceFilter(
        label=_("Severity"), choices=Severity.choices, empty_label=_("any")
    )
    bad = YesNoFilter(
        label=pgettext_lazy("customer", "Went bad"), field_name="bad_date", lookup_expr="isnull",
        exclude=True,
    )  # fmt: skip
    day = DayRangeFilter(label=_("Raised on"))

    class Meta:
        model = DryRunHit
        fields: ClassVar[list[str]] = []

    def search(self, hits: Any, _name: str, text: str) -> Any:
        customers = Customer.objects.search(text, contacts=sees_contacts(self.request))
        return hits.filter(customer__in=customers)
