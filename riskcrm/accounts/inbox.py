"""What waits for a person's decision, said by each app for the inbox, which lies above them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from riskcrm.accounts.models import User


@dataclass(frozen=True)
class Waiting:
    """One thing to decide. `customer` is None where it is about no customer; then `title` names it.

    `exposure` is in the base currency; None where it does not matter or is not known.
    """

    words: str
    url: str
    customer: Any = None
    title: str = ""
    exposure: Decimal | None = None
    due_at: dt.datetime | None = None


@dataclass(frozen=True)
class Source:
    """Where such things come from: how many (at most `count`), and which, the oldest first."""

    name: str
    count: Callable[[User, int], int]
    rows: Callable[[User, int], list[Waiting]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a source known; called once, when its app starts."""
    _sources[source.name] = source


def sources() -> list[Source]:
    return list(_sources.values())
