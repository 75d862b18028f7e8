"""Pages of the web app."""

from django.urls import URLPattern, path

from riskcrm.web import health
from riskcrm.web.language import choose_language

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("language/", choose_language, name="language"),
]
