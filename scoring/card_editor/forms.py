"""What people fill in about a version beside its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.models import Scorecard, ScorecardVersion

if TYPE_CHECKING:
    VersionChoice = forms.ModelChoiceField[ScorecardVersion]
    RecordBase = forms.ModelForm[ScorecardVersion]
else:
    VersionChoice, RecordBase = forms.ModelChoiceField, forms.ModelForm


class BaseVersionField(VersionChoice):
    """A version to begin from."""

    def label_from_instance(self, obj: Any) -> str:
        words = _("%(name)s, version %(number)s, %(state)s")
        state = obj.get_state_display()
        return words % {"name": obj.scorecard.name, "number": obj.number, "state": state}


class NewCardForm(forms.Form):
    """Another card, which begins as a copy of what a version says."""

    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("a lasting short name for programs and files, such as small-shops"),
    )
    based_on = BaseVersionField(
        label=_("Begins as a copy of"),
        queryset=ScorecardVersion.objects.select_related("scorecard").order_by("-pk"),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Scorecard.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another card has this code. Choose a new one."))
        return code


class RecordForm(RecordBase):
    """The governance record: what a reader must know of the version beside its figures."""

    class Meta:
        model = ScorecardVersion
        fields = ScorecardVersion.RECORD
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ScorecardVersion.RECORD}


class SubmitForm(forms.Form):
    """Why the card was changed, and the version of the draft that was seen."""

    note = forms.CharField(
        label=_("Why was the card changed?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever reviews it reads this first. It is kept with the version."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(forms.Form):
    """Why a version is published, returned or retired, and the state of it that was seen."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(StepForm):
    """What the reviewer found: the validation of what is published, or why it is returned."""

    reason = forms.CharField(
        label=_("Validation"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "To publish: what you checked by yourself, such as data, back-test and what-if, what"
            " you challenged, and what came of it; it is kept in the record. To return: what is to"
            " be done better."
        ),
    )


class ChampionForm(forms.Form):
    """Why a card shall score the book, or shall not."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
