"""Admitting prospects: checks with evidence, a request, and a second person's decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import (
    Admission,
    Customer,
    OnboardingCheck,
    OnboardingItem,
)
from customers.services.customers import change_status
from customers.services.evidence import attach_evidence
from customers.services.proofs import refuse_without_proof
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.etags import stale
from riskcrm.web.today import local_date

ITEM_FIELDS = ("name_en", "name_zh", "help_en", "help_zh", "proof", "position")


def check_item(
    customer: Customer,
    item: OnboardingItem,
    *,
    state: str,
    evidence: str,
    by: User,
    at: dt.datetime,
    document: UploadedFile[Any] | None = None,
) -> OnboardingCheck:
    """Write what was found of a prospect for a line of the checklist, with a document if there is.

    Raises `Refused` for who is no prospect, without evidence, while a request waits, and where the
    line needs something in the book that is not there.
    """
    state = OnboardingCheck.State(state)
    if not evidence.strip():
        raise Refused(
            _("Say what you looked at and what you found."), code="no_evidence", field="evidence"
        )
    with transaction.atomic():
        hold_prospect(customer)
        _refuse_while_waiting(customer)
        if state == OnboardingCheck.State.PASSED:
            refuse_without_proof(customer, item.proof, today=local_date(at))
        before = OnboardingCheck.objects.filter(customer=customer, item=item).first()
        check, _made = OnboardingCheck.objects.update_or_create(
            customer=customer,
            item=item,
            defaults={
                "state": state,
                "evidence": evidence.strip(),
                "checked_by": by,
                "checked_at": at,
            },
        )
        record(
            "check_item",
            by=by.as_actor(),
            obj=check,
            customer_id=customer.pk,
            before=_state(before) if before else None,
            after=_state(check),
            at=at,
        )
        if document is not None:
            attach_evidence(check, document, by=by, at=at)
    return check


def _state(check: OnboardingCheck) -> dict[str, str]:
    return {"item": check.item.code, "state": check.state, "evidence": check.evidence}


def request_admission(customer: Customer, *, by: User, at: dt.datetime) -> Admission:
    """Ask that a prospect become an active customer. Raises `Refused` where the checklist is not
    passed, or a request waits already."""
    if by.answerable_id is None:
        raise Refused(_("Nobody answers for this API key."), code="nobody_answers")
    with transaction.atomic():
        hold_prospect(customer)
        _refuse_while_waiting(customer)
        items = list(OnboardingItem.objects.filter(archived_at__isnull=True))
        lines = [(item, str(item.proof)) for item in items]
        checks, checkers = _passed(customer, lines, today=local_date(at))
        admission = Admission.objects.create(
            customer=customer,
            requested_by=by,
            answers_id=by.answerable_id,
            requested_at=at,
            checks=checks,
            checkers=checkers,
        )
        record(
            "request_admission",
            by=by.as_actor(),
            obj=admission,
            customer_id=customer.pk,
            facts={"checks": checks},
            at=at,
        )
    return admission


def _passed(
    customer: Customer, lines: list[tuple[OnboardingItem, str]], *, today: dt.date
) -> tuple[list[dict[str, str]], list[int]]:
    """Lines with what was found, and who found it; refuses where one has not passed, or none is
    asked. Each line comes with the proof that it needs."""
    if not lines:
        raise Refused(
            _("The checklist is empty. Ask an administrator to word it."), code="no_checklist"
        )
    found = {
        check.item_id: check
        for check in OnboardingCheck.objects.filter(customer=customer).select_related("checked_by")
    }
    checks, checkers = [], set()
    for item, proof in lines:
        check = found.get(item.pk)
        if check is None or check.state != OnboardingCheck.State.PASSED:
            raise Refused(
                _("“{item}” has not passed yet. All lines must pass first.").format(item=item),
                code="not_passed",
            )
        refuse_without_proof(customer, proof, today=today)
        checkers |= {check.checked_by_id, check.checked_by.answerable_id} - {None}
        checks.append(
            {
                "item": item.code,
                "proof": proof,
                "evidence": check.evidence,
                "checked_by": str(check.checked_by),
            }
        )
    return checks, sorted(checkers)


def _lines_of(admission: Admission) -> list[tuple[OnboardingItem, str]]:
    """The checklist as it stood when admission was requested: what was archived or worded anew
    since is asked as it was."""
    proofs = {check["item"]: check.get("proof") for check in admission.checks}
    items = OnboardingItem.objects.filter(code__in=proofs)
    return [(item, str(proofs[item.code] or item.proof)) for item in items]


def decide_admission(
    admission: Admission, *, admit: bool, reason: str, by: User, at: dt.datetime
) -> Admission:
    """Admit a prospect, or return the request. Raises `Refused` for who asked or checked, and
    twice."""
    refuse_deciding(admission, by=by)
    if not admit and not reason.strip():
        raise Refused(_("Say why, so that it can be mended."), code="no_reason", field="reason")
    outcome = Admission.Outcome.ADMITTED if admit else Admission.Outcome.RETURNED
    with transaction.atomic():
        if admit:  # the book may say otherwise by now
            hold_prospect(admission.customer)
            _passed(admission.customer, _lines_of(admission), today=local_date(at))
        claimed = Admission.objects.filter(pk=admission.pk).waiting().update(
            outcome=outcome, decided_by=by, decided_at=at, reason=reason.strip()
        )  # fmt: skip
        if not claimed:
            raise Refused(_("This has been decided already."), code="decided")
        admission.refresh_from_db()
        verb = "admit_customer" if admit else "return_admission"
        record(
            verb,
            by=by.as_actor(),
            obj=admission,
            customer_id=admission.customer_id,
            reason=reason,
            at=at,
        )
        if admit:
            change_status(
                admission.customer,
                by=by.as_actor(),
                status=Customer.Status.ACTIVE,
                reason=reason or _("The onboarding checklist has passed."),
                at=at,
            )
    return admission


def refuse_deciding(admission: Admission, *, by: User) -> None:
    if by.kind != User.Kind.PERSON or not by.has_perm("customers.decide_admission"):
        raise Refused(_("Your role does not decide on this."), code="not_yours_to_decide")
    if by.pk in admission.asking:
        raise OwnWork(
            _("You asked for this, so somebody else decides."), code="own_request", about=admission
        )
    if by.pk in admission.checkers:
        raise OwnWork(
            _("You checked this prospect, so somebody else decides."),
            code="own_check",
            about=admission,
        )


def hold_prospect(customer: Customer) -> None:
    row = Customer.objects.select_for_update().get(pk=customer.pk)
    if row.status != Customer.Status.PROSPECT:
        raise Refused(
            _("{name} is not a prospect, so there is nothing to check.").format(name=row.name),
            code="not_a_prospect",
        )


def _refuse_while_waiting(customer: Customer) -> None:
    if Admission.objects.filter(customer=customer).waiting().exists():
        raise Refused(
            _("The admission of this customer waits for a decision already."), code="waiting"
        )


def save_item(
    *,
    by: User,
    at: dt.datetime,
    item: OnboardingItem | None = None,
    version: int | None = None,
    code: str = "",
    **fields: Any,
) -> OnboardingItem:
    """Write a line of the checklist: a new one under its code, or an existing one anew.

    Raises `Stale` when `version` is given and no longer the latest.
    """
    with transaction.atomic():
        row = OnboardingItem(code=code, version=0)
        if item is not None:
            row = OnboardingItem.objects.select_for_update().get(pk=item.pk)
        if version is not None and row.version != version:
            raise stale()
        before = {name: str(getattr(row, name)) for name in ITEM_FIELDS} if item else None
        for name in ITEM_FIELDS:
            setattr(row, name, fields[name])
        row.version += 1
        row.full_clean(validate_unique=False)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Refused(
                _("Another line has this code. Choose a different one."), code="taken", field="code"
            ) from error
        record(
            "save_onboarding_item",
            by=by.as_actor(),
            obj=row,
            before=before,
            after={name: str(getattr(row, name)) for name in ITEM_FIELDS},
            at=at,
        )
    return row


def archive_item(item: OnboardingItem, *, by: User, at: dt.datetime) -> OnboardingItem:
    """Ask a line no more. What was found for it stays. Refused for the last one: without a line
    nobody looks at prospects."""
    with transaction.atomic():
        asked = OnboardingItem.objects.filter(archived_at__isnull=True).order_by("pk")
        rows = {row.pk: row for row in asked.select_for_update()}
        if list(rows) == [item.pk]:
            raise Refused(
                _("This is the last line of the checklist. Add another one before you archive it."),
                code="last_line",
            )
        if item.pk in rows:
            asked.filter(pk=item.pk).update(archived_at=at, version=F("version") + 1)
            record("archive_onboarding_item", by=by.as_actor(), obj=item, at=at)
    item.refresh_from_db()
    return item
