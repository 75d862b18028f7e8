"""Who has to know a course, who has completed it, and which rights lapse with it.

`Enrolment.until` is the one moment that counts: the end of the days of grace, and with each
completion the end of its validity. Limits of rights are these moments, written where `check_right`
reads them; so a right ends at its moment by itself, and no clock has to run for it.

Nobody records their own completion: not by the page, nor by a key they answer for. One's own course
is completed by its self-test, whose answers the database holds and the server counts, and by a
confirmation in one's own name. A second person for each of hundreds of completions a year would
sign without looking; a test that is counted cannot be signed away. Where a course needs more, such
as a day in a room, somebody else records it, or the system that teaches does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.models import Completion, Course, CourseVersion, Enrolment
from monitoring.services.acting import people_only
from removal.dates.calendar import add_months
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import RECORD_TRAINING, VIEW_COURSES
from riskcrm.accounts.rights import answerable, check_right
from riskcrm.accounts.services.right_limits import Limit, note_ended_rights, set_right_limits
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import end_of_day, local_date

# who is in the audience and not enrolled, with what they completed before they had to; who came
# back into it has days of grace like anybody new
ENROL = """
INSERT INTO monitoring_enrolment (course_id, person_id, required_at, until)
SELECT DISTINCT c.id, u.id, %(at)s::timestamptz,
  greatest(%(at)s::timestamptz + make_interval(days => c.grace_days), (
    SELECT max(done.expires_at) FROM monitoring_completion done
    JOIN monitoring_courseversion v ON v.id = done.version_id
    WHERE done.person_id = u.id AND v.course_id = c.id AND v.number >= (
      SELECT coalesce(max(anew.number), 1) FROM monitoring_courseversion anew
      WHERE anew.course_id = c.id AND anew.asks_again)))
FROM monitoring_course c
JOIN auth_group g ON g.name = ANY(c.audience)
JOIN accounts_user_groups ug ON ug.group_id = g.id
JOIN accounts_user u ON u.id = ug.user_id AND u.is_active AND u.kind = 'person'
WHERE c.required_from <= %(day)s AND (%(course)s::bigint IS NULL OR c.id = %(course)s)
ON CONFLICT (course_id, person_id) DO UPDATE
SET ended_at = NULL, required_at = excluded.required_at,
  until = greatest(excluded.until, monitoring_enrolment.until)
WHERE monitoring_enrolment.ended_at IS NOT NULL
RETURNING id
"""
LEAVE = """
UPDATE monitoring_enrolment e SET ended_at = %(at)s
FROM monitoring_course c, accounts_user u
WHERE c.id = e.course_id AND u.id = e.person_id AND e.ended_at IS NULL
  AND (%(course)s::bigint IS NULL OR c.id = %(course)s)
  AND NOT (coalesce(c.required_from <= %(day)s, false) AND u.is_active AND EXISTS (
    SELECT FROM accounts_user_groups ug JOIN auth_group g ON g.id = ug.group_id
    WHERE ug.user_id = u.id AND g.name = ANY(c.audience)))
