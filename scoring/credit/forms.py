"""What a person fills in to ask for a credit check, and to release what one holds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.models import ServiceKind
from riskcrm.web.today import end_of_day, today
from scoring.models import LONGEST_REFERENCE

RELEASED_FOR = dt.timedelta(days=7)


class CreditCheckForm(forms.Form):
    """Of which document, worth how much."""

    reference = forms.CharField(
        label=_("Document number"), required=False, max_length=LONGEST_REFERENCE,
        help_text=_("Number of the order. Empty: a mere question, which reserves nothing."),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("Amount"), max_digits=18, decimal_places=2, min_value=Decimal("0.01")
    )
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)
    service = forms.ModelChoiceField(
        label=_("Kind of service"), required=False, to_field_name="code",
        queryset=ServiceKind.objects.filter(is_active=True), empty_label=_("not said"),
        help_text=_("Needed where one kind of service is suspended or restricted."),
    )  # fmt: skip
    reserve = forms.BooleanField(
        label=_("Reserve"), required=False,
        help_text=_("Keeps this part of the limit for the document while the answer holds."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].initial = settings.BASE_CURRENCY

    def clean_service(self) -> str:
        chosen = self.cleaned_data["service"]
        return chosen.code if chosen else ""

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class ReleaseForm(forms.Form):
    """Why a held order goes through, and until which day."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    until = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The end of this day; until then the document is let through."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = today() + RELEASED_FOR

    def clean_until(self) -> dt.datetime:
        return end_of_day(self.cleaned_data["until"])
