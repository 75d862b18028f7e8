"""What people fill in about alert rules."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.models import Customer
from monitoring.alert_rules.condition_forms import (
    ConditionFormSet,
    line_of,
    stored_value,
    subject_choices,
)
from monitoring.alert_rules.definition import MARKS, MOST_COOLDOWN, RATED, ROLES
from monitoring.alert_rules.subjects import SUBJECTS, TIER_RANKS, Kind
from monitoring.alert_rules.tree import InvalidTree, Join, checked_rule, from_data
from monitoring.models import AlertRule, Versus
from removal.criteria.blocks import EACH_BLOCK, ONE_BLOCK, Blocks, to_blocks, to_tree
from removal.criteria.tree import exact_number
from riskcrm.accounts import roles
from riskcrm.accounts.models import Team
from riskcrm.web.templatetags.riskcrm import TIERS

if TYPE_CHECKING:
    RuleBase = forms.ModelForm[AlertRule]
else:
    RuleBase = forms.ModelForm

LONGEST = 7  # lines of a list in sight
JOINS = [
    (ONE_BLOCK.value, gettext_lazy(
        "One block is enough; in a block all conditions have to be met")),
    (EACH_BLOCK.value, gettext_lazy("Each block is needed; in a block one condition is enough")),
]  # fmt: skip
# the parts of the form, in its order; fields of `lead` are of a threshold alone
PARTS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("rule", gettext_lazy("Rule"), ("name_en", "name_zh", "severity", "kind")),
    ("lead", gettext_lazy("The figure"), (
        "subject", "versus", "days", "as_share", "raise_at", "clear_at", "escalate_at", "falling",
        "provider",
    )),
    ("scope", gettext_lazy("For whom"), ("industries", "countries", "kinds", "tiers", "teams")),
    ("then", gettext_lazy("What then"), (
        "cooldown_days", "muted_by", "recipients", "playbook_en", "playbook_zh",
    )),
)  # fmt: skip
SCOPE = ("industries", "countries", "kinds", "tiers", "teams")
# the lead is checked step by step, so that what is wrong stands beside the field it is about
STEPS = ("subject", "provider", "versus", "days", "as_share", "clear_at", "escalate_at")


class RuleForm(RuleBase):
    """A rule without its further conditions. `version` is the state of the draft that was seen."""

    subject = forms.ChoiceField(label=gettext_lazy("Figure"), required=False)
    raise_at = forms.CharField(label=gettext_lazy("Raised at"), max_length=20, required=False)
    clear_at = forms.CharField(
        label=gettext_lazy("Ends at"), max_length=20, required=False,
        help_text=gettext_lazy("On the safe side of the first, so that a figure that wavers is"
                               " one alert."),
    )  # fmt: skip
    escalate_at = forms.CharField(
        label=gettext_lazy("One severity higher at"), max_length=20, required=False
    )
    join = forms.ChoiceField(label=gettext_lazy("Blocks"), choices=JOINS)
    industries = forms.MultipleChoiceField(
        label=gettext_lazy("Industries"), choices=Customer.Industry.choices, required=False
    )
    countries = forms.CharField(
        label=gettext_lazy("Countries"), required=False, max_length=400,
        help_text=gettext_lazy("Two letters each, such as CN, DE."),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of customers"), choices=Customer.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    tiers = forms.MultipleChoiceField(
        label=gettext_lazy("Risk tiers"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(tier.value, TIERS[tier.value][1]) for tier in RATED],
    )  # fmt: skip
    teams = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Teams"), queryset=Team.objects.none(), required=False
    )
    muted_by = forms.MultipleChoiceField(
        label=gettext_lazy("Silent while one of these runs"), required=False,
        help_text=gettext_lazy("Rules that say more. One that is silenced cannot silence others."),
    )  # fmt: skip
    recipients = forms.MultipleChoiceField(
        label=gettext_lazy("Told besides who looks after the customer"), required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(code, roles.ROLES[code].name) for code in ROLES],
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = AlertRule
        fields: ClassVar[list[str]] = [
            "name_en", "name_zh", "severity", "kind", "provider", "versus", "days", "as_share",
            "falling", "cooldown_days", "playbook_en", "playbook_zh",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "playbook_en": forms.Textarea(attrs={"rows": 3}),
            "playbook_zh": forms.Textarea(attrs={"rows": 3}),
        }
        labels: ClassVar[dict[str, Any]] = {
            "provider": gettext_lazy("Provider of the external score"),
            "kind": gettext_lazy("Raised when"),
            "versus": gettext_lazy("Looked at"),
            "days": gettext_lazy("Change over how many days"),
            "cooldown_days": gettext_lazy("Cooldown in days"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "subject": "",
            "days": gettext_lazy(
                "Of a change alone. Figures are compared with the month end before."
            ),
            "as_share": gettext_lazy("The change in per cent of before, or of the median."),
            "falling": gettext_lazy("Raised at or below the mark instead of above."),
            "cooldown_days": gettext_lazy(
                "After its figure fell back there is no new alert for so long, unless it is graver."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["subject"].choices = subject_choices(leads=True)
        fields["versus"].choices = Versus.choices
        fields["teams"].queryset = Team.objects.order_by("name")
        others = AlertRule.objects.exclude(pk=self.instance.pk).order_by("code")
        fields["muted_by"].choices = [(row.code, row.name) for row in others]
        for name in ("days", "cooldown_days"):
            fields[name].required = False
        fields["cooldown_days"].max_value = MOST_COOLDOWN
        for name in ("industries", "teams", "muted_by"):
            fields[name].widget.attrs["size"] = min(max(len(fields[name].choices), 2), LONGEST)

    def parts(self) -> list[tuple[str, Any, list[Any]]]:
        return [(name, title, [self[field] for field in named]) for name, title, named in PARTS]

    def clean_days(self) -> int:
        return self.cleaned_data["days"] or 0

    def clean_cooldown_days(self) -> int:
        return self.cleaned_data["cooldown_days"] or 0

    def clean_countries(self) -> list[str]:
        codes = [code.upper() for code in re.split(r"[\s,;，、]+", self.cleaned_data["countries"])]
        if any(not re.fullmatch("[A-Z]{2}", code) for code in codes if code):
            raise forms.ValidationError(_("A country is given by its two letters."))
        return sorted({code for code in codes if code})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("kind") == AlertRule.Kind.THRESHOLD and not self.errors:
            self._check_lead(said)
        return said

    def _check_lead(self, said: dict[str, Any]) -> None:
        if not said["subject"]:
            self.add_error("subject", _("Choose the figure that the rule is about."))
            return
        for name in MARKS:
            try:
                said[name] = self._mark(said, name)
            except InvalidTree as error:
                self.add_error(name, str(error))
        for name in ("raise_at", "clear_at"):
            if name in said and said[name] is None:
                self.add_error(name, _("Give the mark."))
        if not self.errors:
            self._check_steps(said)

    def _mark(self, said: dict[str, Any], name: str) -> Any:
        if not said.get(name):
            return None
        value = stored_value(said["subject"], said["versus"], said[name])
        return exact_number(TIER_RANKS.get(value, value))

    def _check_steps(self, said: dict[str, Any]) -> None:
        """Each step adds what its field says; the first that makes no sense is the one at fault."""
        given: dict[str, Any] = {
            "kind": said["kind"], "severity": said["severity"], "falling": said["falling"],
            "raise_at": said["raise_at"], "clear_at": said["raise_at"],
        }  # fmt: skip
        if SUBJECTS[said["subject"]].kind is Kind.EXTERNAL:
            given["provider"] = "–"
        for name in STEPS:
            given[name] = said[name]
            if name == "versus":
                given["days"] = 1 if said["versus"] == Versus.PAST else 0
            try:
                checked_rule(AlertRule(code="new", **given))
            except InvalidTree as error:
                self.add_error(name, str(error))
                return

    def said(self) -> dict[str, Any]:
        """What the service takes, without the further conditions."""
        data = self.cleaned_data
        said = {name: data[name] for name in self.Meta.fields}
        said |= {name: data[name] for name in ("subject", *MARKS, "muted_by", "recipients")}
        is_threshold = said["kind"] == AlertRule.Kind.THRESHOLD
        said |= {name: data[name] if is_threshold else None for name in MARKS}
        scope = {name: data[name] for name in SCOPE}
        scope["teams"] = sorted(team.pk for team in data["teams"])
        return {**said, "scope": {name: values for name, values in scope.items() if values}}


class WholeRuleForm:
    """A rule with its further conditions on one page."""

    def __init__(self, row: AlertRule, version: int, data: Any = None) -> None:
        node = from_data(row.also) if row.also else None
        shown = to_blocks(node) if node else Blocks(ONE_BLOCK, ())
        self.can_be_shown = shown is not None
        shown = shown or Blocks(ONE_BLOCK, ())
        initial = {**_initial(row), "version": version, "join": shown.join.value}
        self.own = RuleForm(data, instance=row, initial=initial)
        lines = [
            line_of(number, each)
            for number, block in enumerate(shown.blocks, 1)
            for each in block
        ]  # fmt: skip
        # what is sent counts whole, also where it is what was shown
        self.lines = ConditionFormSet(data, initial=None if data else lines, prefix="lines")

    def is_valid(self) -> bool:
        return all([self.own.is_valid(), self.lines.is_valid()])  # each says what is wrong with it

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        blocks: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        for form in self.lines.forms:
            said = form.cleaned_data
            if said.get("subject"):
                blocks[said["block"]].append(form.data_of(said))
        listed = [blocks[number] for number in sorted(blocks)]
        join = Join(self.own.cleaned_data["join"])
        return {**self.own.said(), "also": to_tree(join, listed) if listed else None}


def _initial(row: AlertRule) -> dict[str, Any]:
    """What the fields of the form show that the model has otherwise."""
    is_tier = row.subject == "tier" and not row.versus
    ranks = {rank: tier for tier, rank in TIER_RANKS.items()}
    marks = {}
    for name in MARKS:
        value = getattr(row, name)
        text = "" if value is None else f"{value.normalize():f}"
        marks[name] = TIERS[ranks[int(value)]][1] if text and is_tier else text
    scope: dict[str, Any] = {name: row.scope.get(name, []) for name in SCOPE}
    scope["countries"] = ", ".join(scope["countries"])
    named = {name: getattr(row, name) for name in ("subject", "muted_by", "recipients")}
    return {**named, **marks, **scope}


class DecisionForm(forms.Form):
    """What a second person says of a version."""

    decision = forms.CharField(
        label=pgettext_lazy("of a second person", "Reason"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class SwitchOffForm(forms.Form):
    """Why a rule is to be switched off."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
