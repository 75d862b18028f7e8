"""What people fill in about a request of an authority."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import AuthorityRequest, Customer
from customers.selectors import people_who_see_requests
from riskcrm.accounts.models import User


def _date(label: Any, **given: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **given)


class AuthorityRequestForm(forms.Form):
    """A request as the letter says it. The service checks it."""

    authority = forms.CharField(label=_("Authority"), max_length=200)
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        help_text=_("Their file number, as the letter bears it."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    question = forms.CharField(
        label=_("What they ask"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    customer = forms.CharField(
        label=_("Customer number"),
        max_length=40,
        required=False,
        help_text=_("Empty where it is about no customer in particular."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=300,
        required=False,
        help_text=_("The provision they refer to."),
    )
    received_date = _date(_("Received on"))
    deadline_date = _date(_("Deadline"))
    responsible = forms.ModelChoiceField(
        label=_("Responsible person"), queryset=User.objects.none()
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["responsible"].queryset = people_who_see_requests()  # type: ignore[attr-defined]

    def clean_customer(self) -> Customer | None:
        number = self.cleaned_data["customer"]
        if not number:
            return None
        customer = Customer.objects.visible_to(self.user).filter(number=number).first()
        if customer is None:
            raise forms.ValidationError(_("There is no customer with this number."))
        return customer


class AnswerForm(forms.Form):
    """How a request ends."""

    state = forms.ChoiceField(
        label=_("Outcome"),
        choices=AuthorityRequest.State.choices[1:],
        widget=forms.RadioSelect,
        initial=AuthorityRequest.State.ANSWERED,
    )
    answered_date = _date(_("Answered on"))
    answer = forms.CharField(
        label=_("Answer"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was answered, or why it was refused. It cannot be changed afterwards."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
