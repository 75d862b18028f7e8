"""Pages of the scoring app."""

from django.urls import URLPattern, path  # noqa: F401

app_name = "scoring"
urlpatterns: list[URLPattern] = []
