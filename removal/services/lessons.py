"""Writing down what became of a case, and what is to be learnt."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from removal.models import CaseLesson, RemovalCase
from removal.services.moving import held
from removal.services.rights import check_person, check_visible, elsewhere, given
from removal.states import ENDED, State
from removal.transitions import CONTRIBUTE
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record

TEACHING = (*ENDED, State.SETTLEMENT)  # a case in settlement is closed with its lesson


def write_lesson(
    case: RemovalCase, *, result: str, lesson: str, signal: str, by: User, at: dt.datetime
) -> CaseLesson:
    """Keep result and lesson of a case that has ended or is being settled; again, to mend it."""
    result, lesson = given(result, field="result"), given(lesson, field="lesson")
    check_person(by, act="write_lesson")
    check_right(by, CONTRIBUTE)
    check_visible(case, by=by)
    with transaction.atomic():
        row = held(case, version=None)
        if row.state not in TEACHING:
            raise elsewhere(row)
        former = CaseLesson.objects.filter(case=row, round=row.round).first()
        said = {"result": result, "lesson": lesson, "signal": CaseLesson.Signal(signal)}
        saved, _made = CaseLesson.objects.update_or_create(
            case=row, round=row.round, defaults={**said, "written_by": by, "written_at": at}
        )
        record(
            "write_lesson", by=by.as_actor(), obj=row, customer_id=row.customer_id,
            before={name: getattr(former, name) for name in said} if former else None,
            after=said, at=at,
        )  # fmt: skip
    return saved
