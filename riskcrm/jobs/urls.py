"""Pages of the jobs app."""

from django.urls import URLPattern, path  # noqa: F401

app_name = "jobs"
urlpatterns: list[URLPattern] = []
