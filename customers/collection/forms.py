"""What people fill in about collecting: tolerances, templates, letters, and acts on a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.collection.letters import PLACEHOLDERS
from customers.models import CollectionSettings, CollectionStep, ReminderLevel, StepTemplate
from customers.services.collection import PlannedStep
from riskcrm.web.forms import NO_CHOICE

if TYPE_CHECKING:
    SettingsBase = forms.ModelForm[CollectionSettings]
    LevelBase = forms.ModelForm[ReminderLevel]
else:
    SettingsBase = LevelBase = forms.ModelForm

DAY = {"type": "date"}
STEPS_SHOWN = 6


class CollectionSettingsForm(SettingsBase):
    """What is tolerated. `version` is the state that the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = CollectionSettings
        fields: ClassVar[list[str]] = [
            "least_amount", "grace_days", "reminder_pause_days", "reminds_daily",
        ]  # fmt: skip

    def validate_constraints(self) -> None:
        """The service checks them, on the row it locks."""


class ReminderLevelForm(LevelBase):
    """From when a reminder is this firm, and its letter in both languages."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ReminderLevel
        fields: ClassVar[list[str]] = ["days", "subject_en", "body_en", "subject_zh", "body_zh"]
        widgets: ClassVar[dict[str, Any]] = {
            "body_en": forms.Textarea(attrs={"rows": 9}),
            "body_zh": forms.Textarea(attrs={"rows": 9}),
        }

    def validate_unique(self) -> None:
        """The service says which level begins at the same day."""

    @property
    def placeholders(self) -> list[tuple[str, Any]]:
        return [("{" + name + "}", meaning) for name, meaning in PLACEHOLDERS.items()]


class StepTemplateForm(forms.Form):
    """A template with up to six steps; a line without days is left out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    is_active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *args: Any, template: StepTemplate | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(template)
        super().__init__(*args, **kwargs)
        for place in range(1, STEPS_SHOWN + 1):
            self.fields[f"days_{place}"] = forms.IntegerField(
                label=_("Step %(place)s: days overdue") % {"place": place},
                min_value=0, max_value=3650, required=False,
            )  # fmt: skip
            self.fields[f"how_{place}"] = forms.ChoiceField(
                label=_("Step %(place)s: how") % {"place": place},
                choices=[("", NO_CHOICE), *CollectionStep.How.choices], required=False,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for place in range(1, STEPS_SHOWN + 1):
            if (values.get(f"days_{place}") is None) != (not values.get(f"how_{place}")):
                self.add_error(f"how_{place}", _("Say both when and how, or neither."))
        return values

    def steps(self) -> list[PlannedStep]:
        values = self.cleaned_data
        return [
            PlannedStep(values[f"days_{place}"], values[f"how_{place}"])
            for place in range(1, STEPS_SHOWN + 1)
            if values[f"days_{place}"] is not None
        ]


def _initial(template: StepTemplate | None) -> dict[str, Any]:
    if template is None:
        return {"version": 0, "is_active": True}
    initial: dict[str, Any] = {
        "version": template.version, "name_en": template.name_en, "name_zh": template.name_zh,
        "is_active": template.is_active,
    }  # fmt: skip
    for place, step in enumerate(template.steps.all(), start=1):
        initial |= {f"days_{place}": step.days, f"how_{place}": step.how}
    return initial


class StepForm(forms.Form):
    """What became of a planned step: done with what came of it, moved, or dropped."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("What came of it"), max_length=1000, required=False)
    to_date = forms.DateField(
        label=_("Move to"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=1000)
