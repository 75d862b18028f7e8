"""Courses of tests: required of a role, completed rightly or wrongly."""

from __future__ import annotations

import datetime as dt
from typing import Any

from monitoring.models import Completion, Course
from monitoring.services.courses import change_course, guard_by_course
from monitoring.services.training import complete_course, latest_of
from riskcrm.accounts.models import User

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def required(code: str, by: User, *, at: dt.datetime = NOON, **fields: Any) -> Course:
    """The shipped course, required from today on."""
    course = Course.objects.get(code=code)
    said = {"required_from": at.date(), "grace_days": 30} | fields
    return change_course(course, version=course.version, by=by, at=at, **said)


def guarding(code: str, by: User, *, at: dt.datetime = NOON) -> Course:
    return guard_by_course(required(code, by, at=at), by=by, at=at)


def complete(course: Course, by: User, *, at: dt.datetime = NOON, wrong: int = 0) -> Completion:
    version = latest_of(course)
    answers = {each.pk: each.is_true for each in version.statements.all()}
    for pk in list(answers)[:wrong]:
        answers[pk] = not answers[pk]
    return complete_course(version, answers=answers, attested=True, by=by, at=at)
