"""What people fill in about credit terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms import DAY
from customers.models import CreditTerms

if TYPE_CHECKING:
    CreditTermsBase = forms.ModelForm[CreditTerms]
else:
    CreditTermsBase = forms.ModelForm


class TermsForm(CreditTermsBase):
    """Credit limit and payment term from a day on."""

    class Meta:
        model = CreditTerms
        fields: ClassVar[list[str]] = ["effective_date", "credit_limit", "payment_days"]
        widgets: ClassVar[dict[str, Any]] = {"effective_date": DAY}
        help_texts: ClassVar[dict[str, Any]] = {
            "credit_limit": _("In the base currency. Empty: no limit is set."),
            "payment_days": _("Days from invoice to due date."),
        }
