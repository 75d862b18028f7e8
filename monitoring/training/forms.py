"""What people fill in about courses and studied cases."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.models import Course, CourseVersion, StudiedCase
from monitoring.training.guardable import GUARDABLE
from removal.forms import DateInput
from removal.grounds import Ground
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ROLES
from scoring.indicators import INDICATORS

TEXTS = ("title_en", "title_zh", "text_en", "text_zh", "attestation_en", "attestation_zh")
ANSWERS = [("right", _("right")), ("wrong", _("wrong"))]


def short(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def roles_field(required: bool = True) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Audience"),
        required=required,
        widget=forms.CheckboxSelectMultiple,
        choices=[(code, role.name) for code, role in ROLES.items()],
    )


class SelfTestForm(forms.Form):
    """Each statement, right or wrong, and the confirmation."""

    def __init__(self, *args: Any, version: CourseVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statements = list(version.statements.all())
        for each in self.statements:
            self.fields[f"statement_{each.pk}"] = forms.ChoiceField(
                label=each.text, choices=ANSWERS, widget=forms.RadioSelect
            )
        self.fields["attested"] = forms.BooleanField(label=version.attestation)

    def answers(self) -> dict[int, bool]:
        said = self.cleaned_data
        return {each.pk: said[f"statement_{each.pk}"] == "right" for each in self.statements}


class StatementsField(forms.CharField):
    """Statements of a self-test, one a line: English | Chinese | right or wrong."""

    widget = short(6)

    def to_python(self, value: Any) -> Any:
        lines = [line for line in (value or "").splitlines() if line.strip()]
        return [self._statement(line) for line in lines]

    def _statement(self, line: str) -> tuple[str, str, bool]:
        parts = [part.strip() for part in line.split("|")]
        marks = {"right": True, "wrong": False, "对": True, "错": False}
        if len(parts) != 3 or not parts[0] or not parts[1] or parts[2].lower() not in marks:
            raise forms.ValidationError(
                _("Write each statement in one line: English | Chinese | right or wrong.")
            )
        return parts[0], parts[1], marks[parts[2].lower()]

    def validate(self, value: Any) -> None:
        """No statement at all is a course without a self-test."""


class VersionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new version of a course."""

    statements = StatementsField(
        label=_("Self-test"),
        required=False,
        help_text=_("One statement a line: English | Chinese | right or wrong."),
    )

    class Meta:
        model = CourseVersion
        fields = (*TEXTS, "asks_again")
        widgets: ClassVar[dict[str, Any]] = {
            "text_en": short(8), "text_zh": short(8), "attestation_en": short(2),
            "attestation_zh": short(2),
        }  # fmt: skip


class NextVersionForm(VersionForm):
    """The same, after the version that was in sight."""

    after = forms.IntegerField(widget=forms.HiddenInput)


class NewCourseForm(VersionForm):
    code = forms.SlugField(label=_("Code"), max_length=40)
    audience = roles_field()
    field_order = ("code", "audience", *TEXTS)

    class Meta(VersionForm.Meta):
        fields = TEXTS  # type: ignore[assignment]


class CourseForm(forms.ModelForm):  # type: ignore[type-arg]
    """For whom a course is required, how long it holds, what it guards."""

    audience = roles_field()
    guarded = forms.MultipleChoiceField(
        label=_("Guarded rights"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(GUARDABLE.items()),
        help_text=_("Suspended for whom the course lapses, once guarding is switched on."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Course
        fields = (
            "audience", "required_from", "validity_months", "grace_days", "pass_mark", "guarded",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"required_from": DateInput()}


class RecordForm(forms.Form):
    """That somebody else has completed a course."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    completed_date = forms.DateField(label=_("Completed on"), widget=DateInput())
    score = forms.IntegerField(
        label=_("Score, %"), required=False, min_value=0, max_value=100,
        help_text=_("Empty where there was no test."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[User]", self.fields["person"])
        field.queryset = User.objects.people().active().exclude(pk=by.pk).order_by("name")


class MaterialForm(forms.Form):
    file = forms.FileField(label=_("File"))


class StudiedCaseForm(forms.ModelForm):  # type: ignore[type-arg]
    """A studied case; nobody can be recognised in its words."""

    grounds = forms.MultipleChoiceField(
        label=_("Grounds"), required=False, choices=Ground.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    reasons = forms.MultipleChoiceField(
        label=_("Reasons of the score"),
        required=False,
        choices=lambda: [(code, each.name) for code, each in INDICATORS.items()],
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("By these the case is found from a customer with the same reasons."),
    )

    class Meta:
        model = StudiedCase
        fields = ("title", "outcome", "story", "lesson", "grounds", "reasons", "industry")
        widgets: ClassVar[dict[str, Any]] = {"story": short(6), "lesson": short(4)}


class EditedCaseForm(StudiedCaseForm):
    """The same, of the version that was in sight."""

    version = forms.IntegerField(widget=forms.HiddenInput)
