"""Business holidays as people see them: columns, filters and the form."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from riskcrm.web.filters import FilterSet
from riskcrm.web.models import Holiday

MOST_BYTES = 200_000


def _calendars() -> list[tuple[str, str]]:
    codes = Holiday.objects.order_by("calendar").values_list("calendar", flat=True).distinct()
    return [(code, code) for code in codes]


class HolidayFilter(FilterSet):
    """Of which country, in which year."""

    calendar = filters.CharFilter(label=_("Country"), help_text="two letters, ISO 3166")
    year = filters.NumberFilter(label=_("Year"), method="in_year", min_value=1900, max_value=2999)

    class Meta:
        model = Holiday
        fields: ClassVar[list[str]] = []

    def in_year(self, days: QuerySet[Any], _name: str, year: Any) -> QuerySet[Any]:
        return days.filter(date__year=int(year))


class HolidayPageFilter(HolidayFilter):
    """The same with the countries that there are to choose from."""

    calendar = filters.ChoiceFilter(label=_("Country"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["calendar"].extra["choices"] = _calendars()


class HolidayTable(tables.Table):  # type: ignore[misc]
    """Days that differ from the week."""

    date = tables.TemplateColumn("{% load riskcrm %}{% when record.date %}", verbose_name=_("date"))
    weekday = tables.TemplateColumn('{{ record.date|date:"l" }}', verbose_name=_("weekday"))
    name = tables.Column(verbose_name=_("name"), attrs={"td": {"class": "cell-title"}})
    calendar = tables.Column(verbose_name=_("country"))
    is_worked = tables.TemplateColumn(
        template_name="web/_holiday_cell_kind.html",
        verbose_name=_("kind"),
    )
    remove = tables.TemplateColumn(
        template_name="web/_holiday_cell_remove.html", verbose_name=_("change")
    )

    class Meta:
        model = Holiday
        fields: ClassVar[list[str]] = []


class HolidayForm(forms.Form):
    """Days to add, typed, pasted or in a file."""

    calendar = forms.CharField(
        label=_("Country"),
        max_length=2,
        initial=lambda: settings.COUNTRY,
        help_text=_("Two letters, such as CN."),
    )
    days = forms.CharField(
        label=_("Days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "A line for each: date, name, and “worked” for a weekend that is worked in return. "
            "2026-10-01, National Day"
        ),
    )
    file = forms.FileField(label=_("Or a CSV file of such lines"), required=False)

    def clean_calendar(self) -> str:
        return str(self.cleaned_data["calendar"]).upper()

    def clean_file(self) -> str:
        """The text of the file, in UTF-8 or as Chinese Excel writes it."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large for a calendar."))
        raw = file.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return str(raw.decode(encoding))
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError(_("This is no text file."))
