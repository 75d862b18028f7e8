"""Pages of courses: one's own, all of them, one with its self-test, and who has to know which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from monitoring.models import Completion, Course, CourseVersion, Enrolment
from monitoring.services import training as services
from monitoring.training.filters import STATES, CourseFilter, EnrolmentFilter, PeopleFilter
from monitoring.training.forms import SelfTestForm
from monitoring.training.guardable import GUARDABLE
from monitoring.training.selectors import courses, latest, matrix, state_of, title_of
from monitoring.training.tables import CourseTable, EnrolmentTable
from monitoring.views.form_page import BOTH
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import (
    CHANGE_COURSES,
    GUARD_COURSES,
    RECORD_TRAINING,
    VIEW_COURSES,
    VIEW_TRAINING,
)
from riskcrm.accounts.roles import ROLES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import made, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

STATE_NAMES = dict(STATES)


@requires(VIEW_COURSES)
@require_GET
def my_courses(request: HttpRequest) -> HttpResponse:
    """What this person has to know, how they stand to it, and what else there is."""
    person, at = person_of(request), timezone.now()
    mine = {row.course_id: row for row in Enrolment.objects.current().filter(person=person)}
    done = services.latest_completions(person)
    lines = [
        {
            "course": course,
            "title": title_of(course),
            "enrolment": mine.get(course.pk),
            "state": state_of(mine.get(course.pk), at=at),
            "completed_at": done.get(course.pk),
            "rights": [GUARDABLE.get(code, code) for code in _held(course, person)],
        }
        for course in courses(at=at).order_by("code")
    ]
    context = {
        "asked": [line for line in lines if line["enrolment"]],
        "offered": [line for line in lines if not line["enrolment"]],
    }
    return render(request, "monitoring/my_courses.html", context)


def _held(course: Course, person: User) -> list[str]:
    """Rights of this person that the course guards."""
    if course.guards_since is None:
        return []
    return [code for code in course.guarded if person.has_perm(code)]


class CourseList(ListPage):
    """Every course."""

    permission_required = VIEW_COURSES
    table_class = CourseTable
    filterset_class = CourseFilter
    sorts: ClassVar[dict[str, Any]] = {"name": "code"}
    default_sort = "name"
    title = gettext_lazy("Courses")
    empty_text = gettext_lazy("No course fits. Six come with the product; publish others.")

    def get_queryset(self) -> QuerySet[Course]:
        rows = courses(at=timezone.now())
        if self.request.user.has_perm(VIEW_TRAINING):
            return rows
        # whoever does not watch training counts themselves alone
        me = Q(enrolments__person=person_of(self.request), enrolments__ended_at__isnull=True)
        late = me & Q(enrolments__until__lte=timezone.now())
        return rows.annotate(
            asked=Count("enrolments", filter=me), lapsed=Count("enrolments", filter=late)
        )

    def prepare(self, rows: list[Any]) -> list[Any]:
        for course in rows:
            course.title = title_of(course)
        return rows

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(CHANGE_COURSES):
            return []
        return [Act(_("New course"), reverse("monitoring:course_new"), "plus", primary=True)]


class EnrolmentList(ListPage):
    """Who has to know which course, and how they stand to it; one's own for who sees no more."""

    permission_required = VIEW_COURSES
    table_class = EnrolmentTable
    filterset_class = EnrolmentFilter
    sorts: ClassVar[dict[str, Any]] = {"until": "until"}
    default_sort = "until"
    title = gettext_lazy("Required courses")
    empty_text = gettext_lazy(
        "Nobody has to know a course yet. Say on a course's page from when it is required."
    )

    def get_queryset(self) -> QuerySet[Enrolment]:
        rows = Enrolment.objects.visible_to(person_of(self.request)).current()
        return rows.select_related("person__team", "course").prefetch_related("course__versions")

    def prepare(self, rows: list[Any]) -> list[Any]:
        at = timezone.now()
        for row in rows:
            row.title, row.state = title_of(row.course), state_of(row, at=at)
            row.state_name = STATE_NAMES[row.state]
        return rows


@requires(VIEW_TRAINING)
@require_GET
def training_matrix(request: HttpRequest) -> HttpResponse:
    """People × courses, each cell leading to its rows; the list of them can be exported."""
    at = timezone.now()
    counted: Any = courses(at=at)
    asked = list(counted.filter(asked__gt=0).order_by("code"))
    people = User.objects.people().active()
    people = people.filter(enrolments__ended_at__isnull=True, enrolments__isnull=False)
    filters = PeopleFilter(request.GET, queryset=people.distinct(), request=request)
    lines, more = matrix(filters.qs if filters.is_valid() else people.none(), asked, at=at)
    context = {
        "filter": filters,
        "courses": [(course, title_of(course)) for course in asked],
        "lines": lines,
        "more": more,
        "names": STATE_NAMES,
    }
    return render(request, "monitoring/training_matrix.html", context)


@requires(VIEW_COURSES)
@require_http_methods(BOTH)
def course_detail(request: HttpRequest, course_id: int) -> HttpResponse:
    """A course to read, and its self-test to complete it by."""
    course = find_course(course_id)
    version = latest(course)
    form = SelfTestForm(request.POST or None, version=version)
    by, at = person_of(request), timezone.now()
    if request.method == "POST" and form.is_valid():
        row = made(
            form,
            lambda: services.complete_course(
                version, answers=form.answers(), attested=form.cleaned_data["attested"], by=by,
                at=at,
            ),
        )  # fmt: skip
        if row:
            return redirect(f"{reverse('monitoring:course_detail', args=[course.pk])}?done=1")
    context = _context(request, course, version) | {"form": form}
    return render(request, "monitoring/course_detail.html", context, status=status_of(form))


def _context(request: HttpRequest, course: Course, version: CourseVersion) -> dict[str, Any]:
    user, at = person_of(request), timezone.now()
    enrolment = Enrolment.objects.current().filter(course=course, person=user).first()
    mine = Completion.objects.filter(version__course=course, person=user)
    return {
        "course": course,
        "edition": version,
        "versions": course.versions.all(),
        "enrolment": enrolment,
        "state": state_of(enrolment, at=at),
        "completions": mine.select_related("version", "recorded_by").order_by("-completed_at")[:5],
        "materials": course.materials.filter(removed_at__isnull=True).order_by("name"),
        "audience": [ROLES[code].name for code in course.audience if code in ROLES],
        "rights": [GUARDABLE.get(code, code) for code in course.guarded],
        "is_done": request.GET.get("done") == "1",
        "may_change": user.has_perm(CHANGE_COURSES),
        "may_guard": user.has_perm(GUARD_COURSES),
        "may_record": user.has_perm(RECORD_TRAINING),
        "may_watch": user.has_perm(VIEW_TRAINING),
    }


def find_course(course_id: int) -> Course:
    return get_object_or_404(courses(at=timezone.now()), pk=course_id)
