"""What people fill in about related parties and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms import DAY, CountryInCapitals
from customers.models import GROUP_FIELDS, Customer, CustomerGroup, RelatedParty, Verification
from customers.services import PartyRow

if TYPE_CHECKING:
    GroupBase = forms.ModelForm[CustomerGroup]
else:
    GroupBase = forms.ModelForm


class PartyForm(CountryInCapitals, forms.Form):
    """One related party. `seen` says which state the person has read."""

    kind = forms.ChoiceField(
        label=_("The party is the customer's"), choices=RelatedParty.Kind.choices
    )
    other = forms.CharField(
        label=_("number of the other customer"),
        max_length=40,
        required=False,
        help_text=_("If the party is a customer itself. Else leave it empty and give a name."),
    )
    name = forms.CharField(label=_("name of the party"), max_length=200, required=False)
    id_number = forms.CharField(label=_("ID or registration number"), max_length=60, required=False)
    country = forms.CharField(
        label=_("country"), max_length=2, required=False, help_text=_("two letters, ISO 3166")
    )
    share_percent = forms.DecimalField(
        label=_("share, %"), max_digits=5, decimal_places=2, required=False
    )
    guarantee_amount = forms.DecimalField(
        label=_("guaranteed amount"), max_digits=18, decimal_places=2, required=False
    )
    guarantee_currency = forms.CharField(
        label=_("currency of the guarantee"), max_length=3, required=False
    )
    valid_from = forms.DateField(label=_("valid from"), required=False, widget=DAY)
    valid_until = forms.DateField(label=_("valid until"), required=False, widget=DAY)
    note = forms.CharField(label=_("note"), max_length=500, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_guarantee_currency(self) -> str:
        return str(self.cleaned_data["guarantee_currency"]).upper()

    def row(self, customer: Customer, source_key: str = "") -> PartyRow:
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return PartyRow(customer=customer.number, source_key=source_key, **said)


def values_of(party: RelatedParty) -> dict[str, Any]:
    """What the form shows of a party that is there."""
    names = [name for name in PartyForm.base_fields if name not in ("other", "seen")]
    values = {name: getattr(party, name) for name in names}
    other = party.other.number if party.other else ""
    return values | {"other": other, "seen": party.recorded_at.isoformat()}


class VerifyPartyForm(forms.Form):
    how = forms.ChoiceField(label=_("How did you make sure?"), choices=Verification.choices)
    seen = forms.CharField(widget=forms.HiddenInput)


class GroupForm(GroupBase):
    """What a group is called and how much it may owe."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = CustomerGroup
        fields: ClassVar[list[str]] = list(GROUP_FIELDS)

    def validate_unique(self) -> None:
        """The service says whether a code is taken."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in GROUP_FIELDS}


class EndGroupForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("All members leave the group today. It cannot be taken up again."),
    )


class MemberForm(forms.Form):
    number = forms.CharField(label=_("Customer number"), max_length=40)
    from_date = forms.DateField(label=_("Member since"), widget=DAY)


class EndMembershipForm(forms.Form):
    until_date = forms.DateField(label=_("Member until"), widget=DAY)
