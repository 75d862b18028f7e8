"""Filters of the API's lists. A name that a list does not know is refused: to pass over it would
answer with all rows to a caller who asked for some."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.widgets import SuffixedMultiWidget
from rest_framework import mixins
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

PAGING = frozenset({"cursor", "limit", "sort"})
FORMAT = settings.REST_FRAMEWORK.get("URL_FORMAT_OVERRIDE", "format")


class KnownFilters(DjangoFilterBackend):  # type: ignore[misc]
    """The filters of a list's filterset, and no others."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        if _is_list(view):
            filterset = self.get_filterset(request, queryset, view)
            fields = filterset.form.fields if filterset else {}
            refuse_unknown(request, {*PAGING, *_names(fields)})
        return super().filter_queryset(request, queryset, view)


def refuse_unknown(request: Request, known: Collection[str]) -> None:
    """Refuse what an address asks for beyond what is known."""
    if strange := sorted(request.query_params.keys() - {FORMAT, *known}):
        message = _("There is no such parameter here. Check its name.")
        raise ValidationError({name: [ErrorDetail(message, code="unknown")] for name in strange})


def _is_list(view: Any) -> bool:
    key = view.lookup_url_kwarg or view.lookup_field
    return isinstance(view, mixins.ListModelMixin) or key not in view.kwargs


def _names(fields: dict[str, Any]) -> Iterator[str]:
    """How addresses call these fields: some have a name for each of two ends."""
    for name, field in fields.items():
        widget = field.widget
        if isinstance(widget, SuffixedMultiWidget):
            yield from (widget.suffixed(name, suffix) for suffix in widget.suffixes)
        else:
            yield name
