"""Filters of alerts, for the page and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Least
from django.forms import SearchInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.filters import managers, sees_contacts
from customers.models import Customer
from monitoring.models import Alert, AlertBreach, AlertClosure, AlertRule, Severity
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.rights import people_able_to
from riskcrm.accounts.roles import ACKNOWLEDGE
from riskcrm.web.filters import DayRangeFilter, FilterSet, IdFilter

STATES = [
    ("open", pgettext_lazy("alert", "open")),
    ("acknowledged", _("acknowledged")),
    ("closed", _("closed with an outcome")),
    ("unclosed", _("running and not closed")),
    ("running", _("running: open or acknowledged")),
    ("cleared", _("cleared")),
]
MOST_KEYS = 10_000
YES = [("1", _("yes"))]
RESULTS = [
    ("right", _("was right")),
    ("wrong", _("was not right")),
    ("judged", _("is judged")),
]
Outcome = AlertClosure.Outcome
OUTCOMES = [
    *Outcome.choices,
    ("with_action", _("with action: plan or removal case")),
    ("without_action", _("without action: false alarm or watched")),
]
SEVERAL = {
    "with_action": (Outcome.PLAN, Outcome.CASE),
    "without_action": (Outcome.FALSE_ALARM, Outcome.WATCHED),
}
NOBODY = "none"


def colleagues(_request: Any) -> QuerySet[User]:
    return people_able_to(ACKNOWLEDGE).order_by("name", "pk")


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
    assignee = filters.ModelChoiceFilter(
        label=_("Assigned to"),
        queryset=colleagues,
        empty_label=_("any"),
        null_label=_("nobody"),
        null_value=NOBODY,
    )
    level = filters.ChoiceFilter(
        label=_("Level"), choices=Alert.Level.choices, empty_label=_("any")
    )
    snoozed = filters.ChoiceFilter(label=_("Snoozed"), choices=YES, method="asleep")
    outcome = filters.ChoiceFilter(
        label=_("Outcome"), choices=OUTCOMES, method="with_outcome", empty_label=_("any")
    )
    result = filters.ChoiceFilter(
        label=_("Result"), choices=RESULTS, method="with_result", empty_label=_("any")
    )
    missed = filters.ChoiceFilter(label=_("Missed a deadline"), choices=YES, method="breached")
    customer = IdFilter(label=_("Customer id"), field_name="customer_id")
    raised = DayRangeFilter(label=_("Raised"), field_name="raised_at")
    ended = DayRangeFilter(label=_("Acknowledged or cleared"), field_name="ended_at")
    decided = DayRangeFilter(label=_("Closed with an outcome"), field_name="closure__at")

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
        if state == "closed":
            return alerts.filter(closure__isnull=False)
        if state == "unclosed":
            return alerts.running().filter(closure__isnull=True)
        if state == "cleared":
            return alerts.filter(cleared_at__isnull=False)
        running = alerts.filter(cleared_at__isnull=True)
        return alerts.to_decide() if state == "acknowledged" else running

    def for_me(self, alerts: Any, _name: str, _yes: str) -> Any:
        # keys where they are few: of all tables that a line is read from, the planner would join
        # every alert before it asks which of them wait
        first, *others = (
            part.order_by().values("pk")
            for part in Alert.objects.waiting_parts(self.request.user, at=timezone.now())
        )
        waiting = first.union(*others)
        keys = [row["pk"] for row in waiting[: MOST_KEYS + 1]]
        return alerts.filter(pk__in=keys if len(keys) <= MOST_KEYS else waiting)

    def past_deadline(self, alerts: Any, _name: str, _yes: str) -> Any:
        return alerts.open().filter(due_at__lt=timezone.now())

    def asleep(self, alerts: Any, _name: str, _yes: str) -> Any:
        return alerts.running().snoozed(timezone.now())

    def with_outcome(self, alerts: Any, _name: str, outcome: str) -> Any:
        return alerts.filter(closure__outcome__in=SEVERAL.get(outcome, (outcome,)))

    def with_result(self, alerts: Any, _name: str, result: str) -> Any:
        if result == "judged":
            return alerts.filter(result__isnull=False)
        return alerts.filter(result__is_right=result == "right")

    def breached(self, alerts: Any, _name: str, _yes: str) -> Any:
        return alerts.filter(Exists(AlertBreach.objects.filter(alert=OuterRef("pk"))))
