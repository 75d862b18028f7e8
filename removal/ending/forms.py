"""What people fill in about the end of a relationship."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from customers.models import Invoice, Recovery
from removal.models import LegalRecovery, RemovalCase, RunOffItem
from removal.reduction.forms import day_field, text_field
from riskcrm.accounts.models import User
from riskcrm.web.today import today

MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 2}


def money_field(label: Any, **more: Any) -> forms.DecimalField:
    name = format_lazy("{label}, {currency}", label=label, currency=settings.BASE_CURRENCY)
    return forms.DecimalField(label=name, **MONEY, **more)


def people() -> QuerySet[User]:
    people: QuerySet[User] = User.objects.filter(kind=User.Kind.PERSON, is_active=True)
    return people.order_by("name")


class OfCaseForm(forms.Form):
    """A form about a case: it may offer rows of its customer."""

    def __init__(self, *args: Any, case: RemovalCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        for name in ("due_date", "opened_date", "effective_date", "started_date"):
            if name in self.fields:
                self.fields[name].initial = today()


class RunOffForm(OfCaseForm):
    started_date = day_field(_("Relationship ended on"))


class RunOffItemForm(OfCaseForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=RunOffItem.Kind.choices)
    text = forms.CharField(label=_("What"), max_length=300)
    amount = money_field(_("Amount"), required=False, min_value=0)
    due_date = day_field(_("Due"))
    responsible = forms.ModelChoiceField(label=_("Responsible"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people()  # type: ignore[attr-defined]

    def clean_amount(self) -> Any:
        return self.cleaned_data["amount"] or None


class ItemResultForm(OfCaseForm):
    state = forms.ChoiceField(
        label=_("Outcome"), choices=[each for each in RunOffItem.State.choices if each[0] != "open"]
    )
    result = text_field(_("Result"), rows=2)


class MatterForm(OfCaseForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=LegalRecovery.Kind.choices)
    court = forms.CharField(label=_("Court or office"), max_length=200, required=False)
    file_number = forms.CharField(label=_("File number"), max_length=120, required=False)
    claim_amount = money_field(_("Claim"), min_value=0)
    opened_date = day_field(_("Opened on"))
    responsible = forms.ModelChoiceField(label=_("Responsible"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people()  # type: ignore[attr-defined]


class MatterStateForm(OfCaseForm):
    state = forms.ChoiceField(label=_("Where it stands"), choices=LegalRecovery.State.choices)
    court = forms.CharField(label=_("Court or office"), max_length=200, required=False)
    file_number = forms.CharField(label=_("File number"), max_length=120, required=False)
    result = text_field(_("Result"), rows=2, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CostForm(OfCaseForm):
    effective_date = day_field(_("Date"))
    what = forms.CharField(label=_("What for"), max_length=200)
    amount = money_field(_("Amount"), help_text=_("A correction is entered with a minus."))


class ReceiptForm(OfCaseForm):
    recovery = forms.ModelChoiceField(label=_("Recovery"), queryset=Recovery.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Recovery.objects.filter(customer=self.case.customer_id, is_void=False)
        self.fields["recovery"].queryset = rows.order_by("-effective_date")  # type: ignore[attr-defined]


class CompensationForm(OfCaseForm):
    amount = money_field(_("Amount"), min_value=0)
    reason = text_field(_("Reason"))


class DecisionForm(OfCaseForm):
    reason = text_field(_("Reason"))


class AnswerForm(OfCaseForm):
    answered_date = day_field(_("Answered on"))
    accepted = forms.TypedChoiceField(
        label=_("The customer"), coerce=lambda said: said == "yes",
        choices=[("yes", _("accepts")), ("no", _("refuses"))],
    )  # fmt: skip


class PaymentForm(OfCaseForm):
    paid_date = day_field(_("Paid on"))
    paid_reference = forms.CharField(label=_("Payment reference"), max_length=120)


class WriteOffForm(OfCaseForm):
    invoice = forms.ModelChoiceField(label=_("Invoice"), queryset=Invoice.objects.none())
    amount = forms.DecimalField(
        label=_("Amount"), help_text=_("In the invoice's currency."), min_value=0, **MONEY
    )
    reason = text_field(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owed = self.case.customer.open_items.values("invoice")
        rows = Invoice.objects.filter(customer=self.case.customer_id, pk__in=owed)
        self.fields["invoice"].queryset = rows.order_by("due_date")  # type: ignore[attr-defined]
