"""What people decide about two customers that may be one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.merging.comparing import Line


class MergeForm(forms.Form):
    """Whose value stays, field by field. `versions` are those of both that the person has seen."""

    reason = forms.CharField(
        label=_("How do you know that they are one?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    keep_both = forms.BooleanField(
        label=_("Let both stay, the merged customer's with its number behind them"), required=False
    )
    versions = forms.RegexField(regex=r"^\d+-\d+$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[Line], clashes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"field-{line.name}"] = forms.ChoiceField(
                label=line.label,
                choices=[("survivor", line.survivor), ("merged", line.merged)],
                initial=line.proposed,
                widget=forms.RadioSelect,
            )
        if not clashes:
            del self.fields["keep_both"]

    def compared(self) -> list[tuple[Line, str]]:
        """The fields with whose value is chosen now."""
        return [(line, str(self[f"field-{line.name}"].value())) for line in self.lines]

    def said(self) -> dict[str, Any]:
        """What the service is told."""
        one, other = self.cleaned_data["versions"].split("-")
        return {
            "choices": {line.name: self.cleaned_data[f"field-{line.name}"] for line in self.lines},
            "reason": self.cleaned_data["reason"],
            "keep_both": self.cleaned_data.get("keep_both", False),
            "versions": (int(one), int(other)),
        }


class ReasonForm(forms.Form):
    """Why a pair is two, or why a merge is undone."""

    reason = forms.CharField(label=_("Why?"), max_length=300)


class OtherCustomerForm(forms.Form):
    number = forms.CharField(
        label=_("number of the other customer"),
        max_length=40,
        help_text=_("Its rows will move here, and its number will lead here."),
    )
