"""Every write inside the compartment. Each leaves an entry in the sealed log, none an audit event.

Texts are checked before they are written: what a constraint refused, the database would quote in
its own log.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from customers.models import Customer
from removal.models import RemovalCase, RestrictedMatter, RestrictedNote, SendClearance
from removal.restricted.opened import opened
from removal.selectors.restricted import may_keep
from removal.services.rights import given
from removal.services.sealed_log import write_down
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

State = RestrictedMatter.State


def open_matter(
    customer: Customer,
    *,
    by: User,
    kind: str,
    facts: str,
    reference: str = "",
    filed_date: dt.date | None = None,
    at: dt.datetime,
) -> RestrictedMatter:
    """Write down a matter about a customer. Any number may be open at once: none is "already"."""
    check_may_keep(by)
    facts = given(facts, field="facts", message=_("Write something here."))
    with opened():
        matter = RestrictedMatter(
            customer_key=customer.pk,
            customer_number=customer.number,
            customer_name=customer.name,
            kind=kind,
            facts=facts,
            reference=reference.strip(),
            filed_date=filed_date,
            opened_by=by,
            opened_at=at,
        )
        matter.full_clean(exclude=["closed_by", "closed_at"])
        matter.save(force_insert=True)
        write_down("open_matter", by=by, at=at, matter=matter, kind=kind)
    return matter


def add_note(matter: RestrictedMatter, *, by: User, text: str, at: dt.datetime) -> RestrictedNote:
    """Add to a matter, open or closed: what becomes known later belongs to it too."""
    check_may_keep(by)
    text = given(text, field="text", message=_("Write something here."))
    with opened():
        note = RestrictedNote.objects.create(matter=matter, text=text, written_by=by, written_at=at)
        write_down("add_note", by=by, at=at, matter=matter, note=note.pk)
    return note


def note_filing(
    matter: RestrictedMatter, *, by: User, reference: str, filed_date: dt.date, at: dt.datetime
) -> None:
    """Say under which reference, and when, the report went to the authority."""
    check_may_keep(by)
    reference = given(reference, field="reference", message=_("Write something here."))
    with opened():
        _claim(matter, reference=reference, filed_date=filed_date)
        write_down("note_filing", by=by, at=at, matter=matter, filed_date=filed_date.isoformat())


def close_matter(matter: RestrictedMatter, *, by: User, outcome: str, at: dt.datetime) -> None:
    """End an open matter with what became of it; it stays readable."""
    check_may_keep(by)
    outcome = given(outcome, field="outcome", message=_("Write something here."))
    with opened():
        _claim(matter, state=State.CLOSED, outcome=outcome, closed_by=by, closed_at=at)
        write_down("close_matter", by=by, at=at, matter=matter)


def decide_clearance(
    case: RemovalCase,
    *,
    by: User,
    decision: str,
    reason: str,
    not_before: dt.date | None = None,
    at: dt.datetime,
) -> SendClearance:
    """Let the letters of a case go out, from a day on, or hold them. Nobody else is told why not:
    a held letter waits like every other one that is released and not yet sent."""
    check_may_keep(by)
    reason = given(reason)
    if decision == SendClearance.Decision.HOLD and not_before:
        raise Refused(
            _("A held letter waits until it is cleared. Leave the day empty."),
            code="held_until_cleared",
            field="not_before",
        )
    with opened():
        clearance = SendClearance.objects.create(
            case_key=case.pk, decision=decision, not_before=not_before, reason=reason,
            decided_by=by, decided_at=at,
        )  # fmt: skip
        write_down(
            "decide_clearance", by=by, at=at, customer_key=case.customer_id, reason=reason,
            case=case.pk, decision=decision, not_before=not_before and not_before.isoformat(),
        )  # fmt: skip
    return clearance


def check_may_keep(by: User) -> None:
    if not may_keep(by):
        raise Refused(_("Your role does not allow this. Ask a colleague who may."), code="no_right")


def _claim(matter: RestrictedMatter, **changes: Any) -> None:
    """Change an open matter; whoever comes second reads that it is closed."""
    rows = RestrictedMatter.objects.filter(pk=matter.pk, state=State.OPEN)
    if rows.update(**changes) != 1:
        raise Refused(_("This matter is closed. Add a note instead."), code="matter_closed")
    for name, value in changes.items():
        setattr(matter, name, value)
