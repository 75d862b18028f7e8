"""Naming somebody in a note, as @username, so that they read it.

Pages refuse to name somebody who may not see the customer: the note would never reach them. What
systems post names people too; there, whoever cannot see the customer simply hears nothing. Files
name nobody: they tell of times gone by.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from customers.models import Customer, Mention
from customers.records.kinds import Kind, Shape
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

MENTIONING = frozenset({"interaction", "task", "plan"})
MOST_NAMES = 20  # of one note; more is a mailing list
LONGEST_NAME = 40
# not inside a word, which would be an e-mail address
CALL = re.compile(r"(?<![A-Za-z0-9_@.+-])@([\w.+-]{1,150})")


def names_in(text: str) -> list[tuple[str, ...]]:
    """For each @ of a text the user names that it may mean, the longest first.

    Chinese leaves no space after a name, and a full stop may end the sentence, so that a name may
    end before the word does; but not between two Latin letters.
    """
    calls = CALL.findall(text)[:MOST_NAMES]
    return [
        tuple(
            call[:end]
            for end in range(min(len(call), LONGEST_NAME), 0, -1)
            if end == len(call) or not (_is_latin(call[end - 1]) and _is_latin(call[end]))
        )
        for call in calls
    ]


def _is_latin(letter: str) -> bool:
    return letter.isascii() and (letter.isalnum() or letter == "_")


def people_named(texts: Iterable[str]) -> dict[str, list[User]]:
    """Text → the active people it names, each once. One query for all texts."""
    calls = {text: names_in(text) for text in set(texts) if "@" in text}
    wanted = {name for found in calls.values() for names in found for name in names}
    if not wanted:
        return {}
    people = User.objects.people().active().in_bulk(list(wanted), field_name="username")
    return {
        text: list(dict.fromkeys(
            people[name] for names in found if (name := _longest(names, people))
        ))
        for text, found in calls.items()
    }  # fmt: skip


def _longest(names: Sequence[str], people: dict[str, User]) -> str:
    return next((name for name in names if name in people), "")


def text_of(kind: Kind, row: dict[str, Any]) -> str:
    """All that a row says in words; no word for kinds of facts in which nobody is named."""
    if kind.name not in MENTIONING:
        return ""
    shapes = (Shape.TEXT, Shape.LINES)
    return "\n".join(str(row.get(v.name) or "") for v in kind.values if v.shape in shapes)


def check_mentions(kind: Kind, row: dict[str, Any]) -> None:
    """Refuse a row that names somebody who may not see its customer."""
    named = people_named([text_of(kind, row)])
    for people in named.values():
        for person in people:
            if not _customers_seen(kind, person, numbers={str(row["customer"])}):
                message = _(
                    "%(name)s may not see this customer, so nothing would reach them. Take the @ "
                    "away, or name somebody who looks after it."
                )
                raise Refused(message % {"name": person}, code="cannot_be_mentioned")


def note_mentions(
    kind: Kind, rows: Sequence[tuple[dict[str, Any], int]], *, by: User, at: dt.datetime
) -> None:
    """Tell those named in these rows, given with their facts' ids, inside their transaction.

    Nobody is told of their own words, nor twice of one fact.
    """
    texts = [text_of(kind, row) for row, _id in rows]
    named = people_named(texts)
    if not any(named.values()):
        return
    numbers = {str(row["customer"]) for row, _id in rows}
    everybody = {person for people in named.values() for person in people if person != by}
    seen = {person: _customers_seen(kind, person, numbers=numbers) for person in everybody}
    mentions = [
        Mention(
            customer_id=seen[person][str(row["customer"])],
            kind=kind.name,
            fact_id=fact_id,
            person=person,
            by=by,
            excerpt=Truncator(text.strip()).chars(200),
            mentioned_at=at,
        )
        for (row, fact_id), text in zip(rows, texts, strict=True)
        for person in named.get(text, ())
        if person != by and str(row["customer"]) in seen[person]
    ]
    Mention.objects.bulk_create(mentions, ignore_conflicts=True, batch_size=1000)


def _customers_seen(kind: Kind, person: User, *, numbers: set[str]) -> dict[str, int]:
    """Of these customers those that the person sees, number → id."""
    if not person.has_perm(kind.permission("view")):
        return {}
    rows = Customer.objects.visible_to(person).filter(number__in=numbers)
    return dict(rows.values_list("number", "pk"))


@transaction.atomic
def read_mentions(mentions: Sequence[Mention], *, by: User, at: dt.datetime) -> int:
    """Note that somebody has read what they were named in; how many were unread.

    Whose mentions they are decides: those of others stay as they are. Reading is no act on a
    customer, so the audit does not hear of it.
    """
    keys = [mention.pk for mention in mentions]
    return Mention.objects.filter(pk__in=keys, person=by).unread().update(read_at=at)
