"""What a person fills in to ask for an override."""

from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from scoring.models import MOST_DAYS, Override, Tier

RATED = [choice for choice in Tier.choices if choice[0] != Tier.UNRATED]


class OverrideForm(forms.Form):
    """Another tier, why, what proves it, and until when."""

    tier = forms.ChoiceField(label=_("Tier"), choices=RATED)
    reason = forms.ChoiceField(label=_("Reason"), choices=Override.Reason.choices)
    text = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.CharField(
        label=_("Evidence"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What proves it, and where it lies: a document, a contract, a letter."),
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=format_lazy(_("At most {days} days ahead."), days=MOST_DAYS),
    )
