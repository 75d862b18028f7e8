"""Pages of the removal app."""

from django.urls import path

from removal.views import cases, reduction

app_name = "removal"
urlpatterns = [
    path("cases/", cases.CaseList.as_view(), name="case_list"),
    path("cases/<int:case_id>/", cases.case_detail, name="case_detail"),
    path("cases/<int:case_id>/approve/", cases.case_approve, name="case_approve"),
    path("cases/<int:case_id>/reject/", cases.case_reject, name="case_reject"),
    path("cases/<int:case_id>/withdraw/", cases.case_withdraw, name="case_withdraw"),
    path("customers/<int:customer_id>/propose-removal/", cases.case_propose, name="case_propose"),
    path("customers/<int:customer_id>/cases/", cases.case_panel, name="case_panel"),
    path("cases/<int:case_id>/reduction/", reduction.reduction_panel, name="reduction_panel"),
    path("cases/<int:case_id>/reduction/plan/", reduction.step_plan, name="step_plan"),
    path("reductions/", reduction.StepList.as_view(), name="step_list"),
    path("reductions/<int:step_id>/", reduction.step_detail, name="step_detail"),
    path("reductions/<int:step_id>/release/", reduction.step_release, name="step_release"),
    path("reductions/<int:step_id>/reverse/", reduction.step_reverse, name="step_reverse"),
    path("reductions/<int:step_id>/drop/", reduction.step_drop, name="step_drop"),
    path("reductions/<int:step_id>/notice/", reduction.step_notice, name="step_notice"),
    path("reductions/<int:step_id>/offer/", reduction.security_offer, name="security_offer"),
    path(
        "security-offers/<int:offer_id>/accept/", reduction.security_accept, name="security_accept"
    ),
    path(
        "security-offers/<int:offer_id>/refuse/", reduction.security_refuse, name="security_refuse"
    ),
]
