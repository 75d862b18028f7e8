"""API routes of the removal app."""

from django.urls import path

from removal.acts import WORDS
from removal.api import (
    cases,
    letters,
    listing,
    packs,
)
from removal.transitions import TRANSITIONS

CASE = "removal-cases/<int:case_id>/"
urlpatterns = [
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
    *packs.urlpatterns,
    *letters.urlpatterns,
]
