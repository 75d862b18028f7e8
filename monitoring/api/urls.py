"""API routes of the monitoring app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
