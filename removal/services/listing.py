"""Entries of the restricted list: one person proposes, another decides. Nobody is listed by one.

Each step is a claim on the entry's version and writes an act of that number; the database refuses
the same things by constraints and triggers of its own (migrations 0046 and 0047). What an entry
bars takes effect through the own list of the book: see `customers.screening.listed`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Attachment, Customer
from customers.screening.entries import EntryRow
from customers.screening.listed import confirm_listed, put_listed
from removal.dates.calendar import add_months
from removal.listing.pack_terms import terms_of
from removal.listing.reasons import REASONS
from removal.listing.terms import ListTerms
from removal.models import ListedPerson, ListEntry, ListEntryAct, ListEvidence, RemovalCase
from removal.services.list_rights import check_may_approve, check_may_list, no_longer_so
from removal.services.rights import given
from removal.states import State as CaseState
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

State = ListEntry.State
Act = ListEntryAct.Act
MOST_PERSONS = 20


@dataclass(frozen=True)
class PersonRow:
    """A person to be listed, with the reason that this very person gave."""

    name: str
    role: str
    reason: str


@dataclass(frozen=True)
class EvidenceRow:
    """What an entry rests on: words about a document of the customer, or about anything else."""

    text: str
    document: Attachment | None = None


def propose_entry(
    customer: Customer,
    *,
    by: User,
    reason_class: str,
    reason: str,
    bars: str,
    review_date: dt.date,
    expires_on: dt.date,
    evidence: Sequence[EvidenceRow],
    at: dt.datetime,
    covers_company: bool = True,
    persons: Sequence[PersonRow] = (),
    case: RemovalCase | None = None,
    terms: ListTerms | None = None,
) -> ListEntry:
    """Propose that a customer, persons by name, or both be listed; nothing takes effect yet.

    Refused without evidence or reason, for a person without a reason of their own, for dates past
    what class and pack allow, and while another entry of the customer is proposed or in force.
    """
    reason = given(reason, field="reason")
    check_may_list(customer, by=by)
    years = _years(reason_class, terms or terms_of(customer, local_date(at)))
    _check_dates(review_date, expires_on, years=years, day=local_date(at))
    people = _checked_persons(persons, covers_company=covers_company)
    rests_on = _checked_evidence(evidence, customer)
    _check_case(case, customer)
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(pk=customer.pk)
        check_may_list(customer, by=by)  # a second proposal waits above and finds the first
        entry = ListEntry.objects.create(
            customer=customer, case=case, reason_class=reason_class, reason=reason,
            covers_company=covers_company, bars=ListEntry.Bars(bars), review_date=review_date,
            expires_on=expires_on, most_years=years, proposed_by=by,
            responsible_id=answerable(by), proposed_at=at,
        )  # fmt: skip
        _write_rows(entry, people, rests_on)
        facts = {
            "case": case.pk if case else None,
            "persons": [person.name for person in people],
            "evidence": [_hash_of(e) for e in rests_on],
        }
        write_act(entry, Act.PROPOSED, "propose_entry", by=by, reason=reason, at=at, facts=facts)
    return entry


def _write_rows(
    entry: ListEntry, people: Sequence[PersonRow], rests_on: Sequence[EvidenceRow]
) -> None:
    """Who stands on the entry by name, and what it rests on."""
    ListedPerson.objects.bulk_create(
        ListedPerson(entry=entry, name=p.name, role=p.role, reason=p.reason) for p in people
    )
    ListEvidence.objects.bulk_create(
        ListEvidence(entry=entry, text=e.text, document=e.document, sha256=_hash_of(e))
        for e in rests_on
    )


def approve_entry(
    entry: ListEntry, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> ListEntry:
    """Put an entry in force: screening and credit checks know it from now on.

    Refused for the proposer and whoever stands behind the key, for the customer's manager, twice,
    when the dates have passed meanwhile, and when the case that it came of was overturned.
    """
    reason = given(reason, field="reason")
    check_may_approve(entry, by=by)
    day = local_date(at)
    if entry.expires_on <= day:
        raise Refused(
            _("The entry would have ended by now. Reject it, and propose it with other dates."),
            code="ended_already",
        )
    with transaction.atomic():
        _check_not_overturned(entry)
        entry = claim(
            entry, version=version, state=State.PROPOSED,
            to={"state": State.ACTIVE, "decided_by": by, "decided_at": at},
        )  # fmt: skip
        _put_on_list(entry, by=by, reason=reason, day=day, at=at)
        write_act(entry, Act.APPROVED, "approve_entry", by=by, reason=reason, at=at)
    return entry


def reject_entry(
    entry: ListEntry, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> ListEntry:
    """Nobody is listed. Refusals as in `approve_entry`."""
    reason = given(reason, field="reason")
    check_may_approve(entry, by=by)
    with transaction.atomic():
        entry = claim(
            entry, version=version, state=State.PROPOSED,
            to={"state": State.REJECTED, "decided_by": by, "decided_at": at, "closed_at": at},
        )  # fmt: skip
        write_act(entry, Act.REJECTED, "reject_entry", by=by, reason=reason, at=at)
    return entry


# --- what the other acts on entries share ---------------------------------------------------------


def claim(
    entry: ListEntry, *, state: str, to: dict[str, Any], version: int | None = None
) -> ListEntry:
    """Move the entry, which must be in this state and version; refused where it is not any more."""
    rows = ListEntry.objects.filter(pk=entry.pk, state=state)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1, **to):
        raise no_longer_so(entry, state)
    return ListEntry.objects.select_related("customer").get(pk=entry.pk)


def write_act(
    entry: ListEntry,
    act: str,
    verb: str,
    *,
    by: User,
    reason: str,
    at: dt.datetime,
    before: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """The act of the entry's present version, and its event."""
    ListEntryAct.objects.create(
        entry=entry, number=entry.version, act=act, by=by, at=at, reason=reason, bars=entry.bars,
        review_date=entry.review_date, expires_on=entry.expires_on,
    )  # fmt: skip
    after = {name: str(getattr(entry, name)) for name in ("state", "bars", "expires_on")}
    record(
        verb,
        by=by.as_actor(),
        obj=entry,
        customer_id=entry.customer_id,
        reason=reason,
        before=before,
        after=after | {"review_date": str(entry.review_date)},
        facts={"reason_class": entry.reason_class} | (facts or {}),
        at=at,
    )


