"""Screening whoever is due: new and renamed customers against the lists, new and changed entries
against the book.

One transaction takes rows of the queue, writes the hits and deletes exactly those rows; a crash
leaves everything as it was, and a row that breaks it is parked. Sweeps follow one another: a
customer and an entry that come at the same moment would else each be screened before the other can
be seen. Open hits of names that are gone, and of entries that ended, are closed as outdated.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from customers.models import CustomerKeys, ScreeningDue, ScreeningEntry, ScreeningHit
from customers.screening.behind import known_by
from customers.screening.candidates import (
    MOST_PER_NAME,
    Pair,
    pairs_of_customers,
    pairs_of_entries,
)
from customers.screening.compare import Match, best_match
from customers.screening.hits import Found, keep_hits
from customers.screening.keys import Identity, identity_of
from customers.screening.outdating import outdate_hits, past_their_date
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs.locks import try_lock
from riskcrm.jobs.services import take_slot
from riskcrm.web.today import local_date

OUTDATE = "outdate-hits"
MOST_CUSTOMERS = 2000
MOST_ENTRIES = 500
COMPARED_AT_ONCE = 5000  # pairs
TRIED_AGAIN = dt.timedelta(days=1)
ALL_AT_FAULT = 20  # where all of more rows than these fail, the fault is not theirs
LONGEST_ERROR = 500
# a lost connection, a lock or the end of a worker's time is nobody's fault
NO_POISON = (OperationalError, InterfaceError, SoftTimeLimitExceeded)
TAKE = """
SELECT id, customer_id, entry_id FROM customers_screeningdue
WHERE {which} AND (parked_at IS NULL OR parked_at < %s)
ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""
# what was screened is no longer due, nor parked from an earlier time
FORGET = """
DELETE FROM customers_screeningdue WHERE id = ANY(%(ids)s) OR parked_at IS NOT NULL
  AND (customer_id = ANY(%(customers)s) OR entry_id = ANY(%(entries)s))
"""
Due = tuple[int, int | None, int | None]  # row, customer, entry
Broken = list[Exception]
log = structlog.get_logger(__name__)


def screen_due(*, at: dt.datetime) -> int:
    """Screen the customers and entries that have waited longest; how many rows were taken.

    Nothing due, or another sweep at work, is 0. Safe twice and in parallel.
    """
    with transaction.atomic():
        if not try_lock("customers.screening"):
            return 0
        due = [
            *_take("entry_id IS NULL", MOST_CUSTOMERS, at=at),
            *_take("entry_id IS NOT NULL", MOST_ENTRIES, at=at),
        ]
        if not due:
            return 0
        culprits = _screen_apart(due, at=at)
        if len(culprits) == len(due) > ALL_AT_FAULT:
            raise culprits[-1][1]
        for (row_id, customer, entry), error in culprits:
            log.error("screening_broke", customer=customer, entry=entry, exc_info=error)
            words = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
            ScreeningDue.objects.filter(pk=row_id).update(parked_at=at, error=words)
        return len(due)


def _screen_apart(due: list[Due], *, at: dt.datetime) -> list[tuple[Due, Exception]]:
    """Screen these rows in one go; if that breaks, by halves, until the culprits are alone.

    Of a culprit what can be compared is: an entry is held against the rest of the book.
    """
    broken: Broken = []
    try:
        with transaction.atomic():
            _screen_rows(due, at=at, broken=broken if len(due) == 1 else None)
    except NO_POISON:
        raise
    except Exception as error:  # whatever a name may bring about
        if len(due) == 1:
            return [(due[0], error)]
        middle = len(due) // 2
        return [*_screen_apart(due[:middle], at=at), *_screen_apart(due[middle:], at=at)]
    return [(due[0], broken[0])] if broken else []


def _screen_rows(due: list[Due], *, at: dt.datetime, broken: Broken | None) -> None:
    """Write keys and hits of these rows, and take off the queue what was screened."""
    day = local_date(at)
    customer_ids = sorted({customer for _id, customer, _entry in due if customer})
    entry_ids = sorted({entry for _id, _customer, entry in due if entry})
    identities = _write_keys(customer_ids, day=day)
    pairs = pairs_of_customers(customer_ids, day=day) if customer_ids else []
    pairs += pairs_of_entries(entry_ids, day=day) if entry_ids else []
    hits = _screen(pairs, identities, at=at, broken=broken)
    concerned = Q(customer__in=customer_ids) | Q(entry__in=entry_ids)
    outdate_hits(ScreeningHit.objects.filter(concerned), day=day, at=at)
    if not broken:
        _forget(due, customer_ids, entry_ids)
    cut = _mark_cut(pairs, customer_ids, entry_ids)
    if hits or cut:
        _record(hits, customers=len(customer_ids), entries=len(entry_ids), cut=cut, at=at)


