"""A customer with everything the compartment can hold about it."""

from __future__ import annotations

import datetime as dt

from customers.models import Customer
from removal.models import RemovalCase, RestrictedMatter, SendClearance
from removal.services.restricted import (
    add_note,
    close_matter,
    decide_clearance,
    note_filing,
    open_matter,
)
from riskcrm.accounts.models import User

AT = dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)
FACTS = "Cash in small parts through three accounts."


def mark(customer: Customer, *, by: User, at: dt.datetime = AT) -> RestrictedMatter:
    """An open matter of this customer."""
    return open_matter(customer, by=by, kind="report", facts=FACTS, at=at)


def mark_wholly(customer: Customer, *, by: User, at: dt.datetime = AT) -> None:
    """Open and closed matters of each kind, filed and noted, and letters held back."""
    for kind in RestrictedMatter.Kind.values:
        matter = open_matter(customer, by=by, kind=kind, facts=FACTS, at=at)
        add_note(matter, by=by, text="More of the same.", at=at)
    note_filing(matter, by=by, reference="STR-1", filed_date=at.date(), at=at)
    close_matter(matter, by=by, outcome="Nothing in it.", at=at)
    mark(customer, by=by, at=at)
    for case in RemovalCase.objects.filter(customer=customer):
        hold = SendClearance.Decision.HOLD
        decide_clearance(case, by=by, decision=hold, reason="Asked to wait.", at=at)
