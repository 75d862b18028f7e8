"""The next and the previous row of the list that a row's page was opened from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest

from riskcrm.web.keyset import encode, page_of
from riskcrm.web.list_at import list_at
from riskcrm.web.lists import ListPage
from riskcrm.web.person import person_of


@dataclass(frozen=True)
class Neighbours:
    """Addresses; "" where the list begins or ends."""

    back: str
    previous: str
    next: str


def neighbours_of(request: HttpRequest, row: models.Model) -> Neighbours | None:
    """None where the page was not opened from a list of such rows.

    The place is the row's own, whether the list still has it or not: who has just acknowledged an
    alert goes on to the next one of those that are open.
    """
    page = list_at(request.GET.get("from", ""), by=person_of(request))
    if page is None or not page.detail_route:
        return None
    _filters, rows = page.filtered()
    if rows.model is not type(row):
        return None
    _name, sort = page.current_sort()
    try:
        place = encode(sort, row)
    except AttributeError:  # the list sorts by what it adds to its rows
        listed = page.get_queryset().filter(pk=row.pk).first()
        if listed is None:
            return None
        place = encode(sort, listed)
    before = page_of(rows, sort=sort, size=1, before=place).rows
    after = page_of(rows, sort=sort, size=1, after=place).rows
    return Neighbours(page.here(), _address(page, before), _address(page, after))


def _address(page: ListPage, rows: list[Any]) -> str:
    return page.row_url(rows[0].pk) if rows else ""
