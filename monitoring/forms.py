"""What a person fills in about an alert."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.back_tests.forms import month_field


class AcknowledgementForm(forms.Form):
    """What follows from an alert."""

    note = forms.CharField(
        label=_("What follows from it?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who is called, what is agreed, or why nothing needs to be done."),
    )


class EstimateForm(forms.Form):
    """Between which month ends invoices are followed; empty = the last twelve months."""

    first_month = month_field(_("From the end of"), required=False)
    final_month = month_field(_("To the end of"), required=False)
