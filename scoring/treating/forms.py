"""What people fill in about treatment policies and proposed treatments."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import MONEY, Customer
from riskcrm.accounts.models import User
from scoring.forms import ReasonForm
from scoring.models import Treatment, TreatmentPolicy
from scoring.treating.rules import POLICY_FIELDS, TERM_FIELDS, TIERS

if TYPE_CHECKING:
    PolicyBase = forms.ModelForm[TreatmentPolicy]
    TermsBase = forms.ModelForm[Treatment]
    LinesBase = forms.BaseFormSet[forms.Form]
else:
    PolicyBase = TermsBase = forms.ModelForm
    LinesBase = forms.BaseFormSet

EMPTY_LINES = 3


class PolicyForm(PolicyBase):
    """What holds for all tiers. `version` is the state that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = TreatmentPolicy
        fields: ClassVar[list[str]] = [*POLICY_FIELDS, "note"]
        widgets: ClassVar[dict[str, Any]] = {"note": forms.Textarea(attrs={"rows": 2})}


class TermsForm(TermsBase):
    """What one tier is granted."""

    class Meta:
        model = Treatment
        fields: ClassVar[list[str]] = list(TERM_FIELDS)


class SectorForm(forms.Form):
    """The most that an industry may owe; a line without a limit is none."""

    industry = forms.ChoiceField(
        label=gettext_lazy("industry"),
        choices=[("", "–"), *Customer.Industry.choices],
        required=False,
    )
    limit = forms.DecimalField(
        label=gettext_lazy("limit"), **MONEY, min_value=Decimal(0), required=False
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and values.get("limit") is not None and not values.get("industry"):
            self.add_error("industry", _("Choose the industry that the limit is for."))
        return values


class SectorLines(LinesBase):
    def clean(self) -> None:
        named = [f.cleaned_data["industry"] for f in self.forms if f.cleaned_data.get("industry")]
        if len(named) != len(set(named)):
            raise forms.ValidationError(_("Name each industry once."))


SectorFormSet = forms.formset_factory(SectorForm, formset=SectorLines, extra=EMPTY_LINES)


class WholePolicyForm:
    """All figures of a draft on one page: its own, those of each tier, and limits of industries."""

    def __init__(self, policy: TreatmentPolicy, data: Any = None) -> None:
        tiers = policy.by_tier()
        self.own = PolicyForm(data, instance=policy, initial={"version": policy.version})
        self.tiers = {
            tier: TermsForm(data, instance=tiers[tier], prefix=tier)
            for tier in TIERS
            if tier in tiers
        }
        limits = [{"industry": e.industry, "limit": e.limit} for e in policy.sectors.all()]
        self.sectors = SectorFormSet(data, initial=limits, prefix="sectors")

    def is_valid(self) -> bool:
        parts: tuple[Any, ...] = (self.own, *self.tiers.values(), self.sectors)
        valid = [part.is_valid() for part in parts]  # each says what is wrong with it
        return all(valid)

    def rows(self) -> list[list[Any]]:
        """The fields of the tiers, each beside those of the other tiers."""
        return [[form[name] for form in self.tiers.values()] for name in TERM_FIELDS]

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        lines = [form.cleaned_data for form in self.sectors.forms if form.cleaned_data]
        return {
            **self.own.cleaned_data,
            "tiers": {tier: dict(form.cleaned_data) for tier, form in self.tiers.items()},
            "sectors": {
                line["industry"]: line["limit"]
                for line in lines
                if line.get("industry") and line.get("limit") is not None
            },
        }


class NoteForm(forms.Form):
    """Why there shall be a new policy."""

    note = forms.CharField(
        label=gettext_lazy("Reason for the version"), widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AcceptForm(ReasonForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed to decline, welcome to accept."),
    )


class ReviewForm(forms.Form):
    """What was found, and the version that was seen."""

    note = forms.CharField(
        label=gettext_lazy("What did you find?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The next review follows in the treatment's cadence from today."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ManyDeclinedForm(forms.Form):
    """One reason for all of them; it is kept with each."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
