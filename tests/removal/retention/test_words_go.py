"""Whatever people wrote of customers is gone when they are erased, in every table at once."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.db import connection

from customers.models import AuthorityRequest, Customer
from monitoring.models import Acknowledgement, Alert, AlertClosure, AlertSnooze
from removal.models import (
    CaseLesson,
    ErasureItem,
    ErasureRun,
    Extension,
    ListEntry,
    ListEvidence,
    MarketFeedback,
    RecoveryCost,
)
from removal.retention.record import CASES, NOTES, TALKS, Record
from removal.retention.records import records
from removal.services.erasing import _erase
from removal.services.retention import approve_erasure
from scoring.models import Release
from tests.removal.retention.past import LONG_AGO, NOW, People
from tests.web.routes.book import make_book

WORDS = "SELECT count(*), count(*) FILTER (WHERE {left}) FROM {table} t"


def erase_all() -> None:
    """Everybody in the book, whatever would hold them back."""
    people = People()
    ErasureItem.objects.filter(state="waiting").update(state="dropped", settled_at=NOW)
    customers = list(Customer.objects.order_by("pk"))
    run = ErasureRun.objects.create(
        as_of=NOW.date(), customers=len(customers), reason="Over.", proposed_by=people.proposer,
        proposed_at=NOW,
    )  # fmt: skip
    items = ErasureItem.objects.bulk_create(
        ErasureItem(run=run, customer=each, ended_on=LONG_AGO, due_on=LONG_AGO, counts={})
        for each in customers
    )
    for person in (people.first, people.second):
        run = approve_erasure(run, by=person, at=NOW)
    _erase(run, items, at=NOW)


def more_rows(book: SimpleNamespace) -> None:
    """Of tables in which the walk has none: what never changes otherwise, and whom it names."""
    case, by, day = book.ours.warned, book.ours.officer, NOW.date()
    Extension.objects.create(
        case=case, round=1, number=1, former_date=day, new_date=day + dt.timedelta(days=1),
        reason="Li asked.", granted_by=by, granted_at=NOW,
    )  # fmt: skip
    CaseLesson.objects.create(
        case=case, round=1, result="Li paid.", lesson="Ask Li earlier.", signal="in_time",
        written_by=by, written_at=NOW,
    )  # fmt: skip
    MarketFeedback.objects.create(
        source="talk", given_date=day, respondent="Li Na", sentiment="neutral", topic="other",
        case=case, text="Li says so.", entered_by=by, recorded_at=NOW,
    )  # fmt: skip
    RecoveryCost.objects.create(
        matter=book.ours.matter, effective_date=day, what="Counsel Li", amount=5, recorded_by=by,
        recorded_at=NOW,
    )  # fmt: skip
    ListEvidence.objects.create(
        entry=ListEntry.objects.first(), text="Li admits it.", sha256="a" * 64
    )
    Release.objects.create(
        check_row=book.ours.check, reason="Li paid.", asked_by=book.ours.check.asked_by,
        responsible=book.ours.check.responsible, released_by=by, released_at=NOW,
        expires_at=NOW + dt.timedelta(days=1),
    )  # fmt: skip
    alert = Alert.objects.earliest("pk")
    AlertSnooze.objects.create(
        alert=alert, by=by, at=NOW, until=NOW + dt.timedelta(days=1), reason="Li pays on Friday.",
        severity=alert.severity,
    )  # fmt: skip
    Acknowledgement.objects.get_or_create(
        alert=alert, defaults={"by": by, "at": NOW, "note": "Called Li."}
    )
    AlertClosure.objects.create(alert=alert, outcome="watched", note="Li paid.", by=by, at=NOW)


def left_in(each: Record) -> tuple[int, int]:
    """How many rows a table has, and how many that are of a customer still say something."""
    columns = re.findall(r"(\w+) = CASE WHEN", each.sets)
    left = " OR ".join(f"t.{column} NOT IN ('', 'erased')" for column in columns) or "false"
    if not each.joined:
        left = f"({left}) AND {each.customer} IS NOT NULL"
    with connection.cursor() as cursor:
        cursor.execute(WORDS.format(left=left, table=each.table))
        rows, saying = cursor.fetchone()
    return rows, saying


@pytest.mark.django_db
def test_no_word_of_cases_notes_and_talks_is_left(own_media: None) -> None:
    more_rows(make_book())
    AuthorityRequest.objects.filter(customer=None).update(customer=Customer.objects.first())
    erase_all()
    found = {each.table: left_in(each) for each in records() if each.of in (CASES, NOTES, TALKS)}
    assert {table: left for table, (_rows, left) in found.items() if left} == {}
    empty = {table for table, (rows, _left) in found.items() if not rows}
    assert empty <= {
        "customers_paymentrevision", "customers_factrevision", "monitoring_activationentry",
        "monitoring_desktake", "monitoring_webhookattempt",
        "removal_reductionconfirmation",
    }  # fmt: skip
