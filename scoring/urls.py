"""Pages of the scoring app."""

from django.urls import URLPattern, path

from scoring.views import book, credit_checks, customer, indicator

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
