"""Filters from one value to another: two inputs side by side, each with a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters as filters
from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy
from django_filters.widgets import SuffixedMultiWidget

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FROM, UNTIL = pgettext_lazy("range", "from"), pgettext_lazy("range", "to")


class RangeWidget(SuffixedMultiWidget):  # type: ignore[misc]
    """Two inputs of one type; who cannot see which is which is told."""

    def __init__(self, label: StrOrPromise, *, kind: str, suffixes: tuple[str, str]) -> None:
        self.suffixes = list(suffixes)
        inputs = [
            forms.TextInput(
                attrs={"type": kind, "aria-label": format_lazy("{}, {}", label, end)}
                | ({"step": "any"} if kind == "number" else {})
            )
            for end in (FROM, UNTIL)
        ]
        super().__init__(widgets=inputs)

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html('<span class="range">{}</span>', super().render(*args, **kwargs))

    def decompress(self, value: slice | None) -> list[Any]:
        return [value.start, value.stop] if value else [None, None]


class DayRangeFilter(filters.DateFromToRangeFilter):  # type: ignore[misc]
    """Days: `<name>_after` and `<name>_before`, both of which count."""

    def __init__(self, *args: Any, label: StrOrPromise, **kwargs: Any) -> None:
        widget = RangeWidget(label, kind="date", suffixes=("after", "before"))
        super().__init__(*args, label=label, widget=widget, **kwargs)


class NumberRangeFilter(filters.RangeFilter):  # type: ignore[misc]
    """Numbers: `<name>_min` and `<name>_max`, both of which count."""

    def __init__(self, *args: Any, label: StrOrPromise, **kwargs: Any) -> None:
        widget = RangeWidget(label, kind="number", suffixes=("min", "max"))
        super().__init__(*args, label=label, widget=widget, **kwargs)
