"""The lines of further conditions in the builder of alert rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.alert_rules.subjects import SUBJECTS, TIER_RANKS, Kind
from monitoring.alert_rules.tree import Condition, InvalidTree, from_data, to_data
from monitoring.models import Versus
from removal.criteria.words import COMPARED
from riskcrm.web.templatetags.riskcrm import TIERS

EMPTY_LINES = 3


def subject_choices(*, leads: bool = False) -> list[tuple[str, Any]]:
    """The figures by name: what is no indicator first, then indicators, then the whole book's."""
    own: list[tuple[str, Any]] = []
    others: list[tuple[str, Any]] = []
    book: list[tuple[str, Any]] = []
    for code, each in SUBJECTS.items():
        if each.kind is Kind.BOOK:
            book.append((code, _("Whole book: %(figure)s") % {"figure": each.name}))
        else:
            (own if each.indicator is None else others).append((code, str(each.name)))
    others.sort(key=lambda each: each[1].casefold())
    return [("", "–"), *own, *others, *([] if leads else book)]


def stored_value(subject: str, versus: str, value: str) -> str:
    """A tier by its name in the reader's language, or a number as it is."""
    if SUBJECTS[subject].kind is not Kind.TIER or versus:
        return value
    named = {str(TIERS[tier][1]).casefold(): tier for tier in TIER_RANKS}
    return named.get(value.strip().casefold(), value)


class ConditionForm(forms.Form):
    """One further condition; a line without a figure is none."""

    block = forms.IntegerField(label=gettext_lazy("Block"), min_value=1, max_value=9, initial=1)
    subject = forms.ChoiceField(label=gettext_lazy("Figure"), required=False)
    versus = forms.ChoiceField(
        label=gettext_lazy("Looked at"), choices=Versus.choices, required=False
    )
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, required=False)
    share = forms.BooleanField(label=gettext_lazy("In %"), required=False)
    provider = forms.CharField(label=gettext_lazy("Provider"), max_length=80, required=False)
    compare = forms.ChoiceField(
        label=gettext_lazy("Compared"),
        choices=[(each.value, words) for each, words in COMPARED.items()],
    )
    value = forms.CharField(label=gettext_lazy("Value"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = subject_choices()  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            is_list = isinstance(field, forms.ChoiceField)
            kind = "form-select" if is_list else "form-control"
            field.widget.attrs["class"] = "form-check-input" if name == "share" else kind

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors or not said.get("subject"):
            return said
        try:
            from_data(self.data_of(said))
        except InvalidTree as error:
            self.add_error(self._at_fault(said), str(error))
        return said

    def data_of(self, said: dict[str, Any]) -> dict[str, Any]:
        """The condition as it is stored."""
        data = {name: said[name] for name in ("subject", "compare")}
        data["value"] = stored_value(said["subject"], said["versus"], said["value"])
        named = ("versus", "days", "share", "provider")
        return data | {name: said[name] for name in named if said.get(name)}

    def _at_fault(self, said: dict[str, Any]) -> str:
        """Which field it is about: the first whose entry makes no sense where all after it do."""
        data = self.data_of(said)
        is_tier = SUBJECTS[said["subject"]].kind is Kind.TIER and not said["versus"]
        for name, right in (("value", "low" if is_tier else "1"), ("share", False)):
            data[name] = right
            if _makes_sense(data):
                return name
        if _makes_sense(data | {"days": 1}) or _makes_sense(data | {"days": 0}):
            return "days"
        is_external = SUBJECTS[said["subject"]].kind is Kind.EXTERNAL
        return "provider" if is_external != bool(said["provider"].strip()) else "versus"


def _makes_sense(data: dict[str, Any]) -> bool:
    try:
        from_data(data)
    except InvalidTree:
        return False
    return True


ConditionFormSet = forms.formset_factory(ConditionForm, extra=EMPTY_LINES, max_num=20)


def line_of(number: int, condition: Condition) -> dict[str, Any]:
    data = to_data(condition)
    measure = condition.measure
    if measure.kind is Kind.TIER and not measure.versus:
        data["value"] = TIERS[data["value"]][1]
    return {"block": number, **data}
