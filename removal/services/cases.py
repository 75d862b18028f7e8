"""Opening a case, reworking it, and leading it from stage to stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Customer
from removal.models import CaseStep, ChecklistAnswer, RemovalCase
from removal.packs.standing import pack_for
from removal.selectors.cases import reasons_in_every_language
from removal.selectors.deadlines import due_date_of, lapse_date_of
from removal.services.moving import begin, held, leader, move, step
from removal.services.rights import (
    check_blocks,
    check_person,
    check_proposable,
    check_visible,
    elsewhere,
    given,
)
from removal.states import State
from removal.transitions import ASSESS
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable, check_right
from riskcrm.accounts.roles import PROPOSE
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date
from scoring.models import Rating, Reading


def propose_removal(
    customer: Customer,
    *,
    by: User,
    summary: str,
    reasons: Iterable[str],
    at: dt.datetime,
    ground: str = "",
) -> RemovalCase:
    """Open a case, keeping score, tier, exposure, overdue and reasons as they stand now.

    `reasons` are codes among the score's present reasons. Refused without the right, for a customer
    out of sight or already leaving, for a second open case, and without a summary.
    """
    summary = given(summary, field="summary")
    check_right(by, PROPOSE)
    answerable_id = answerable(by)
    with transaction.atomic():
        # the lock makes a second proposal wait here and then find the first
        customer = _lock(customer, by=by)
        check_proposable(customer)
        standing = _standing_of(customer)
        case = RemovalCase(
            customer=customer, summary=summary, ground=ground,
            reasons=_chosen(customer, list(reasons)), proposed_by=by,
            responsible_id=answerable_id, proposed_at=at, stage_since=at, **standing,
        )  # fmt: skip
        case.pack = pack_for(customer, local_date(at))
        case.due_date = due_date_of(case, State.PROPOSED, at=at)
        case.save()
        _note_proposal(case, standing, by=by)
    return case


def _note_proposal(case: RemovalCase, standing: dict[str, Any], *, by: User) -> None:
    """The first step of a case, and its event."""
    CaseStep.objects.create(
        case=case, number=1, act="propose_removal", to_state=case.state, round=case.round,
        reason=case.summary, by=by, at=case.proposed_at,
    )  # fmt: skip
    record(
        "propose_removal",
        by=by.as_actor(),
        obj=case,
        customer_id=case.customer_id,
        reason=case.summary,
        after={"state": case.state, "reasons": [reason["code"] for reason in case.reasons]},
        facts=standing,
        at=case.proposed_at,
    )


def revise_case(
    case: RemovalCase,
    *,
    by: User,
    at: dt.datetime,
    version: int | None = None,
    summary: str | None = None,
    ground: str | None = None,
    clause: str | None = None,
    facts: str | None = None,
    known_since: dt.date | None = None,
) -> RemovalCase:
    """Put the proposal right: its summary, ground, clause, facts and since when they are known.

    Before the legal review the proposing side and whoever leads cases may; afterwards the case says
    what was reviewed, until it is returned. What is None stays as it is.
    """
    said = {
        "summary": None if summary is None else given(summary, field="summary"),
        "ground": ground, "clause": clause, "facts": facts, "known_since": known_since,
    }  # fmt: skip
    changes = {name: value for name, value in said.items() if value is not None}
    check_person(by, act="revise_case")
    own = by.pk in (case.proposed_by_id, case.responsible_id, case.taken_over_by_id)
    check_right(by, PROPOSE if own else ASSESS)
    check_visible(case, by=by)
    with transaction.atomic():
        row = held(case, version=version)
        if row.state not in (State.PROPOSED, State.ASSESSMENT):
            raise elsewhere(row)
        check_blocks(row, by=by)
        before = {name: getattr(row, name) for name in changes}
        if before == changes:
            return row
        for name, value in changes.items():
            setattr(row, name, value)
        # reworked, so whoever assesses may take it on again
        owner = None if row.state == State.PROPOSED else row.owner
        RemovalCase.objects.filter(pk=row.pk).update(
            **changes, lapse_date=lapse_date_of(row), owner=owner, version=F("version") + 1
        )
        record(
            "revise_case", by=by.as_actor(), obj=row, customer_id=row.customer_id,
            before=before, after=changes, at=at,
        )  # fmt: skip
    case.refresh_from_db()
    return case


def start_assessment(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Take a proposal on; whoever does so leads the case until somebody else takes it."""
    with transaction.atomic():
        return move(
            case, "start_assessment", by=by, reason=reason, at=at, version=version, owner=by
        )


