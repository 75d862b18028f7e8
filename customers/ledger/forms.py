"""What people fill in to match money with invoices, and to take that back."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.ledger.matching import Credit, Item, Rule
from customers.models import Payment
from customers.models.book import MONEY

GONE = _("This has been matched or changed in the meantime. Load the page again.")


def _day(label: Any, **given: Any) -> forms.DateField:
    shown = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=shown, **given)


class DocumentForm(forms.Form):
    """What an invoice and a payment have in common. `seen` is the state the person has seen."""

    customer = forms.CharField(label=_("Customer number"), max_length=40)
    amount = forms.DecimalField(label=_("Amount"), min_value=0, **MONEY)
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        max_length=3,
        error_messages={"invalid": _("A currency has three capital letters, such as USD.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    key = ""  # the field with the document's own number

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].initial = settings.BASE_CURRENCY
        if not is_new:
            for name in ("customer", self.key):
                del self.fields[name]

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class InvoiceForm(DocumentForm):
    """An invoice as it was sent."""

    number = forms.CharField(label=_("Invoice number"), max_length=60)
    invoice_date = _day(_("Invoice date"))
    due_date = _day(_("Due date"), required=False)
    cost = forms.DecimalField(
        label=_("Cost of sales"), min_value=0, required=False, **MONEY,
        help_text=_("Empty where it is not known."),
    )  # fmt: skip
    key = "number"
    field_order = ("customer", "number", "invoice_date", "due_date", "amount", "currency", "cost")


class PaymentForm(DocumentForm):
    """A payment as it came in. What it settles is said on the page of matching."""

    source_key = forms.CharField(
        label=_("Payment number"), max_length=80, required=False,
        help_text=_("Leave empty to have one given."),
    )  # fmt: skip
    received_date = _day(_("Received on"))
    method = forms.ChoiceField(
        label=_("Method"), choices=Payment.Method.choices, initial=Payment.Method.UNKNOWN
    )
    payer = forms.CharField(label=_("Payer account"), max_length=80, required=False)
    reference = forms.CharField(
        label=pgettext_lazy("payment", "Reference"), max_length=200, required=False,
        help_text=_("What the payer wrote: often the numbers of the invoices that are meant."),
    )  # fmt: skip
    key = "source_key"
    field_order = ("customer", "source_key", "received_date", "amount", "currency", "method")


class TakeBackForm(forms.Form):
    """Why an allocation is taken back, or an invoice or payment is void."""

    reason = forms.CharField(label=_("Reason"), max_length=1000)


class MatchForm(forms.Form):
    """A line of the matching screen: so much of a credit for an invoice, if it is ticked.

    The last line is free: it counts when something is filled in.
    """

    take = forms.BooleanField(label=_("Allocate"), required=False)
    credit = forms.ChoiceField(label=_("Open credit"), error_messages={"invalid_choice": GONE})
    invoice = forms.ChoiceField(label=_("Invoice"), error_messages={"invalid_choice": GONE})
    amount = forms.DecimalField(label=_("Amount"), min_value=0, **MONEY)
    rule = forms.ChoiceField(
        choices=Rule.choices, required=False, widget=forms.HiddenInput, label=_("Why")
    )

    def __init__(self, *args: Any, credits: list[Credit], items: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.credits = {f"{c.source}:{c.source_id}": c for c in credits}
        self.items = {str(item.id): item for item in items}
        for name, labels in (
            ("credit", [(key, _credit_label(c)) for key, c in self.credits.items()]),
            ("invoice", [(key, _item_label(item)) for key, item in self.items.items()]),
        ):
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = [("", field.label), *labels]
        self.is_free = not self["rule"].value()
        if not self.is_free:
            for name in ("credit", "invoice"):
                self.fields[name].widget = forms.HiddenInput()
        for name in ("take", "amount", "credit", "invoice"):
            css = {"take": "form-check-input", "amount": "form-control"}.get(name, "form-select")
            self.fields[name].widget.attrs["class"] = css

    @property
    def is_taken(self) -> bool:
        names = ("credit", "invoice", "amount") if self.is_free else ("take",)
        return self.is_bound and any(self[name].value() for name in names)

    @property
    def chosen_credit(self) -> Credit | None:
        return self.credits.get(str(self["credit"].value()))

    @property
    def chosen_item(self) -> Item | None:
        return self.items.get(str(self["invoice"].value()))

    @property
    def rule_label(self) -> Any:
        """Why it is proposed, in words."""
        return dict(Rule.choices).get(str(self["rule"].value()), "")


def _credit_label(credit: Credit) -> str:
    return f"{credit.number} · {credit.date:%Y-%m-%d} · {credit.left} {credit.currency}"


def _item_label(item: Item) -> str:
    return f"{item.number} · {item.due_date or '–'} · {item.open_amount} {item.currency}"


MatchFormSet = forms.formset_factory(MatchForm, extra=1)
