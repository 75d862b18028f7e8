"""What people fill in to ask for a back-test."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from riskcrm.web.forms import NO_CHOICE
from scoring.models import ScorecardVersion
from scoring.months import past_month_end
from scoring.outcomes import USUAL_DAYS, USUAL_HORIZON

MONTHS = 12


def month_field(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        help_text=_("Year and month, such as 2026-03; its last day counts."),
    )


if TYPE_CHECKING:
    VersionChoice = forms.ModelChoiceField[ScorecardVersion]
else:
    VersionChoice = forms.ModelChoiceField


class VersionField(VersionChoice):
    """A version of a card, by the card's name."""

    def __init__(self, **kwargs: Any) -> None:
        rows = ScorecardVersion.objects.select_related("scorecard").order_by("-pk")
        super().__init__(queryset=rows, **kwargs)

    def label_from_instance(self, version: ScorecardVersion) -> str:
        return name_of(version)


def name_of(version: ScorecardVersion) -> str:
    return f"{version.scorecard.name} {version.number} · {version.get_state_display()}"


class BackTestForm(forms.Form):
    card_version = VersionField(label=_("Card"), empty_label=None)
    challenger = VersionField(
        label=_("Challenger"), required=False, empty_label=NO_CHOICE,
        help_text=_("Another version, measured on the same customers and days."),
    )  # fmt: skip
    first_month = month_field(_("First month"))
    final_month = month_field(_("Last month"))
    days = forms.IntegerField(
        label=_("Bad from days past due"), min_value=0, max_value=365,
        help_text=_("Bad is who comes to be more than so many days past due, or is written off."),
    )  # fmt: skip
    horizon = forms.IntegerField(
        label=_("Within days"), min_value=1, max_value=1095,
        help_text=_("Days after a month's end. Months for which they are not over are left out."),
    )  # fmt: skip
    again = forms.BooleanField(
        label=_("Read all months again"), required=False,
        help_text=_("If history was imported or mended since they were read."),
    )  # fmt: skip


def first_choice(day: dt.date) -> dict[str, Any]:
    """The latest twelve months whose outcome is known."""
    final = past_month_end(day - dt.timedelta(days=USUAL_HORIZON))
    return {
        "final_month": final,
        "first_month": final.replace(day=1, year=final.year - 1) + dt.timedelta(days=31),
        "days": USUAL_DAYS,
        "horizon": USUAL_HORIZON,
    }
