"""What people fill in: a study to register, feedback, a round of questions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from removal.effect.outcomes import Outcome
from removal.effect.words import CONTROLS
from removal.grounds import Ground
from removal.models import EffectStudy, FeedbackRound, MarketFeedback, RemovalCase
from riskcrm.accounts.models import Team

ALL = _("all")
HORIZONS = [(180, _("half a year")), (365, _("a year"))]


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


class StudyForm(forms.Form):
    event = forms.ChoiceField(
        label=pgettext_lazy("effect", "What was done"), choices=EffectStudy.Event.choices
    )
    first_day = day_field(_("Events from"))
    final_day = day_field(_("Events until"))
    outcome = forms.ChoiceField(
        label=pgettext_lazy("effect", "What it should change"), choices=Outcome.choices
    )
    horizon = forms.TypedChoiceField(
        label=_("Losses, cash and margins within"), choices=HORIZONS, coerce=int
    )
    controls = forms.MultipleChoiceField(
        label=_("Compared with customers"), choices=list(CONTROLS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cured cases were changed by the pressure themselves; with them as controls the"
                    " effect looks smaller."),
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=_("Ground"), choices=[("", ALL), *Ground.choices], required=False
    )
    industry = forms.ChoiceField(
        label=_("Industry"), choices=[("", ALL), *Customer.Industry.choices], required=False
    )
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.order_by("name"), required=False,
        empty_label=ALL,
    )  # fmt: skip


def first_choice(day: dt.date) -> dict[str, Any]:
    """The approvals of the year that ended a year ago, so that their outcome is known."""
    final = day - dt.timedelta(days=365)
    return {
        "event": EffectStudy.Event.APPROVAL,
        "first_day": final - dt.timedelta(days=365),
        "final_day": final,
        "outcome": Outcome.OVER_90,
        "horizon": 365,
        "controls": ["turned_down", "later", "eligible"],
    }


class FeedbackForm(forms.Form):
    given_date = day_field(_("Given on"))
    source = forms.ChoiceField(
        label=pgettext_lazy("feedback", "Source"), choices=MarketFeedback.Source.choices
    )
    respondent = forms.CharField(
        label=_("Respondent"), max_length=120, help_text=_("A name, or a role where it is secret.")
    )
    sentiment = forms.ChoiceField(label=_("Sentiment"), choices=MarketFeedback.Sentiment.choices)
    topic = forms.ChoiceField(label=_("Topic"), choices=MarketFeedback.Topic.choices)
    text = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs={"rows": 4}))
    asked_in = forms.ModelChoiceField(
        label=_("Answer to"), required=False, empty_label=_("nobody asked"),
        queryset=FeedbackRound.objects.order_by("-asked_date"),
    )  # fmt: skip
    case_number = forms.IntegerField(
        label=_("Number of the removal case"), required=False, min_value=1
    )

    def clean(self) -> dict[str, Any]:
        """The case itself instead of its number."""
        said = super().clean() or {}
        number = said.pop("case_number", None)
        said["case"] = RemovalCase.objects.filter(pk=number).first() if number else None
        if number and said["case"] is None:
            self.add_error("case_number", _("There is no case of this number."))
        return said


class RoundForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    asked_date = day_field(_("Asked on"))
    asked = forms.IntegerField(label=_("People asked"), min_value=1, max_value=1_000_000)
