"""What people fill in about customers, contacts, terms and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.custom.inputs import initial_of, input_of
from customers.facts import GROUPS
from customers.imports.fields import Field, all_fields
from customers.imports.options import Options
from customers.models import (
    CUSTOMER_FIELDS,
    Contact,
    CreditTerms,
    Customer,
    CustomField,
    ImportFile,
)
from customers.selectors import managers_in_reach
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.web.forms import NO_CHOICE

if TYPE_CHECKING:
    CustomerBase = forms.ModelForm[Customer]
    CreditTermsBase = forms.ModelForm[CreditTerms]
    ContactBase = forms.ModelForm[Contact]
else:
    CustomerBase = CreditTermsBase = ContactBase = forms.ModelForm

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CustomerForm(CustomerBase):
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

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def validate_unique(self) -> None:
        """The service says who has the number; here it would tell of customers out of reach."""

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        own = {field.code: self.cleaned_data[field.input_name] for field in self.own}
        return values | {"custom": own}


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


class UploadForm(forms.Form):
    """A file and what its rows are."""

    kind = forms.ChoiceField(
        label=_("What does the file hold?"),
        choices=ImportFile.Kind.choices,
        initial=ImportFile.Kind.INVOICES,
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel (.xlsx), up to 200 MB; a workbook up to 256 MB unpacked. UTF-8 and GBK"
            " are recognised. A file may take up to 25 minutes: send larger ones in parts."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        """`kinds` are those that the person may import."""
        super().__init__(*args, **kwargs)
        choices = [choice for choice in ImportFile.Kind.choices if choice[0] in kinds]
        cast("forms.ChoiceField", self.fields["kind"]).choices = choices


class ColumnsForm(forms.Form):
    """Which column tells which field, and how the file is to be read."""

    date_format = forms.ChoiceField(
        label=_("Dates in the file"),
        required=False,
        choices=[
            ("", _("recognise them")),
            ("DD/MM/YYYY", _("day first: 03/01/2012 is 3 January 2012")),
            ("MM/DD/YYYY", _("month first: 03/01/2012 is 1 March 2012")),
            ("DD/MM/YY", _("day first, short year: 03/01/12 is 3 January 2012")),
            ("MM/DD/YY", _("month first, short year: 03/01/12 is 1 March 2012")),
            ("YYYY-MM-DD", _("year first: 2012-01-03 is 3 January 2012")),
            ("YYYYMMDD", _("without separators: 20120103 is 3 January 2012")),
        ],
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        choices=[
            ("", _("recognise it")),
            ("utf-8", "UTF-8"),
            ("gb18030", "GB 18030 / GBK"),
            ("big5", "Big5"),
            ("windows-1252", "Windows-1252"),
        ],
    )
    currency = forms.RegexField(
        label=_("Currency of rows without one"),
        regex=r"^[A-Za-z]{3}$",
        required=False,
        max_length=3,
        help_text=_("Three letters; empty means the base currency."),
    )
    history = forms.BooleanField(
        label=_("This is history: documents count as known from their own dates"), required=False
    )
    create_customers = forms.BooleanField(
        label=_("Create customers that are not in the book yet"), required=False
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        header: Sequence[str],
        proposed: dict[str, str],
        options: Options,
        may_tell_history: bool,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = options.as_json() | {f"field-{n}": c for n, c in proposed.items()}
        super().__init__(*args, **kwargs)
        columns = [("", _("not in the file")), *((name, name) for name in header if name)]
        self.kind = kind
        self.known: tuple[Field, ...] = all_fields(kind)
        for field in self.known:
            self.fields[f"field-{field.name}"] = forms.ChoiceField(
                label=field.label, choices=columns, required=field.required
            )
        if not may_tell_history:
            self.fields["history"].disabled = True
            self.fields["history"].help_text = _(
                "Only for risk officers: it changes what was known on past days, which past "
                "scores rest on. Without it, everything in the file is imported and counts as "
                "known from today."
            )
        if kind != ImportFile.Kind.INVOICES:
            del self.fields["create_customers"], self.fields["currency"]

    def mapped(self) -> list[forms.BoundField]:
        return [self[f"field-{field.name}"] for field in self.known]

    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("field-")]

    def options(self) -> Options:
        data = self.cleaned_data
        return Options(
            mapping={f.name: data[f"field-{f.name}"] for f in self.known},
            date_format=data["date_format"],
            encoding=data["encoding"],
            currency=data.get("currency", "").upper(),
            history=data["history"],
            create_customers=data.get("create_customers", False),
        )
