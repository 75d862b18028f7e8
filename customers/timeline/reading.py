# ruff: noqa: S608  (statements are put together from names of our own tables and columns)
"""One timeline per customer: facts of every kind, changes and acts, the latest first.

Each source is a query; all of them are one statement, a UNION ALL of which every part is cut to a
page along its own index. So a page costs the same however much there is, and the place in the
timeline is a day with what breaks ties, never a row number. Apps above add their sources when they
start: see `customers.timeline.sources`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connection

from customers.models import Customer
from customers.timeline.history import changes_of
from customers.timeline.sources import CHANGES, Source, Text, places, sources_for
from riskcrm.accounts.models import User

ROWS = 40
MOST_CHANGES = 500
SALT = "riskcrm.timeline"


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of a timeline; nothing = all that has happened so far."""

    groups: frozenset[str] = frozenset()
    kind: str = ""
    person: User | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    ahead: bool = False

    def wants(self, source: Source) -> bool:
        if self.person and not source.has_people:
            return False
        if self.kind:
            return source.key == self.kind
        return not self.groups or source.group in self.groups


@dataclass(frozen=True)
class Entry:
    """A line. `text` may be a person's words; `kind` is ours; `key` is for programs."""

    date: dt.date
    key: str
    kind: Text
    text: str
    amount: Decimal | None = None
    currency: str = ""
    who: str = ""
    url: str = ""


@dataclass(frozen=True)
class TimelinePage:
    """Lines of one page and the cursors to its neighbours ("" = there is none)."""

    entries: list[Entry]
    after: str
    before: str


def timeline_of(
    customer: Customer,
    *,
    by: User,
    today: dt.date,
    asked: Asked = Asked(),
    after: str = "",
    before: str = "",
) -> TimelinePage:
    """A page of what happened with a customer, as `by` may see it. Five queries at most."""
    place_of = places()
    wanted = [source for source in sources_for(by) if asked.wants(source)]
    here = _decode(before or after)
    backwards = bool(before) and here is not None
    rows = _read(customer, wanted, place_of, asked, here, backwards, today) if wanted else []
    more, rows = len(rows) > ROWS, rows[:ROWS]
    if backwards:
        rows.reverse()
    entries = _entries(customer, rows, {place_of[s.key]: s for s in wanted})
    has_after = backwards or more
    has_before = more if backwards else here is not None
    return TimelinePage(
        entries,
        after=_encode(rows[-1]) if rows and has_after else "",
        before=_encode(rows[0]) if rows and has_before else "",
    )


# --- reading --------------------------------------------------------------------------------------

Row = tuple[dt.date, dt.datetime, int, int, dict[str, Any], int | None, str]
Cursor = tuple[str, str, int, int]


def _read(
    customer: Customer,
    wanted: Sequence[Source],
    place_of: dict[str, int],
    asked: Asked,
    here: Cursor | None,
    backwards: bool,
    today: dt.date,
) -> list[Row]:
    order = ", ".join(
        f"{name} {'ASC' if backwards else 'DESC'}" for name in ("day", "moment", "place", "id")
    )
    condition, params = _condition(asked, here, backwards, today)
    params |= {"customer": customer.pk, "limit": ROWS + 1, "zone": settings.TIME_ZONE}
    parts = []
    for source in wanted:
        params |= source.params
        parts.append(
            f"(SELECT * FROM (SELECT x.day, x.moment, {place_of[source.key]} AS place,"
            f" x.id, x.data, x.who_id, x.who FROM ({source.sql}) x) s WHERE {condition}"
            f" ORDER BY {order} LIMIT %(limit)s)"
        )
    statement = " UNION ALL ".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({statement}) u ORDER BY {order} LIMIT %(limit)s", params)
        return list(cursor.fetchall())


def _condition(
    asked: Asked, here: Cursor | None, backwards: bool, today: dt.date
) -> tuple[str, dict[str, Any]]:
    """SQL over a row `s`, with its parameters."""
    parts, params = ["true"], dict[str, Any]()
    until = asked.until or (None if asked.ahead else today)
    if until:
        parts.append("s.day <= %(until)s")
        params["until"] = until
    if asked.since:
        parts.append("s.day >= %(since)s")
        params["since"] = asked.since
    if asked.person:
        parts.append("(s.who_id = %(person)s OR s.who = %(person_name)s)")
        params |= {"person": asked.person.pk, "person_name": str(asked.person)}
    if here:
        side = ">" if backwards else "<"
        # the first condition says nothing new, but lets an index start there
        parts.append(
            f"s.day {side}= %(day)s AND (s.day, s.moment, s.place, s.id) {side}"
            " (%(day)s, %(moment)s, %(place)s, %(id)s)"
        )
        day, moment, place, key = here
        params |= {
            "day": dt.date.fromisoformat(day),
            "moment": dt.datetime.fromisoformat(moment),
            "place": place,
            "id": key,
        }
    return " AND ".join(parts), params


def is_cursor(text: str) -> bool:
    """Whether a page said so."""
    return _decode(text) is not None


def _encode(row: Row) -> str:
    day, moment, place, key = row[:4]
    return signing.dumps([day.isoformat(), moment.isoformat(), place, key], salt=SALT)


def _decode(cursor: str) -> Cursor | None:
    """The place that a cursor stands for; None where it is broken, which means the first page."""
    if not cursor:
        return None
    try:
        day, moment, place, key = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return day, moment, place, key


# --- in words -------------------------------------------------------------------------------------


def _entries(customer: Customer, rows: list[Row], by_place: dict[int, Source]) -> list[Entry]:
    people = User.objects.in_bulk({row[5] for row in rows if row[5]})
    changes = _changes_in_words(customer, rows, by_place)
    entries = []
    for day, _moment, place, key, data, who_id, who in rows:
        source = by_place[place]
        amount = data.get("amount")
        text = changes.get(key, "") if source.key == CHANGES else source.words(data)
        entries.append(
            Entry(
                date=day,
                key=source.key,
                kind=source.title(data) if source.title else source.label,
                text=text,
                amount=None if amount is None else Decimal(str(amount)),
                currency=data.get("currency") or "",
                who=str(people[who_id]) if who_id in people else who,
                url=source.url(key, data),
            )
        )
    return entries


def _changes_in_words(
    customer: Customer, rows: list[Row], by_place: dict[int, Source]
) -> dict[int, str]:
    """Revision → the fields that changed, from what to what."""
    mine = {row[4]["version"]: row[3] for row in rows if by_place[row[2]].key == CHANGES}
    if not mine:
        return {}
    told: dict[int, list[str]] = {}
    for change in changes_of(customer, since=min(mine), count=MOST_CHANGES):
        if change.version in mine:
            words = f"{change.label}: {change.before or '–'} → {change.after or '–'}"
            told.setdefault(mine[change.version], []).append(words)
    return {key: "; ".join(words) for key, words in told.items()}
