"""Pages of the web app."""

from django.urls import URLPattern, path

from riskcrm.web import health
from riskcrm.web.docs import Schema, api_docs
from riskcrm.web.views import bulk, exports, holidays, palette, saved_views

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/schema/", Schema.as_view(), name="schema"),
    path("api/v1/docs/", api_docs, name="api_docs"),
    path("settings/holidays/", holidays.HolidayList.as_view(), name="holiday_list"),
    path("settings/holidays/new/", holidays.holiday_add, name="holiday_add"),
    path(
        "settings/holidays/<int:holiday_id>/remove/", holidays.holiday_remove, name="holiday_remove"
    ),
    path("palette/", palette.palette, name="palette"),
    path("news/", palette.news, name="news"),
    path("exports/", exports.ExportList.as_view(), name="export_list"),
    path("exports/new/", exports.export_create, name="export_create"),
    path("exports/<int:export_id>/", exports.export_detail, name="export_detail"),
    path("exports/<int:export_id>/progress/", exports.export_progress, name="export_progress"),
    path("exports/<int:export_id>/cancel/", exports.export_cancel, name="export_cancel"),
    path("exports/<int:export_id>/file/", exports.export_file, name="export_file"),
    path("views/save/", saved_views.view_save, name="view_save"),
    path("views/<int:view_id>/change/", saved_views.view_change, name="view_change"),
    path("views/<int:view_id>/delete/", saved_views.view_delete, name="view_delete"),
    path("views/<int:view_id>/default/", saved_views.view_default, name="view_default"),
    path("bulk/", bulk.bulk_act, name="bulk_act"),
    path("bulk/<int:run_id>/", bulk.BulkResults.as_view(), name="bulk_result"),
    path("bulk/<int:run_id>/progress/", bulk.bulk_progress, name="bulk_progress"),
    path("bulk/<int:run_id>/cancel/", bulk.bulk_cancel, name="bulk_cancel"),
]
