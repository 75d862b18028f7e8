"""What people fill in about lists, their files and hits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from customers.forms import DAY
from customers.imports.errors import FileRefused
from customers.imports.mapping import parse_mapping
from customers.imports.options import Options
from customers.models import ScreeningDecision, ScreeningList
from customers.models.screening_lists import LEAST_SCORE

ENCODINGS = [
    ("", _("recognise it")),
    ("utf-8", "UTF-8"),
    ("gb18030", "GB 18030 / GBK"),
    ("big5", "Big5"),
    ("windows-1252", "Windows-1252"),
]


def _least_score() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Least score"),
        min_value=LEAST_SCORE,
        max_value=100,
        initial=LEAST_SCORE,
        help_text=_("From this score on a name is a hit: 80 finds most misspellings, 96 none."),
    )


class NewListForm(forms.Form):
    """A list that names are to be held against."""

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Letters, digits and hyphens, by which files and the API name the list."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ScreeningList.Kind.choices)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("Who publishes it, and where."),
    )
    least_score = _least_score()


class ChangeListForm(forms.Form):
    """What may change of a list. Switched off it finds nobody; its hits stay."""

    name = forms.CharField(label=_("Name"), max_length=120)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    least_score = _least_score()
    is_active = forms.BooleanField(
        label=_("Switched on"),
        required=False,
        help_text=_("Switched off, the list finds nobody. Hits that are there stay."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class VersionForm(forms.Form):
    """A file of a list, and how to read it where that cannot be told."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel (.xlsx), up to 50 MB and 200,000 entries. Columns are recognised by their"
            " names in English and Chinese; one with names is needed."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    published_date = forms.DateField(label=_("Published on"), widget=DAY)
    is_complete = forms.BooleanField(
        label=_("The file is the whole list: entries that are not in it end"),
        required=False,
        initial=True,
    )
    mapping = forms.CharField(
        label=_("Columns that are not recognised"),
        required=False,
        help_text=_("As field=Column, with commas between: name=Party, source_key=Ref."),
    )
    date_format = forms.CharField(
        label=_("Dates in the file"),
        required=False,
        max_length=20,
        help_text=_("Only where they can be read in two ways, such as DD/MM/YYYY."),
    )
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)

    def clean_mapping(self) -> dict[str, str]:
        try:
            return parse_mapping(self.cleaned_data["mapping"])
        except FileRefused as refused:
            raise ValidationError(refused.message) from refused

    def options(self) -> Options:
        data = self.cleaned_data
        return Options(
            mapping=data["mapping"], date_format=data["date_format"], encoding=data["encoding"]
        )


class DecisionForm(forms.Form):
    """Whether the entry is the customer, and why. `seen_at`: when the names seen were found."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you compared: number, address, owners, what the source says."),
    )
    outcome = forms.ChoiceField(
        choices=ScreeningDecision.Outcome.choices, widget=forms.HiddenInput, required=True
    )
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_seen_at(self) -> dt.datetime | None:
        text: Any = self.cleaned_data["seen_at"]
        try:
            return parse_datetime(text)
        except ValueError:
            return None
