"""API routes of the removal app."""

from django.urls import path

from removal.acts import WORDS
from removal.api import (
    cases,
    letters,
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
    *packs.urlpatterns,
    *letters.urlpatterns,
]
