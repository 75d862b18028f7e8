"""The list of those who were listed by a second person's decision, after a removal or else.

What stands on it comes from approved entries alone: no file and no call writes it, and it is not
switched off. Whoever approves has said who is meant, so the customer itself is a confirmed hit at
once; whether somebody else of that name is the same, people decide as of every list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from customers.models import (
    Customer,
    ScreeningDecision,
    ScreeningEntry,
    ScreeningHit,
    ScreeningList,
)
from customers.screening.entries import Change, EntryRow, changes_of, check_row, write_changes
from customers.services.changes import mark_changed
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

LISTED = "listed"  # the list's code
NAME = "限制交易名单 Restricted list"


def refuse_listed(on: ScreeningList) -> None:
    """Raises `Refused` for writing to this list by file or call."""
    if on.code == LISTED:
        raise Refused(
            _("Entries of this list come from approved proposals alone. Propose one instead."),
            code="listed_by_decision",
        )


def put_listed(rows: Sequence[EntryRow], *, by: User, at: dt.datetime) -> list[ScreeningEntry]:
    """Write who is listed, or how they are listed now; the entries in the order of the rows.

    Inside the caller's transaction, which records the act.
    """
    for row in rows:
        check_row(row)
    on = _held(at=at)
    changes = changes_of(on, rows, at=at, is_complete=False)
    write_changes(changes, by=by, at=at)
    return [change.entry for change in changes]


def end_listed(keys: Iterable[int | None], *, by: User, at: dt.datetime) -> None:
    """Let these entries stand no more. Inside the caller's transaction."""
    on = _held(at=at)
    standing = list(on.entries.standing().filter(pk__in=[key for key in keys if key]))
    for entry in standing:
        entry.ended_at = at
    write_changes([Change("ended", e, {"ended_at": None}) for e in standing], by=by, at=at)
    hits = ScreeningHit.objects.filter(entry__in=standing, state=ScreeningHit.State.CONFIRMED)
    mark_changed(sorted(set(hits.values_list("customer", flat=True))), cause="decide_hit", at=at)


def confirm_listed(
    entry: ScreeningEntry, customer: Customer, *, reason: str, by: User, at: dt.datetime
) -> ScreeningHit:
    """The customer is whom the entry means: who approved it has said so."""
    hit, _made = ScreeningHit.objects.update_or_create(
        customer=customer,
        entry=entry,
        customer_name=customer.name,
        entry_name=entry.name,
        defaults={
            "entry_version": entry.version,
            "score": 100,
            "how": ScreeningHit.How.EXACT,
            "state": ScreeningHit.State.CONFIRMED,
            "outdated": "",
            "found_at": at,
        },
    )
    ScreeningDecision.objects.create(
        hit=hit,
        outcome=ScreeningDecision.Outcome.CONFIRMED,
        reason=reason,
        decided_by=by,
        decided_at=at,
    )
    mark_changed([customer.pk], cause="decide_hit", at=at)
    return hit


def _held(*, at: dt.datetime) -> ScreeningList:
    """The list, made when the first entry comes, and held until the transaction ends."""
    ScreeningList.objects.get_or_create(
        code=LISTED,
        defaults={"name": NAME, "kind": ScreeningList.Kind.OWN, "created_at": at},
    )
    return ScreeningList.objects.select_for_update().get(code=LISTED)
