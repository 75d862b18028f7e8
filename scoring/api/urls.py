"""API routes of the scoring app."""

from django.urls import URLPattern, path

from scoring.api import fittings, views

urlpatterns: list[URLPattern] = [
    path("scores/", views.ScoreList.as_view(), name="api-scores"),
    path("scores/<int:customer_id>/", views.ScoreItem.as_view(), name="api-score"),
    path("scores/<int:customer_id>/history/", views.ScoreHistory.as_view(), name="api-history"),
    path("fittings/", fittings.FittingCollection.as_view(), name="api-fittings"),
    path("fittings/tables/", fittings.FittingTables.as_view(), name="api-fitting-tables"),
    path("fittings/<int:pk>/", fittings.FittingItem.as_view(), name="api-fitting"),
    path("fittings/<int:pk>/draft/", fittings.FittingDraft.as_view(), name="api-fitting-draft"),
]
