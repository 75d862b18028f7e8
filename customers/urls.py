"""Pages of the customers app."""

from django.urls import URLPattern, path  # noqa: F401

app_name = "customers"
urlpatterns: list[URLPattern] = []
