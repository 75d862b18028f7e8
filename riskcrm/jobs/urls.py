"""Pages of the jobs app."""

from django.urls import URLPattern, path

from riskcrm.jobs import views

app_name = "jobs"
urlpatterns: list[URLPattern] = [
    path("runs/", views.RunList.as_view(), name="run_list"),
    path("runs/<int:run_id>/", views.RunDetail.as_view(), name="run_detail"),
    path("runs/<int:run_id>/progress/", views.RunProgress.as_view(), name="run_progress"),
    path("runs/<int:run_id>/cancel/", views.RunCancel.as_view(), name="run_cancel"),
    path(
        "runs/<int:run_id>/chunks/<int:number>/retry/",
        views.ChunkRetry.as_view(),
        name="chunk_retry",
    ),
]
