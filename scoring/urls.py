"""Pages of the scoring app."""

from django.urls import URLPattern, path

from scoring.views import book, customer, fittings, indicator

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
    path("fittings/", fittings.FittingList.as_view(), name="fitting_list"),
    path("fittings/new/", fittings.fitting_history, name="fitting_history"),
    path("fittings/table/", fittings.fitting_table, name="fitting_table"),
    path("fittings/<int:fitting_id>/", fittings.fitting_detail, name="fitting_detail"),
    path("fittings/<int:fitting_id>/progress/", fittings.fitting_progress, name="fitting_progress"),
    path("fittings/<int:fitting_id>/columns/", fittings.fitting_columns, name="fitting_columns"),
    path("fittings/<int:fitting_id>/draft/", fittings.fitting_draft, name="fitting_draft"),
    path("runs/score-book/", book.book_score, name="book_score"),
]
