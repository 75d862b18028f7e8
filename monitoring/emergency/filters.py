"""Filters of emergency plans, activations, drills and the high-risk queue, for page and API."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.filters import managers
from customers.models import Customer
from monitoring.models import Activation, DeskTake, Drill, EmergencyPlan, PlanVersion
from riskcrm.accounts.models import Team
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter, NumberRangeFilter
from riskcrm.web.today import today

YES = [("1", _("yes"))]
RUNNING = [("1", _("yes")), ("0", _("no"))]


class PlanFilter(FilterSet):
    scenario = filters.ChoiceFilter(label=_("Scenario"), choices=EmergencyPlan.Scenario.choices)
    state = filters.ChoiceFilter(
        label=_("State"), choices=PlanVersion.State.choices, method="in_state"
    )
    drill_due = filters.ChoiceFilter(label=_("Drill overdue"), choices=YES, method="due")

    class Meta:
        model = EmergencyPlan
        fields: ClassVar[list[str]] = []

    def in_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        versions = PlanVersion.objects.filter(plan=OuterRef("pk"), state=state)
        return rows.filter(Exists(versions))

    def due(self, rows: Any, _name: str, _yes: str) -> Any:
        return rows.filter(pk__in=EmergencyPlan.objects.drill_due(today()).values("pk"))


class ActivationFilter(FilterSet):
    running = filters.ChoiceFilter(
        label=pgettext_lazy("emergency", "Running"), choices=RUNNING, method="is_running"
    )
    plan = filters.ModelChoiceFilter(
        label=_("Plan"), queryset=EmergencyPlan.objects.order_by("code"), to_field_name="code"
    )
    activated_at = DayRangeFilter(label=_("Activated on"))
    alert = IdFilter(label=_("Alert id"), field_name="alert_id")

    class Meta:
        model = Activation
        fields: ClassVar[list[str]] = []

    def is_running(self, rows: QuerySet[Any], _name: str, said: str) -> QuerySet[Any]:
        return rows.filter(stood_down_at__isnull=said == "1")


class DrillFilter(FilterSet):
    plan = filters.ModelChoiceFilter(
        label=_("Plan"), queryset=EmergencyPlan.objects.order_by("code"), to_field_name="code"
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Drill.Kind.choices)
    held_date = DayRangeFilter(label=_("Held on"))

    class Meta:
        model = Drill
        fields: ClassVar[list[str]] = []


TAKEN = [
    ("me", _("by me")), ("nobody", _("by nobody")), ("others", _("by others")),
]  # fmt: skip


class QueueFilter(FilterSet):
    q = filters.CharFilter(
        label=_("Customer"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    taken = filters.ChoiceFilter(label=_("Taken"), choices=TAKEN, method="taken_by")
    exposure = NumberRangeFilter(label=_("Exposure"), field_name="reading__exposure")
    manager = filters.ModelChoiceFilter(label=_("Manager"), queryset=managers)
    team = filters.ModelChoiceFilter(label=_("Team"), queryset=Team.objects.order_by("name"))

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = []

    def search(self, rows: Any, _name: str, text: str) -> Any:
        return rows.search(text)

    def taken_by(self, rows: QuerySet[Any], _name: str, said: str) -> QuerySet[Any]:
        held = DeskTake.objects.filter(customer=OuterRef("pk"), handed_back_at__isnull=True)
        if said == "nobody":
            return rows.filter(~Exists(held))
        mine = held.filter(taken_by=self.request.user)
        if said == "me":
            return rows.filter(Exists(mine))
        return rows.filter(Exists(held), ~Exists(mine))
