"""Pages of what people ask of their data."""

from django.urls import path

from removal.views import subject_requests

REQUEST = "subject-requests/<int:request_id>"
urlpatterns = [
    path(
        "subject-requests/",
        subject_requests.SubjectRequestList.as_view(),
        name="subject_request_list",
    ),
    path(
        "subject-requests/new/",
        subject_requests.subject_request_create,
        name="subject_request_create",
    ),
    path(f"{REQUEST}/", subject_requests.subject_request_detail, name="subject_request_detail"),
    path(
        f"{REQUEST}/identity/",
        subject_requests.subject_request_identity,
        name="subject_request_identity",
    ),
    path(
        f"{REQUEST}/answer/", subject_requests.subject_request_answer, name="subject_request_answer"
    ),
]
