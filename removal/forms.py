"""What a person fills in to propose or to close a case."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from riskcrm.web.templatetags.riskcrm import figure
from scoring.indicators import INDICATORS
from scoring.templatetags.scoring import reading


class ProposalForm(forms.Form):
    """Why the relationship should end; the score's own reasons are ticked to begin with."""

    reasons = forms.MultipleChoiceField(
        label=_("Reasons the score gives"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Untick the reasons that you do not want to use."),
    )
    summary = forms.CharField(
        label=_("Why should this relationship end?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The person who decides reads this first. It is kept with the case."),
    )

    def __init__(self, *args: Any, reasons: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["reasons"])
        field.choices = [(reason["code"], _in_words(reason)) for reason in reasons]
        field.initial = [reason["code"] for reason in reasons]
        if not reasons:
            del self.fields["reasons"]


def _in_words(reason: dict[str, Any]) -> SafeString:
    """A reason with the figure that speaks for it and what that figure adds to the score."""
    return format_html(
        '{} <span class="muted">{} · +{}</span>',
        reason["text_internal"],
        reading(reason["value"], INDICATORS.get(reason["code"])),
        figure(reason["points"], digits=1),
    )


class ClosingForm(forms.Form):
    """The reason for a decision or a withdrawal, and the version of the case that was seen."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
