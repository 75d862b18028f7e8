"""A table's rows as a list page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst


@dataclass(frozen=True)
class Row:
    """One line: its key, what people call it, and its cells (label on a card, classes, content)."""

    key: Any
    name: str
    cells: list[tuple[str, str, Any]]


def rows_of(table: Any) -> list[Row]:
    """The rows of a table. What a column says is asked once, not for each cell."""
    columns = []
    headers = getattr(table, "headers", None) or {}
    for column in table.columns:
        header = headers.get(column.name)
        classes = [column.attrs["td"].get("class", "")]
        classes += ["cell-sorted"] if header and header.direction else []
        columns.append((column.name, capfirst(str(column.header)), " ".join(filter(None, classes))))
    page = getattr(table, "list_page", None)
    found = []
    for row in table.rows:
        key = getattr(row.record, "pk", None)
        cells = [(label, css, row.get_cell(name)) for name, label, css in columns]
        if page is not None and page.detail_route:
            cells = [(label, css, _leading(page, key, cell)) for label, css, cell in cells]
        is_named = getattr(table, "is_selectable", False)
        found.append(Row(key, str(row.record) if is_named else "", cells))
    return found


def _leading(page: Any, key: Any, cell: Any) -> Any:
    """Let a link to a row carry the list along, so that the page knows its neighbours.

    Tables write these links without knowing of lists, so they are found by their address.
    """
    plain = f'href="{reverse(page.detail_route, args=[key])}'
    if not isinstance(cell, SafeString) or plain not in cell:
        return cell
    from_list = f'href="{escape(page.row_url(key))}'
    before, *rest = cell.split(plain)
    # of longer addresses that only begin so, nothing is changed
    ends = {'"': f'{from_list}"', "?": f"{from_list}&amp;"}
    parts = [ends.get(part[:1], plain + part[:1]) + part[1:] for part in rest]
    text = before + "".join(parts)
    return mark_safe(text)  # noqa: S308 - the cell was markup already, and the address is escaped
