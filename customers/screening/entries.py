"""Writing what stands on a list: added, changed, ended, never deleted."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from customers.models import (
    ScreeningDue,
    ScreeningEntry,
    ScreeningEntryRevision,
    ScreeningList,
    ScreeningListVersion,
)
from customers.screening.keys import identity_of
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

BATCH = 1000
MOST_ALIASES = 50
# what a customer may be found by, or whether the entry counts at all
FOUND_BY = ("name", "aliases", "registration_number", "valid_until", "ended_at")


@dataclass(frozen=True)
class EntryRow:
    """One entry as a file or a call tells it. `source_key` is the list's own and unique in it."""

    source_key: str
    name: str
    aliases: tuple[str, ...] = ()
    registration_number: str = ""
    country: str = ""
    reason: str = ""
    reason_class: str = ""
    scope: str = ""
    bars: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    review_date: dt.date | None = None


FIELDS = tuple(f.name for f in dataclasses.fields(EntryRow) if f.name != "source_key")


@dataclass(frozen=True)
class Change:
    """What writing a row would do: add, change or end an entry, or nothing."""

    outcome: str  # added, changed, ended, unchanged
    entry: ScreeningEntry
    former: dict[str, Any]  # the columns that change, as they are


def check_row(row: EntryRow) -> None:
    """Refuse what no entry can be."""
    if not row.name.strip() or not row.source_key.strip():
        raise Refused(_("An entry needs a name and a key."), code="name_missing", field="name")
    if not any(identity_of([row.name, *row.aliases]).keys):
        raise Refused(
            _("“{name}” holds no letter that could be compared.").format(name=row.name),
            code="no_letters",
            field="name",
        )
    if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
        raise Refused(
            _("The entry would end before it begins. Correct one of the dates."),
            code="ends_before_it_begins",
            field="valid_until",
        )
    if len(row.aliases) > MOST_ALIASES:
        raise Refused(
            _("More than {most} other names.").format(most=MOST_ALIASES),
            code="too_many_aliases",
            field="aliases",
        )


def changes_of(
    on: ScreeningList, rows: Sequence[EntryRow], *, at: dt.datetime, is_complete: bool
) -> list[Change]:
    """What these rows would change, in their order; then what would end, if they are all there is.

    The entries of the answer hold the new values and are not written.
    """
    if is_complete:
        entries = on.entries.all()
    else:
        entries = on.entries.filter(source_key__in=[row.source_key for row in rows])
    known = {entry.source_key: entry for entry in entries}
    changes = [_change_of(on, row, known.pop(row.source_key, None)) for row in rows]
    if is_complete:
        changes += [_end(entry, at=at) for entry in known.values() if entry.ended_at is None]
    return changes


def _change_of(on: ScreeningList, row: EntryRow, entry: ScreeningEntry | None) -> Change:
    said = {name: getattr(row, name) for name in FIELDS} | {"aliases": list(row.aliases)}
    if entry is None:
        return Change("added", ScreeningEntry(of_list=on, source_key=row.source_key, **said), {})
    said["ended_at"] = None  # one that had ended and is told again stands again
    former = {name: getattr(entry, name) for name in said if getattr(entry, name) != said[name]}
    for name in former:
        setattr(entry, name, said[name])
    return Change("changed" if former else "unchanged", entry, former)


def _end(entry: ScreeningEntry, *, at: dt.datetime) -> Change:
    entry.ended_at = at
    return Change("ended", entry, {"ended_at": None})


def write_changes(
    changes: Iterable[Change],
    *,
    by: User,
    at: dt.datetime,
    version: ScreeningListVersion | None = None,
) -> None:
    """Write them, keep what was before, and have the entries screened whose hits may be others now.

    Inside the caller's transaction, which holds the list.
    """
    new = [c.entry for c in changes if c.outcome == "added"]
    old = [c for c in changes if c.outcome in ("changed", "ended")]
    for entry in (*new, *(change.entry for change in old)):
        identity = identity_of(entry.names, entry.registration_number)
        entry.keys, entry.folded = identity.keys, identity.folded
        entry.recorded_at, entry.changed_in = at, version
    ScreeningEntryRevision.objects.bulk_create(
        (
            ScreeningEntryRevision(
                entry=change.entry,
                version=change.entry.version,
                former=change.former,
                superseded_at=at,
                changed_by=str(by)[:200],
            )
            for change in old
        ),
        batch_size=BATCH,
    )
    for change in old:
        change.entry.version += 1
    ScreeningEntry.objects.bulk_create(new, batch_size=BATCH)
    ScreeningEntry.objects.bulk_update(
        [change.entry for change in old], [*FIELDS, *WRITTEN], batch_size=BATCH
    )
    found_by = [change.entry for change in old if set(change.former) & set(FOUND_BY)]
    ScreeningDue.objects.bulk_create(
        (ScreeningDue(entry=entry) for entry in (*new, *found_by)), batch_size=BATCH
    )


WRITTEN = ("keys", "folded", "recorded_at", "changed_in", "ended_at", "version")


def counts_of(changes: Iterable[Change]) -> dict[str, int]:
    counts = dict.fromkeys(("added", "changed", "ended", "unchanged"), 0)
    for change in changes:
        counts[change.outcome] += 1
    return counts


def due_again(on: ScreeningList) -> None:
    """Have all entries of a list screened anew."""
    standing = on.entries.filter(Q(ended_at__isnull=True)).values_list("pk", flat=True)
    ScreeningDue.objects.bulk_create(
        (ScreeningDue(entry_id=pk) for pk in standing.iterator()), batch_size=BATCH
    )
