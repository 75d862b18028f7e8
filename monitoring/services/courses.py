"""Courses: what they say, for whom they are required, and which rights they guard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from monitoring.models import Course, CourseStatement, CourseVersion, Enrolment
from monitoring.services.acting import people_only
from monitoring.services.training import follow_course
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import CHANGE_COURSES, GUARD_COURSES
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale

# (English, Chinese, is it right)
Statement = tuple[str, str, bool]
LATER = ("guards_since", "guards_by")  # empty until guarding is switched on
TEXTS = ("title_en", "title_zh", "text_en", "text_zh", "attestation_en", "attestation_zh")


def create_course(
    *, code: str, audience: Sequence[str], statements: Sequence[Statement] = (), by: User,
    at: dt.datetime, **texts: str,
) -> Course:  # fmt: skip
    """A new course with its first version; offered, not required."""
    _check(by, CHANGE_COURSES)
    course = Course(code=code, audience=list(audience))
    course.full_clean(exclude=LATER)
    with transaction.atomic():
        course.save(force_insert=True)
        _publish(course, 1, statements, by=by, at=at, texts=texts, asks_again=False)
    return course


def publish_course_version(
    course: Course, *, after: int, statements: Sequence[Statement], asks_again: bool = False,
    by: User, at: dt.datetime, **texts: str,
) -> CourseVersion:  # fmt: skip
    """A new version. `asks_again`: everybody completes it anew, within the days of grace.

    `after` is the number of the version that was in sight.
    """
    _check(by, CHANGE_COURSES)
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=course.pk)
        latest = course.versions.order_by("-number").first()
        if latest is None or latest.number != after:
            raise stale()
        version = _publish(
            course, after + 1, statements, by=by, at=at, texts=texts, asks_again=asks_again
        )
        if asks_again:
            grace = at + dt.timedelta(days=course.grace_days)
            Enrolment.objects.filter(course=course, until__gt=grace).update(until=grace)
        follow_course(course, at=at)
    return version


def _publish(
    course: Course, number: int, statements: Sequence[Statement], *, by: User, at: dt.datetime,
    texts: dict[str, str], asks_again: bool,
) -> CourseVersion:  # fmt: skip
    version = CourseVersion(
        course=course, number=number, published_by=by, published_at=at, asks_again=asks_again,
        **{name: texts.get(name, "") for name in TEXTS},
    )  # fmt: skip
    version.full_clean(exclude=["course", "published_by"])
    version.save(force_insert=True)
    CourseStatement.objects.bulk_create(
        [
            CourseStatement(
                version=version, position=place, text_en=text_en, text_zh=text_zh, is_true=is_true
            )
            for place, (text_en, text_zh, is_true) in enumerate(statements, start=1)
        ]
    )
    facts = {"number": number, "asks_again": asks_again, "statements": len(statements)}
    record("publish_course", by=by.as_actor(), obj=version, facts=facts, at=at)
    return version


def change_course(
    course: Course, *, version: int, by: User, at: dt.datetime, **fields: Any
) -> Course:
    """Change for whom a course is required from when, how long it holds, and what it guards.

    While it guards rights, only who may switch guarding on changes it: each of these decides whose
    rights lapse. More rights are guarded only anew, so that everybody has the days of grace first.
    """
    _check(by, CHANGE_COURSES)
    with transaction.atomic():
        row = _held(course, version)
        if row.guards_since is not None:
            check_right(by, GUARD_COURSES)
            if set(fields.get("guarded", ())) - set(row.guarded):
                raise Refused(
                    _("Stop guarding first; then everybody has the days of grace anew."),
                    code="guarding", field="guarded",
                )  # fmt: skip
        before = {name: getattr(row, name) for name in fields}
        for name, value in fields.items():
            setattr(row, name, value)
        if row.guards_since is not None and row.required_from is None:
            raise Refused(
                _("While the course guards rights it has to be required from a day."),
                code="required_while_guarding", field="required_from",
            )  # fmt: skip
        row.version += 1
        row.full_clean(exclude=LATER)
        row.save()
        record("change_course", by=by.as_actor(), obj=row, before=before, after=fields, at=at)
        follow_course(row, at=at)
    return row


def guard_by_course(course: Course, *, by: User, at: dt.datetime) -> Course:
    """Let a lapsed course suspend its rights from now on.

    Everybody of whom it is asked has the days of grace first, so that nobody is locked out at once.
    """
    _check(by, GUARD_COURSES)
    with transaction.atomic():
        row = Course.objects.select_for_update().get(pk=course.pk)
        if row.guards_since is not None:
            return row
        if row.required_from is None or not row.guarded:
            raise Refused(
                _("Say first which rights it guards, and from when it is required."),
                code="nothing_guarded",
            )
        grace = at + dt.timedelta(days=row.grace_days)
        Enrolment.objects.filter(course=row, until__lt=grace).update(until=grace)
        row.guards_since, row.guards_by, row.version = at, by, row.version + 1
        row.save()
        record("guard_by_course", by=by.as_actor(), obj=row, facts={"rights": row.guarded}, at=at)
        follow_course(row, at=at)
    return row


def stop_guarding(course: Course, *, by: User, at: dt.datetime) -> Course:
    """Let a course guard nothing; rights that were suspended by it are back at once."""
    _check(by, GUARD_COURSES)
    with transaction.atomic():
        row = Course.objects.select_for_update().get(pk=course.pk)
        if row.guards_since is None:
            return row
        row.guards_since, row.version = None, row.version + 1
        row.guards_by = None  # type: ignore[assignment]  # the stubs do not see that it may be null
        row.save()
        record("stop_guarding", by=by.as_actor(), obj=row, at=at)
        follow_course(row, at=at)
    return row


def _check(by: User, permission: str) -> None:
    people_only(by)
    check_right(by, permission)


def _held(course: Course, version: int) -> Course:
    row = Course.objects.select_for_update().get(pk=course.pk)
    if row.version != version:
        raise stale()
    return row
