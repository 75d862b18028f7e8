"""What people fill in about a rate."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ExchangeRateForm(forms.Form):
    """One rate, typed in."""

    currency = forms.CharField(
        label=_("Currency"), max_length=3, help_text=_("Three letters, such as EUR.")
    )
    effective_date = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    rate = forms.DecimalField(label=_("Rate"), max_digits=18, decimal_places=8)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()
