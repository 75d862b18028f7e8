"""API routes of the removal app."""

from django.urls import path

from removal.acts import WORDS
from removal.api import (
    cases,
    criteria,
    effect,
    ending,
    letters,
    listing,
    packs,
    reduction,
    retention,
)
from removal.transitions import TRANSITIONS

CASE = "removal-cases/<int:case_id>/"
urlpatterns = [
    *reduction.urlpatterns,
    path(
        "legal-recoveries/", ending.LegalRecoveryCollection.as_view(), name="api-legal-recoveries"
    ),
    path(f"{CASE}ending/", ending.Ending.as_view(), name="api-case-ending"),
    path("removal-cases/", cases.CaseCollection.as_view(), name="api-cases"),
    path(CASE, cases.CaseItem.as_view(), name="api-case"),
    path(f"{CASE}appeals/", cases.CaseAppeals.as_view(), name="api-case-appeals"),
    *(
        path(
            f"{CASE}{TRANSITIONS[act].slug}/",
            cases.act_view(act).as_view(),
            name=f"api-case-{TRANSITIONS[act].slug}",
        )
        for act in WORDS
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
    path("effect-studies/", effect.StudyCollection.as_view(), name="api-effect-studies"),
    path("effect-studies/<int:pk>/", effect.StudyItem.as_view(), name="api-effect-study"),
    path("market-feedback/", effect.FeedbackCollection.as_view(), name="api-market-feedback"),
    path("erasure-runs/", retention.ErasureRunCollection.as_view(), name="api-erasure-runs"),
    path("erasure-runs/<int:pk>/", retention.ErasureRunItem.as_view(), name="api-erasure-run"),
    path(
        "erasure-runs/<int:pk>/customers/",
        retention.ErasureRunCustomers.as_view(),
        name="api-erasure-run-customers",
    ),
    *criteria.urlpatterns,
    *packs.urlpatterns,
    *letters.urlpatterns,
]
