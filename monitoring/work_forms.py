"""What a person fills in on a line of the worklist: few fields, ready with what is likely."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.models import Arrears, CollectionStep, Interaction
from riskcrm.accounts.models import User

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
A_WEEK = dt.timedelta(days=7)


class WorkForm(forms.Form):
    """A form of one act: `row` is what the fact then says, `ready` what stands in it at first."""

    @classmethod
    def ready(cls, arrears: Arrears, *, day: dt.date) -> dict[str, Any]:
        return {}

    def row(self, *, by: User, day: dt.date) -> dict[str, Any]:
        raise NotImplementedError


class CallForm(WorkForm):
    """A talk about what is overdue."""

    channel = forms.ChoiceField(label=_("How"), choices=Interaction.Channel.choices)
    subject = forms.CharField(label=_("What was said"), max_length=200)

    def row(self, *, by: User, day: dt.date) -> dict[str, Any]:
        purpose = Interaction.Purpose.COLLECTION
        return {**self.cleaned_data, "effective_date": day, "purpose": purpose, "owner": by}


class PromiseForm(WorkForm):
    """What the customer has promised to pay, and until when."""

    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=18, decimal_places=2)
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"), max_length=3,
        error_messages={"invalid": _("A currency has three capital letters, such as USD.")},
    )  # fmt: skip
    promised_date = forms.DateField(label=_("Promised for"), widget=DAY)
    promised_by = forms.CharField(label=_("Promised by"), max_length=120, required=False)

    @classmethod
    def ready(cls, arrears: Arrears, *, day: dt.date) -> dict[str, Any]:
        return {
            "amount": arrears.overdue,
            "currency": settings.BASE_CURRENCY,
            "promised_date": day + A_WEEK,
        }

    def row(self, *, by: User, day: dt.date) -> dict[str, Any]:
        return {**self.cleaned_data, "effective_date": day}


class TaskForm(WorkForm):
    """Something to do for this customer, by oneself."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    effective_date = forms.DateField(label=_("Due date"), widget=DAY)

    @classmethod
    def ready(cls, arrears: Arrears, *, day: dt.date) -> dict[str, Any]:
        return {"effective_date": day + dt.timedelta(days=1)}

    def row(self, *, by: User, day: dt.date) -> dict[str, Any]:
        return {**self.cleaned_data, "owner": by}


class StepForm(WorkForm):
    """The next step of collecting: how and when."""

    how = forms.ChoiceField(label=_("How"), choices=CollectionStep.How.choices)
    effective_date = forms.DateField(label=_("Planned for"), widget=DAY)

    @classmethod
    def ready(cls, arrears: Arrears, *, day: dt.date) -> dict[str, Any]:
        return {"how": CollectionStep.How.CALL, "effective_date": day + A_WEEK}

    def row(self, *, by: User, day: dt.date) -> dict[str, Any]:
        return {**self.cleaned_data, "owner": by}
