"""Filters that every list writes alike: from one day or number to another."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import SuffixedMultiWidget


class RangeWidget(SuffixedMultiWidget):  # type: ignore[misc]
    """Two fields in one line, each called by its end; the label stands for both."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, fields: dict[str, forms.Widget]) -> None:
        self.suffixes = list(fields)
        super().__init__(list(fields.values()))

    def decompress(self, value: Any) -> list[Any]:
        return [value.start, value.stop] if value else [None, None]


class DayRangeFilter(django_filters.DateFromToRangeFilter):  # type: ignore[misc]
    """Rows of a day, or of all days between two; `<name>_after` and `<name>_before`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        ends = {"after": _("from"), "before": _("to")}
        widget = RangeWidget(
            {
                end: forms.DateInput(attrs={"type": "date", "aria-label": words}, format="%Y-%m-%d")
                for end, words in ends.items()
            }
        )
        super().__init__(*args, widget=widget, **kwargs)


class NumberRangeFilter(django_filters.RangeFilter):  # type: ignore[misc]
    """Rows with a figure between two, both included; `<name>_min` and `<name>_max`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        ends = {"min": _("from"), "max": _("to")}
        widget = RangeWidget(
            {
                end: forms.NumberInput(
                    attrs={"step": "any", "inputmode": "decimal", "aria-label": words}
                )
                for end, words in ends.items()
            }
        )
        super().__init__(*args, widget=widget, **kwargs)
