"""What people fill in about customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.custom.inputs import initial_of, input_of
from customers.facts import GROUPS
from customers.models import (
    CUSTOMER_FIELDS,
    Customer,
    CustomField,
)
from customers.selectors import managers_in_reach
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.web.forms import NO_CHOICE

if TYPE_CHECKING:
    CustomerBase = forms.ModelForm[Customer]
else:
    CustomerBase = forms.ModelForm

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CountryInCapitals:
    """A form with a country: codes are kept in capitals, however they are typed."""

    cleaned_data: dict[str, Any]

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()


class CustomerForm(CountryInCapitals, CustomerBase):
    """Who a customer is. `version` says which state the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    website = forms.URLField(
        label=_("website"), required=False, max_length=200, assume_scheme="https"
    )

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = list(CUSTOMER_FIELDS)
        widgets: ClassVar[dict[str, Any]] = {
            "since_date": DAY,
            "incorporation_date": DAY,
            "notes": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managers = cast("forms.ModelChoiceField[User]", self.fields["manager"])
        teams = cast("forms.ModelChoiceField[Team]", self.fields["team"])
        managers.queryset = managers_in_reach(person)
        if not person.has_perm(ALL_CUSTOMERS):
            teams.queryset = Team.objects.filter(pk=person.team_id or 0)
        keeper = self.instance.manager_id
        if keeper is not None:  # whoever looks after it now may stay
            reach = Q(pk__in=managers.queryset.values("pk")) | Q(pk__in=[keeper])
            managers.queryset = User.objects.filter(reach).order_by("name")
        managers.empty_label = teams.empty_label = NO_CHOICE
        industry = cast("forms.TypedChoiceField", self.fields["industry"])
        industry.choices = [("", NO_CHOICE), *Customer.Industry.choices]
        self.own = list(CustomField.objects.in_use())
        for field in self.own:
            self.fields[field.input_name] = input_of(field)
            value = initial_of(field, self.instance.custom.get(field.code))
            self.initial[field.input_name] = value
        language = cast("forms.TypedChoiceField", self.fields["language"])
        language.choices = [("", _("by country")), *Customer.Language.choices]

    def grouped(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        """The fields as the page shows them, under their headings."""
        groups = [(title, [self[name] for name in names]) for title, names in GROUPS]
        if self.own:
            groups.append((_("Further fields"), [self[field.input_name] for field in self.own]))
        return groups

    def validate_unique(self) -> None:
        """The service says who has the number; here it would tell of customers out of reach."""

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        own = {field.code: self.cleaned_data[field.input_name] for field in self.own}
        return values | {"custom": own}
