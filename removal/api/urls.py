"""API routes of the removal app."""

from django.urls import path

from removal.api import cases, effect

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
    path("effect-studies/", effect.StudyCollection.as_view(), name="api-effect-studies"),
    path("effect-studies/<int:pk>/", effect.StudyItem.as_view(), name="api-effect-study"),
    path("market-feedback/", effect.FeedbackCollection.as_view(), name="api-market-feedback"),
]
