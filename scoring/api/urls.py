"""API routes of the scoring app."""

from django.urls import URLPattern, path

from scoring.api import credit_changes, credit_checks, views

urlpatterns: list[URLPattern] = [
    path("scores/", views.ScoreList.as_view(), name="api-scores"),
    path("scores/<int:customer_id>/", views.ScoreItem.as_view(), name="api-score"),
    path("scores/<int:customer_id>/history/", views.ScoreHistory.as_view(), name="api-history"),
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
