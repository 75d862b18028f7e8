"""What bears a case out: pieces of evidence, and the answers of its checklists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Attachment
from customers.services import add_attachment
from removal.checklists import items_of
from removal.models import CaseEvidence, ChecklistAnswer, RemovalCase
from removal.services.moving import held
from removal.services.rights import check_person, check_visible, elsewhere, given
from removal.states import State
from removal.transitions import ASSESS, CONTRIBUTE, REVIEW
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused

Answer = ChecklistAnswer.Answer
# who answers the checklist of a stage
ANSWERS = {State.LEGAL_REVIEW: REVIEW, State.ASSESSMENT: ASSESS, State.SETTLEMENT: ASSESS}


def add_evidence(
    case: RemovalCase,
    *,
    title: str,
    text: str = "",
    file: UploadedFile[Any] | None = None,
    by: User,
    at: dt.datetime,
) -> CaseEvidence:
    """Keep something that bears the case out, with a document or in words alone."""
    title = given(title, field="title")
    check_right(by, CONTRIBUTE)
    check_visible(case, by=by)
    with transaction.atomic():
        row = held(case, version=None)
        if not row.is_open:
            raise elsewhere(row)
        document = _document(row, file, by=by, at=at) if file else None
        if document is None and not text.strip():
            raise Refused(
                _("Attach a document, or say where and when this can be seen."),
                code="evidence_empty",
                field="text",
            )
        evidence = CaseEvidence.objects.create(
            case=row, stage=row.state, title=title, text=text.strip(), attachment=document,
            sha256=document.sha256 if document else "", added_by=by, added_at=at,
        )  # fmt: skip
        record(
            "add_case_evidence", by=by.as_actor(), obj=row, customer_id=row.customer_id,
            facts={"title": title, "sha256": evidence.sha256}, at=at,
        )  # fmt: skip
    return evidence


def answer_checklist(
    case: RemovalCase,
    *,
    code: str,
    answer: str,
    note: str,
    evidence: CaseEvidence | None = None,
    by: User,
    at: dt.datetime,
) -> ChecklistAnswer:
    """Answer one item of the checklist of the stage the case is in; again, where it was answered.

    In the legal review each answer names its evidence.
    """
    note = given(note, field="note")
    check_person(by, act="answer_checklist")
    check_visible(case, by=by)
    with transaction.atomic():
        row = held(case, version=None)
        if code not in {item.code for item in items_of(row.state)}:
            raise elsewhere(row)
        check_right(by, ANSWERS[State(row.state)])
        _check_answer(row, answer)
        _check_evidence(row, evidence)
        former = ChecklistAnswer.objects.filter(
            case=row, round=row.round, stage=row.state, code=code
        ).first()
        saved, _made = ChecklistAnswer.objects.update_or_create(
            case=row, round=row.round, stage=row.state, code=code,
            defaults={
                "answer": Answer(answer), "note": note, "evidence": evidence,
                "answered_by": by, "answered_at": at,
            },
        )  # fmt: skip
        record(
            "answer_checklist", by=by.as_actor(), obj=row, customer_id=row.customer_id,
            reason=note, before={"answer": former.answer} if former else None,
            after={"answer": answer},
            facts={"stage": row.state, "item": code, "evidence": evidence.pk if evidence else None},
            at=at,
        )  # fmt: skip
    return saved


def _check_answer(case: RemovalCase, answer: str) -> None:
    if case.state == State.LEGAL_REVIEW and answer == Answer.NOT_APPLICABLE:
        raise Refused(
            _("No item of the legal review is left out: answer it with yes or no."),
            code="item_left_out",
            field="answer",
        )


def _check_evidence(case: RemovalCase, evidence: CaseEvidence | None) -> None:
    if evidence is not None and evidence.case_id != case.pk:
        raise Refused(
            _("This evidence belongs to another case."),
            code="evidence_of_another",
            field="evidence",
        )
    if evidence is None and case.state == State.LEGAL_REVIEW:
        raise Refused(
            _("Name the evidence for this answer; add it to the case first."),
            code="evidence_missing",
            field="evidence",
        )


def _document(
    case: RemovalCase, file: UploadedFile[Any], *, by: User, at: dt.datetime
) -> Attachment:
    return add_attachment(
        case.customer, file, by=by, at=at, category=Attachment.Category.OTHER,
        about=("removalcase", case.pk),
    )  # fmt: skip
