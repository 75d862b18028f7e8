"""API routes of the scoring app."""

from django.urls import URLPattern, path

from scoring.api import cards, champions, views

VERSION = "scorecard-versions/<int:version_id>/"

urlpatterns: list[URLPattern] = [
    path("scores/", views.ScoreList.as_view(), name="api-scores"),
    path("scores/<int:customer_id>/", views.ScoreItem.as_view(), name="api-score"),
    path("scores/<int:customer_id>/history/", views.ScoreHistory.as_view(), name="api-history"),
    path("scorecards/", cards.CardCollection.as_view(), name="api-scorecards"),
    path("scorecards/<int:card_id>/", cards.CardItem.as_view(), name="api-scorecard"),
    path(
        "scorecards/<int:card_id>/propose-champion/",
        champions.ChampionProposing.as_view(),
        name="api-champion-propose",
    ),
    path("scorecard-versions/", cards.VersionCollection.as_view(), name="api-scorecard-versions"),
    path(VERSION, cards.VersionItem.as_view(), name="api-scorecard-version"),
    path(VERSION + "submit/", cards.VersionSubmission.as_view(), name="api-scorecard-submit"),
    path(VERSION + "return/", cards.VersionReturn.as_view(), name="api-scorecard-return"),
    path(VERSION + "publish/", cards.VersionPublication.as_view(), name="api-scorecard-publish"),
    path(VERSION + "retire/", cards.VersionRetirement.as_view(), name="api-scorecard-retire"),
    path(
        VERSION + "compare/<int:other_id>/",
        cards.VersionComparison.as_view(),
        name="api-scorecard-compare",
    ),
    path(
        "champion-proposals/", champions.ProposalCollection.as_view(), name="api-champion-proposals"
    ),
    path(
        "champion-proposals/<int:proposal_id>/approve/",
        champions.ProposalApproval.as_view(),
        name="api-champion-approve",
    ),
    path(
        "champion-proposals/<int:proposal_id>/reject/",
        champions.ProposalRejection.as_view(),
        name="api-champion-reject",
    ),
]
