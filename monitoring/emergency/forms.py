"""What people fill in about emergency plans, drills and the high-risk queue."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from monitoring.models import (
    AlertRule,
    Drill,
    DrillFinding,
    EmergencyPlan,
    PlanMessage,
    PlanRole,
    PlanSection,
    PlanStep,
    PlanVersion,
)
from removal.forms import DateInput
from removal.letters.kinds import Kind as LetterKind
from riskcrm.accounts.models import Team, User

HEAD = (
    "name_en", "name_zh", "severity", "trigger_en", "trigger_zh", "alert_rule", "from_severity",
    "from_exposure",
)  # fmt: skip


def people() -> Any:
    return User.objects.people().active().order_by("name")


def short(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class VersionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The head of a draft."""

    class Meta:
        model = PlanVersion
        fields = HEAD
        widgets: ClassVar[dict[str, Any]] = {"trigger_en": short(), "trigger_zh": short()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = cast("forms.ModelChoiceField[AlertRule]", self.fields["alert_rule"])
        # one that never was in force may still be given up
        rule.queryset = AlertRule.objects.filter(number__gt=0).order_by("code")
        rule.empty_label = str(_("none: people activate it"))


class HeadForm(VersionForm):
    """The same, of the revision that was in sight."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class NewPlanForm(VersionForm):
    """A new plan with its first draft."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    scenario = forms.ChoiceField(label=_("Scenario"), choices=EmergencyPlan.Scenario.choices)
    is_top = forms.BooleanField(
        label=_("Drilled twice a year"),
        required=False,
        help_text=_("For the two scenarios that would hurt most; the others are drilled yearly."),
    )
    field_order = ("code", "scenario", "is_top", *HEAD)


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    """A part of a draft as it was in sight; whom it names are roles of the same draft."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("role", "speaker"):
            if name in self.fields:
                field = cast("forms.ModelChoiceField[PlanRole]", self.fields[name])
                field.queryset = version.roles.all()
                field.empty_label = None
                field.label_from_instance = lambda obj: obj.name  # type: ignore[method-assign]
        for name in ("person", "deputy"):
            if name in self.fields:
                someone = cast("forms.ModelChoiceField[User]", self.fields[name])
                someone.queryset = people()
                someone.required = False


class RoleForm(PartForm):
    class Meta:
        model = PlanRole
        fields = (
            "position", "code", "name_en", "name_zh", "person", "person_contact", "deputy",
            "deputy_contact",
        )  # fmt: skip


class StepForm(PartForm):
    class Meta:
        model = PlanStep
        fields = ("position", "minute", "role", "text_en", "text_zh")
        widgets: ClassVar[dict[str, Any]] = {"text_en": short(2), "text_zh": short(2)}


class MessageForm(PartForm):
    letter_kind = forms.ChoiceField(
        label=_("Kind of letter"),
        required=False,
        choices=[("", _("no letter")), *LetterKind.choices],
        help_text=_("The published template of this kind is used."),
    )

    class Meta:
        model = PlanMessage
        fields = ("position", "audience", "speaker", "letter_kind", "text_en", "text_zh")
        widgets: ClassVar[dict[str, Any]] = {"text_en": short(), "text_zh": short()}


class SectionForm(PartForm):
    class Meta:
        model = PlanSection
        fields = ("position", "kind", "text_en", "text_zh")
        widgets: ClassVar[dict[str, Any]] = {"text_en": short(), "text_zh": short()}


PART_FORMS: dict[str, type[PartForm]] = {
    "roles": RoleForm, "steps": StepForm, "messages": MessageForm, "sections": SectionForm,
}  # fmt: skip


class ReasonForm(forms.Form):
    """A reason in a sentence or two."""

    reason = forms.CharField(label=_("Reason"), widget=short())


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=_("What was gone through"),
        widget=short(),
        help_text=_("People, contacts, steps and clocks still hold."),
    )


class ActivationForm(forms.Form):
    """Why a plan is set going, and whom it is about."""

    because = forms.CharField(label=_("What has happened?"), widget=short())
    customer = forms.CharField(
        label=_("Customer number"),
        max_length=40,
        required=False,
        help_text=_("Empty where it is about no customer in particular."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_customer(self) -> Customer | None:
        number = self.cleaned_data["customer"].strip()
        if not number:
            return None
        customer = Customer.objects.visible_to(self.user).filter(number=number).first()
        if customer is None:
            raise forms.ValidationError(_("There is no customer with this number."))
        return customer


class StepDoneForm(forms.Form):
    """That a step is done; the minute is empty where it was just now."""

    minute = forms.IntegerField(label=_("Done in minute"), required=False, min_value=0)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)


class LogForm(forms.Form):
    text = forms.CharField(label=_("Note"), widget=short(2))


class StandDownForm(forms.Form):
    because = forms.CharField(label=_("Why is it over?"), widget=short())


class DrillForm(forms.ModelForm):  # type: ignore[type-arg]
    """A drill that was held, with the minute in which each step was done."""

    class Meta:
        model = Drill
        fields = (
            "held_date", "kind", "scenario", "injects", "objectives", "participants", "evidence",
            "retest_of",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "held_date": DateInput(), "scenario": short(), "injects": short(2),
            "objectives": short(2), "evidence": short(2),
        }  # fmt: skip

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        someone = cast("forms.ModelMultipleChoiceField[User]", self.fields["participants"])
        someone.queryset = people()
        someone.required = False
        former = cast("forms.ModelChoiceField[Drill]", self.fields["retest_of"])
        former.queryset = Drill.objects.filter(plan=version.plan_id).order_by("-held_date")
        former.required = False
        self.steps = list(version.steps.all())
        for step in self.steps:
            label = f"{step.text} (≤ {step.minute})"
            self.fields[f"minute_{step.pk}"] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                help_text=_("actual minute; empty = not done"),
            )

    def minutes(self) -> dict[int, int | None]:
        return {step.pk: self.cleaned_data[f"minute_{step.pk}"] for step in self.steps}

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class FindingForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = DrillFinding
        fields = ("observation", "root_cause", "action", "owner", "due_date")
        widgets: ClassVar[dict[str, Any]] = {
            "observation": short(2), "root_cause": short(2), "action": short(2),
            "due_date": DateInput(),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        owner.queryset = people()


class FinishForm(forms.Form):
    note = forms.CharField(label=_("What was done?"), widget=short(2))


class HandBackForm(forms.Form):
    because = forms.CharField(label=_("Where do things stand?"), max_length=1000)


class DeskForm(forms.Form):
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.order_by("name"), empty_label=None
    )
