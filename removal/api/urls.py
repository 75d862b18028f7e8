"""API routes of the removal app."""

from django.urls import path

from removal.api import cases, criteria

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
    *criteria.urlpatterns,
]
