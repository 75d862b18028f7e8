"""Filters of alerts, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.db.models.functions import Least
from django.forms import SearchInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.filters import managers, sees_contacts
from customers.models import Customer
from monitoring.models import Alert, AlertRule, Severity
from riskcrm.accounts.models import Team
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter

STATES = [
    ("open", pgettext_lazy("alert", "open")),
    ("acknowledged", _("acknowledged")),
    ("running", _("running: open or acknowledged")),
    ("cleared", _("cleared")),
]
YES = [("1", _("yes"))]


class AlertFilter(FilterSet):
    """What to look for among the alerts a person sees."""

    q = filters.CharFilter(label=_("Customer"), method="search", widget=SearchInput())
    state = filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=_("any")
    )
    severity = filters.ChoiceFilter(
        label=_("Severity"), choices=Severity.choices, empty_label=_("any")
    )
    rule = filters.ModelChoiceFilter(
        label=_("Rule"),
        queryset=AlertRule.objects.order_by("code"),
        to_field_name="code",
        empty_label=_("any"),
    )
    waiting = filters.ChoiceFilter(label=_("Waits for me"), choices=YES, method="for_me")
    late = filters.ChoiceFilter(label=_("Past its deadline"), choices=YES, method="past_deadline")
    team = filters.ModelChoiceFilter(
        label=_("Team"),
        field_name="customer__team",
        queryset=Team.objects.order_by("name"),
        empty_label=_("any"),
    )
    manager = filters.ModelChoiceFilter(
        label=_("Manager"),
        field_name="customer__manager",
        queryset=managers,
        empty_label=_("any"),
    )
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")
    raised = DayRangeFilter(label=_("Raised"), field_name="raised_at")
    ended = DayRangeFilter(label=_("Acknowledged or cleared"), field_name="ended_at")

    class Meta:
        model = Alert
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.form.cleaned_data.get("ended"):
            queryset = queryset.annotate(ended_at=Least("cleared_at", "acknowledgement__at"))
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found

    def search(self, alerts: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        customers = Customer.objects.search(text, contacts=sees_contacts(self.request))
        return alerts.filter(customer__in=customers)

    def in_state(self, alerts: Any, _name: str, state: str) -> Any:
        if state == "open":
            return alerts.open()
        if state == "cleared":
            return alerts.filter(cleared_at__isnull=False)
        running = alerts.filter(cleared_at__isnull=True)
        return running.filter(acknowledgement__isnull=False) if state == "acknowledged" else running

    def for_me(self, alerts: Any, _name: str, _yes: str) -> Any:
        waiting = Alert.objects.waiting_for(self.request.user, at=timezone.now())
        return alerts.filter(pk__in=waiting.values("pk"))

    def past_deadline(self, alerts: Any, _name: str, _yes: str) -> Any:
        return alerts.open().filter(due_at__lt=timezone.now())
