"""The register of requests: entering them, changing open ones, answering or refusing them.

What is asked about whom stands in the register alone: the audit chain, which more people read, says
only which request, by when, and who answers for it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.models import AuthorityRequest
from customers.services.days import latest_day, refuse_odd_days
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import VIEW_REQUESTS
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.plain import plain_values

State = AuthorityRequest.State
FIELDS = (
    "authority",
    "reference",
    "received_date",
    "subject",
    "question",
    "customer",
    "legal_basis",
    "deadline_date",
    "responsible",
)
IN_CHAIN = ("deadline_date", "responsible")


def register_request(*, by: User, at: dt.datetime, **fields: Any) -> AuthorityRequest:
    """Enter a request as the letter says it.

    Raises `Refused` for a file of that authority that is there already, and for a responsible
    person who may not see requests; `ValidationError` for values that are not valid.
    """
    _check_said(fields)
    request = AuthorityRequest(recorded_at=at, **plain_values(AuthorityRequest, fields))
    _check(request, at=at)
    try:
        with transaction.atomic():
            request.save(force_insert=True)
            record("register_request", by=by.as_actor(), obj=request, after=_state(request), at=at)
    except IntegrityError as error:  # entered by two people at once
        raise (_there_already() if "one_request_per_file" in str(error) else error) from error
    return request


def change_request(
    request: AuthorityRequest, *, by: User, at: dt.datetime, version: int, **fields: Any
) -> AuthorityRequest:
    """Correct an open request, or give it another deadline or responsible person.

    Raises `Stale` for another version, and what `register_request` raises.
    """
    _check_said(fields)
    with transaction.atomic():
        row = _lock(request, version=version)
        before = {name: getattr(row, name) for name in FIELDS}
        shown = _state(row)
        for name, value in plain_values(AuthorityRequest, fields).items():
            setattr(row, name, value)
        changed = [name for name in FIELDS if getattr(row, name) != before[name]]
        if not changed:
            return row
        _check(row, at=at)
        row.version += 1
        row.save()
        after = _state(row)
        told = [name for name in after if after[name] != shown[name]]
        record(
            "change_request",
            by=by.as_actor(),
            obj=row,
            before={name: shown[name] for name in told},
            after={name: after[name] for name in told},
            facts={"fields": changed},
            at=at,
        )
    return row


def answer_request(
    request: AuthorityRequest,
    *,
    state: str,
    answer: str,
    answered_date: dt.date,
    by: User,
    at: dt.datetime,
    version: int,
) -> AuthorityRequest:
    """Close a request with what was answered, or with the reason why nothing was. It stays so.

    Raises `Stale` for another version, `Refused` for a closed one, a missing answer, or a day in
    the future or before the request came.
    """
    state = State(state)
    if not answer.strip():
        message = _("Say what was answered, or why it was refused.")
        raise Refused(message, code="answer_missing", field="answer")
    with transaction.atomic():
        row = _lock(request, version=version)
        if not row.received_date <= answered_date <= latest_day(at):
            message = _("The answer cannot be older than the request, nor lie in the future.")
            raise Refused(message, code="bad_date", field="answered_date")
        row.state, row.answer, row.answered_date = state, answer.strip(), answered_date
        row.version += 1
        row.full_clean()
        row.save()
        record(
            "answer_request" if state == State.ANSWERED else "refuse_request",
            by=by.as_actor(),
            obj=row,
            before={"state": str(State.OPEN)},
            after={"state": str(state), "answered_date": str(answered_date)},
            at=at,
        )
    return row


def _lock(request: AuthorityRequest, *, version: int) -> AuthorityRequest:
    rows = AuthorityRequest.objects.select_for_update(of=("self",))
    row = rows.select_related("responsible", "customer").get(pk=request.pk)
    if row.state != State.OPEN:
        message = _("This request is closed: what was answered stays as it is.")
        raise Refused(message, code="request_closed")
    if row.version != version:
        raise stale()
    return row


def _check(request: AuthorityRequest, *, at: dt.datetime) -> None:
    others = AuthorityRequest.objects.filter(
        authority=request.authority, reference=request.reference
    )
    if others.exclude(pk=request.pk).exists():
        raise _there_already()
    if request.received_date and request.received_date > latest_day(at):
        message = _("The day it was received lies in the future.")
        raise Refused(message, code="in_future", field="received_date")
    if request.deadline_date < request.received_date:
        message = _("The deadline lies before the day the request came.")
        raise Refused(message, code="deadline_too_early", field="deadline_date")
    if not request.responsible.has_perm(VIEW_REQUESTS):
        message = _("%(name)s may not see requests of authorities. Choose somebody who may.")
        raise Refused(
            message % {"name": request.responsible}, code="may_not_see", field="responsible"
        )
    request.full_clean()


def _there_already() -> Refused:
    message = _("This file of this authority is in the register already. Open it there.")
    return Refused(message, code="request_there", field="reference")


def _check_said(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"no such fields of a request: {', '.join(sorted(unknown))}")
    refuse_odd_days(fields)


def _state(request: AuthorityRequest) -> dict[str, str]:
    return {name: str(getattr(request, name)) for name in IN_CHAIN}
