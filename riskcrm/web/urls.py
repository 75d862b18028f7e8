"""Pages of the web app."""

from django.urls import URLPattern, path

from riskcrm.web.language import choose_language

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("language/", choose_language, name="language"),
]
