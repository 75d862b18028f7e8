"""Pages of the scoring app."""

from django.urls import URLPattern, path

from scoring.views import (
    back_tests,
    book,
    card_editor,
    card_life,
    cards,
    credit_checks,
    customer,
    drift,
    fittings,
    indicator,
    overrides,
    references,
    replay,
    score_day,
    tier_moves,
    treatment_proposals,
    treatments,
    what_if,
)

app_name = "scoring"
VERSION = "scorecards/<int:version_id>/"
CHAMPION = "scorecards/champion/<int:proposal_id>/"
urlpatterns: list[URLPattern] = [
    path("customers/<int:customer_id>/score/", customer.score_panel, name="score_panel"),
    path("customers/<int:customer_id>/score/retry/", customer.score_retry, name="score_retry"),
    path("customers/<int:customer_id>/score/day/", score_day.score_day, name="score_day"),
    path("customers/<int:customer_id>/score/replay/", replay.score_replay, name="score_replay"),
    path(
        "customers/<int:customer_id>/indicators/<slug:code>/",
        indicator.indicator_rows,
        name="indicator_rows",
    ),
    path("tier-migration/", tier_moves.tier_migration, name="tier_migration"),
    path("overrides/", overrides.OverrideList.as_view(), name="override_list"),
    path("overrides/<int:override_id>/", overrides.override_detail, name="override_detail"),
    path(
        "overrides/<int:override_id>/approve/", overrides.override_approve, name="override_approve"
    ),
    path("overrides/<int:override_id>/reject/", overrides.override_reject, name="override_reject"),
    path(
        "overrides/<int:override_id>/withdraw/",
        overrides.override_withdraw,
        name="override_withdraw",
    ),
    path("overrides/<int:override_id>/lift/", overrides.override_lift, name="override_lift"),
    path(
        "customers/<int:customer_id>/override/",
        overrides.override_request,
        name="override_request",
    ),
    path("treatments/", treatments.TreatmentPolicyList.as_view(), name="treatment_list"),
    path("treatments/draft/", treatments.treatment_draft, name="treatment_draft"),
    path("treatments/<int:policy_id>/", treatments.treatment_detail, name="treatment_detail"),
    path(
        "treatments/<int:policy_id>/change/", treatments.treatment_change, name="treatment_change"
    ),
    path(
        "treatments/<int:policy_id>/submit/", treatments.treatment_submit, name="treatment_submit"
    ),
    path(
        "treatments/<int:policy_id>/return/", treatments.treatment_return, name="treatment_return"
    ),
    path(
        "treatments/<int:policy_id>/publish/",
        treatments.treatment_publish,
        name="treatment_publish",
    ),
    path(
        "treatment-proposals/",
        treatment_proposals.TreatmentProposalList.as_view(),
        name="proposal_list",
    ),
    path(
        "treatment-proposals/<int:proposal_id>/",
        treatment_proposals.proposal_detail,
        name="proposal_detail",
    ),
    path(
        "treatment-proposals/<int:proposal_id>/accept/",
        treatment_proposals.proposal_accept,
        name="proposal_accept",
    ),
    path(
        "treatment-proposals/<int:proposal_id>/decline/",
        treatment_proposals.proposal_decline,
        name="proposal_decline",
    ),
    path(
        "customers/<int:customer_id>/treatment/",
        treatment_proposals.treatment_panel,
        name="treatment_panel",
    ),
    path(
        "customers/<int:customer_id>/treatment/review/",
        treatment_proposals.treatment_review,
        name="treatment_review",
    ),
    path("indicators/", book.indicator_list, name="indicator_list"),
    path("settings/region-grades/", references.RegionGradeList.as_view(), name="grade_list"),
    path("settings/region-grades/new/", references.grade_add, name="grade_add"),
    path("settings/score-tables/", references.ScoreTableList.as_view(), name="table_list"),
    path("settings/score-tables/new/", references.table_add, name="table_add"),
    path("fittings/", fittings.FittingList.as_view(), name="fitting_list"),
    path("fittings/new/", fittings.fitting_history, name="fitting_history"),
    path("fittings/table/", fittings.fitting_table, name="fitting_table"),
    path("fittings/<int:fitting_id>/", fittings.fitting_detail, name="fitting_detail"),
    path("fittings/<int:fitting_id>/progress/", fittings.fitting_progress, name="fitting_progress"),
    path("fittings/<int:fitting_id>/columns/", fittings.fitting_columns, name="fitting_columns"),
    path("fittings/<int:fitting_id>/draft/", fittings.fitting_draft, name="fitting_draft"),
    path("scorecards/<int:version_id>/drift/", drift.drift, name="drift"),
    path("back-tests/", back_tests.BackTestList.as_view(), name="back_test_list"),
    path("back-tests/new/", back_tests.back_test_add, name="back_test_add"),
    path("back-tests/<int:back_test_id>/", back_tests.back_test_detail, name="back_test_detail"),
    path(
        "back-tests/<int:back_test_id>/progress/",
        back_tests.back_test_progress,
        name="back_test_progress",
    ),
    path(
        "back-tests/<int:back_test_id>/file.<slug:kind>",
        back_tests.back_test_file,
        name="back_test_file",
    ),
    path(
        "back-tests/<int:back_test_id>/calibrate/",
        back_tests.back_test_calibrate,
        name="back_test_calibrate",
    ),
    path("scorecards/", cards.ScorecardList.as_view(), name="scorecard_list"),
    path("scorecards/new/", cards.scorecard_create, name="scorecard_create"),
    path(VERSION, cards.scorecard_detail, name="scorecard_detail"),
    path(VERSION + "compare/", cards.scorecard_compare, name="scorecard_compare"),
    path(VERSION + "draft/", cards.scorecard_draft, name="scorecard_draft"),
    path(VERSION + "edit/", card_editor.scorecard_edit, name="scorecard_edit"),
    path(
        VERSION + "preview/",
        card_editor.scorecard_preview,
        name="scorecard_preview",
    ),
    path(VERSION + "preview/book/", card_editor.scorecard_book, name="scorecard_book"),
    path(VERSION + "submit/", card_life.scorecard_submit, name="scorecard_submit"),
    path(VERSION + "review/", card_life.scorecard_review, name="scorecard_review"),
    path(
        VERSION + "publish/",
        card_life.scorecard_publish,
        name="scorecard_publish",
    ),
    path(VERSION + "return/", card_life.scorecard_return, name="scorecard_return"),
    path(VERSION + "retire/", card_life.scorecard_retire, name="scorecard_retire"),
    path(
        VERSION + "propose-champion/",
        card_life.champion_propose,
        name="champion_propose",
    ),
    path(CHAMPION, card_life.champion_detail, name="champion_detail"),
    path(
        CHAMPION + "approve/",
        card_life.champion_approve,
        name="champion_approve",
    ),
    path(
        CHAMPION + "reject/",
        card_life.champion_reject,
        name="champion_reject",
    ),
    path("scorecards/<int:version_id>/what-if/", what_if.what_if_page, name="what_if"),
    path(
        "scorecards/<int:version_id>/what-if/customers/",
        what_if.what_if_customers,
        name="what_if_customers",
    ),
    path("credit-checks/", credit_checks.CreditCheckList.as_view(), name="credit_check_list"),
    path(
        "credit-checks/<int:check_id>/",
        credit_checks.credit_check_detail,
        name="credit_check_detail",
    ),
    path(
        "credit-checks/<int:check_id>/release/",
        credit_checks.credit_check_release,
        name="credit_check_release",
    ),
    path(
        "customers/<int:customer_id>/credit-check/",
        credit_checks.credit_check_ask,
        name="credit_check_ask",
    ),
    path("reservations/", credit_checks.ReservationList.as_view(), name="reservation_list"),
    path(
        "reservations/<int:reservation_id>/settle/",
        credit_checks.reservation_settle,
        name="reservation_settle",
    ),
    path(
        "reservations/<int:reservation_id>/cancel/",
        credit_checks.reservation_cancel,
        name="reservation_cancel",
    ),
    path("runs/score-book/", book.book_score, name="book_score"),
]
