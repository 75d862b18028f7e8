"""Pages of the removal app."""

from django.urls import path

from removal.views import cases

app_name = "removal"
urlpatterns = [
    path("cases/", cases.CaseList.as_view(), name="case_list"),
    path("cases/<int:case_id>/", cases.case_detail, name="case_detail"),
    path("cases/<int:case_id>/approve/", cases.case_approve, name="case_approve"),
    path("cases/<int:case_id>/reject/", cases.case_reject, name="case_reject"),
    path("cases/<int:case_id>/withdraw/", cases.case_withdraw, name="case_withdraw"),
    path("customers/<int:customer_id>/propose-removal/", cases.case_propose, name="case_propose"),
    path("customers/<int:customer_id>/cases/", cases.case_panel, name="case_panel"),
]