RETURNING e.id
"""


def latest_of(course: Course) -> CourseVersion:
    return course.versions.order_by("-number")[0]


def complete_course(
    version: CourseVersion,
    *,
    answers: Mapping[int, bool],
    attested: bool,
    by: User,
    at: dt.datetime,
) -> Completion:
    """Complete a course oneself: all statements answered, enough of them rightly, and confirmed.

    A self-test that is not passed is noted in the audit chain and refused.
    """
    people_only(by)
    check_right(by, VIEW_COURSES)
    _check_latest(version)
    statements = list(version.statements.all())
    if not attested:
        raise Refused(_("Confirm that you act by it."), code="not_confirmed", field="attested")
    if any(each.pk not in answers for each in statements):
        raise Refused(_("Answer every statement."), code="not_answered")
    right = sum(answers[each.pk] == each.is_true for each in statements)
    score = right * 100 // len(statements) if statements else 100
    if score < version.course.pass_mark:
        with transaction.atomic():
            record("fail_course", by=by.as_actor(), obj=version, facts={"score": score}, at=at)
        raise Refused(
            ngettext(
                "You have %(right)s right of %(all)s. Read it again and try once more.",
                "You have %(right)s right of %(all)s. Read it again and try once more.",
                right,
            )
            % {"right": right, "all": len(statements)},
            code="not_passed",
        )
    how = Completion.How.SELF_TEST
    with transaction.atomic():
        row = _keep(
            version, by, completed_at=at, score=score, attested=True, how=how, by=by,
            responsible_id=by.pk, at=at,
        )  # fmt: skip
        record("complete_course", by=by.as_actor(), obj=version, facts={"score": score}, at=at)
    return row


def record_completion(
    version: CourseVersion,
    *,
    person: User,
    completed_at: dt.datetime,
    by: User,
    at: dt.datetime,
    score: int | None = None,
    attested: bool = False,
    source_key: str = "",
) -> Completion:
    """Write down that somebody else has completed the latest version of a course.

    A key of a system that teaches may; its `source_key` again is the same completion. Refused for
    oneself, and below the pass mark where there is a score.
    """
    check_right(by, RECORD_TRAINING)
    responsible = answerable(by)
    if person.pk in (by.pk, responsible):
        raise Refused(
            _("Nobody records their own completion. Take the self-test of the course."),
            code="own_completion", field="person",
        )  # fmt: skip
    known = source_key and Completion.objects.filter(recorded_by=by, source_key=source_key).first()
    if known:
        return known
    _check_latest(version)
    if completed_at > at:
        raise Refused(
            _("It cannot have been completed in the future."), code="bad_date",
            field="completed_at",
        )  # fmt: skip
    if score is not None and score < version.course.pass_mark:
        raise Refused(
            _("This is below the pass mark of %(mark)s %%.") % {"mark": version.course.pass_mark},
            code="not_passed", field="score",
        )  # fmt: skip
    is_person = by.kind == User.Kind.PERSON
    how = Completion.How.RECORDED if is_person else Completion.How.SYSTEM
    with transaction.atomic():
        row = _keep(
            version, person, completed_at=completed_at, score=score, attested=attested, how=how,
            by=by, responsible_id=responsible, at=at, source_key=source_key,
        )  # fmt: skip
        facts = {"person": str(person), "score": score, "completed_at": completed_at.isoformat()}
        record("record_completion", by=by.as_actor(), obj=version, facts=facts, at=at)
    return row


def _keep(
    version: CourseVersion, person: User, *, completed_at: dt.datetime, by: User,
    at: dt.datetime, **said: Any,
) -> Completion:  # fmt: skip
    # first of all: whoever follows the course, or asks for it anew, holds it as well
    course = Course.objects.select_for_update(no_key=True).get(pk=version.course_id)
    _check_latest(version)
    expires = end_of_day(add_months(local_date(completed_at), course.validity_months))
    row = Completion.objects.create(
        version=version, person=person, completed_at=completed_at, expires_at=expires,
        recorded_by=by, recorded_at=at, **said,
    )  # fmt: skip
    Enrolment.objects.filter(course=course, person=person, until__lt=expires).update(until=expires)
    set_limits(course, people=[person.pk])
    return row


def _check_latest(version: CourseVersion) -> None:
    if not CourseVersion.objects.latest_ones().filter(pk=version.pk).exists():
        raise Refused(
            _("There is a newer version of this course. Load it again."), code="not_the_latest"
        )


# --- who has to know it, and what lapses ---


def follow_training(*, at: dt.datetime) -> int:
    """Enrol who came into an audience, let go who left it, and note rights that ended; how many
    enrolments began or ended. Safe twice and side by side."""
    with transaction.atomic():
        courses = list(Course.objects.select_for_update(no_key=True).order_by("pk"))
        changed = _follow(None, at=at)
        for course in courses:
            set_limits(course)
        note_ended_rights(at=at)
    return changed


def follow_course(course: Course, *, at: dt.datetime) -> None:
    """The same of one course, in the transaction that changed it."""
    _follow(course, at=at)
    set_limits(course)


def _follow(course: Course | None, *, at: dt.datetime) -> int:
    values = {"at": at, "day": local_date(at), "course": course.pk if course else None}
    changed = 0
    with connection.cursor() as cursor:
        for statement in (LEAVE, ENROL):
            cursor.execute(statement, values)
            changed += len(cursor.fetchall())
    return changed


def set_limits(course: Course, *, people: Iterable[int] | None = None) -> None:
    """Write where rights are checked until when those hold that this course guards."""
    rows = Enrolment.objects.current().filter(course=course)
    if people is not None:
        people = list(people)
        rows = rows.filter(person__in=people)
    limits = []
    if course.guards_since is not None and course.guarded:
        version = latest_of(course)
        limits = [
            Limit(person, code, version.title_en, version.title_zh, until)
            for person, until in rows.values_list("person_id", "until")
            for code in course.guarded
        ]
    set_right_limits(f"course:{course.code}", limits, people=people)


def latest_completions(person: User) -> dict[int, dt.datetime]:
    """Course → when this person completed it last."""
    rows = Completion.objects.filter(person=person).order_by()
    return dict(rows.values_list("version__course").annotate(Max("completed_at")))
