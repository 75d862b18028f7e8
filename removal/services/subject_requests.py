"""The register of data subjects' requests: entered, identity checked, answered.

What somebody asks stands in the register; the audit chain says only which request, of what kind, by
when, and who did what.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Customer
from removal.models import SubjectRequest
from removal.services.rights import check_person
from removal.subject_requests.deadlines import DAYS
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused, Stale
from riskcrm.web.today import local_date

State = SubjectRequest.State
ADD = "removal.add_subjectrequest"
CHANGE = "removal.change_subjectrequest"


def register_subject_request(
    *,
    kind: str,
    channel: str,
    subject: str,
    question: str,
    received_date: dt.date,
    by: User,
    at: dt.datetime,
    customer: Customer | None = None,
    days: int | None = None,
) -> SubjectRequest:
    """Enter a request; the clock runs from the day it came. `days` is what a policy pack says."""
    check_right(by, ADD)
    kind = SubjectRequest.Kind(kind)
    if not subject.strip() or not question.strip():
        raise Refused(_("Say who asks, and what they ask."), code="nothing_asked", field="question")
    if received_date > local_date(at):
        raise Refused(
            _("The request cannot have come in the future."), code="bad_date",
            field="received_date",
        )  # fmt: skip
    deadline = received_date + dt.timedelta(days=days or DAYS[kind])
    with transaction.atomic():
        row = SubjectRequest.objects.create(
            kind=kind, channel=SubjectRequest.Channel(channel), subject=subject.strip()[:200],
            question=question.strip(), received_date=received_date, deadline_date=deadline,
            customer=customer, recorded_by=by, recorded_at=at,
        )  # fmt: skip
        _record("register_subject_request", row, by=by, at=at)
    return row


def check_subject_identity(
    request: SubjectRequest, *, how: str, by: User, at: dt.datetime, version: int | None = None
) -> SubjectRequest:
    """Write down how it was checked that the person is who they say."""
    _check_may_change(request, by=by)
    if not how.strip():
        raise Refused(_("Say how it was checked."), code="how_missing", field="how")
    to = {"identity_check": how.strip()[:500], "identity_checked_by": by}
    with transaction.atomic():
        row = _claim(request, to, version=version)
        _record("check_subject_identity", row, by=by, at=at)
    return row


def answer_subject_request(
    request: SubjectRequest,
    *,
    state: str,
    answer: str,
    exemption: str = "",
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> SubjectRequest:
    """Close a request with what was done. It stays so.

    Refused before the identity was checked, without an answer, and without the exemption relied on
    where not all was granted.
    """
    _check_may_change(request, by=by)
    state = State(state)
    if state == State.OPEN:
        raise Refused(_("Choose an outcome."), code="unknown_outcome", field="state")
    if not request.identity_check:
        raise Refused(
            _("Check first that the person is who they say, and write down how."),
            code="identity_unchecked",
        )
    if not answer.strip():
        raise Refused(_("Say what was answered."), code="answer_missing", field="answer")
    if state != State.GRANTED and not exemption.strip():
        raise Refused(
            _("Name the legal exemption by which not all is granted."),
            code="exemption_missing",
            field="exemption",
        )
    to: dict[str, Any] = {
        "state": state, "answer": answer.strip(), "exemption": exemption.strip()[:500],
        "answered_by": by, "answered_date": local_date(at),
    }  # fmt: skip
    with transaction.atomic():
        row = _claim(request, to, version=version)
        _record("answer_subject_request", row, by=by, at=at)
    return row


def _check_may_change(request: SubjectRequest, *, by: User) -> None:
    check_person(by)
    check_right(by, CHANGE)
    if not SubjectRequest.objects.visible_to(by).filter(pk=request.pk).exists():
        raise Refused(_("There is no such request among those you see."), code="not_visible")
    if not request.is_open:
        raise Refused(_("This request is closed."), code="closed")


def _claim(request: SubjectRequest, to: dict[str, Any], *, version: int | None) -> SubjectRequest:
    rows = SubjectRequest.objects.filter(pk=request.pk, state=State.OPEN)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1, **to):
        raise Stale(_("The request was changed while you looked at it. Load it again."))
    return SubjectRequest.objects.select_related("customer").get(pk=request.pk)


def _record(verb: str, row: SubjectRequest, *, by: User, at: dt.datetime) -> None:
    facts = {"kind": row.kind, "deadline": str(row.deadline_date), "state": row.state}
    record(verb, by=by.as_actor(), obj=row, facts=facts, at=at)
