"""Above a list: the views that everybody has, and the saved ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from riskcrm.web.chips import Text
from riskcrm.web.models import SavedView
from riskcrm.web.selectors import ViewsOfList

if TYPE_CHECKING:
    from riskcrm.web.lists import ListPage


@dataclass(frozen=True)
class Tab:
    """A view of the list: a name for an address. `saved` is the row behind it, if there is one."""

    label: Text
    url: str
    here: bool
    saved: SavedView | None = None


def tabs_of(page: ListPage, views: ViewsOfList) -> list[Tab]:
    """A saved view is where one stands when all of it fits, another one when its filters do."""
    query = page.tidy()
    for name in ("after", "before"):
        query.pop(name, None)
    saved = [
        Tab(view.name, page.address_of(QueryDict(view.query)), _same(query, view.query), view)
        for view in views.views
    ]
    is_saved = any(tab.here for tab in saved)
    common = [
        Tab(label, page.address_of(QueryDict(text)), not is_saved and _same_filters(page, text))
        for label, text in page.get_tabs()
    ]
    if saved and not common:
        common = [Tab(_("All"), page.address_of(QueryDict("")), not query)]
    return [*common, *saved]


def _same(query: QueryDict, text: str) -> bool:
    return dict(query.lists()) == dict(QueryDict(text).lists())


def _same_filters(page: ListPage, text: str) -> bool:
    def filters(query: QueryDict) -> dict[str, Any]:
        return {n: v for n, v in query.lists() if n not in page.own_parameters}

    return filters(page.tidy()) == filters(QueryDict(text))
