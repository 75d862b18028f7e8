"""Admitting prospects: checks with evidence, a request, and a second person's decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from customers.models import (
    Admission,
    CreditReport,
    CreditTerms,
    Customer,
    OnboardingCheck,
    OnboardingItem,
    ScreeningDue,
    ScreeningHit,
    ScreeningList,
)
from customers.screening.behind import parties_behind
from customers.services.customers import change_status
from customers.services.evidence import attach_evidence
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
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
        _hold_prospect(customer)
        _refuse_while_waiting(customer)
        if state == OnboardingCheck.State.PASSED:
            refuse_without_proof(customer, item, today=local_date(at))
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


def refuse_without_proof(customer: Customer, item: OnboardingItem, *, today: dt.date) -> None:
    """Raises `Refused` where what the line needs is not in the book."""
    proofs: dict[str, tuple[bool, str]] = {
        OnboardingItem.Proof.CREDIT_REPORT: (
            CreditReport.objects.filter(customer=customer, is_void=False)
            .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
            .exists(),
            _("Enter a credit report of this customer first; it must still be valid."),
        ),
        OnboardingItem.Proof.CREDIT_TERMS: (
            CreditTerms.objects.filter(customer=customer, credit_limit__isnull=False).exists(),
            _("Set a credit limit for this customer first."),
        ),
        OnboardingItem.Proof.SCREENING: _clearance(customer, today=today),
    }
    is_there, message = proofs.get(item.proof, (True, ""))
    if not is_there:
        raise Refused(message, code="no_proof", field="state")


def _clearance(customer: Customer, *, today: dt.date) -> tuple[bool, str]:
    """Whether screening found nothing that stands against the customer, and what is amiss if so.

    Those of who stands behind it and is a customer too count as its own.
    """
    if not ScreeningList.objects.filter(is_active=True).exists():
        return False, _(
            "No list is active, so this customer was held against nothing. Take in a list first, "
            "or archive this line of the checklist."
        )
    parties = parties_behind([customer.pk], day=today).filter(other__isnull=False)
    ids = [customer.pk, *parties.values_list("other_id", flat=True)]
    hits = ScreeningHit.objects.filter(customer__in=ids)
    stands = (ScreeningHit.State.OPEN, ScreeningHit.State.CONFIRMED)
    is_clear = not (
        ScreeningDue.objects.filter(customer__in=ids).exists()
        or hits.filter(state__in=stands).exists()
    )
    return is_clear, _(
        "Screening of this customer, or of an owner, guarantor or representative, is not done, or "
        "has an open or confirmed hit. A risk officer decides on hits."
    )


def request_admission(customer: Customer, *, by: User, at: dt.datetime) -> Admission:
    """Ask that a prospect become an active customer. Raises `Refused` where the checklist is not
    passed, or a request waits already."""
    if by.answerable_id is None:
        raise Refused(_("Nobody answers for this API key."), code="nobody_answers")
    with transaction.atomic():
        _hold_prospect(customer)
        _refuse_while_waiting(customer)
        checks, checkers = _passed(customer, today=local_date(at))
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


def _passed(customer: Customer, *, today: dt.date) -> tuple[list[dict[str, str]], list[int]]:
    """The checklist with what was found, and who found it; refuses where a line has not passed."""
    found = {
        check.item_id: check
        for check in OnboardingCheck.objects.filter(customer=customer).select_related("checked_by")
    }
    checks, checkers = [], set()
    for item in OnboardingItem.objects.filter(archived_at__isnull=True):
        check = found.get(item.pk)
        if check is None or check.state != OnboardingCheck.State.PASSED:
            raise Refused(
                _("“{item}” has not passed yet. All lines must pass first.").format(item=item),
                code="not_passed",
            )
        refuse_without_proof(customer, item, today=today)
        checkers |= {check.checked_by_id, check.checked_by.answerable_id} - {None}
        checks.append(
            {"item": item.code, "evidence": check.evidence, "checked_by": str(check.checked_by)}
        )
    return checks, sorted(checkers)


def decide_admission(
    admission: Admission, *, admit: bool, reason: str, by: User, at: dt.datetime
) -> Admission:
    """Admit a prospect, or return the request. Raises `Refused` for who asked or checked, and
    twice."""
    _refuse_deciding(admission, by=by)
    if not admit and not reason.strip():
        raise Refused(_("Say why, so that it can be mended."), code="no_reason", field="reason")
    outcome = Admission.Outcome.ADMITTED if admit else Admission.Outcome.RETURNED
    with transaction.atomic():
        if admit:  # the book may say otherwise by now
            _hold_prospect(admission.customer)
            _passed(admission.customer, today=local_date(at))
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


def _refuse_deciding(admission: Admission, *, by: User) -> None:
    if by.kind != User.Kind.PERSON or not by.has_perm("customers.decide_admission"):
        raise Refused(_("Your role does not decide on this."), code="not_yours_to_decide")
    asking = (admission.requested_by_id, admission.answers_id, admission.taken_over_by_id)
    if by.pk in asking:
        raise Refused(_("You asked for this, so somebody else decides."), code="own_request")
    if by.pk in admission.checkers:
        raise Refused(_("You checked this prospect, so somebody else decides."), code="own_check")


def _hold_prospect(customer: Customer) -> None:
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
    """Ask a line no more. What was found for it stays."""
    with transaction.atomic():
        if OnboardingItem.objects.filter(pk=item.pk, archived_at__isnull=True).update(
            archived_at=at, version=F("version") + 1
        ):
            record("archive_onboarding_item", by=by.as_actor(), obj=item, at=at)
    item.refresh_from_db()
    return item