def rows_on_list(entry: ListEntry, day: dt.date) -> list[tuple[ListEntry | ListedPerson, EntryRow]]:
    """What screening is to know of an entry: a row for the company and one for each person."""
    about = REASONS[entry.reason_class]
    said: dict[str, Any] = {
        "reason_class": about.on_list, "bars": entry.bars, "valid_until": entry.expires_on,
        "review_date": entry.review_date, "valid_from": day,
    }  # fmt: skip
    rows: list[tuple[ListEntry | ListedPerson, EntryRow]] = []
    if entry.covers_company:
        row = EntryRow(
            source_key=str(entry.pk), reason=entry.reason, scope="company",
            **_names(entry), **said,
        )  # fmt: skip
        rows.append((entry, row))
    for person in entry.persons.order_by("pk"):
        row = EntryRow(
            source_key=f"{entry.pk}-{person.pk}", name=person.name, reason=person.reason,
            scope="persons", **said,
        )  # fmt: skip
        rows.append((person, row))
    return rows


def _names(entry: ListEntry) -> dict[str, Any]:
    """By what the company is found: as it was called when it was listed, whatever it is now."""
    listed, customer = entry.screening_entry, entry.customer
    if listed is not None:
        return {
            "name": listed.name, "aliases": tuple(listed.aliases),
            "registration_number": listed.registration_number,
        }  # fmt: skip
    return {
        "name": customer.name, "aliases": tuple(filter(None, [customer.other_name])),
        "registration_number": customer.registration_number,
    }  # fmt: skip


