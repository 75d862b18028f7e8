"""What a person fills in when an alert is assigned, snoozed or closed."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customers.models import Plan
from monitoring.alerting.chain import leads, takers_of
from monitoring.models import Alert, AlertClosure
from monitoring.services.alert_life import SEEN
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import people_able_to
from riskcrm.accounts.roles import ACKNOWLEDGE
from riskcrm.web.today import organisation_zone

MOST_LINKED = 20
LINKED = ("plan", "case")  # outcomes that name what was made
UNLINKED = [choice for choice in AlertClosure.Outcome.choices if choice[0] not in LINKED]
ELSEWHERE = _("none: it led to something else")


def morning_of(day: dt.date) -> dt.datetime:
    """When the office opens that day."""
    return dt.datetime.combine(day, settings.WORKING_HOURS[0], tzinfo=organisation_zone())


class AssignmentForm(forms.Form):
    """Who takes the alert; nobody = whose customer it is."""

    to = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody: it goes back to whose it was"),
    )

    def __init__(self, *args: Any, alert: Alert, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[User]", self.fields["to"])
        field.queryset, field.initial = takers_of(alert), alert.assignee_id


class SnoozeForm(forms.Form):
    """Until which morning an alert can wait, and why."""

    until = forms.DateField(
        label=_("Wake on the morning of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("It wakes sooner if it turns graver."),
    )
    reason = forms.CharField(label=_("Why can it wait?"), widget=forms.Textarea(attrs={"rows": 2}))

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        return {
            "until": morning_of(self.cleaned_data["until"]), "reason": self.cleaned_data["reason"],
        }  # fmt: skip


class ClosureForm(forms.Form):
    """What an alert led to; a known outcome comes with the newest plan or case.

    Where no plan or no case is there, it cannot be chosen, and the form says how to make one.
    """

    outcome = forms.ChoiceField(
        label=_("What did it lead to?"),
        choices=AlertClosure.Outcome.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("What was found out?"), widget=forms.Textarea(attrs={"rows": 3}))
    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=Plan.objects.none(), required=False, empty_label=ELSEWHERE
    )
    case = forms.ModelChoiceField(
        label=_("Removal case"),
        queryset=RemovalCase.objects.none(),
        required=False,
        empty_label=ELSEWHERE,
    )

    def __init__(self, *args: Any, alert: Alert, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = Plan.objects.visible_to(person).filter(customer=alert.customer_id, is_void=False)
        cases = RemovalCase.objects.visible_to(person).filter(customer=alert.customer_id)
        linked: tuple[tuple[str, QuerySet[Any]], ...] = (("plan", plans), ("case", cases))
        for name, rows in linked:
            seen = rows if person.has_perm(SEEN[name]) else rows.none()
            newest = list(seen.order_by("-pk").values_list("pk", flat=True)[:MOST_LINKED])
            if not newest:
                self._leave_out(name)
                continue
            field = cast("forms.ModelChoiceField[Any]", self.fields[name])
            field.queryset = rows.filter(pk__in=newest).order_by("-pk")
            if self.initial.get("outcome") == name:
                field.initial = newest[0]

    def _leave_out(self, name: str) -> None:
        del self.fields[name]
        field = cast("forms.ChoiceField", self.fields["outcome"])
        field.choices = [choice for choice in cast("Any", field.choices) if choice[0] != name]
        field.help_text = _(
            "To close it with a plan or a removal case, make that first, by “Make a plan” or "
            "“Propose removal” on the page of the alert: it leads back here."
        )


class LeadForm(forms.Form):
    """To whom a team's alerts go when a deadline passes."""

    person = forms.ModelChoiceField(
        label=_("Risk lead"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody: all risk officers"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[User]", self.fields["person"]).queryset = leads()


# --- of many at once ------------------------------------------------------------------------------


class ManyAssignmentsForm(forms.Form):
    """One colleague for all; whom they may not take is said beside the row."""

    to = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none())

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[User]", self.fields["to"])
        field.queryset = people_able_to(ACKNOWLEDGE).order_by("name", "pk")


class ManySnoozesForm(SnoozeForm):
    """One end and one reason for all."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ManyClosuresForm(forms.Form):
    """One outcome and one note for all; what led to a plan or a case is closed one by one."""

    outcome = forms.ChoiceField(
        label=_("What did they lead to?"),
        choices=UNLINKED,
        help_text=_("With a plan or a removal case an alert is closed on its own page."),
    )
    note = forms.CharField(label=_("What was found out?"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