def submit_to_legal(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Hand an assessed case, with its ground and evidence, to the legal review."""
    with transaction.atomic():
        return move(
            case, "submit_to_legal", by=by, reason=reason, at=at, version=version, owner=None
        )


def pass_legal_review(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Say that the law allows it, once all nine items are answered with evidence."""
    with transaction.atomic():
        return move(
            case, "pass_legal_review", by=by, reason=reason, at=at, version=version,
            owner=leader(case),
        )  # fmt: skip


def issue_notice(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Go on to the notice with reasons, when the warning had its time."""
    with transaction.atomic():
        return move(case, "issue_notice", by=by, reason=reason, at=at, version=version)


def return_case(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Send the case back to who proposed it, saying what has to be better.

    What was approved so far does not count for what comes back: a new round begins. Until they
    revise it, it waits in their inbox; then in that of whoever assesses.
    """
    with transaction.atomic():
        made = move(
            case, "return_case", by=by, reason=reason, at=at, version=version,
            owner=case.taken_over_by or case.responsible,
            round=F("round") + 1, approvals_needed=1, needs_higher_role=False,
        )  # fmt: skip
        _carry_answers(case)
        return made


def withdraw_case(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """The proposer, or who took the case over, takes it back undecided. Refused for others."""
    with transaction.atomic():
        return move(case, "withdraw_case", by=by, reason=reason, at=at, version=version)


def reopen_case(
    case: RemovalCase, *, by: User, reason: str, at: dt.datetime, version: int | None = None
) -> CaseStep:
    """Take up again what was cured, withdrawn or rejected, in a new round of the same case.

    Who does so stands on the proposing side from now on: they may withdraw it, and never decide.
    """
    reason = given(reason)
    with transaction.atomic():
        customer = _lock(case.customer, by=by)
        row = begin(case, "reopen_case", by=by, at=at, version=version)
        check_proposable(customer)
        made = step(
            row, "reopen_case", by=by, reason=reason, at=at, owner=by, round=F("round") + 1,
            taken_over_by=by, taken_over_at=at,
            approvals_needed=1, needs_higher_role=False,
        )  # fmt: skip
        _carry_answers(row)
    case.refresh_from_db()
    return made


def assign_case(
    case: RemovalCase, *, owner: User, by: User, at: dt.datetime, version: int | None = None
) -> RemovalCase:
    """Let somebody who sees the case be the one who brings this stage to its end."""
    check_person(by, act="assign_case")
    check_right(by, ASSESS)
    check_visible(case, by=by)
    if not RemovalCase.objects.visible_to(owner).filter(pk=case.pk).exists():
        raise Refused(
            _("%(name)s does not see this customer.") % {"name": owner},
            code="owner_does_not_see",
            field="owner",
        )
    with transaction.atomic():
        row = held(case, version=version)
        if not row.is_open:
            raise elsewhere(row)
        if row.owner_id != owner.pk:
            RemovalCase.objects.filter(pk=row.pk).update(owner=owner, version=F("version") + 1)
            record(
                "assign_case", by=by.as_actor(), obj=row, customer_id=row.customer_id,
                before={"owner": str(row.owner or "")}, after={"owner": str(owner)}, at=at,
            )  # fmt: skip
    case.refresh_from_db()
    return case


def _carry_answers(case: RemovalCase) -> None:
    """What was found in the assessment is still true in the new round; a legal review is not."""
    former = ChecklistAnswer.objects.filter(case=case, round=case.round - 1, stage=State.ASSESSMENT)
    ChecklistAnswer.objects.bulk_create(
        ChecklistAnswer(
            case=case, round=case.round, stage=row.stage, code=row.code, answer=row.answer,
            note=row.note, evidence_id=row.evidence_id, answered_by_id=row.answered_by_id,
            answered_at=row.answered_at,
        )
        for row in former
    )  # fmt: skip


def _lock(customer: Customer, *, by: User) -> Customer:
    """The customer as it is now, locked against a second proposal until the transaction ends."""
    if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise Refused(_("There is no such customer among those you see."), code="not_visible")
    return Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)


def _standing_of(customer: Customer) -> dict[str, Any]:
    """How a customer stands now, as fields of a case."""
    rating = Rating.objects.filter(customer=customer).values("score_row", "score", "tier").first()
    reading = Reading.objects.filter(customer=customer).values("exposure", "overdue").first()
    return {**(rating or {}), **(reading or {})}


def _chosen(customer: Customer, codes: Sequence[str]) -> list[dict[str, Any]]:
    known = {reason["code"]: reason for reason in reasons_in_every_language(customer)}
    strange = [code for code in codes if code not in known]
    if strange:
        raise Refused(
            _("The score no longer gives this reason: %(code)s. Load the page again.")
            % {"code": strange[0]},
            code="reason_unknown",
            field="reasons",
        )
    return [known[code] for code in dict.fromkeys(codes)]
