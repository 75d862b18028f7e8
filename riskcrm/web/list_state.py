"""What a list's address says: which rows, in which order, with which columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.views import View

from riskcrm.web.chips import Text
from riskcrm.web.keyset import Sort

PLACES = ("after", "before")  # where in the list a page begins
PANEL = "panel"  # a menu to be filled, which most readers never open: see `PANELS`
PANELS = ("filters", "columns")
EVERYTHING = "all"  # in the address of a list whose bare address opens somebody's own view


@dataclass(frozen=True)
class Header:
    """How a column's header sorts: the address to go to, and what is in force now."""

    url: str
    direction: str  # "ascending", "descending" or "" when another column sorts


@dataclass(frozen=True)
class ColumnChoice:
    name: str
    label: Text
    shown: bool
    url: str


@dataclass(frozen=True)
class Alike:
    """In place of an empty list, rows called nearly what was looked for: a filterset that has
    `alike()` finds them."""

    text: str
    rows: list[Any]


class ListState(View):
    """The part of a list that needs no page: the address, and what follows from it."""

    request: HttpRequest
    table_class: ClassVar[Any]
    filterset_class: ClassVar[Any] = None
    sorts: ClassVar[Mapping[str, str | Sort]]
    default_sort: ClassVar[str]
    default_columns: ClassVar[Sequence[str]] = ()
    empty_text: ClassVar[Text] = ""
    own_parameters = ("sort", "columns", *PLACES, "count", PANEL, EVERYTHING)
    opens_own_view = False  # whether the bare address leads this person to a view of their own

    def get_queryset(self) -> QuerySet[Any]:
        """Rows the person may see: starts at `visible_to(self.request.user)`."""
        raise NotImplementedError

    def prepare(self, rows: list[Any]) -> list[Any]:
        """The rows of this page, with what needs a query over all of them at once."""
        return rows

    @property
    def list_name(self) -> str:
        """What stays of the address when its host, path and query change."""
        match = self.request.resolver_match
        return match.view_name if match else type(self).__name__

    def filtered(self) -> tuple[Any, QuerySet[Any]]:
        """The filter and the rows it leaves."""
        rows = self.get_queryset()
        if self.filterset_class is None:
            return None, rows
        filters = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        # rows that one of the filters did not touch would be taken for what was asked for
        return filters, filters.qs if filters.is_valid() else rows.none()

    def is_sound(self) -> bool:
        """Whether every filter of the address can be used."""
        filters, _rows = self.filtered()
        return filters is None or bool(filters.is_valid())

    # --- the address ---

    def address(self, **changes: str | None) -> str:
        """This page with some parameters changed (None or "" = left out), at its first page."""
        query = self.tidy()
        for name in PLACES:
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
        return self.address_of(query)

    def here(self) -> str:
        """This page, at the place where it stands."""
        query = self.request.GET
        return self.address(**{name: query.get(name) for name in PLACES})

    def address_of(self, query: QueryDict) -> str:
        text = query.urlencode() or (f"{EVERYTHING}=1" if self.opens_own_view else "")
        return f"{self.request.path}?{text}" if text else self.request.path

    def tidy(self) -> QueryDict:
        """The query, each parameter once, as it was said last, without empty ones.

        A head clicked while a filter is still on its way says the filter again, after its own.
        """
        query = QueryDict(mutable=True)
        for name, value in self.request.GET.items():
            if value != "" and name not in (EVERYTHING, PANEL):
                query[name] = str(value)
        return query

    def without_filters(self) -> str:
        query = self.tidy()
        for name in list(query):
            if name not in ("sort", "columns"):
                del query[name]
        return self.address_of(query)

    def kept(self) -> list[tuple[str, str]]:
        """Sort and columns, carried along by the filter form."""
        query = self.tidy()
        return [(name, str(query[name])) for name in ("sort", "columns") if name in query]

    # --- sorting ---

    def current_sort(self) -> tuple[str, Sort]:
        """The sort in force; an unknown one in the address means the default."""
        asked = self.request.GET.get("sort", "")
        slug = asked if asked.removeprefix("-") in self.sorts else self.default_sort
        name = slug.removeprefix("-")
        return name, self._sort(name).turned(slug.startswith("-"))

    def _sort(self, name: str) -> Sort:
        return Sort.parse(self.sorts[name])

    def headers(self, current: str, sort: Sort) -> dict[str, Header]:
        headers = {}
        for name in self.sorts:
            descending = not sort.descending if name == current else self._sort(name).descending
            direction = ""
            if name == current:
                direction = "descending" if sort.descending else "ascending"
            url = self.address(sort=f"{'-' if descending else ''}{name}")
            headers[name] = Header(url=url, direction=direction)
        return headers

    # --- columns ---

    def shown_columns(self) -> list[str]:
        names = list(self.table_class.base_columns)
        asked = [name for name in self.request.GET.get("columns", "").split(",") if name in names]
        return asked or list(self.default_columns) or names

    def table(self, rows: list[Any], columns: Sequence[str]) -> Any:
        hidden = [name for name in self.table_class.base_columns if name not in columns]
        # without the request: given one, the table would cut the page into pages of its own
        return self.table_class(rows, exclude=hidden, orderable=False, empty_text=self.empty_text)

    def column_choices(self) -> list[ColumnChoice]:
        shown = self.shown_columns()
        choices = []
        for name, column in self.table_class.base_columns.items():
            others = [n for n in self.table_class.base_columns if (n in shown) != (n == name)]
            url = self.address(columns=",".join(others))
            choices.append(ColumnChoice(name, column.verbose_name or name, name in shown, url))
        return choices
