"""What people fill in about requests of data subjects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from removal.models import SubjectRequest
from riskcrm.accounts.models import User


class SubjectRequestForm(forms.Form):
    """A request as it came. The service checks it and sets the deadline."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SubjectRequest.Kind.choices)
    channel = forms.ChoiceField(label=_("Came by"), choices=SubjectRequest.Channel.choices)
    subject = forms.CharField(label=_("Who asks"), max_length=200)
    customer = forms.CharField(
        label=_("Customer number"),
        max_length=40,
        required=False,
        help_text=_("Empty where it is about no customer in particular."),
    )
    received_date = forms.DateField(
        label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    question = forms.CharField(label=_("What they ask"), widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_customer(self) -> Customer | None:
        number = self.cleaned_data["customer"]
        if not number:
            return None
        customer = Customer.objects.visible_to(self.user).filter(number=number).first()
        if customer is None:
            raise forms.ValidationError(_("There is no customer with this number."))
        return customer


class SubjectAnswerForm(forms.Form):
    """How a request ends."""

    state = forms.ChoiceField(
        label=_("Outcome"), choices=SubjectRequest.State.choices[1:], widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("Answer"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was done or given. It cannot be changed afterwards."),
    )
    exemption = forms.CharField(
        label=_("Why not, or not all"),
        max_length=500,
        required=False,
        help_text=_("The legal exemption that is relied on."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
