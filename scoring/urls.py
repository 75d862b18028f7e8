"""Pages of the scoring app."""

from django.urls import URLPattern, path

from scoring.views import book, customer, indicator, what_if

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
    path("scorecards/<int:version_id>/what-if/", what_if.what_if_page, name="what_if"),
    path(
        "scorecards/<int:version_id>/what-if/customers/",
        what_if.what_if_customers,
        name="what_if_customers",
    ),
    path("runs/score-book/", book.book_score, name="book_score"),
]
