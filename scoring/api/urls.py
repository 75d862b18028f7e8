"""API routes of the scoring app."""

from django.urls import URLPattern, path

from scoring.api import views, what_if

urlpatterns: list[URLPattern] = [
    path("what-if/", what_if.WhatIf.as_view(), name="api-what-if"),
    path("scores/", views.ScoreList.as_view(), name="api-scores"),
    path("scores/<int:customer_id>/", views.ScoreItem.as_view(), name="api-score"),
    path("scores/<int:customer_id>/history/", views.ScoreHistory.as_view(), name="api-history"),
]
