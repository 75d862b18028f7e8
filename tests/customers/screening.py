"""Lists, entries and hits with as little said as possible."""

from __future__ import annotations

import itertools
from typing import Any

from django.utils import timezone

from customers.models import ScreeningEntry, ScreeningHit, ScreeningList
from customers.screening import sweep
from customers.screening.entries import EntryRow
from customers.screening.lists import put_entries
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.factories import make_person

_numbers = itertools.count(1)


def make_list(code: str = "", **fields: Any) -> ScreeningList:
    code = code or f"list-{next(_numbers)}"
    fields.setdefault("kind", ScreeningList.Kind.SANCTIONS)
    fields.setdefault("name", code.title())
    fields.setdefault("created_at", timezone.now())
    return ScreeningList.objects.create(code=code, **fields)


def put_entry(
    name: str, *, on: ScreeningList | None = None, by: User | None = None, **said: Any
) -> ScreeningEntry:
    """An entry as a call would write it; it waits to be screened."""
    row = EntryRow(source_key=said.pop("source_key", f"E-{next(_numbers)}"), name=name, **said)
    by = by or User.objects.filter(username="keeper").first()
    by = by or make_person(roles.RISK_OFFICER, username="keeper", name="Keeper")
    [result] = put_entries(on or make_list(), [row], by=by, at=timezone.now())
    assert result.outcome != "refused", result.reason
    return ScreeningEntry.objects.get(pk=result.id)


def screen_all() -> None:
    while sweep.screen_due(at=timezone.now()):
        pass


def hits() -> list[tuple[str, str, str]]:
    """(customer's number, entry's name, state) of all hits."""
    rows = ScreeningHit.objects.order_by("pk").select_related("customer", "entry")
    return [(hit.customer.number, hit.entry.name, hit.state) for hit in rows]
