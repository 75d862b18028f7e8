"""What waits for a person, said by each app for the inbox, which lies above them all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy, pgettext_lazy

from riskcrm.accounts.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Asks:
    """What a thing asks of whom it waits for: a word for its kind, and what its button says."""

    kind: StrOrPromise
    act: StrOrPromise


TO_DECIDE = Asks(gettext_lazy("to decide"), gettext_lazy("Decide"))
# what several apps ask for alike
TO_REVIEW = Asks(pgettext_lazy("inbox", "to review"), pgettext_lazy("inbox", "Review"))
TO_RELEASE = Asks(pgettext_lazy("inbox", "to release"), pgettext_lazy("inbox", "Release"))
TO_ANSWER = Asks(pgettext_lazy("inbox", "to answer"), pgettext_lazy("inbox", "Answer"))


@dataclass(frozen=True)
class Waiting:
    """One thing that waits. `customer_id` is None where it is about no customer; `title` then names
    it.

    `exposure` is in the base currency; None = what the customer's latest reading says.
    """

    words: str
    url: str
    customer_id: int | None = None
    title: str = ""
    exposure: Decimal | None = None
    due_at: dt.datetime | None = None
    asks: Asks = TO_DECIDE  # its source says it


@dataclass(frozen=True)
class Source:
    """Where such things come from.

    `found` are those that wait for a person, the most pressing first; `said` words one of them, for
    which it needs the rows `related` to it; `asks` says what each asks of the person. `due` is the
    date of rows about a `customer` of which more may wait than an inbox shows: then they come by
    what each customer may cost.
    """

    name: str
    found: Callable[[User], QuerySet[Any]]
    said: Callable[[Any], Waiting]
    related: tuple[str, ...] = ()
    due: str = ""
    asks: Asks = TO_DECIDE

    def rows(self, user: User, most: int) -> list[Waiting]:
        return [self.line(row) for row in self.whole(self.found(user))[:most]]

    def line(self, row: Any) -> Waiting:
        """One of its rows as an inbox shows it."""
        return replace(self.said(row), asks=self.asks)

    def whole(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """With what their words need; without a name, Django would select all that is related."""
        return found.select_related(*(self.related or [None]))


_sources: dict[str, Source] = {}


def register(*sources: Source) -> None:
    """Make sources known; called once, when their app starts."""
    _sources.update((source.name, source) for source in sources)


def sources() -> list[Source]:
    return list(_sources.values())


def count_waiting(user: User, most: int) -> Counter[str]:
    """How many things of each source wait for a person, at most `most` of each. One query."""
    found = [(source.name, source.found(user)) for source in sources()]
    # most have nothing for most people, by their role alone
    parts = [_named(name, rows)[:most] for name, rows in found if not rows.query.is_empty()]
    if not parts:
        return Counter()
    first, *rest = parts
    return Counter(name for (name,) in first.union(*rest, all=True))


def _named(name: str, found: QuerySet[Any]) -> QuerySet[Any]:
    names: QuerySet[Any] = found.order_by().annotate(inbox_source=Value(name))
    return names.values_list("inbox_source")
