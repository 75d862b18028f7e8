"""API routes of the scoring app."""

from django.urls import URLPattern, path

from scoring.api import back_tests, drift, views

urlpatterns: list[URLPattern] = [
    path("scores/", views.ScoreList.as_view(), name="api-scores"),
    path("scores/<int:customer_id>/", views.ScoreItem.as_view(), name="api-score"),
    path("scores/<int:customer_id>/history/", views.ScoreHistory.as_view(), name="api-history"),
    path("drift/<int:version_id>/", drift.DriftItem.as_view(), name="api-drift"),
    path("back-tests/", back_tests.BackTestCollection.as_view(), name="api-back-tests"),
    path("back-tests/<int:pk>/", back_tests.BackTestItem.as_view(), name="api-back-test"),
    path(
        "back-tests/<int:pk>/calibrate/",
        back_tests.BackTestCalibrate.as_view(),
        name="api-back-test-calibrate",
    ),
]
