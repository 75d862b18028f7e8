"""API routes of the removal app."""

from django.urls import path

from removal.api import views

urlpatterns = [
    path("removal-cases/", views.CaseCollection.as_view(), name="api-cases"),
    path("removal-cases/<int:case_id>/", views.CaseItem.as_view(), name="api-case"),
    path(
        "removal-cases/<int:case_id>/approve/",
        views.CaseApproval.as_view(),
        name="api-case-approve",
    ),
    path(
        "removal-cases/<int:case_id>/reject/",
        views.CaseRejection.as_view(),
        name="api-case-reject",
    ),
    path(
        "removal-cases/<int:case_id>/withdraw/",
        views.CaseWithdrawal.as_view(),
        name="api-case-withdraw",
    ),
]
