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
    """A saved view is where one stands when all of it fits, another one when its filters do, and
    its columns where it names any."""
    query = page.tidy()
    for name in ("after", "before"):
        query.pop(name, None)
    saved = [
        Tab(view.name, page.address_of(QueryDict(view.query)), _same(query, view.query), view)
        for view in views.views
    ]
    given = [(label, QueryDict(text)) for label, text in page.get_tabs()]
    fitting = [] if any(tab.here for tab in saved) else [v for _, v in given if _fits(page, v)]
    if any("columns" in view for view in fitting):
        fitting = [view for view in fitting if "columns" in view]
    common = [Tab(label, page.address_of(view), view in fitting) for label, view in given]
    if saved and not common:
        common = [Tab(_("All"), page.address_of(QueryDict("")), not query)]
    return [*common, *saved]


def _same(query: QueryDict, text: str) -> bool:
    return dict(query.lists()) == dict(QueryDict(text).lists())


def _fits(page: ListPage, view: QueryDict) -> bool:
    def filters(query: QueryDict) -> dict[str, Any]:
        return {n: v for n, v in query.lists() if n not in page.own_parameters}

    here = page.tidy()
    named = view.get("columns")
    return filters(here) == filters(view) and named in (None, here.get("columns"))
