"""Filters of policies and proposed treatments, for the pages and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from riskcrm.web.filters import FilterSet, IdFilter
from scoring.models import Tier, TreatmentPolicy, TreatmentProposal


class TreatmentPolicyFilter(FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=TreatmentPolicy.State.choices)

    class Meta:
        model = TreatmentPolicy
        fields: ClassVar[list[str]] = []


class TreatmentProposalFilter(FilterSet):
    """What to look for among the proposals for customers that a person sees."""

    state = filters.ChoiceFilter(label=_("State"), choices=TreatmentProposal.State.choices)
    direction = filters.ChoiceFilter(
        label=_("Direction"), choices=TreatmentProposal.Direction.choices
    )
    tier = filters.ChoiceFilter(label=_("Tier"), choices=Tier.choices, field_name="proposed__tier")
    waiting = filters.ChoiceFilter(
        label=_("I may decide"), choices=[("1", _("yes"))], method="for_me"
    )
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")

    class Meta:
        model = TreatmentProposal
        fields: ClassVar[list[str]] = []

    def for_me(self, rows: Any, _name: str, _yes: str) -> Any:
        mine = TreatmentProposal.objects.decidable_by(self.request.user)
        return rows.filter(pk__in=mine.values("pk"))
