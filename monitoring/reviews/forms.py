"""What people fill in about reviews."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.models import Review

CHOSEN = [choice for choice in Review.Result.choices if choice[0] != Review.Result.ENDED]


class OpenForm(forms.Form):
    """Why a customer shall be looked at again."""

    reason = forms.CharField(
        label=_("Why is this customer reviewed?"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class CompleteForm(forms.Form):
    """What was found, and what follows from it."""

    result = forms.ChoiceField(label=_("What follows?"), widget=forms.RadioSelect, choices=CHOSEN)
    findings = forms.CharField(
        label=_("What did you find?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It is kept in the risk file. What follows is proposed on its own page next."),
    )  # fmt: skip
