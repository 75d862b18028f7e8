"""What people say about contacts beside their details."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Verification


class VerifyForm(forms.Form):
    """How somebody made sure of a contact's details."""

    how = forms.ChoiceField(label=_("How did you make sure?"), choices=Verification.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class VerifyChangeForm(forms.Form):
    """How somebody made sure of a change, and whether it was expected."""

    how = forms.ChoiceField(label=_("How did you make sure?"), choices=Verification.choices)
    is_planned = forms.BooleanField(
        label=_("The customer announced this change beforehand"),
        required=False,
        help_text=_("A planned and verified change does not weigh in the risk score."),
    )


class EndForm(forms.Form):
    """Why somebody is no longer a contact."""

    reason = forms.CharField(
        label=_("Why is this person no longer a contact?"), max_length=200, strip=True
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