def _put_on_list(entry: ListEntry, *, by: User, reason: str, day: dt.date, at: dt.datetime) -> None:
    listed = rows_on_list(entry, day)
    written = put_listed([row for _who, row in listed], by=by, at=at)
    for (who, _row), screened in zip(listed, written, strict=True):
        type(who).objects.filter(pk=who.pk).update(screening_entry=screened)
        who.screening_entry = screened
        if isinstance(who, ListEntry):
            entry.screening_entry = screened
            confirm_listed(screened, entry.customer, reason=reason, by=by, at=at)


def _check_not_overturned(entry: ListEntry) -> None:
    """Read anew and under its lock, so that an appeal upheld meanwhile is seen, or waits."""
    if entry.case_id is None:
        return
    case = RemovalCase.objects.select_for_update(no_key=True).get(pk=entry.case_id)
    if case.state == CaseState.OVERTURNED:
        raise Refused(
            _("The removal that this entry came of was overturned. Reject the entry."),
            code="case_overturned",
        )


# --- what a proposal must hold --------------------------------------------------------------------


def _years(reason_class: str, terms: ListTerms) -> int:
    if reason_class not in REASONS:
        raise Refused(_("Choose a class of reasons."), code="unknown_reason", field="reason_class")
    return terms.years_for(reason_class)


def _check_dates(review_date: dt.date, expires_on: dt.date, *, years: int, day: dt.date) -> None:
    latest = add_months(day, 12 * years)
    if not day < expires_on <= latest:
        raise Refused(
            _("The entry must end after today, and by %(date)s: that is the longest term.")
            % {"date": latest.isoformat()},
            code="bad_expiry",
            field="expires_on",
        )
    if not day < review_date <= expires_on:
        raise Refused(
            _("The review must come after today, and no later than the end of the entry."),
            code="bad_review",
            field="review_date",
        )


def _checked_persons(persons: Iterable[PersonRow], *, covers_company: bool) -> list[PersonRow]:
    found: dict[str, PersonRow] = {}
    for each in persons:
        name, reason = each.name.strip()[:200], each.reason.strip()
        if not name or not reason:
            raise Refused(
                _("Name each person, and say what this person did: being related is no reason."),
                code="no_own_reason",
                field="persons",
            )
        found[name] = PersonRow(name, ListedPerson.Role(each.role), reason)
    if len(found) > MOST_PERSONS:
        raise Refused(_("That is too many persons."), code="too_many", field="persons")
    if not found and not covers_company:
        raise Refused(
            _("Say who is listed: the company, persons by name, or both."),
            code="nobody_listed",
            field="covers_company",
        )
    return list(found.values())


def _checked_evidence(evidence: Iterable[EvidenceRow], customer: Customer) -> list[EvidenceRow]:
    rows = [EvidenceRow(each.text.strip()[:500], each.document) for each in evidence]
    rows = [
        EvidenceRow(row.text or (row.document.name if row.document else ""), row.document)
        for row in rows
    ]
    rows = [row for row in rows if row.text]
    if not rows:
        raise Refused(
            _("Name what the entry rests on: a document, a judgement, a demand that was ignored."),
            code="no_evidence",
            field="evidence",
        )
    if any(row.document and row.document.customer_id != customer.pk for row in rows):
        raise Refused(
            _("This document is another customer's."), code="strange_document", field="documents"
        )
    return rows


def _hash_of(row: EvidenceRow) -> str:
    if row.document is not None:
        return row.document.sha256
    return hashlib.sha256(row.text.encode()).hexdigest()


def _check_case(case: RemovalCase | None, customer: Customer) -> None:
    if case is not None and case.customer_id != customer.pk:
        raise Refused(_("This case is about another customer."), code="strange_case", field="case")


__all__ = [
    "EvidenceRow",
    "PersonRow",
    "approve_entry",
    "claim",
    "propose_entry",
    "reject_entry",
    "rows_on_list",
    "write_act",
]
