"""How the worklist is narrowed; each choice is led by an index."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from customers.filters import IN_GROUP, managers
from customers.models import Arrears, Urgency
from customers.models.arrears import URGENCY_OVER_WEIGHT
from customers.selectors import members_of
from riskcrm.accounts.models import Team
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.filters import FilterSet
from riskcrm.web.today import today


class WorklistFilter(FilterSet):
    """Whose customers, how pressing, how much and how old."""

    whose = filters.ChoiceFilter(
        label=_("Whose"), choices=[("mine", _("mine")), ("team", _("my team's"))],
        empty_label=_("all that I see"), method="of_whom",
    )  # fmt: skip
    urgency = filters.ChoiceFilter(
        label=_("Urgency"), choices=Urgency.choices, empty_label=_("any"), method="as_urgent"
    )
    overdue_min = filters.NumberFilter(
        label=_("Overdue at least"), field_name="overdue", lookup_expr="gte",
        widget=forms.NumberInput(attrs={"step": "any", "min": "0", "inputmode": "decimal"}),
    )  # fmt: skip
    manager = filters.ModelChoiceFilter(label=_("Manager"), queryset=managers, empty_label=_("any"))
    team = filters.ModelChoiceFilter(
        label=_("Team"), queryset=Team.objects.order_by("name"), empty_label=_("any")
    )

    group_code = filters.CharFilter(
        label=_("Code of the customer group"), method="of_group", help_text=IN_GROUP
    )

    class Meta:
        model = Arrears
        fields: ClassVar[list[str]] = []

    def of_whom(self, rows: Any, _name: str, whose: str) -> Any:
        person = person_of(self.request)
        if whose == "mine":
            return rows.filter(manager_id=person.pk)
        return rows.filter(team_id=person.team_id) if person.team_id else rows.none()

    def of_group(self, rows: Any, _name: str, code: str) -> Any:
        return rows.filter(customer_id__in=members_of(code, day=today()))

    def as_urgent(self, rows: Any, _name: str, urgency: str) -> Any:
        # the rank begins with the urgency, and its index leads to each of them
        least = int(urgency) * URGENCY_OVER_WEIGHT
        return rows.filter(rank__gte=least, rank__lt=least + URGENCY_OVER_WEIGHT)
