"""Pages of the web app."""

from django.urls import URLPattern, path

from riskcrm.web import health, views
from riskcrm.web.docs import Schema, api_docs

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/schema/", Schema.as_view(), name="schema"),
    path("api/v1/docs/", api_docs, name="api_docs"),
    path("settings/holidays/", views.HolidayList.as_view(), name="holiday_list"),
    path("settings/holidays/new/", views.holiday_add, name="holiday_add"),
    path("settings/holidays/<int:holiday_id>/remove/", views.holiday_remove, name="holiday_remove"),
]
