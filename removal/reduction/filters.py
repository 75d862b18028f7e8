"""Filters of reduction steps, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from customers.filters import sees_contacts
from customers.models import CreditRestriction, of_found
from removal.models import ReductionStep
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter
from riskcrm.web.today import today

YES = [("1", _("yes"))]


class ReductionStepFilter(FilterSet):
    """What to look for among the steps a person sees."""

    q = filters.CharFilter(
        label=_("Customer"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    state = filters.ChoiceFilter(label=_("State"), choices=ReductionStep.State.choices)
    kind = filters.ChoiceFilter(label=_("Kind"), choices=CreditRestriction.Kind.choices)
    waiting = filters.ChoiceFilter(label=_("I may release"), choices=YES, method="for_me")
    ground = filters.ChoiceFilter(label=_("Legal ground"), choices=ReductionStep.Ground.choices)
    unconfirmed = filters.ChoiceFilter(
        label=_("Awaits the other system"), choices=YES, method="awaiting"
    )
    late = filters.ChoiceFilter(label=_("Confirmation late"), choices=YES, method="past_deadline")
    untold = filters.ChoiceFilter(
        label=_("Customer not told"), choices=YES, method="without_notice"
    )
    effective_date = DayRangeFilter(label=_("Takes effect"))
    case = IdFilter(label=_("Case number"), field_name="case_id")
    customer = IdFilter(label=_("Customer id"), field_name="case__customer_id")

    class Meta:
        model = ReductionStep
        fields: ClassVar[list[str]] = []

    def search(self, steps: Any, _name: str, text: str) -> Any:
        return of_found(steps, text, contacts=sees_contacts(self.request), of="case__customer")

    def for_me(self, steps: Any, _name: str, _yes: str) -> Any:
        mine = ReductionStep.objects.releasable_by(self.request.user)
        return steps.filter(pk__in=mine.values("pk"))

    def awaiting(self, steps: Any, _name: str, _yes: str) -> Any:
        return steps.unconfirmed()

    def past_deadline(self, steps: Any, _name: str, _yes: str) -> Any:
        return steps.confirmation_late(today())

    def without_notice(self, steps: Any, _name: str, _yes: str) -> Any:
        return steps.filter(state=ReductionStep.State.RELEASED, notice_date__isnull=True)
