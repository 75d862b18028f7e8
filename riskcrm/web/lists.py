"""List pages: filter, sort, choose columns, turn pages; all of it in the address.

The same address gives the same rows with and without JavaScript. htmx asks for the list part
alone, and the answer names the tidy address to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views import View

from riskcrm.web.chips import Chip, Text, field_of, shown_bound
from riskcrm.web.counting import count_in_words
from riskcrm.web.keyset import Page, Sort, page_of

PAGE_SIZE = 25
FIELDS_SHOWN = 4  # the other filters wait in a menu


@dataclass(frozen=True)
class Tab:
    """A saved view: a name for a filter."""

    label: Text
    url: str
    here: bool


@dataclass(frozen=True)
class Act:
    """Something to do on a page; a disabled one says why."""

    label: Text
    url: str
    icon: str = ""
    primary: bool = False
    disabled_because: Text = ""


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


class ListPage(PermissionRequiredMixin, View):
    """One list. A subclass says what is listed and how it looks; see the attributes.

    sorts: name in the address → Sort, or the name of a NOT NULL field ("-field" = the first click
    sorts descending); a column of the same name gets a header that sorts. `default_sort` is one of
    those names, with "-" for descending. `default_columns`: shown when the address does not
    choose; empty = all.
    """

    permission_required: str
    raise_exception = True
    http_method_names = ["get", "head", "options"]

    table_class: ClassVar[Any]
    filterset_class: ClassVar[Any] = None
    sorts: ClassVar[Mapping[str, str | Sort]]
    default_sort: ClassVar[str]
    default_columns: ClassVar[Sequence[str]] = ()
    title: ClassVar[Text]
    empty_text: ClassVar[Text] = ""
    page_size: ClassVar[int] = PAGE_SIZE
    template_name: ClassVar[str] = "web/list.html"
    own_parameters = ("sort", "columns", "after", "before", "count")

    # --- what a subclass may override ---

    def get_queryset(self) -> QuerySet[Any]:
        """Rows the person may see: starts at `visible_to(self.request.user)`."""
        raise NotImplementedError

    def get_tabs(self) -> Sequence[tuple[Text, str]]:
        """(label, query string) of each saved view."""
        return ()

    def get_actions(self) -> Sequence[Act]:
        return ()

    def prepare(self, rows: list[Any]) -> list[Any]:
        """The rows of this page, with what needs a query over all of them at once."""
        return rows

    def get_context(self) -> dict[str, Any]:
        """More for the template."""
        return {}

    # --- the page ---

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        filters, rows = self._filtered()
        if "count" in request.GET:
            text = count_in_words(rows, page_size=self.page_size)
            return HttpResponse(text, content_type="text/plain; charset=utf-8")
        sort_name, sort = self.current_sort()
        page: Page[Any] = page_of(
            rows,
            sort=sort,
            size=self.page_size,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
        table = self._table(self.prepare(page.rows))
        table.headers = self._headers(sort_name, sort)
        # who turned the page in place is led to its rows, for the button they pressed is gone
        table.is_turned = self._is_part() and bool({"after", "before"} & set(request.GET))
        context = {
            "view": self,
            "table": table,
            "count_url": self.address(count="1") if page.after or page.before else "",
            **self._filter_context(filters),
            "columns": self._column_choices(table),
            "tabs": self._tabs(),
            "actions": self.get_actions(),
            "page_after": page.after and self.address(after=page.after),
            "page_before": page.before and self.address(before=page.before),
            "kept": self._kept(),
            "clear_url": self._without_filters(),
            **self.get_context(),
        }
        return self._answer(context)

    def _answer(self, context: dict[str, Any]) -> HttpResponse:
        part = self._is_part()
        template = "web/_list.html" if part else self.template_name
        response = render(self.request, template, context)
        response.headers["Vary"] = "HX-Request, Cookie"
        if part:
            response.headers["HX-Push-Url"] = self.address(
                after=self.request.GET.get("after"), before=self.request.GET.get("before")
            )
        return response

    def _is_part(self) -> bool:
        htmx: Any = getattr(self.request, "htmx", None)
        return bool(htmx and htmx.target == "list" and not htmx.history_restore_request)

    def _filtered(self) -> tuple[Any, QuerySet[Any]]:
        rows = self.get_queryset()
        if self.filterset_class is None:
            return None, rows
        filters = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        # rows that one of the filters did not touch would be taken for what was asked for
        return filters, filters.qs if filters.is_valid() else rows.none()

    # --- the address ---

    def address(self, **changes: str | None) -> str:
        """This page with some parameters changed (None or "" = left out), at its first page."""
        query = self._tidy()
        query.pop("after", None)
        query.pop("before", None)
        for name, value in changes.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def _tidy(self) -> QueryDict:
        """The query, each parameter once, as it was said last, without empty ones.

        A head clicked while a filter is still on its way says the filter again, after its own.
        """
        query = QueryDict(mutable=True)
        for name, value in self.request.GET.items():
            if value != "":
                query[name] = str(value)
        return query

    def _without_filters(self) -> str:
        query = self._tidy()
        for name in list(query):
            if name not in ("sort", "columns"):
                del query[name]
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def _kept(self) -> list[tuple[str, str]]:
        """Sort and columns, carried along by the filter form."""
        query = self._tidy()
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

    def _headers(self, current: str, sort: Sort) -> dict[str, Header]:
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

    def _shown_columns(self) -> list[str]:
        names = list(self.table_class.base_columns)
        asked = [name for name in self.request.GET.get("columns", "").split(",") if name in names]
        return asked or list(self.default_columns) or names

    def _table(self, rows: list[Any]) -> Any:
        shown = self._shown_columns()
        hidden = [name for name in self.table_class.base_columns if name not in shown]
        # without the request: given one, the table would cut the page into pages of its own
        table = self.table_class(rows, exclude=hidden, orderable=False, empty_text=self.empty_text)
        # more columns than a list shows by itself may not fit: then the table scrolls in its frame
        table.is_wide = len(shown) > len(self.default_columns or shown)
        return table

    def _column_choices(self, table: Any) -> list[ColumnChoice]:
        shown = self._shown_columns()
        choices = []
        for name, column in table.base_columns.items():
            others = [n for n in table.base_columns if (n in shown) != (n == name)]
            url = self.address(columns=",".join(others))
            choices.append(ColumnChoice(name, column.verbose_name or name, name in shown, url))
        return choices

    # --- filters ---

    def _filter_context(self, filters: Any) -> dict[str, Any]:
        if filters is None:
            return {"filter": None}
        fields = filters.form.visible_fields()
        shown, more = fields[:FIELDS_SHOWN], fields[FIELDS_SHOWN:]
        return {
            "filter": filters,
            "fields": shown,
            "more_fields": more,
            "more_is_open": any(field.errors for field in more),
            "wrong_filters": self._wrong(filters.form),
            "chips": self._chips(filters.form),
        }

    def _wrong(self, form: Any) -> list[tuple[Text, str, str]]:
        """(filter, its value, what is wrong with it) of each that cannot be used."""
        return [
            (form.fields[name].label or name, self.request.GET.get(name, ""), str(error))
            for name, errors in form.errors.items()
            for error in errors
        ]

    def _chips(self, form: Any) -> list[Chip]:
        return [
            Chip(
                field.label or name,
                shown_bound(form, name, str(value)),
                self.address(**{name: None}),
            )
            for name, value in self._tidy().items()
            if (field := field_of(form, name)) is not None
        ]

    def _tabs(self) -> list[Tab]:
        query = self._tidy()
        filters = {n: v for n, v in query.lists() if n not in self.own_parameters}
        tabs = []
        for label, text in self.get_tabs():
            wanted = QueryDict(text)
            names = {n: v for n, v in wanted.lists() if n not in self.own_parameters}
            url = f"{self.request.path}?{text}" if text else self.request.path
            tabs.append(Tab(label, url, here=names == filters))
        return tabs
