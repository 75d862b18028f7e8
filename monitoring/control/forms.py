"""What people fill in about controls, tests and findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.control import sampling
from monitoring.control.filters import owners
from monitoring.models import Control, ControlTest, Finding, SampleItem
from riskcrm.accounts.models import User

SHORT = {"rows": 3}
LONG = {"rows": 5}


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def _percent(values: tuple[int, ...]) -> list[tuple[int, str]]:
    return [(value, f"{value} %") for value in values]


def _text(label: Any, rows: dict[str, int] = SHORT, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs=rows), **more)


class ControlForm(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("nobody yet"),
        help_text=_("Answers for the control, and does not test it."),
    )  # fmt: skip
    frequency = forms.ChoiceField(label=_("Frequency"), choices=Control.Frequency.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners()  # type: ignore[attr-defined]


class SamplingForm(forms.Form):
    """How a sample is drawn."""

    method = forms.ChoiceField(
        label=pgettext_lazy("sample", "Method"),
        choices=ControlTest.Method.choices,
        help_text=_("A control that is tested in full is drawn in full, whatever is chosen."),
    )
    confidence = forms.TypedChoiceField(
        label=_("Confidence"), choices=_percent(sampling.CONFIDENCES), coerce=int, initial=95
    )
    tolerable = forms.TypedChoiceField(
        label=_("Tolerable rate of deviations"), choices=_percent(sampling.TOLERABLE), coerce=int,
        initial=5, help_text=_("95 % and 5 % take 59 items of a large population, 95 % and 10 % "
                               "take 29."),
    )  # fmt: skip
    size = forms.IntegerField(
        label=_("Items, where their number is chosen"), required=False, min_value=1,
        max_value=10_000, help_text=_("Empty: what is usual for the frequency of the control."),
    )  # fmt: skip


class DrawForm(SamplingForm):
    first_date = _day(pgettext_lazy("period", "First day"))
    final_date = _day(pgettext_lazy("period", "Final day"))
    field_order = ("first_date", "final_date")


class RedrawForm(SamplingForm):
    reason = _text(_("Why it is drawn anew"))
    field_order = ("reason",)


class ItemForm(forms.Form):
    """What the test of an item showed, attribute by attribute."""

    note = _text(
        _("Note"), required=False,
        help_text=_("Needed where something deviates, or where the test does not apply."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Evidence"), required=False, max_length=500,
        help_text=_("An address or the number of a document: where this can be seen."),
    )  # fmt: skip

    def __init__(self, *args: Any, attributes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attributes = attributes
        for code, name in attributes.items():
            self.fields[f"attribute_{code}"] = forms.ChoiceField(
                label=name, choices=SampleItem.Outcome.choices, widget=forms.RadioSelect
            )
        self.order_fields([f"attribute_{code}" for code in attributes])

    def said(self) -> dict[str, Any]:
        """What the service asks for."""
        given = self.cleaned_data
        return {
            "results": {code: given[f"attribute_{code}"] for code in self.attributes},
            "note": given["note"],
            "evidence": given["evidence"],
        }


class FinishForm(forms.Form):
    conclusion = _text(
        _("What the test shows"), LONG,
        help_text=_("Causes of the deviations, what follows from them. It stays as it is."),
    )  # fmt: skip


class FindingForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("control", "Finding"), max_length=200)
    text = _text(_("What was found"), LONG)
    severity = forms.ChoiceField(label=_("Severity"), choices=Finding.Severity.choices)
    cause = _text(
        _("Root cause"), required=False, help_text=_("As far as it is known; the owner adds it.")
    )
    action = _text(_("Action"))
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none())
    due_date = _day(_("Due by"))
    source = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners()  # type: ignore[attr-defined]


class FollowUpForm(forms.Form):
    text = _text(_("What was done"))
    evidence = _text(_("Evidence"), help_text=_("What proves it, and where it can be seen."))
    cause = _text(_("Root cause"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class SendBackForm(forms.Form):
    text = _text(_("What is missing"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    text = _text(_("Why it is closed"))
    retest = forms.ModelChoiceField(
        label=_("Retest"), queryset=ControlTest.objects.none(), required=False,
        empty_label=_("none"),
        help_text=_("The later test of the same control that shows that it helped."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tests = ControlTest.objects.filter(
            state__in=[ControlTest.State.FINISHED, ControlTest.State.SIGNED]
        )
        if finding.item:
            former = finding.item.test
            tests = tests.filter(control=former.control_id).exclude(pk=former.pk)
        field = self.fields["retest"]
        field.queryset = tests.select_related("control").order_by("-pk")  # type: ignore[attr-defined]
        field.label_from_instance = _test_name  # type: ignore[attr-defined]


def _test_name(test: ControlTest) -> str:
    return f"{test.control.name}, {test.first_date} – {test.final_date}"
