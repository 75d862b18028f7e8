"""API routes of the web app."""

from django.urls import URLPattern, path

from riskcrm.web.api import exports, holidays, saved_views

urlpatterns: list[URLPattern] = [
    path("holidays/", holidays.HolidayCollection.as_view(), name="api-holidays"),
    path("holidays/<int:pk>/", holidays.HolidayItem.as_view(), name="api-holiday"),
    path("holidays/<int:pk>/remove/", holidays.HolidayRemoval.as_view(), name="api-holiday-remove"),
    path("saved-views/", saved_views.SavedViewCollection.as_view(), name="api-saved-views"),
    path("saved-views/<int:pk>/", saved_views.SavedViewItem.as_view(), name="api-saved-view"),
    path(
        "saved-views/<int:pk>/default/",
        saved_views.SavedViewDefault.as_view(),
        name="api-saved-view-default",
    ),
    path("exports/", exports.ExportCollection.as_view(), name="api-exports"),
    path("exports/<int:pk>/", exports.ExportItem.as_view(), name="api-export"),
    path("exports/<int:pk>/cancel/", exports.ExportCancel.as_view(), name="api-export-cancel"),
    path("exports/<int:pk>/file/", exports.ExportFile.as_view(), name="api-export-file"),
]
