"""Pages of the removal app."""

from django.urls import URLPattern, path  # noqa: F401

app_name = "removal"
urlpatterns: list[URLPattern] = []
