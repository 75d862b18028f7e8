"""Lists, and entries that come one by one or from another system instead of by file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.models import ScreeningEntry, ScreeningList
from customers.models.screening_lists import LEAST_SCORE
from customers.screening.candidates import entries_near
from customers.screening.compare import Match
from customers.screening.entries import (
    EntryRow,
    changes_of,
    check_row,
    counts_of,
    due_again,
    write_changes,
)
from customers.screening.keys import identity_of
from customers.screening.listed import LISTED, refuse_listed
from customers.screening.sweep import match_with
from customers.services.rows import Result
from riskcrm.accounts.models import User
from riskcrm.audit.services import Subject, record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.plain import plain_row, plain_text
from riskcrm.web.today import local_date

LIST_FIELDS = ("name", "kind", "source", "least_score", "is_active")
OUTCOMES = {"added": "created", "changed": "changed", "unchanged": "unchanged"}


def create_list(
    *,
    code: str,
    name: str,
    kind: str,
    source: str = "",
    least_score: int = LEAST_SCORE,
    by: User,
    at: dt.datetime,
) -> ScreeningList:
    """A new list without entries. Raises `Refused` where the code is taken."""
    row = ScreeningList(
        code=code,
        name=plain_text(name).strip(),
        kind=kind,
        source=source,
        least_score=least_score,
        created_at=at,
    )
    row.full_clean(validate_unique=False, validate_constraints=False)
    if row.code == LISTED:  # made by the first approved entry
        raise _code_taken(code)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            after = {"code": row.code} | {field: getattr(row, field) for field in LIST_FIELDS}
            record("create_screening_list", by=by.as_actor(), obj=row, after=after, at=at)
    except IntegrityError as error:
        raise _code_taken(code) from error
    return row


def _code_taken(code: str) -> Refused:
    return Refused(
        _("There is a list with the code {code} already. Choose another one.").format(code=code),
        code="code_taken",
        field="code",
    )


def change_list(
    row: ScreeningList,
    *,
    name: str,
    source: str,
    is_active: bool,
    least_score: int,
    version: int | None = None,
    by: User,
    at: dt.datetime,
) -> ScreeningList:
    """Rename a list, switch it off or on, or say how alike names must be to be a hit.

    Switched on, or asking for less, all its entries are screened anew.
    Hits that are there stay: a person decides on them. Raises `Stale` when `version` is given and
    no longer the latest.
    """
    with transaction.atomic():
        row = ScreeningList.objects.select_for_update().get(pk=row.pk)
        if version is not None and row.version != version:
            raise stale()
        if row.code == LISTED and not is_active:
            raise Refused(
                _("Who is on this list was listed by decisions. Lift the entries instead."),
                code="listed_by_decision",
                field="is_active",
            )
        said: dict[str, Any] = {
            "name": plain_text(name).strip(),
            "source": source,
            "is_active": is_active,
            "least_score": least_score,
        }
        before = _fields_that_differ(row, said)
        if not before:
            return row
        asks_less = least_score < row.least_score
        _put(row, said)
        if is_active and ("is_active" in before or asks_less):
            due_again(row)
        after = {field: said[field] for field in before}
        record(
            "change_screening_list", by=by.as_actor(), obj=row, before=before, after=after, at=at
        )
    return row


def _fields_that_differ(row: ScreeningList, said: dict[str, Any]) -> dict[str, Any]:
    """What the list says now where something else is asked for."""
    now = {field: getattr(row, field) for field in said}
    return {field: now[field] for field in said if now[field] != said[field]}


def _put(row: ScreeningList, said: dict[str, Any]) -> None:
    for field, value in said.items():
        setattr(row, field, value)
    row.version += 1
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()


def put_entries(
    on: ScreeningList, rows: Sequence[EntryRow], *, by: User, at: dt.datetime
) -> list[Result]:
    """Add entries, or change those with the same key; an answer for each row, in their order.

    Refused rows leave the others untouched. Entries that are not named stay as they are.
    """
    refuse_listed(on)
    rows = [
        replace(plain_row(row), aliases=tuple(filter(None, map(plain_text, row.aliases))))
        for row in rows
    ]
    refused: dict[int, Refused] = {}
    seen: set[str] = set()
    for position, row in enumerate(rows):
        try:
            check_row(row)
            if row.source_key in seen:
                raise Refused(
                    _("This call names the key {key} twice.").format(key=row.source_key),
                    code="key_twice",
                    field="source_key",
                )
            seen.add(row.source_key)
        except Refused as error:
            refused[position] = error
    good = [(n, row) for n, row in enumerate(rows) if n not in refused]
    with transaction.atomic():
        on = ScreeningList.objects.select_for_update().get(pk=on.pk)
        changes = changes_of(on, [row for _n, row in good], at=at, is_complete=False)
        write_changes(changes, by=by, at=at)
        counts = counts_of(changes)
        if counts["added"] or counts["changed"]:
            facts = {**counts, "keys": [c.entry.source_key for c in changes][:100]}
            record("put_list_entries", by=by.as_actor(), obj=on, facts=facts, at=at)
    results = {
        n: Result(n, OUTCOMES[change.outcome], change.entry.pk, "", "", "")
        for (n, _row), change in zip(good, changes, strict=True)
    }
    for n, why in refused.items():
        results[n] = Result(n, "refused", None, why.message, why.code, why.field)
    return [results[n] for n in range(len(rows))]


@dataclass(frozen=True)
class Hit:
    """An entry that a name matches, without anything being kept."""

    entry: ScreeningEntry
    match: Match


def screen_name(
    name: str,
    *,
    other_names: Sequence[str] = (),
    registration_number: str = "",
    by: User,
    at: dt.datetime,
) -> list[Hit]:
    """Hold a name against all lists, the best match first. Only that it was asked is kept."""
    who = identity_of([name, *other_names], registration_number)
    with transaction.atomic():
        near = entries_near(who.keys, day=local_date(at))
        entries = ScreeningEntry.objects.filter(pk__in=near).select_related("of_list")
        hits = [
            Hit(entry, match) for entry in entries if (match := match_with(who, entry)) is not None
        ]
        hits.sort(key=lambda hit: (-hit.match.score, hit.entry.pk))
        record(
            "screen_name",
            by=by.as_actor(),
            obj=Subject(kind="name", name=name),
            facts={
                "other_names": list(other_names),
                "registration_number": registration_number,
                "entries": [hit.entry.pk for hit in hits],
            },
            at=at,
        )
    return hits
