"""A list by its address, without anybody opening its page.

The address is all that is kept of a list: a file of it, an act on all of its rows and the
neighbours of a row are made from it, each time with the rights that the person then has.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from riskcrm.web.keyset import keys_in_order
from riskcrm.web.lists import ListPage
from riskcrm.web.person import Person

BATCH = 1000


def list_at(address: str, *, by: Person) -> ListPage | None:
    """The list at this address as this person sees it; None where there is none for them."""
    path, _mark, query = address.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return None
    view_class = getattr(match.func, "view_class", None)
    if not (isinstance(view_class, type) and issubclass(view_class, ListPage)):
        return None
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET = QueryDict(query)
    request.user = by  # type: ignore[assignment]
    request.resolver_match = match
    page = view_class()
    page.setup(request, *match.args, **match.kwargs)
    return page if page.has_permission() else None


def keys_of(page: ListPage) -> list[Any]:
    """The keys of all rows of the list in its order, as they are at this moment."""
    _filters, rows = page.filtered()
    _name, sort = page.current_sort()
    return list(keys_in_order(rows, sort))


def batches_of(page: ListPage, keys: list[Any]) -> Iterator[list[Any]]:
    """The rows of these keys in their order, a batch at a time; who is gone is left out.

    A list whose order moves under the reader would lose some rows and repeat others; its keys,
    taken at one moment, do not.
    """
    left = iter(keys)
    while batch := list(islice(left, BATCH)):
        found = {row.pk: row for row in page.get_queryset().filter(pk__in=batch)}
        yield page.prepare([found[key] for key in batch if key in found])
