"""What a timeline can show: each app registers its sources when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import User

Text = str | Promise
CHANGES = "changes"  # the source of which each line is made of a revision, not of its data
GROUPS: dict[str, Text] = {
    "changes": _("Changes"),
    "acts": _("Acts"),
    "risk": _("Alerts and cases"),
}


@dataclass(frozen=True)
class Source:
    """Something that a timeline shows.

    `sql` selects day, moment, id, data (json), who_id and who of the rows of `%(customer)s`; it
    may use `params` of its own. `words` makes the line's text of the data, `url` its address.
    """

    key: str
    label: Text
    group: str
    permission: str
    sql: str
    words: Callable[[dict[str, Any]], str]
    url: Callable[[int, dict[str, Any]], str] = lambda _key, _data: ""
    has_people: bool = False
    params: dict[str, Any] = field(default_factory=dict)
    title: Callable[[dict[str, Any]], Text] | None = None


_sources: dict[str, Source] = {}


def register(*sources: Source) -> None:
    """Add sources; a cursor names them by their order, so an app always adds them in one order."""
    for source in sources:
        _sources[source.key] = source


def places() -> dict[str, int]:
    """Which place each source has among all of them, as cursors name it."""
    return {key: place for place, key in enumerate(_sources)}


def sources_for(user: User) -> list[Source]:
    """What this person may see of a timeline, in the order of the sources."""
    return [source for source in _sources.values() if user.has_perm(source.permission)]
