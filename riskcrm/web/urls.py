"""Pages of the web app."""

from django.urls import URLPattern, path

from riskcrm.web import health
from riskcrm.web.docs import Schema, api_docs

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/schema/", Schema.as_view(), name="schema"),
    path("api/v1/docs/", api_docs, name="api_docs"),
]
