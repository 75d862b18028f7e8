"""Pages of the removal app."""

from django.urls import path

from removal import views

app_name = "removal"
urlpatterns = [
    path("cases/", views.CaseList.as_view(), name="case_list"),
    path("cases/<int:case_id>/", views.case_detail, name="case_detail"),
    path("cases/<int:case_id>/approve/", views.case_approve, name="case_approve"),
    path("cases/<int:case_id>/reject/", views.case_reject, name="case_reject"),
    path("cases/<int:case_id>/withdraw/", views.case_withdraw, name="case_withdraw"),
    path("customers/<int:customer_id>/propose-removal/", views.case_propose, name="case_propose"),
    path("customers/<int:customer_id>/cases/", views.case_panel, name="case_panel"),
]
