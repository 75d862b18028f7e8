"""API routes of the monitoring app."""

from django.urls import URLPattern, path

from monitoring.api import (
    alert_life,
    alert_rules,
    book_days,
    control,
    customers,
    exceptions,
    findings,
    groups,
    losses,
    receivables,
    reviews,
    views,
    webhooks,
)
from monitoring.api.emergency import emergency_paths
from monitoring.api.training import training_paths

urlpatterns: list[URLPattern] = [
    path("customers/", customers.MonitoredCustomerCollection.as_view(), name="api-customers"),
    path("customers/<int:pk>/", customers.MonitoredCustomerItem.as_view(), name="api-customer"),
    path("groups/", groups.MonitoredGroupCollection.as_view(), name="api-groups"),
    path("groups/<int:pk>/", groups.MonitoredGroupItem.as_view(), name="api-group"),
    path("ageing/", receivables.Ageing.as_view(), name="api-ageing"),
    path("ageing/customers/", receivables.CustomerAgeings.as_view(), name="api-customer-ageing"),
    path("expected-losses/", losses.ExpectedLosses.as_view(), name="api-expected-losses"),
    path("book/", book_days.Book.as_view(), name="api-book"),
    path("kris/", book_days.Kris.as_view(), name="api-kris"),
    path("month-reports/", book_days.MonthReports.as_view(), name="api-month-reports"),
    path("worklist/", receivables.WorklistCollection.as_view(), name="api-worklist"),
    *alert_life.urlpatterns,
    path("alerts/", views.AlertCollection.as_view(), name="api-alerts"),
    path("alerts/<int:alert_id>/", views.AlertItem.as_view(), name="api-alert"),
    path(
        "alerts/<int:alert_id>/acknowledge/",
        views.AlertAcknowledgement.as_view(),
        name="api-alert-acknowledge",
    ),
    *alert_rules.urlpatterns,
    *reviews.urlpatterns,
    *control.urlpatterns,
    *findings.urlpatterns,
    *exceptions.urlpatterns,
    *emergency_paths(),
    *training_paths(),
    path("webhooks/", webhooks.WebhookCollection.as_view(), name="api-webhooks"),
    path("webhooks/<int:pk>/", webhooks.WebhookItem.as_view(), name="api-webhook"),
    path(
        "webhooks/<int:pk>/rotate-secret/",
        webhooks.WebhookRotation.as_view(),
        name="api-webhook-rotate",
    ),
    path("webhooks/<int:pk>/test/", webhooks.WebhookTest.as_view(), name="api-webhook-test"),
    path("webhook-messages/", webhooks.MessageCollection.as_view(), name="api-webhook-messages"),
    path("webhook-messages/<int:pk>/", webhooks.MessageItem.as_view(), name="api-webhook-message"),
    path(
        "webhook-messages/<int:pk>/resend/",
        webhooks.MessageResending.as_view(),
        name="api-webhook-resend",
    ),
]
