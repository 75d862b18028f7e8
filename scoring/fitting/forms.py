"""What people fill in to have a card fitted, and to make a draft of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms import DAY
from scoring.fitting.settings import NAMES, SCALE, Settings
from scoring.fitting.uploaded import Columns
from scoring.indicators import FAMILIES, SCORABLE
from scoring.models import Scorecard


def indicator_choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """The indicators that may be scored, by family."""
    grouped = (
        (family.title, [(i.code, i.name) for i in family.indicators if i.code in SCORABLE])
        for family in FAMILIES
    )
    return [(title, choices) for title, choices in grouped if choices]


class LabelForm(forms.Form):
    """What counts as bad, and how far ahead it is looked for."""

    name = forms.CharField(label=_("Name"), max_length=120)
    days = forms.IntegerField(
        label=_("Bad is more than so many days past due"), min_value=0, max_value=720, initial=90,
        help_text=_("or written off"),
    )  # fmt: skip
    horizon = forms.IntegerField(
        label=_("within so many days"), min_value=1, max_value=720, initial=180
    )


class SettingsForm(forms.Form):
    """Where learning ends, how common bads are in the book, and what the points mean."""

    cut_off = forms.DateField(
        label=_("Learn from what was known by"), widget=DAY, required=False,
        help_text=_("Later rows are for the test. Empty: the first 70 % of the rows."),
    )  # fmt: skip
    true_rate = forms.DecimalField(
        label=_("Share of bads in the book, %"), required=False, max_digits=7, decimal_places=4,
        min_value=0, max_value=99,
        help_text=_("Where the rows hold more bads than the book, or fewer. Empty: as many."),
    )  # fmt: skip
    base_score = forms.DecimalField(
        label=_("Base score"), required=False, max_digits=6, decimal_places=2, min_value=0,
        initial=600, help_text=_("The scale in which the points of each bin are shown."),
    )  # fmt: skip
    base_odds = forms.DecimalField(
        label=_("Good to one bad at the base score"), required=False, max_digits=7,
        decimal_places=2, min_value=Decimal("0.01"), initial=50,
        help_text=_("19 means that one of twenty goes bad."),
    )  # fmt: skip
    pdo = forms.DecimalField(
        label=_("Points that double the odds"), required=False, max_digits=6, decimal_places=2,
        min_value=1, initial=20,
    )  # fmt: skip
    with_challenger = forms.BooleanField(
        label=_("Train gradient boosting beside it"), required=False, initial=True,
        help_text=_("For comparison only: it shows what the plain card gives away."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """An empty part of the scale is the usual one."""
        said = super().clean() or self.cleaned_data
        for name in SCALE:
            if name in said and said[name] is None:
                said[name] = Decimal(self.fields[name].initial)
        return said

    def settings(self) -> Settings:
        return cast(Settings, {name: self.cleaned_data[name] for name in NAMES})


class HistoryForm(SettingsForm, LabelForm):
    """A card from the book's own month ends."""

    first_month = forms.DateField(label=_("Month ends from"), widget=DAY)
    final_month = forms.DateField(label=_("Month ends to"), widget=DAY)
    candidates = forms.MultipleChoiceField(
        label=_("Candidates"), choices=indicator_choices, initial=sorted(SCORABLE),
        widget=forms.SelectMultiple(attrs={"size": 12}),
    )  # fmt: skip

    field_order = (
        "name", "days", "horizon", "first_month", "final_month", "cut_off", "candidates",
        "true_rate", "base_score", "base_odds", "pdo", "with_challenger",
    )  # fmt: skip


class TableForm(LabelForm):
    """A labelled table; its columns are chosen on the next page."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel (.xlsx), up to 50 MB and 200,000 rows, with a header. Columns named like "
            "codes of indicators can become a card that scores the book."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    field_order = ("name", "file", "days", "horizon")


class ColumnsForm(SettingsForm):
    """Which column of the table is what."""

    label = forms.ChoiceField(label=_("The column that says what became of the row"))
    bad_values = forms.CharField(
        label=_("Values of it that mean bad"), initial="1", max_length=200,
        help_text=_("Several are parted by commas."),
    )  # fmt: skip
    candidates = forms.MultipleChoiceField(
        label=_("Candidates"), widget=forms.SelectMultiple(attrs={"size": 12})
    )
    customer = forms.ChoiceField(
        label=_("The customer that a row is of"), required=False,
        help_text=_("Rows of one customer stay together in every split."),
    )  # fmt: skip
    day = forms.ChoiceField(
        label=_("The day of the row"), required=False,
        help_text=_("With it the test is on later rows; without, on folds."),
    )  # fmt: skip
    known = forms.ChoiceField(
        label=_("The day on which its outcome was known"), required=False
    )  # fmt: skip
    field_order = ("label", "bad_values", "candidates", "customer", "day", "known")

    def __init__(self, *args: Any, header: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, name) for name in header if name]
        for name in ("label", "candidates", "customer", "day", "known"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = choices if field.required else [("", "—"), *choices]

    def columns(self) -> Columns:
        said = self.cleaned_data
        names = ("label", "bad_values", "customer", "day", "known")
        return Columns(**{name: said[name] for name in names}, candidates=tuple(said["candidates"]))


class DraftForm(forms.Form):
    """Which card the draft is a version of; a new one needs a code and names."""

    scorecard = forms.ModelChoiceField(
        label=_("A new version of"), queryset=Scorecard.objects.order_by("code"), required=False,
        empty_label=_("a new card"),
    )  # fmt: skip
    code = forms.SlugField(label=_("Code of the new card"), max_length=40, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120, required=False)
