"""Pages of the monitoring app."""

from django.urls import URLPattern, path

from monitoring.alert_rules.urls import rule_urls
from monitoring.control.urls import control_urls
from monitoring.emergency.urls import emergency_urls
from monitoring.training.urls import training_urls
from monitoring.views import (
    alert_life,
    alert_quality,
    alerts,
    book,
    groups,
    inbox,
    kris,
    losses,
    notices,
    receivables,
    webhooks,
)
from monitoring.views.customer_page import CustomerDetail
from monitoring.views.customers import CustomerList
from monitoring.views.reviews import review_urls
from monitoring.views.worklist import worklist_urls

app_name = "monitoring"
WEBHOOKS = "settings/webhooks/"
urlpatterns: list[URLPattern] = [
    path("", book.book, name="book"),
    path("book/indicators/", kris.kri_list, name="kri_list"),
    path("book/indicators/<slug:code>/limits/", kris.kri_limits, name="kri_limits"),
    path("book/limits/<int:limit_id>/decide/", kris.kri_decide, name="kri_decide"),
    path("book/reports/", kris.month_report_list, name="month_report_list"),
    path("book/reports/make/", kris.month_report_make, name="month_report_make"),
    path("book/reports/<int:report_id>/", kris.month_report_file, name="month_report_file"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/top/", inbox.inbox_top, name="inbox_top"),
    path("inbox/count/", inbox.inbox_count, name="inbox_count"),
    path("inbox/<int:customer_id>/acknowledge/", inbox.inbox_acknowledge, name="inbox_acknowledge"),
    path("alerts/", alerts.AlertList.as_view(), name="alert_list"),
    path(
        "alerts/customers/",
        alert_quality.AlertedCustomerList.as_view(),
        name="alerted_customer_list",
    ),
    path("alerts/quality/", alert_quality.RuleQualityList.as_view(), name="rule_quality_list"),
    path("alerts/quality/<slug:code>/", alert_quality.rule_quality, name="rule_quality"),
    path("alerts/leads/", alert_life.risk_leads, name="risk_leads"),
    path("alerts/leads/<int:team_id>/", alert_life.risk_lead, name="risk_lead"),
    *rule_urls(),
    path("alerts/<int:alert_id>/", alerts.alert_detail, name="alert_detail"),
    path("alerts/<int:alert_id>/acknowledge/", alerts.alert_acknowledge, name="alert_acknowledge"),
    path("alerts/<int:alert_id>/assign/", alert_life.alert_assign, name="alert_assign"),
    path("alerts/<int:alert_id>/snooze/", alert_life.alert_snooze, name="alert_snooze"),
    path("alerts/<int:alert_id>/wake/", alert_life.alert_wake, name="alert_wake"),
    path("alerts/<int:alert_id>/close/", alert_life.alert_close, name="alert_close"),
    path("customers/<int:customer_id>/alerts/", alerts.alert_panel, name="alert_panel"),
    path("groups/", groups.CustomerGroupList.as_view(), name="group_list"),
    path("groups/<int:group_id>/", groups.group_detail, name="group_detail"),
    path("customers/<int:customer_id>/related-parties/", groups.party_panel, name="party_panel"),
    path("receivables/", receivables.ageing, name="ageing"),
    path("receivables/customers/", receivables.CustomerAgeing.as_view(), name="customer_ageing"),
    path("losses/", losses.losses, name="losses"),
    path("losses/estimate/", losses.losses_estimate, name="losses_estimate"),
    path("losses/<int:matrix_id>/adopt/", losses.losses_adopt, name="losses_adopt"),
    path("notices/", notices.NoticeList.as_view(), name="notice_list"),
    path("notices/count/", notices.notice_count, name="notice_count"),
    path("notices/read/", notices.notice_read_all, name="notice_read_all"),
    path("notices/<int:pk>/open/", notices.notice_open, name="notice_open"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice_read"),
    path("me/notices/", notices.notice_settings, name="notice_settings"),
    path(WEBHOOKS, webhooks.WebhookList.as_view(), name="webhook_list"),
    path(f"{WEBHOOKS}new/", webhooks.webhook_create, name="webhook_create"),
    path(f"{WEBHOOKS}secret/", webhooks.webhook_secret, name="webhook_secret"),
    path(f"{WEBHOOKS}messages/", webhooks.MessageList.as_view(), name="webhook_message_list"),
    path(f"{WEBHOOKS}messages/<int:pk>/", webhooks.message_detail, name="webhook_message_detail"),
    path(
        f"{WEBHOOKS}messages/<int:pk>/resend/",
        webhooks.message_resend,
        name="webhook_message_resend",
    ),
    path(f"{WEBHOOKS}<int:pk>/", webhooks.webhook_detail, name="webhook_detail"),
    path(f"{WEBHOOKS}<int:pk>/edit/", webhooks.webhook_edit, name="webhook_edit"),
    path(f"{WEBHOOKS}<int:pk>/secret/", webhooks.webhook_rotate, name="webhook_rotate"),
    path(f"{WEBHOOKS}<int:pk>/switch/", webhooks.webhook_switch, name="webhook_switch"),
    path(f"{WEBHOOKS}<int:pk>/test/", webhooks.webhook_test, name="webhook_test"),
    *worklist_urls(),
    *review_urls(),
    *control_urls(),
    *emergency_urls(),
    *training_urls(),
    path("customers/", CustomerList.as_view(), name="customer_list"),
    path("customers/<int:pk>/", CustomerDetail.as_view(), name="customer_detail"),
]
