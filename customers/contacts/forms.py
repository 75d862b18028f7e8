"""What people fill in about contacts, and say about them beside their details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Contact, Verification

if TYPE_CHECKING:
    ContactBase = forms.ModelForm[Contact]
else:
    ContactBase = forms.ModelForm


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
        help_text=_("A change that was announced beforehand is less of a warning."),
    )


class EndForm(forms.Form):
    """Why somebody is no longer a contact."""

    reason = forms.CharField(
        label=_("Why is this person no longer a contact?"), max_length=200, strip=True
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ContactForm(ContactBase):
    """A person to speak with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Contact
        fields: ClassVar[list[str]] = ["name", "role", "phone", "email", "wechat", "is_primary"]

    def validate_constraints(self) -> None:
        """The service ends another contact's being the main one first."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
