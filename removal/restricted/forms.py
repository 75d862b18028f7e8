"""What a compliance officer fills in."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.models import Customer
from removal.models import RestrictedMatter, SendClearance
from riskcrm.accounts.models import User

DAY = {"type": "date"}


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs=DAY)
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def _text(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class MatterForm(forms.Form):
    """A new matter; the customer by number, so that no search of theirs is written down."""

    customer = forms.CharField(label=gettext_lazy("Customer number"), max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=RestrictedMatter.Kind.choices)
    facts = _text(gettext_lazy("Facts"), rows=6)
    reference = forms.CharField(
        label=gettext_lazy("Reference of the authority"), required=False, max_length=80
    )
    filed_date = _day(gettext_lazy("Filed on"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_customer(self) -> Customer:
        number = self.cleaned_data["customer"].strip()
        customer = Customer.objects.visible_to(self.user).filter(number=number).first()
        if customer is None:
            raise forms.ValidationError(_("There is no such customer among those you see."))
        return customer


class NoteForm(forms.Form):
    text = _text(gettext_lazy("Note"), rows=3)


class FilingForm(forms.Form):
    reference = forms.CharField(label=gettext_lazy("Reference of the authority"), max_length=80)
    filed_date = _day(gettext_lazy("Filed on"))


class OutcomeForm(forms.Form):
    outcome = _text(gettext_lazy("What came of it"), rows=3)


class ClearanceForm(forms.Form):
    """Let the letters of a case go, or hold them."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=SendClearance.Decision.choices,
        widget=forms.RadioSelect,
    )
    not_before = _day(
        gettext_lazy("Not before"),
        required=False,
        help_text=gettext_lazy("Empty = from now on. Letters go out with the next dispatch."),
    )
    reason = _text(
        gettext_lazy("Reason"),
        rows=2,
        help_text=gettext_lazy("It stays in here; nobody outside reads it."),
    )


class GrantForm(forms.Form):
    """Who may look, from when until when."""

    person = forms.ModelChoiceField(label=gettext_lazy("Person"), queryset=User.objects.none())
    from_date = _day(pgettext_lazy("date", "From"))
    until_date = _day(gettext_lazy("Until"))
    reason = _text(gettext_lazy("Reason"), rows=2)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.people().active().exclude(pk=user.pk).order_by("name", "pk")
        cast("forms.ModelChoiceField[User]", self.fields["person"]).queryset = people


class EndForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
