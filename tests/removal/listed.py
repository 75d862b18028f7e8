"""Entries, appeals and readmissions as tests need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from customers.models import Customer
from customers.services import change_status
from removal.models import ListAppeal, ListEntry, Readmission
from removal.selectors.readmissions import checklist_in_force
from removal.services.list_appeals import appeal_entry
from removal.services.listing import EvidenceRow, approve_entry, propose_entry
from removal.services.readmissions import propose_readmission
from riskcrm.accounts.models import User
from riskcrm.web.today import local_date

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
EVIDENCE = (EvidenceRow("Judgement (2026) 川01民初88号"),)


def make_entry(customer: Customer, *, by: User, at: dt.datetime = NOON, **said: Any) -> ListEntry:
    """A proposed entry, made through the service."""
    day = local_date(at)
    given: dict[str, Any] = {
        "reason_class": "payment_default", "reason": "Four invoices stayed unpaid after demands.",
        "bars": "all_trade", "review_date": day + 300 * DAY, "expires_on": day + 900 * DAY,
        "evidence": EVIDENCE,
    }  # fmt: skip
    return propose_entry(customer, by=by, at=at, **given | said)


def listed(
    customer: Customer, *, by: User, approver: User, at: dt.datetime = NOON, **said: Any
) -> ListEntry:
    """An entry in force."""
    entry = make_entry(customer, by=by, at=at, **said)
    return approve_entry(entry, by=approver, reason="The file is complete.", at=at)


def appeal(entry: ListEntry, *, by: User, at: dt.datetime = NOON, **said: Any) -> ListAppeal:
    given: dict[str, Any] = {
        "channel": "letter", "appellant": "Chen Hua, director", "statement": "We paid in March.",
        "received_date": local_date(at), "identity_check": "licence and seal compared",
    }  # fmt: skip
    return appeal_entry(entry, by=by, at=at, **given | said)


def exited(customer: Customer, *, by: User, at: dt.datetime = NOON) -> Customer:
    change_status(customer, by=by.as_actor(), status="exited", reason="settled", at=at)
    return customer


def answers() -> dict[str, str]:
    checklist = checklist_in_force()
    assert checklist is not None
    return {line["code"]: "Looked at it; it is so." for line in checklist.criteria}


def asked(customer: Customer, *, by: User, at: dt.datetime, **said: Any) -> Readmission:
    given: dict[str, Any] = {"summary": "New owners, all is paid.", "answers": answers()}
    return propose_readmission(customer, by=by, at=at, **given | said)
