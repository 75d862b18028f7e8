"""API routes of the removal app."""

from django.urls import path

from removal.api import cases, listing

urlpatterns = [
    path("removal-cases/", cases.CaseCollection.as_view(), name="api-cases"),
    path("removal-cases/<int:case_id>/", cases.CaseItem.as_view(), name="api-case"),
    path(
        "removal-cases/<int:case_id>/approve/",
        cases.CaseApproval.as_view(),
        name="api-case-approve",
    ),
    path(
        "removal-cases/<int:case_id>/reject/",
        cases.CaseRejection.as_view(),
        name="api-case-reject",
    ),
    path(
        "removal-cases/<int:case_id>/withdraw/",
        cases.CaseWithdrawal.as_view(),
        name="api-case-withdraw",
    ),
    path("list-entries/", listing.EntryCollection.as_view(), name="api-list-entries"),
    path("list-entries/<int:entry_id>/", listing.EntryItem.as_view(), name="api-list-entry"),
    path(
        "list-entries/<int:entry_id>/appeals/",
        listing.EntryAppeals.as_view(),
        name="api-list-entry-appeals",
    ),
    path("readmissions/", listing.ReadmissionCollection.as_view(), name="api-readmissions"),
    path(
        "subject-requests/",
        listing.SubjectRequestCollection.as_view(),
        name="api-subject-requests",
    ),
    path(
        "subject-requests/<int:pk>/",
        listing.SubjectRequestItem.as_view(),
        name="api-subject-request",
    ),
]
