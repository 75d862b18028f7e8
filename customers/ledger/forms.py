"""What people fill in to match money with invoices, and to take that back."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.ledger.matching import Credit, Item, Rule
from customers.models.book import MONEY

GONE = _("This has been matched or changed in the meantime. Load the page again.")


class TakeBackForm(forms.Form):
    """Why an allocation is taken back."""

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
