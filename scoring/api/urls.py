"""API routes of the scoring app."""

from django.urls import URLPattern, path

from scoring.api import (
    back_tests,
    cards,
    champions,
    credit_changes,
    credit_checks,
    drift,
    fittings,
    indicators,
    overrides,
    provision_matrices,
    references,
    tier_moves,
    treatments,
    views,
    what_if,
)

VERSION = "scorecard-versions/<int:version_id>/"

urlpatterns: list[URLPattern] = [
    path("what-if/", what_if.WhatIf.as_view(), name="api-what-if"),
    path("scores/", views.ScoreList.as_view(), name="api-scores"),
    path("scores/<int:customer_id>/", views.ScoreItem.as_view(), name="api-score"),
    path("scores/<int:customer_id>/replay/", views.ScoreReplay.as_view(), name="api-replay"),
    path("scores/<int:customer_id>/history/", views.ScoreHistory.as_view(), name="api-history"),
    path(
        "scores/<int:customer_id>/indicators/",
        indicators.CustomerFigureList.as_view(),
        name="api-figures",
    ),
    path(
        "scores/<int:customer_id>/indicators/<slug:code>/",
        indicators.CustomerFigureItem.as_view(),
        name="api-figure",
    ),
    path("indicators/", indicators.IndicatorCatalogue.as_view(), name="api-indicators"),
    *overrides.urlpatterns,
    *treatments.urlpatterns,
    *provision_matrices.urlpatterns,
    path("tier-migration/", tier_moves.TierMigration.as_view(), name="api-tier-migration"),
    path("region-grades/", references.RegionGradeCollection.as_view(), name="api-region-grades"),
    path("score-tables/", references.ScoreTableCollection.as_view(), name="api-score-tables"),
    path("peer-figures/", references.PeerFigureCollection.as_view(), name="api-peer-figures"),
    path("fittings/", fittings.FittingCollection.as_view(), name="api-fittings"),
    path("fittings/tables/", fittings.FittingTables.as_view(), name="api-fitting-tables"),
    path("fittings/<int:pk>/", fittings.FittingItem.as_view(), name="api-fitting"),
    path("fittings/<int:pk>/draft/", fittings.FittingDraft.as_view(), name="api-fitting-draft"),
    path("drift/<int:version_id>/", drift.DriftItem.as_view(), name="api-drift"),
    path("back-tests/", back_tests.BackTestCollection.as_view(), name="api-back-tests"),
    path("back-tests/<int:pk>/", back_tests.BackTestItem.as_view(), name="api-back-test"),
    path(
        "back-tests/<int:pk>/calibrate/",
        back_tests.BackTestCalibrate.as_view(),
        name="api-back-test-calibrate",
    ),
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
    path("credit-checks/", credit_checks.CheckCollection.as_view(), name="api-credit-checks"),
    path("credit-checks/batch/", credit_checks.CheckBatch.as_view(), name="api-credit-batch"),
    path("credit-checks/changes/", credit_changes.ChangeFeed.as_view(), name="api-credit-changes"),
    path(
        "credit-checks/<int:check_id>/", credit_checks.CheckItem.as_view(), name="api-credit-check"
    ),
    path(
        "credit-checks/<int:check_id>/release/",
        credit_checks.CheckRelease.as_view(),
        name="api-credit-check-release",
    ),
    path("reservations/", credit_checks.ReservationCollection.as_view(), name="api-reservations"),
    path(
        "reservations/<int:reservation_id>/",
        credit_checks.ReservationItem.as_view(),
        name="api-reservation",
    ),
    path(
        "reservations/<int:reservation_id>/settle/",
        credit_checks.ReservationSettlement.as_view(),
        name="api-reservation-settle",
    ),
    path(
        "reservations/<int:reservation_id>/cancel/",
        credit_checks.ReservationCancellation.as_view(),
        name="api-reservation-cancel",
    ),
]
