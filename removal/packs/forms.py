"""What people fill in about policy packs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from removal.packs.names import CHOICE, COUNT, DATE, FLAG, LIST, METHODS, SPECS, Spec
from removal.packs.value import Parameter
from removal.packs.words import CODES, METHODS_OF_DELIVERY

HOUSE, READ, NOT_READ = "house", "read", "not_read"
BASES = {None: HOUSE, True: READ, False: NOT_READ}
UNITS = [
    ("calendar", pgettext_lazy("unit", "days")),
    ("business", pgettext_lazy("unit", "business days")),
]
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2200, 1, 1)
YEARS_MOST, DAYS_MOST = 200, 10_000


def _day(**words: Any) -> forms.DateField:
    shown = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=shown, **words)


class AdaptForm(forms.Form):
    """From when the next version shall hold, and why there shall be one."""

    effective_from = _day(
        label=gettext_lazy("Holds from"),
        help_text=gettext_lazy("Today or later. Cases that are open keep the version they have."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why there shall be another version"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DraftForm(AdaptForm):
    """The same of a draft, as it was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SeenForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ParameterForm(forms.Form):
    """One parameter: its value by its kind, where it stands, since when, whether it was read."""

    citation = forms.CharField(
        label=gettext_lazy("Citation"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Law and article, or “house policy” with what the law leaves open. Another value needs "
            "another citation."
        ),
    )
    effective_date = _day(label=gettext_lazy("Holds since"))
    basis = forms.ChoiceField(
        label=gettext_lazy("Basis"),
        choices=[
            (HOUSE, gettext_lazy("house policy")),
            (READ, gettext_lazy("law, its text was read")),
            (NOT_READ, gettext_lazy("law, not verified")),
        ],
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, name: str, parameter: Parameter, version: int, data: Any = None) -> None:
        self.spec = SPECS[name]
        initial = {
            "citation": parameter.citation,
            "effective_date": parameter.effective_date,
            "basis": BASES[parameter.verified],
            "version": version,
        }
        super().__init__(data, initial=initial)
        values = _value_fields(self.spec, parameter.value)
        self.fields = values | self.fields

    def clean_effective_date(self) -> dt.date:
        return _in_range(self.cleaned_data["effective_date"])

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        told = self.cleaned_data
        verified = {HOUSE: None, READ: True, NOT_READ: False}[told["basis"]]
        words = {name: told[name] for name in ("citation", "effective_date", "version")}
        return {**words, "verified": verified, "value": self._value()}

    def _value(self) -> Any:
        told = self.cleaned_data
        if self.spec.kind == METHODS:
            return {
                method: {"days": told[f"days_{method}"], "unit": told[f"unit_{method}"]}
                for method in self.spec.order
                if told.get(f"days_{method}") is not None
            }
        value = told["value"]
        if self.spec.kind == DATE:
            return value.isoformat() if value else None
        return value == "yes" if self.spec.kind == FLAG else value


def _value_fields(spec: Spec, value: Any) -> dict[str, forms.Field]:
    if spec.kind == METHODS:
        fields: dict[str, forms.Field] = {}
        for method in spec.order:
            fields |= _method_fields(method, (value or {}).get(method))
        return fields
    return {"value": _value_field(spec, value)}


def _method_fields(method: str, each: Any) -> dict[str, forms.Field]:
    each = each or {"days": None, "unit": "business"}
    label = str(METHODS_OF_DELIVERY[method])
    return {
        f"days_{method}": forms.IntegerField(
            label=label, min_value=0, max_value=DAYS_MOST, required=False, initial=each["days"],
            help_text=gettext_lazy("Empty = it proves no arrival."),
        ),
        f"unit_{method}": forms.ChoiceField(
            label=_("%(method)s, counted in") % {"method": label}, choices=UNITS,
            initial=each["unit"],
        ),
    }  # fmt: skip


def _value_field(spec: Spec, value: Any) -> forms.Field:
    words: dict[str, Any] = {
        "label": gettext_lazy("Value"), "initial": value, "required": not spec.may_be_none,
        "help_text": gettext_lazy("Empty = no such rule.") if spec.may_be_none else "",
    }  # fmt: skip
    if spec.kind == COUNT:
        return forms.IntegerField(min_value=0, max_value=10_000_000, **words)
    if spec.kind == DATE:
        return _day(**words)
    if spec.kind == FLAG:
        words |= {"initial": "yes" if value else "no"}
        yes_no = [("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
        return forms.ChoiceField(choices=yes_no, **words)
    choices = [(code, CODES[code]) for code in spec.order]
    if spec.kind == CHOICE:
        return forms.ChoiceField(choices=choices, **words)
    assert spec.kind == LIST  # noqa: S101
    words["required"] = not spec.may_be_empty
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **words)


class TryForm(forms.Form):
    """What to compute dates from; all that can begin begins on the one day."""

    start = _day(
        label=gettext_lazy("Start"),
        help_text=gettext_lazy("Every letter is sent and everything else happens on this day."),
    )
    method = forms.ChoiceField(label=gettext_lazy("Sent by"))
    arrived_on = _day(
        label=gettext_lazy("Arrival proven on"),
        required=False,
        help_text=gettext_lazy("Empty = it counts as arrived after the days of the pack."),
    )
    years = forms.IntegerField(
        label=gettext_lazy("Years of the relationship"), min_value=0, max_value=YEARS_MOST,
        required=False,
    )  # fmt: skip
    contract_days = forms.IntegerField(
        label=gettext_lazy("Notice by contract, days"), min_value=0, max_value=DAYS_MOST,
        required=False,
    )  # fmt: skip
    contract_made_on = _day(label=gettext_lazy("Contract made on"), required=False)

    def __init__(self, methods: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["method"]
        field.choices = [(each, METHODS_OF_DELIVERY[each]) for each in methods]  # type: ignore[attr-defined]

    def clean_start(self) -> dt.date:
        return _in_range(self.cleaned_data["start"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        start, arrived_on = told.get("start"), told.get("arrived_on")
        if start and arrived_on and not start <= arrived_on <= LAST:
            self.add_error("arrived_on", _("A letter arrives no earlier than it is sent."))
        return told


def _in_range(day: dt.date) -> dt.date:
    if not FIRST <= day <= LAST:
        raise forms.ValidationError(_("Choose a day between 1900 and 2200."))
    return day
