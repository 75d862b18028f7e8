"""Pages of the scoring app."""

from django.urls import URLPattern, path

from scoring.views import back_tests, book, customer, drift, indicator

app_name = "scoring"
urlpatterns: list[URLPattern] = [
    path("customers/<int:customer_id>/score/", customer.score_panel, name="score_panel"),
    path("customers/<int:customer_id>/score/retry/", customer.score_retry, name="score_retry"),
    path(
        "customers/<int:customer_id>/indicators/<slug:code>/",
        indicator.indicator_rows,
        name="indicator_rows",
    ),
    path("indicators/", book.indicator_list, name="indicator_list"),
    path("scorecards/", book.ScorecardList.as_view(), name="scorecard_list"),
    path("scorecards/<int:version_id>/", book.scorecard_detail, name="scorecard_detail"),
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
    path("runs/score-book/", book.book_score, name="book_score"),
]
