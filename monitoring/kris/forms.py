"""What a person fills in about the limits of an indicator, and of a report."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from scoring.back_tests.forms import month_field


class LimitsForm(forms.Form):
    """Other limits, or another owner."""

    amber = forms.DecimalField(label=_("Amber limit"), max_digits=12, decimal_places=4)
    red = forms.DecimalField(label=_("Red limit"), max_digits=12, decimal_places=4)
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("the heads of risk"),
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people = User.objects.people().active()
        owners = people.filter(groups__name__in=(roles.HEAD_OF_RISK, roles.RISK_OFFICER))
        self.fields["owner"].queryset = owners.distinct().order_by("name")  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """Of which month a report is made."""

    month = month_field(_("Month"), required=True)
