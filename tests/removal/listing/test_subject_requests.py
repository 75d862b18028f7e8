from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from removal.models import SubjectRequest
from removal.services.subject_requests import (
    answer_subject_request,
    check_subject_identity,
    register_subject_request,
)
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import KEEP_SUBJECT_REQUESTS
from riskcrm.accounts.roles import permission_rows
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_person, make_team
from tests.removal.listed import DAY, NOON

pytestmark = pytest.mark.django_db


def register(by: User, kind: str = "access", **said: object) -> SubjectRequest:
    given = {
        "channel": "mail", "subject": "王芳", "question": "What do you keep of me?",
        "received_date": NOON.date(),
    }  # fmt: skip
    return register_subject_request(kind=kind, by=by, at=NOON, **given | said)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "days"), [("access", 30), ("explanation", 15), ("objection", 20)])
def test_the_clock_runs_by_kind(legal_reviewer: User, kind: str, days: int) -> None:
    assert register(legal_reviewer, kind).deadline_date == NOON.date() + days * DAY


def test_identity_first_then_the_answer_and_what_is_asked_stays_out_of_the_chain(
    legal_reviewer: User,
) -> None:
    row = register(legal_reviewer)
    with pytest.raises(Refused, match="Check first"):
        answer_subject_request(row, state="granted", answer="Sent.", by=legal_reviewer, at=NOON)
    row = check_subject_identity(row, how="identity card seen", by=legal_reviewer, at=NOON)
    with pytest.raises(Refused, match="exemption"):
        answer_subject_request(row, state="refused", answer="No.", by=legal_reviewer, at=NOON)
    row = answer_subject_request(
        row, state="partly", answer="Sent, but for others' names.", exemption="PIPL 45",
        by=legal_reviewer, at=NOON,
    )  # fmt: skip
    assert (row.state, row.answered_date) == ("partly", NOON.date())
    with pytest.raises(Refused, match="closed"):
        answer_subject_request(row, state="granted", answer="x", by=legal_reviewer, at=NOON)
    bodies = [event.payload.body for event in Event.objects.filter(object_kind="subjectrequest")]
    assert len(bodies) == 3
    assert not any("王芳" in body or "keep of me" in body for body in bodies)


def test_the_database_wants_an_identity_for_an_answer(legal_reviewer: User) -> None:
    row = register(legal_reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectRequest.objects.filter(pk=row.pk).update(
            state="granted", answer="x", answered_by=legal_reviewer, answered_date=NOON.date()
        )


def test_the_register_is_for_few(legal_reviewer: User, account_manager: User) -> None:
    register(legal_reviewer)
    assert not SubjectRequest.objects.visible_to(account_manager).exists()
    with pytest.raises(Refused):
        register(account_manager)


def test_a_request_of_tomorrow_is_refused(legal_reviewer: User) -> None:
    with pytest.raises(Refused, match="future"):
        register(legal_reviewer, received_date=NOON.date() + dt.timedelta(days=2))


def test_nobody_changes_a_request_of_a_customer_out_of_sight(legal_reviewer: User) -> None:
    row = register(legal_reviewer, customer=make_customer())
    elsewhere = make_person(team=make_team("far"))
    elsewhere.user_permissions.set(permission_rows(KEEP_SUBJECT_REQUESTS))
    with pytest.raises(Refused, match="no such request"):
        check_subject_identity(row, how="card seen", by=elsewhere, at=NOON)
    with pytest.raises(Refused, match="no such request"):
        answer_subject_request(row, state="granted", answer="Sent.", by=elsewhere, at=NOON)
