"""Reads of courses and of the library of studied cases."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL

from customers.models import Customer
from monitoring.models import Course, CourseVersion, Enrolment, StudiedCase
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from scoring.selectors import reasons_of

SOON = dt.timedelta(days=30)
MOST_PEOPLE = 200
MOST_SIMILAR = 20


def courses(*, at: dt.datetime) -> QuerySet[Course]:
    """Every course with its versions, how many have to know it, and for how many it has lapsed."""
    current = Q(enrolments__ended_at__isnull=True)
    versions = CourseVersion.objects.order_by("-number")
    rows = Course.objects.prefetch_related(Prefetch("versions", versions))
    return rows.annotate(
        asked=Count("enrolments", filter=current),
        lapsed=Count("enrolments", filter=current & Q(enrolments__until__lte=at)),
    )


def latest(course: Course) -> CourseVersion:
    """The newest version, of those that were read with the course."""
    return max(course.versions.all(), key=lambda version: version.number)


def title_of(course: Course) -> str:
    return latest(course).title


def state_of(row: Enrolment | None, *, at: dt.datetime) -> str:
    """How somebody stands to a course: `good`, `soon`, `lapsed`, or "" where it is not asked."""
    if row is None or row.ended_at is not None:
        return ""
    if row.until <= at:
        return "lapsed"
    return "soon" if row.until <= at + SOON else "good"


@dataclass(frozen=True)
class MatrixRow:
    """A person and how they stand to each course, in the order of the courses."""

    person: User
    cells: list[tuple[str, Enrolment | None]]


def matrix(
    people: QuerySet[User], asked: Sequence[Course], *, at: dt.datetime
) -> tuple[list[MatrixRow], bool]:
    """People × courses, and whether there are more people than are shown. Two queries."""
    found = list(people.order_by("name", "pk")[: MOST_PEOPLE + 1])
    shown = found[:MOST_PEOPLE]
    rows = Enrolment.objects.current().filter(person__in=shown, course__in=asked)
    by_person: dict[int, dict[int, Enrolment]] = defaultdict(dict)
    for row in rows:
        by_person[row.person_id][row.course_id] = row
    lines = []
    for person in shown:
        mine = by_person[person.pk]
        cells = [(state_of(mine.get(c.pk), at=at), mine.get(c.pk)) for c in asked]
        lines.append(MatrixRow(person, cells))
    return lines, len(found) > MOST_PEOPLE


# --- studied cases ---


def studied_cases() -> QuerySet[StudiedCase]:
    rows = StudiedCase.objects.filter(withdrawn_at__isnull=True)
    return rows.select_related("written_by", "lesson_of")


def search_cases(rows: QuerySet[StudiedCase], text: str) -> QuerySet[StudiedCase]:
    """Those with every word in title, story or lesson.

    A library has hundreds of cases, and Chinese has no gaps between words: so letters are looked
    for, not words of an index.
    """
    for word in text.split():
        said = Q(title__icontains=word) | Q(story__icontains=word) | Q(lesson__icontains=word)
        rows = rows.filter(said)
    return rows


def with_customers(rows: Iterable[Any], user: User) -> None:
    """Give studied cases their `case`, where this person sees its customer; else None."""
    cases = {row.lesson_of.case_id for row in rows if row.lesson_of_id}
    if user.has_perm("removal.view_removalcase") and cases:
        seen = RemovalCase.objects.visible_to(user).filter(pk__in=cases).select_related("customer")
        found = {case.pk: case for case in seen}
    else:
        found = {}
    for row in rows:
        row.case = found.get(row.lesson_of.case_id) if row.lesson_of_id else None


def similar_cases(customer: Customer) -> tuple[list[str], list[StudiedCase]]:
    """The codes of the reasons of a customer's score, and studied cases that rest on the same: most
    shared reasons first, then the same industry, then the newest."""
    codes = [reason["code"] for reason in reasons_of(customer, "en")]
    shared = RawSQL(
        "cardinality(ARRAY(SELECT unnest(monitoring_studiedcase.reasons)"
        " INTERSECT SELECT unnest(%s::text[])))",
        [codes],
        output_field=IntegerField(),
    )
    industry = RawSQL(
        "(monitoring_studiedcase.industry = %s AND monitoring_studiedcase.industry <> '')::int",
        [customer.industry],
        output_field=IntegerField(),
    )
    rows = studied_cases().annotate(shared=shared, same_industry=industry)
    rows = rows.filter(Q(shared__gt=0) | Q(same_industry=1))
    ranked = rows.order_by("-shared", "-same_industry", "-written_at", "-pk")
    return codes, list(ranked[:MOST_SIMILAR])
