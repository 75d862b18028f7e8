"""Pages on which courses are published, required, recorded, and let guard rights."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.documents.sending import answer_with
from monitoring.models import Course, CourseMaterial
from monitoring.services import courses as services
from monitoring.services import materials, training
from monitoring.training.forms import (
    TEXTS,
    CourseForm,
    MaterialForm,
    NewCourseForm,
    NextVersionForm,
    RecordForm,
)
from monitoring.training.selectors import latest, title_of
from monitoring.views.courses import find_course
from monitoring.views.form_page import BOTH, form_page
from riskcrm.accounts.plan_rights import (
    CHANGE_COURSES,
    GUARD_COURSES,
    RECORD_TRAINING,
    VIEW_COURSES,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import succeeded
from riskcrm.web.permissions import requires
from riskcrm.web.today import organisation_zone, today


@requires(CHANGE_COURSES)
@require_http_methods(BOTH)
def course_new(request: HttpRequest) -> HttpResponse:
    form = NewCourseForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form, lambda: services.create_course(by=by, at=at, **form.cleaned_data),
        title=_("New course"), verb=_("Publish"), back=reverse("monitoring:course_list"),
        to=_url, said=_("The course is offered. Say from when it is required."),
    )  # fmt: skip


@requires(CHANGE_COURSES)
@require_http_methods(BOTH)
def course_publish(request: HttpRequest, course_id: int) -> HttpResponse:
    """Publish a new version of a course."""
    course = find_course(course_id)
    version = latest(course)
    initial: dict[str, Any] = {name: getattr(version, name) for name in TEXTS}
    initial["statements"] = "\n".join(
        f"{each.text_en} | {each.text_zh} | {'right' if each.is_true else 'wrong'}"
        for each in version.statements.all()
    )
    initial["after"] = version.number
    form = NextVersionForm(request.POST or None, initial=initial)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form,
        lambda: services.publish_course_version(
            course, by=by, at=at, **form.cleaned_data
        ),
        title=_("New version: %(course)s") % {"course": version.title}, verb=_("Publish"),
        back=_url(course), said=_("The new version is published."),
    )  # fmt: skip


@requires(CHANGE_COURSES)
@require_http_methods(BOTH)
def course_change(request: HttpRequest, course_id: int) -> HttpResponse:
    """For whom the course is required, how long it holds, what it guards."""
    course = find_course(course_id)
    initial = {"version": course.version}
    form = CourseForm(request.POST or None, instance=find_course(course_id), initial=initial)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form, lambda: services.change_course(course, by=by, at=at, **form.cleaned_data),
        title=title_of(course), verb=_("Save"), back=_url(course),
        said=_("The course is changed."),
    )  # fmt: skip


@requires(GUARD_COURSES)
@require_POST
def course_guard(request: HttpRequest, course_id: int) -> HttpResponse:
    """Let the course guard its rights from now on."""
    course, by = find_course(course_id), person_of(request)
    said = _("The course guards its rights. Everybody asked has the days of grace first.")
    succeeded(request, lambda: services.guard_by_course(course, by=by, at=timezone.now()), said)
    return redirect(_url(course))


@requires(GUARD_COURSES)
@require_POST
def course_unguard(request: HttpRequest, course_id: int) -> HttpResponse:
    course, by = find_course(course_id), person_of(request)
    said = _("The course guards nothing any more.")
    succeeded(request, lambda: services.stop_guarding(course, by=by, at=timezone.now()), said)
    return redirect(_url(course))


@requires(RECORD_TRAINING)
@require_http_methods(BOTH)
def completion_record(request: HttpRequest, course_id: int) -> HttpResponse:
    """Write down that somebody else has completed the course."""
    course, by, at = find_course(course_id), person_of(request), timezone.now()
    form = RecordForm(request.POST or None, by=by, initial={"completed_date": today()})

    def act() -> Any:
        said = form.cleaned_data
        day = dt.datetime.combine(said["completed_date"], dt.time(), tzinfo=organisation_zone())
        return training.record_completion(
            latest(course), person=said["person"], completed_at=day, score=said["score"], by=by,
            at=at,
        )  # fmt: skip

    return form_page(
        request, form, act, title=_("Record a completion: %(course)s") % {
            "course": title_of(course)
        },
        verb=_("Record it"), back=_url(course), said=_("The completion is recorded."),
        intro=_("Nobody records their own; that is done by the self-test."),
    )  # fmt: skip


@requires(CHANGE_COURSES)
@require_http_methods(BOTH)
def material_add(request: HttpRequest, course_id: int) -> HttpResponse:
    course = find_course(course_id)
    form = MaterialForm(request.POST or None, request.FILES or None)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form, lambda: materials.add_material(course, by=by, at=at, **form.cleaned_data),
        title=_("Add material"), verb=_("Add the file"), back=_url(course),
        said=_("The file is kept."),
    )  # fmt: skip


@requires(VIEW_COURSES)
@require_GET
def material_read(request: HttpRequest, material_id: int) -> FileResponse:
    material = get_object_or_404(CourseMaterial, pk=material_id)
    return answer_with(material)


@requires(CHANGE_COURSES)
@require_POST
def material_remove(request: HttpRequest, material_id: int) -> HttpResponse:
    material, by = get_object_or_404(CourseMaterial, pk=material_id), person_of(request)
    act = lambda: materials.remove_material(material, by=by, at=timezone.now())  # noqa: E731
    succeeded(request, act, _("The file is removed."))
    return redirect(_url(material.course))


def _url(course: Course) -> str:
    return reverse("monitoring:course_detail", args=[course.pk])
