"""Pages of training and of the library of studied cases."""

from django.urls import URLPattern, path

from monitoring.views import course_acts as acts
from monitoring.views import courses, library

COURSE = "training/courses/<int:course_id>/"
MATERIAL = "training/materials/<int:material_id>/"
STUDIED = "studied-cases/<int:studied_id>/"


def training_urls() -> list[URLPattern]:
    return [
        path("training/mine/", courses.my_courses, name="my_courses"),
        path("training/courses/", courses.CourseList.as_view(), name="course_list"),
        path("training/courses/new/", acts.course_new, name="course_new"),
        path(COURSE, courses.course_detail, name="course_detail"),
        path(f"{COURSE}publish/", acts.course_publish, name="course_publish"),
        path(f"{COURSE}change/", acts.course_change, name="course_change"),
        path(f"{COURSE}guard/", acts.course_guard, name="course_guard"),
        path(f"{COURSE}unguard/", acts.course_unguard, name="course_unguard"),
        path(f"{COURSE}record/", acts.completion_record, name="completion_record"),
        path(f"{COURSE}materials/new/", acts.material_add, name="material_add"),
        path(f"{MATERIAL}file/", acts.material_read, name="material_read"),
        path(f"{MATERIAL}remove/", acts.material_remove, name="material_remove"),
        path("training/required/", courses.EnrolmentList.as_view(), name="enrolment_list"),
        path("training/matrix/", courses.training_matrix, name="training_matrix"),
        path("studied-cases/", library.StudiedCaseList.as_view(), name="studied_case_list"),
        path("studied-cases/new/", library.studied_case_new, name="studied_case_new"),
        path(STUDIED, library.studied_case, name="studied_case"),
        path(f"{STUDIED}edit/", library.studied_case_edit, name="studied_case_edit"),
        path(f"{STUDIED}withdraw/", library.studied_case_withdraw, name="studied_case_withdraw"),
        path(
            "customers/<int:customer_id>/studied-cases/",
            library.studied_panel,
            name="studied_panel",
        ),
    ]
