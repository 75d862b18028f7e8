"""List pages: filter, sort, choose columns, turn pages; all of it in the address.

The same address gives the same rows with and without JavaScript. htmx asks for the list part
alone, and the answer names the tidy address to show. The menus of more filters and of columns are
filled when they are first opened, for they would be half of the page. From the same address a
worker builds the list again, for a file or an act on all of its rows: see `riskcrm.web.list_at`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django_htmx.http import trigger_client_event

from riskcrm.web.bulk import BulkAction
from riskcrm.web.chips import RANGE_ENDS, Chip, Text, field_of, shown_bound
from riskcrm.web.counting import MOST_COUNTED, count_for_foot, count_in_words
from riskcrm.web.keyset import Page, page_of
from riskcrm.web.list_state import PANEL, PANELS, PLACES, ColumnChoice, Header, ListState
from riskcrm.web.person import person_of
from riskcrm.web.selectors import ViewsOfList, views_of_list
from riskcrm.web.tabs import Tab, tabs_of
from riskcrm.web.templatetags.riskcrm import figure_text

__all__ = ["Act", "BulkAction", "ColumnChoice", "Header", "ListPage", "Tab"]

PAGE_SIZE = 25
FIELDS_SHOWN = 4  # the other filters wait in a menu
EXPORT = "web.add_export"
SAVE_VIEW = "web.add_savedview"
BULK_ACT = "jobs.add_item"


@dataclass(frozen=True)
class Act:
    """Something to do on a page; a disabled one says why."""

    label: Text
    url: str
    icon: str = ""
    primary: bool = False
    disabled_because: Text = ""


class ListPage(PermissionRequiredMixin, ListState):
    """One list. A subclass says what is listed and how it looks; see the attributes.

    sorts: name in the address → Sort, or the name of a NOT NULL field ("-field" = the first click
    sorts descending); a column of the same name gets a header that sorts. `default_sort` is one of
    those names, with "-" for descending. `default_columns`: shown when the address does not
    choose; empty = all.

    detail_route: the page of a row, which takes its key; links to it then carry the list along,
    and `{% neighbours row %}` leads there to the next and the previous one. `bulk_actions`: what
    can be done to many rows at once. `exported_with`: column → one that a file has beside it where
    the page has it in the same cell. Saved views and export need no word; a list that may not leave
    the product says `is_exportable = False`.
    """

    permission_required: str
    raise_exception = True
    http_method_names = ["get", "head", "options"]

    title: ClassVar[Text]
    page_size: ClassVar[int] = PAGE_SIZE
    template_name: ClassVar[str] = "web/list.html"
    detail_route: ClassVar[str] = ""
    bulk_actions: ClassVar[Sequence[BulkAction]] = ()
    exported_with: ClassVar[Mapping[str, str]] = {}
    is_exportable: ClassVar[bool] = True

    # --- what a subclass may override ---

    def get_tabs(self) -> Sequence[tuple[Text, str]]:
        """(label, query string) of each view that everybody has."""
        return ()

    def get_actions(self) -> Sequence[Act]:
        return ()

    def get_context(self) -> dict[str, Any]:
        """More for the template."""
        return {}

    def file_rows(self, rows: list[Any], columns: Sequence[str]) -> list[Any]:
        """What a file of these columns has a line for, where that is more than the list's rows."""
        return rows

    # --- the page ---

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        filters, rows = self.filtered()
        if "count" in request.GET:
            return self._counted(rows)
        if (panel := self._asked_panel()) is not None:
            context = self._filter_context(filters) | self._column_context()
            return render(request, f"web/_{panel}_panel.html", context)
        views = views_of_list(self.list_name, by=person_of(request))
        self.opens_own_view = views.default is not None
        if views.default and not request.GET and not self._is_part():
            return HttpResponseRedirect(f"{request.path}?{views.default.query}")
        return self._answer(self._context(filters, rows, views))

    def _context(self, filters: Any, rows: QuerySet[Any], views: ViewsOfList) -> dict[str, Any]:
        sort_name, sort = self.current_sort()
        places = {name: self.request.GET.get(name, "") for name in PLACES}
        page: Page[Any] = page_of(rows, sort=sort, size=self.page_size, **places)
        alike = None
        if not page.rows and not any(places.values()) and hasattr(filters, "alike"):
            alike = filters.alike()
        table = self._page_table(self.prepare(alike.rows if alike else page.rows))
        table.headers = self.headers(sort_name, sort)
        return {
            "view": self,
            "table": table,
            "alike": alike,
            "count_url": self.address(count="1") if page.after or page.before else "",
            **self._filter_context(filters),
            **self._column_context(),
            "tabs": tabs_of(self, views),
            "views": views,
            "actions": self.get_actions(),
            "bulk_actions": self.allowed_bulk_actions(),
            "may_export": self.is_exportable and self.request.user.has_perm(EXPORT),
            "may_save_view": self.request.user.has_perm(SAVE_VIEW),
            "here": self.here(),
            "page_after": page.after and self.address(after=page.after),
            "page_before": page.before and self.address(before=page.before),
            "kept": self.kept(),
            "clear_url": self.without_filters(),
            **self.get_context(),
        }

    def _answer(self, context: dict[str, Any]) -> HttpResponse:
        part = self._is_part()
        template = "web/_list.html" if part else self.template_name
        response = render(self.request, template, context)
        response.headers["Vary"] = "HX-Request, Cookie"
        if part:
            response.headers["HX-Push-Url"] = self.here()
        return response

    def _counted(self, rows: QuerySet[Any]) -> HttpResponse:
        """What the foot asks for; the selection's button is told the number itself."""
        count = count_for_foot(rows)
        text = count_in_words(count, page_size=self.page_size)
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        if count is not None and count <= MOST_COUNTED:
            return trigger_client_event(response, "list-counted", {"count": figure_text(count)})
        return response

    def _is_part(self) -> bool:
        htmx: Any = getattr(self.request, "htmx", None)
        return bool(htmx and htmx.target == "list" and not htmx.history_restore_request)

    # --- the menus ---

    def _panels(self) -> list[str]:
        """The menus to be filled: htmx names those that were, so that they stay as they are."""
        return [name for name in self.request.GET.getlist(PANEL) if name in PANELS]

    def _asked_panel(self) -> str | None:
        """The menu that is asked for alone, as it is opened."""
        htmx: Any = getattr(self.request, "htmx", None)
        panels = {f"{name}-panel": name for name in PANELS}
        return panels.get(htmx.target or "") if htmx else None

    def _menu_context(self, name: str) -> dict[str, Any]:
        filled = name in self._panels()
        return {
            f"{name}_filled": filled,
            # with htmx the page knows best which menus are open
            f"{name}_open": filled and not self._is_part(),
            f"{name}_url": self.address(panel=name),
        }

    def _column_context(self) -> dict[str, Any]:
        menu = self._menu_context("columns")
        return {"columns": self.column_choices() if menu["columns_filled"] else (), **menu}

    # --- rows ---

    def _page_table(self, rows: list[Any]) -> Any:
        shown = self.shown_columns()
        table = self.table(rows, shown)
        # more columns than a list shows by itself may not fit: then the table scrolls in its frame
        table.is_wide = len(shown) > len(self.default_columns or shown)
        # who turned the page in place is led to its rows, for the button they pressed is gone
        table.is_turned = self._is_part() and bool(set(PLACES) & set(self.request.GET))
        table.list_page = self
        table.is_selectable = bool(self.allowed_bulk_actions())
        return table

    def row_url(self, key: Any) -> str:
        """The page of a row, which knows the list it was opened from; "" where rows have none."""
        if not self.detail_route:
            return ""
        return f"{reverse(self.detail_route, args=[key])}?{self._carried}"

    @cached_property
    def _carried(self) -> str:
        return urlencode({"from": self.here()})

    def exported_columns(self) -> list[str]:
        """The columns of a file: those shown, and beside them those of `exported_with`."""
        shown = self.shown_columns()
        wanted = {*shown, *(self.exported_with[n] for n in shown if n in self.exported_with)}
        columns = self.table_class.base_columns.items()
        return [n for n, column in columns if n in wanted and not column.exclude_from_export]

    def allowed_bulk_actions(self) -> list[BulkAction]:
        """What this person may do to many rows of this list."""
        user = self.request.user
        if not self.bulk_actions or not user.has_perm(BULK_ACT):
            return []
        return [action for action in self.bulk_actions if user.has_perm(action.permission)]

    # --- filters ---

    def _filter_context(self, filters: Any) -> dict[str, Any]:
        if filters is None:
            return {"filter": None}
        fields = filters.form.visible_fields()
        shown, more = fields[:FIELDS_SHOWN], fields[FIELDS_SHOWN:]
        menu = self._menu_context("filters")
        if any(field.errors for field in more):
            menu |= {"filters_filled": True, "filters_open": True}
        return {
            "filter": filters,
            "fields": shown,
            "more_fields": more,
            "waiting": () if menu["filters_filled"] else self._given_to(more, filters.form),
            **menu,
            "wrong_filters": self._wrong(filters.form),
            "chips": self._chips(filters.form),
        }

    def _given_to(self, fields: Sequence[Any], form: Any) -> list[tuple[str, str]]:
        """What the address says for these fields: kept by the form where they are not on it."""
        absent = [field.field for field in fields]
        given = self.tidy().items()
        return [(name, str(value)) for name, value in given if field_of(form, name) in absent]

    def _wrong(self, form: Any) -> list[tuple[Text, str, str]]:
        """(filter, its value, what is wrong with it) of each that cannot be used."""
        return [
            (form.fields[name].label or name, self._given(name), str(error))
            for name, errors in form.errors.items()
            for error in errors
        ]

    def _given(self, name: str) -> str:
        """What the address says of a filter; a range has two parameters."""
        names = (name, *(f"{name}{end}" for end in RANGE_ENDS))
        return " – ".join(value for each in names if (value := self.request.GET.get(each)))

    def _chips(self, form: Any) -> list[Chip]:
        return [
            Chip(
                field.label or name,
                shown_bound(form, name, str(value)),
                self.address(**{name: None}),
            )
            for name, value in self.tidy().items()
            if (field := field_of(form, name)) is not None
        ]
