"""Pages of the compartment. Only `riskcrm.compartment_urls` has them: see its middleware."""

from django.urls import path

from removal.views import compartment, restricted

app_name = "compliance"
urlpatterns = [
    path("", restricted.matter_list, name="matter_list"),
    path("new/", restricted.matter_open, name="matter_open"),
    path("matters/<uuid:matter_id>/", restricted.matter_detail, name="matter_detail"),
    path("matters/<uuid:matter_id>/note/", restricted.matter_note, name="matter_note"),
    path("matters/<uuid:matter_id>/filing/", restricted.matter_filing, name="matter_filing"),
    path("matters/<uuid:matter_id>/close/", restricted.matter_close, name="matter_close"),
    path("clearances/", compartment.clearance_list, name="clearance_list"),
    path("clearances/<int:case_id>/", compartment.clearance_decide, name="clearance_decide"),
    path("grants/", compartment.grant_list, name="grant_list"),
    path("grants/<int:grant_id>/approve/", compartment.grant_approve, name="grant_approve"),
    path("grants/<int:grant_id>/end/", compartment.grant_end, name="grant_end"),
    path("log/", compartment.sealed_log, name="sealed_log"),
]