def _take(which: str, most: int, *, at: dt.datetime) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(which=which), [at - TRIED_AGAIN, most])
        return list(cursor.fetchall())


def _forget(due: list[Due], customers: list[int], entries: list[int]) -> None:
    ids = [row_id for row_id, *_ in due]
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"ids": ids, "customers": customers, "entries": entries})


def _identities(
    customer_ids: Sequence[int], *, day: dt.date, broken: Broken | None = None
) -> dict[int, Identity]:
    """By whom customers are known; whose names break this is left out where `broken` keeps it."""
    found = {}
    for pk, said in known_by(customer_ids, day=day).items():
        with _kept_in(broken):
            found[pk] = identity_of(**said, in_book=True)
    return found


def _write_keys(customer_ids: Sequence[int], *, day: dt.date) -> dict[int, Identity]:
    """Write down by which keys these customers are found when a list changes."""
    identities = _identities(customer_ids, day=day)
    CustomerKeys.objects.bulk_create(
        (CustomerKeys(customer_id=pk, keys=who.keys) for pk, who in identities.items()),
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["customer"],
        update_fields=["keys"],
    )
    return identities


def _screen(
    pairs: list[Pair],
    identities: dict[int, Identity],
    *,
    at: dt.datetime,
    broken: Broken | None,
) -> list[ScreeningHit]:
    """Compare the pairs, a bounded number at once, and keep what is alike.

    What cannot be compared is added to `broken` where there is such a list.
    """
    pairs = sorted(set(pairs))
    hits: list[ScreeningHit] = []
    for start in range(0, len(pairs), COMPARED_AT_ONCE):
        part = pairs[start : start + COMPARED_AT_ONCE]
        missing = sorted({customer for customer, _entry in part} - identities.keys())
        known = identities | _identities(missing, day=local_date(at), broken=broken)
        entries = ScreeningEntry.objects.select_related("of_list").in_bulk(
            {entry for _customer, entry in part}
        )
        found = []
        for customer, entry in part:
            if customer not in known:  # merged meanwhile, or broken
                continue
            with _kept_in(broken):
                if match := match_with(known[customer], entries[entry]):
                    found.append(Found(customer, entries[entry], match))
        hits += keep_hits(found, at=at)
    return hits


@contextmanager
def _kept_in(broken: Broken | None) -> Iterator[None]:
    """Let errors go by where there is a list for them."""
    try:
        yield
    except Exception as error:
        if broken is None or isinstance(error, NO_POISON):
            raise
        broken.append(error)


def outdate_daily(*, at: dt.datetime) -> int:
    """Once a day: close the open hits whose entry is past its date by now; how many."""
    day = local_date(at)
    with transaction.atomic():
        if not try_lock("customers.screening") or not take_slot(OUTDATE, day.isoformat(), at=at):
            return 0
        return outdate_hits(past_their_date(day), day=day, at=at)


def match_with(who: Identity, entry: ScreeningEntry) -> Match | None:
    """How somebody, or who stands behind them, matches an entry, by the score that its list asks
    for. Of equal ones the own name counts; a registration number is the customer's alone."""
    listed = identity_of(entry.names, entry.registration_number)
    own = best_match(who.readings, listed.readings, number=who.number, other=listed.number)
    found = [own] if own else []
    for whose, reading in who.behind:
        if match := best_match([reading], listed.readings):
            found.append(replace(match, whose=whose))
    best = max(found, key=lambda match: match.score, default=None)
    return best if best and best.score >= entry.of_list.least_score else None


def _mark_cut(pairs: list[Pair], customer_ids: list[int], entry_ids: list[int]) -> int:
    """Say of those screened whether they are like more than are looked at; how many are."""
    by_customer = Counter(customer for customer, _entry in pairs)
    by_entry = Counter(entry for _customer, entry in pairs)
    cut_customers = [pk for pk in customer_ids if by_customer[pk] >= MOST_PER_NAME]
    cut_entries = [pk for pk in entry_ids if by_entry[pk] >= MOST_PER_NAME]
    for rows, cut in (
        (CustomerKeys.objects.filter(pk__in=customer_ids), cut_customers),
        (ScreeningEntry.objects.filter(pk__in=entry_ids), cut_entries),
    ):
        rows.filter(is_cut=True).exclude(pk__in=cut).update(is_cut=False)
        rows.filter(is_cut=False, pk__in=cut).update(is_cut=True)
    return len(cut_customers) + len(cut_entries)


def _record(
    hits: list[ScreeningHit], *, customers: int, entries: int, cut: int, at: dt.datetime
) -> None:
    """One event for the whole sweep; its hits name the customers."""
    facts = {
        "customers": customers,
        "entries": entries,
        "hits": [hit.pk for hit in hits],
        "names_like_too_many": cut,
    }
    obj = hits[0] if hits else ScreeningHit(customer_name="–", entry_name="–")
    record("find_hits", by=SYSTEM, obj=obj, facts=facts, at=at)
