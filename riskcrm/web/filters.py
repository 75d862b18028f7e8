"""Filters that every list writes alike: from one day or number to another."""

from __future__ import annotations

import copy
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import BooleanWidget, SuffixedMultiWidget


class Flat(dict[str, Any]):
    """Filters that are copied as far as a filterset writes into them. Copying each choice and word
    of a large list's filters anew takes a seventh of its page."""

    def __deepcopy__(self, _memo: Any) -> Flat:
        return Flat((name, self._copied(each)) for name, each in self.items())

    @staticmethod
    def _copied(each: Any) -> Any:
        copied = copy.copy(each)
        copied.extra = dict(each.extra)
        copied.method = each.method  # said again, it is bound to the copy
        return copied


class FilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """What the rows of a page or of the API can be filtered by."""

    @classmethod
    def get_filters(cls) -> Flat:
        return Flat(super().get_filters())


class RangeWidget(SuffixedMultiWidget):  # type: ignore[misc]
    """Two fields in one line, each called by its end; the label stands for both."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, fields: dict[str, forms.Widget]) -> None:
        self.suffixes = list(fields)
        super().__init__(list(fields.values()))

    def decompress(self, value: Any) -> list[Any]:
        return [value.start, value.stop] if value else [None, None]


class IdFilter(django_filters.NumberFilter):  # type: ignore[misc]
    """Rows that name a row by its id; a page sets it by its links alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs = {"decimal_places": 0, "widget": forms.HiddenInput(), **kwargs}
        super().__init__(*args, **kwargs)


class YesNoWidget(BooleanWidget):  # type: ignore[misc]
    """Yes, no, or both: an empty filter does not ask for what is unknown."""

    def __init__(self) -> None:
        super().__init__()
        self.choices[0] = ("", _("any"))


class YesNoFilter(django_filters.BooleanFilter):  # type: ignore[misc]
    """Rows of which something holds, or does not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=YesNoWidget(), **kwargs)


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
