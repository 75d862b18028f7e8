"""Pages of the audit app."""

from django.urls import URLPattern, path

from riskcrm.audit import views

app_name = "audit"
urlpatterns: list[URLPattern] = [
    path("audit/", views.EventList.as_view(), name="event_list"),
    path("audit/<int:event_id>/", views.EventDetail.as_view(), name="event_detail"),
]
