"""API routes of the removal app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
