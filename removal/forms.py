"""What a person fills in to propose or to close a case."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from removal.grounds import Ground
from removal.models import (
    Appeal,
    ApprovalLimits,
    CaseEvidence,
    CaseLesson,
    ChecklistAnswer,
    CureItem,
    RemovalCase,
)
from removal.selectors.cases import people_who_lead
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.web.templatetags.riskcrm import figure
from riskcrm.web.today import today
from scoring.indicators import INDICATORS
from scoring.templatetags.scoring import reading


class DateInput(forms.DateInput):
    """The browser's own picker of days."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class EvidenceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A piece of evidence of the case, by its title."""

    def label_from_instance(self, obj: CaseEvidence) -> str:
        return obj.title


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
    ground = forms.ChoiceField(
        label=_("Ground"),
        required=False,
        choices=[("", _("to be found in the assessment")), *Ground.choices],
        help_text=_("What the law would call it; the assessment may choose another."),
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


class ActForm(forms.Form):
    """The reason for an act on a case, and the version of the case that was seen."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class GroundForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the case rests on."""

    known_since = forms.DateField(label=_("Ground known since"), required=False, widget=DateInput)

    class Meta:
        model = RemovalCase
        fields: ClassVar[list[str]] = ["summary", "ground", "clause", "facts", "known_since"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "facts": forms.Textarea(attrs={"rows": 4}),
        }


class EvidenceForm(forms.Form):
    """One piece of evidence: a document, or where it can be seen."""

    title = forms.CharField(label=_("What it shows"), max_length=200)
    text = forms.CharField(
        label=_("Where and when"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    file = forms.FileField(label=_("Document"), required=False)


class AnswerForm(forms.Form):
    """The answer to one item of a checklist."""

    answer = forms.ChoiceField(label=_("Answer"), choices=ChecklistAnswer.Answer.choices)
    note = forms.CharField(label=_("What was found"), widget=forms.Textarea(attrs={"rows": 2}))
    evidence = EvidenceField(label=_("Evidence"), required=False, queryset=None)

    def __init__(self, *args: Any, case: RemovalCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(EvidenceField, self.fields["evidence"])
        field.queryset = case.evidence.order_by("pk")
        if case.state == State.LEGAL_REVIEW:  # none of its items is left out
            answers = [pair for pair in ChecklistAnswer.Answer.choices if pair[0] != "n/a"]
            cast(forms.ChoiceField, self.fields["answer"]).choices = answers


class CureItemForm(forms.Form):
    """Something concrete the customer has to do."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CureItem.Kind.choices)
    what = forms.CharField(label=_("What the customer must do"), max_length=300)
    amount = forms.DecimalField(
        label=_("Amount"), required=False, max_digits=18, decimal_places=2, min_value=0
    )
    due_date = forms.DateField(
        label=_("Due"),
        required=False,
        widget=DateInput,
        help_text=_("empty = until the rectification period ends"),
    )


class SubmitCureForm(forms.Form):
    """The evidence that an item was done."""

    evidence = EvidenceField(label=_("Evidence"), queryset=None)

    def __init__(self, *args: Any, case: RemovalCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(EvidenceField, self.fields["evidence"]).queryset = case.evidence.order_by("pk")


class CheckCureForm(forms.Form):
    """What a second person found of an item."""

    said = forms.ChoiceField(
        label=_("Is it met?"),
        choices=[
            ("met", _("met")),
            ("not", _("not met")),
            ("refused", _("not met: the customer refuses")),
        ],
        help_text=_("A refusal that was handed in ends the time to make good; nothing else does."),
    )
    finding = forms.CharField(label=_("What was found"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, item: CureItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item.state == CureItem.State.OPEN:  # without evidence nothing is met
            cast(forms.ChoiceField, self.fields["said"]).choices = [("not", _("not met"))]

    def finding_of(self) -> dict[str, Any]:
        """The words of `check_cure`."""
        said = self.cleaned_data["said"]
        return {
            "met": said == "met",
            "is_refusal": said == "refused",
            "finding": self.cleaned_data["finding"],
        }


class ExtensionForm(ActForm):
    """Until when the customer has time now."""

    until = forms.DateField(label=_("New end"), widget=DateInput)
    field_order = ("until", "reason")


class OwnerForm(forms.Form):
    """Who leads the case from now on."""

    owner = forms.ModelChoiceField(label=_("Led by"), queryset=User.objects.none())
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        field.queryset = people_who_lead()


class AppealForm(forms.Form):
    """A customer's objection as it came in."""

    received_date = forms.DateField(label=_("Received on"), widget=DateInput, initial=today)
    channel = forms.ChoiceField(label=_("Came by"), choices=Appeal.Channel.choices)
    from_whom = forms.CharField(label=_("From whom"), max_length=200)
    text = forms.CharField(
        label=_("What the customer says"), widget=forms.Textarea(attrs={"rows": 4})
    )


class ReasonForm(forms.Form):
    """A reason, where no version was shown."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class BlockForm(ReasonForm):
    """What stops the customer's removal from now on."""

    kind = forms.ChoiceField(label=_("Kind"))
    field_order = ("kind", "reason")

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = kinds


class LessonForm(forms.ModelForm):  # type: ignore[type-arg]
    """What became of a case, and what is to be learnt."""

    class Meta:
        model = CaseLesson
        fields: ClassVar[list[str]] = ["result", "lesson", "signal"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "result": forms.Textarea(attrs={"rows": 3}),
            "lesson": forms.Textarea(attrs={"rows": 3}),
        }


class LimitsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Up to which exposure who decides."""

    class Meta:
        model = ApprovalLimits
        fields: ClassVar[list[str]] = ["officer_most", "two_above", "reason"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"reason": forms.Textarea(attrs={"rows": 3})}
