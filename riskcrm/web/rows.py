"""A table's rows as a list page shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django_tables2.utils import signature

Cell = tuple[str, str, Any]  # label on a card, classes, content


@dataclass(frozen=True)
class Row:
    """One line: its key, what people call it, and its cells."""

    key: Any
    name: str
    cells: list[Cell]


def rows_of(table: Any) -> list[Row]:
    """The rows of a table. What a column or a row says is asked once, not for each cell."""
    columns = []
    headers = getattr(table, "headers", None) or {}
    for column in table.columns:
        header = headers.get(column.name)
        classes = [column.attrs["td"].get("class", "")]
        classes += ["cell-sorted"] if header and header.direction else []
        css = " ".join(filter(None, classes))
        columns.append((capfirst(str(column.header)), css, column, _renderer(column)))
    page = getattr(table, "list_page", None)
    is_named = getattr(table, "is_selectable", False)
    found = []
    for row in table.rows:
        key = getattr(row.record, "pk", None)
        cells = [
            (label, css, row._get_and_render_with(column, partial(render, row), column.default))
            for label, css, column, render in columns
        ]
        if page is not None and page.detail_route:
            cells = _leading(page, key, cells)
        found.append(Row(key, str(row.record) if is_named else "", cells))
    return found


def _renderer(column: Any) -> Callable[..., Any]:
    """How a cell of this column is rendered: as `BoundRow.get_cell` does it, which looks up the
    arguments of the column's `render` for each cell, a tenth of a page's time."""
    names, catches_all = signature(column.render)

    def render(row: Any, bound_column: Any, value: Any = None) -> Any:
        known = row._optional_cell_arguments(bound_column, value)
        content = column.render(**(known if catches_all else {name: known[name] for name in names}))
        return column.link(content, **known) if column.link else content

    return render


def _leading(page: Any, key: Any, cells: list[Cell]) -> list[Cell]:
    """Let links to a row carry the list along, so that the page knows its neighbours.

    Tables write these links without knowing of lists, so they are found by their address.
    """
    from_list = f'href="{escape(page.row_url(key))}'
    plain = from_list.partition("?")[0]
    return [
        (label, css, _replaced(cell, plain, from_list))
        if isinstance(cell, SafeString) and plain in cell
        else (label, css, cell)
        for label, css, cell in cells
    ]


def _replaced(cell: str, plain: str, from_list: str) -> SafeString:
    before, *rest = cell.split(plain)
    # of longer addresses that only begin so, nothing is changed
    ends = {'"': f'{from_list}"', "?": f"{from_list}&amp;"}
    parts = [ends.get(part[:1], plain + part[:1]) + part[1:] for part in rest]
    text = before + "".join(parts)
    return mark_safe(text)  # noqa: S308 - the cell was markup already, and the address is escaped
