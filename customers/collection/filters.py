"""Filters of reminders, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.forms import DateInput, HiddenInput
from django.utils.translation import gettext_lazy as _

from customers.filters import managers
from customers.models import Reminder, ReminderRun
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.filters import FilterSet, IdFilter, YesNoFilter

DAY = {"type": "date"}


def _runs(request: Any) -> Any:
    if request is None:
        return ReminderRun.objects.none()
    return ReminderRun.objects.visible_to(person_of(request))


class ReminderFilter(FilterSet):
    """What to look for among the reminders of the customers one sees."""

    state = filters.ChoiceFilter(
        label=_("State"), choices=Reminder.State.choices, empty_label=_("any")
    )
    level = filters.NumberFilter(label=_("Level"))
    manager = filters.ModelChoiceFilter(
        label=_("Manager"), field_name="customer__manager", queryset=managers,
        empty_label=_("any"),
    )  # fmt: skip
    covered = YesNoFilter(label=_("Unallocated cash may cover it"), field_name="is_covered")
    outdated = YesNoFilter(label=_("Out of date"), field_name="is_outdated")
    from_day = filters.DateFilter(
        label=_("From day"), field_name="as_of", lookup_expr="gte", widget=DateInput(attrs=DAY)
    )
    to_day = filters.DateFilter(
        label=_("To day"), field_name="as_of", lookup_expr="lte", widget=DateInput(attrs=DAY)
    )
    run = filters.ModelChoiceFilter(label=_("Run"), queryset=_runs, widget=HiddenInput())
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")

    class Meta:
        model = Reminder
        fields: ClassVar[list[str]] = []
