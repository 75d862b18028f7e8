"""Pages of the monitoring app."""

from django.urls import URLPattern, path

from monitoring.views import alerts, book, groups, inbox, kris, losses, receivables
from monitoring.views.customer_page import CustomerDetail
from monitoring.views.customers import CustomerList
from monitoring.views.worklist import worklist_urls

app_name = "monitoring"
urlpatterns: list[URLPattern] = [
    path("", book.book, name="book"),
    path("book/indicators/", kris.kri_list, name="kri_list"),
    path("book/indicators/<slug:code>/limits/", kris.kri_limits, name="kri_limits"),
    path("book/limits/<int:limit_id>/decide/", kris.kri_decide, name="kri_decide"),
    path("book/reports/", kris.month_report_list, name="month_report_list"),
    path("book/reports/make/", kris.month_report_make, name="month_report_make"),
    path("book/reports/<int:report_id>/", kris.month_report_file, name="month_report_file"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/count/", inbox.inbox_count, name="inbox_count"),
    path("inbox/<int:customer_id>/acknowledge/", inbox.inbox_acknowledge, name="inbox_acknowledge"),
    path("alerts/", alerts.AlertList.as_view(), name="alert_list"),
    path("alerts/rules/", alerts.AlertRuleList.as_view(), name="alert_rule_list"),
    path("alerts/<int:alert_id>/", alerts.alert_detail, name="alert_detail"),
    path("alerts/<int:alert_id>/acknowledge/", alerts.alert_acknowledge, name="alert_acknowledge"),
    path("customers/<int:customer_id>/alerts/", alerts.alert_panel, name="alert_panel"),
    path("groups/", groups.CustomerGroupList.as_view(), name="group_list"),
    path("groups/<int:group_id>/", groups.group_detail, name="group_detail"),
    path("customers/<int:customer_id>/related-parties/", groups.party_panel, name="party_panel"),
    path("receivables/", receivables.ageing, name="ageing"),
    path("receivables/customers/", receivables.CustomerAgeing.as_view(), name="customer_ageing"),
    path("losses/", losses.losses, name="losses"),
    path("losses/estimate/", losses.losses_estimate, name="losses_estimate"),
    path("losses/<int:matrix_id>/adopt/", losses.losses_adopt, name="losses_adopt"),
    *worklist_urls(),
    path("customers/", CustomerList.as_view(), name="customer_list"),
    path("customers/<int:pk>/", CustomerDetail.as_view(), name="customer_detail"),
]
