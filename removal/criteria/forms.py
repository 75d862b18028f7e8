"""What people fill in about criteria and suggestions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from removal.criteria.blocks import EACH_BLOCK, ONE_BLOCK, Blocks, to_blocks, to_tree
from removal.criteria.subjects import SUBJECTS, TIER_RANKS, Kind
from removal.criteria.tree import Condition, InvalidTree, Join, from_data, to_data
from removal.criteria.words import COMPARED
from removal.models import CriterionRule
from riskcrm.accounts.models import User
from riskcrm.web.templatetags.riskcrm import TIERS
from riskcrm.web.today import today

if TYPE_CHECKING:
    RuleBase = forms.ModelForm[CriterionRule]
    LinesBase = forms.BaseFormSet[forms.Form]
else:
    RuleBase = forms.ModelForm
    LinesBase = forms.BaseFormSet

EMPTY_LINES = 3
DAYS, MONTH_ENDS = "days", "month_ends"


def subject_choices() -> list[tuple[str, Any]]:
    """The figures by name; what is no indicator first."""
    own = [(code, each.name) for code, each in SUBJECTS.items() if each.indicator is None]
    others = [(code, each.name) for code, each in SUBJECTS.items() if each.indicator is not None]
    return [("", "–"), *own, *sorted(others, key=lambda each: str(each[1]).casefold())]


class RuleForm(RuleBase):
    """A rule without its conditions. `version` is the state of the draft that was seen."""

    join = forms.ChoiceField(
        label=gettext_lazy("Blocks"),
        choices=[
            (ONE_BLOCK.value, gettext_lazy(
                "One block is enough; in a block all conditions have to be met")),
            (EACH_BLOCK.value, gettext_lazy(
                "Each block is needed; in a block one condition is enough")),
        ],
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = CriterionRule
        fields: ClassVar[list[str]] = ["name_en", "name_zh", "reason_en", "reason_zh", "ground"]
        widgets: ClassVar[dict[str, Any]] = {
            "reason_en": forms.Textarea(attrs={"rows": 2}),
            "reason_zh": forms.Textarea(attrs={"rows": 2}),
        }


class ConditionForm(forms.Form):
    """One condition; a line without a figure is none."""

    block = forms.IntegerField(label=gettext_lazy("Block"), min_value=1, max_value=9, initial=1)
    subject = forms.ChoiceField(label=gettext_lazy("Figure"), required=False)
    provider = forms.CharField(
        label=gettext_lazy("Provider of the external score"), max_length=80, required=False
    )
    compare = forms.ChoiceField(
        label=gettext_lazy("Compared"),
        choices=[(each.value, words) for each, words in COMPARED.items()],
    )
    value = forms.CharField(label=gettext_lazy("Value"), max_length=20, required=False)
    lasting = forms.IntegerField(label=gettext_lazy("For"), min_value=0, required=False)
    unit = forms.ChoiceField(
        label=gettext_lazy("Days or month ends"),
        choices=[
            (DAYS, pgettext_lazy("for how long", "days")),
            (MONTH_ENDS, pgettext_lazy("for how long", "month ends")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = subject_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors or not said.get("subject"):
            return said
        try:
            from_data(self.data_of(said))
        except InvalidTree as error:
            self.add_error("provider" if _lacks_provider(said) else "value", str(error))
        return said

    def data_of(self, said: dict[str, Any]) -> dict[str, Any]:
        """The condition as it is stored."""
        data = {name: said[name] for name in ("subject", "compare", "value")}
        if SUBJECTS[said["subject"]].kind is Kind.TIER:
            named = {str(TIERS[tier][1]).casefold(): tier for tier in TIER_RANKS}
            value = said["value"].strip().casefold()
            data["value"] = named.get(value, value)
        if said.get("provider"):
            data["provider"] = said["provider"]
        if said.get("lasting"):
            data[said["unit"]] = said["lasting"]
        return data


def _lacks_provider(said: dict[str, Any]) -> bool:
    is_external = SUBJECTS[said["subject"]].kind is Kind.EXTERNAL
    return is_external != bool(said.get("provider", "").strip())


ConditionFormSet = forms.formset_factory(ConditionForm, extra=EMPTY_LINES, max_num=20)


class WholeRuleForm:
    """A rule with its conditions on one page."""

    def __init__(self, version: int, rule: CriterionRule | None = None, data: Any = None) -> None:
        shown = to_blocks(from_data(rule.tree)) if rule else Blocks(ONE_BLOCK, ())
        self.can_be_shown = shown is not None
        shown = shown or Blocks(ONE_BLOCK, ())
        initial = {"version": version, "join": shown.join.value}
        self.own = RuleForm(data, instance=rule, initial=initial)
        lines = [
            _line(number, each)
            for number, block in enumerate(shown.blocks, 1)
            for each in block
        ]  # fmt: skip
        self.lines = ConditionFormSet(data, initial=lines, prefix="lines")

    def is_valid(self) -> bool:
        valid = [self.own.is_valid(), self.lines.is_valid()]  # each says what is wrong with it
        if all(valid) and not self._blocks():
            self.own.add_error(None, _("A rule needs a condition."))
            return False
        return all(valid)

    def _blocks(self) -> list[list[dict[str, Any]]]:
        blocks: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        for form in self.lines.forms:
            said = form.cleaned_data
            if said.get("subject"):
                blocks[said["block"]].append(form.data_of(said))
        return [blocks[number] for number in sorted(blocks)]

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        said = dict(self.own.cleaned_data)
        join = Join(said.pop("join"))
        return {**said, "tree": to_tree(join, self._blocks())}


def _line(number: int, condition: Condition) -> dict[str, Any]:
    data = to_data(condition)
    value = data["value"]
    if SUBJECTS[condition.subject].kind is Kind.TIER:
        value = TIERS[value][1]
    return {
        "block": number,
        "subject": condition.subject,
        "provider": condition.provider,
        "compare": condition.compare.value,
        "value": value,
        "lasting": condition.days or condition.month_ends or None,
        "unit": MONTH_ENDS if condition.month_ends else DAYS,
    }


class NoteForm(forms.Form):
    """Why there shall be a new version."""

    note = forms.CharField(
        label=gettext_lazy("Reason for the version"), widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeUpForm(forms.Form):
    """Why the relationship should end, in the words of who proposes it."""

    summary = forms.CharField(
        label=gettext_lazy("Why should this relationship end?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Begun with what the rules say; say it in your words. It is kept with the case."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class _PauseField(forms.DateField):
    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Not again before"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            help_text=gettext_lazy(
                "Empty: the customer comes back only when its figures have got worse by a quarter "
                "of a rule's mark, or a further rule is met."
            ),
        )


class DismissForm(forms.Form):
    """Why no removal is to be proposed, and the version that was seen."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    pause_until = _PauseField()
    version = forms.IntegerField(widget=forms.HiddenInput)


class DismissManyForm(forms.Form):
    """One reason for all of them; it is kept with each."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    pause_until = _PauseField()

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean_pause_until(self) -> Any:
        day = self.cleaned_data["pause_until"]
        if day is not None and day <= today():
            raise forms.ValidationError(_("The pause has to end after today."))
        return day


class TakeUpManyForm(forms.Form):
    """Words for all of them; what the rules say of each customer is added."""

    words = forms.CharField(
        label=gettext_lazy("Why should these relationships end?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What the rules say of each customer, with its figures, is added."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
