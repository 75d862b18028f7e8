"""What becomes of entries in force: reviewed, eased, lifted, or expired by themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.screening.listed import end_listed, put_listed
from removal.listing.terms import TERMS, ListTerms
from removal.models import ListEntry, ListEntryAct, RemovalCase
from removal.services.list_rights import check_may_review, refuse_proposer
from removal.services.listing import claim, rows_on_list, write_act
from removal.services.rights import given
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

State = ListEntry.State
Act = ListEntryAct.Act
Bars = ListEntry.Bars
GRAVITY = tuple(Bars)  # the gravest first
SWEEP = """
WITH gone AS (
  UPDATE removal_listentry SET state = 'expired', closed_at = %(at)s, version = version + 1
  WHERE state = 'active' AND expires_on < %(day)s
  RETURNING id, version, 'expired' AS act, bars, review_date, expires_on
), due AS (
  UPDATE removal_listentry SET review_raised_date = %(day)s, version = version + 1
  WHERE state = 'active' AND expires_on >= %(day)s AND review_date <= %(soon)s
    AND review_raised_date IS NULL
  RETURNING id, version, 'review_raised' AS act, bars, review_date, expires_on
), acts AS (
  INSERT INTO removal_listentryact
    (entry_id, number, act, at, reason, bars, review_date, expires_on)
  SELECT id, version, act, %(at)s, '', bars, review_date, expires_on
  FROM (SELECT * FROM gone UNION ALL SELECT * FROM due) moved ORDER BY id
  RETURNING entry_id, act
)
SELECT act, array_agg(entry_id ORDER BY entry_id) FROM acts GROUP BY act
"""


def keep_entry(
    entry: ListEntry,
    *,
    by: User,
    reason: str,
    review_date: dt.date,
    at: dt.datetime,
    version: int | None = None,
) -> ListEntry:
    """Reviewed: the entry stays, until its next review. Refused for who proposed it."""
    return _review(
        entry, Act.KEPT, "keep_entry", by=by, reason=reason, at=at, version=version,
        review_date=review_date,
    )  # fmt: skip


def shorten_entry(
    entry: ListEntry,
    *,
    by: User,
    reason: str,
    expires_on: dt.date,
    at: dt.datetime,
    version: int | None = None,
) -> ListEntry:
    """Reviewed: the entry ends earlier than it said. Refused for who proposed it."""
    return _review(
        entry, Act.SHORTENED, "shorten_entry", by=by, reason=reason, at=at, version=version,
        expires_on=expires_on,
    )  # fmt: skip


def lift_entry(
    entry: ListEntry, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> ListEntry:
    """Take an entry off the list before its end. Refused for who proposed it."""
    reason = given(reason, field="reason")
    check_may_review(entry, by=by)
    with transaction.atomic():
        return lifted(entry, by=by, reason=reason, at=at, version=version)


def lift_entries_of_case(case: RemovalCase, *, by: User, reason: str, at: dt.datetime) -> int:
    """Lift what came of a case that was overturned, inside that act, which knows who may; how many.

    A proposal that still waits is not touched: it is rejected by those who decide on it.
    """
    entries = ListEntry.objects.in_force().filter(case=case).select_related("customer")
    for entry in entries:
        lifted(entry, by=by, reason=reason, at=at)
    return len(entries)


# --- inside other acts, which have checked who may ------------------------------------------------


def lifted(
    entry: ListEntry, *, by: User, reason: str, at: dt.datetime, version: int | None = None,
    facts: dict[str, Any] | None = None,
) -> ListEntry:  # fmt: skip
    """The entry, lifted: neither screening nor credit checks know it any more.

    Refused for who proposed it, also inside another act.
    """
    refuse_proposer(entry, by=by)
    entry = claim(
        entry, version=version, state=State.ACTIVE, to={"state": State.LIFTED, "closed_at": at}
    )
    keys = [entry.screening_entry_id, *entry.persons.values_list("screening_entry", flat=True)]
    end_listed(keys, by=by, at=at)
    write_act(entry, Act.LIFTED, "lift_entry", by=by, reason=reason, at=at, facts=facts)
    return entry


def eased(
    entry: ListEntry,
    *,
    by: User,
    reason: str,
    at: dt.datetime,
    expires_on: dt.date | None = None,
    bars: str = "",
    facts: dict[str, Any] | None = None,
) -> ListEntry:
    """The entry, ending earlier or barring less; refused where it would do neither."""
    refuse_proposer(entry, by=by)
    to = _eased_values(entry, expires_on=expires_on, bars=bars, day=local_date(at))
    return _changed(entry, Act.EASED, "ease_entry", to, by=by, reason=reason, at=at, facts=facts)


def _eased_values(
    entry: ListEntry, *, expires_on: dt.date | None, bars: str, day: dt.date
) -> dict[str, Any]:
    to: dict[str, Any] = {}
    if expires_on is not None and expires_on != entry.expires_on:
        to = _shorter(entry, expires_on, day=day)
    if bars and bars != entry.bars:
        if GRAVITY.index(Bars(bars)) < GRAVITY.index(Bars(entry.bars)):
            raise Refused(_("That would bar more than before."), code="not_eased", field="bars")
        to["bars"] = bars
    if not to:
        raise Refused(
            _("Say what changes: an earlier end, or less that is barred."),
            code="nothing_eased",
            field="expires_on",
        )
    return to


def _review(
    entry: ListEntry, act: str, verb: str, *, by: User, reason: str, at: dt.datetime,
    version: int | None, review_date: dt.date | None = None, expires_on: dt.date | None = None,
) -> ListEntry:  # fmt: skip
    reason = given(reason, field="reason")
    check_may_review(entry, by=by)
    day = local_date(at)
    if expires_on is not None:
        to = _shorter(entry, expires_on, day=day)
    elif review_date is None or not day < review_date <= entry.expires_on:
        raise Refused(
            _("The review must come after today, and no later than the end of the entry."),
            code="bad_review",
            field="review_date",
        )
    else:
        to = {"review_date": review_date}
    to["review_raised_date"] = None
    return _changed(entry, act, verb, to, by=by, reason=reason, at=at, version=version)


def _shorter(entry: ListEntry, expires_on: dt.date, *, day: dt.date) -> dict[str, Any]:
    if not day <= expires_on < entry.expires_on:
        raise Refused(
            _("Give a day from today on that lies before the present end. To end it now, lift it."),
            code="not_shorter",
            field="expires_on",
        )
    return {"expires_on": expires_on, "review_date": min(entry.review_date, expires_on)}


def _changed(
    entry: ListEntry,
    act: str,
    verb: str,
    to: dict[str, Any],
    *,
    by: User,
    reason: str,
    at: dt.datetime,
    version: int | None = None,
    facts: dict[str, Any] | None = None,
) -> ListEntry:
    """The entry with these values, on the list as well."""
    before = {name: str(getattr(entry, name)) for name in to if name != "review_raised_date"}
    with transaction.atomic():
        entry = claim(entry, version=version, state=State.ACTIVE, to=to)
        since = local_date(entry.decided_at or at)
        put_listed([row for _who, row in rows_on_list(entry, since)], by=by, at=at)
        write_act(entry, act, verb, by=by, reason=reason, at=at, before=before, facts=facts)
    return entry


# --- the sweep ------------------------------------------------------------------------------------


def sweep_entries(*, at: dt.datetime, terms: ListTerms = TERMS) -> dict[str, list[int]]:
    """Say of entries past their end that they expired, and announce reviews that come up.

    One statement; the entries by what was done. Screening and credit checks need no sweep: they
    look at the dates. Safe twice and in parallel.
    """
    day = local_date(at)
    soon = day + dt.timedelta(days=terms.review_days_ahead)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SWEEP, {"at": at, "day": day, "soon": soon})
            found: dict[str, list[int]] = dict(cursor.fetchall())
        for act, ids in sorted(found.items()):
            verb = "expire_entries" if act == Act.EXPIRED else "raise_reviews"
            obj = ListEntry.objects.get(pk=ids[0])
            record(verb, by=SYSTEM, obj=obj, facts={"entries": ids}, at=at)
    return found
