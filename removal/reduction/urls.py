"""Pages of stepwise reductions."""

from django.urls import path

from removal.views import reduction

CASE = "cases/<int:case_id>/"
urlpatterns = [
    path(f"{CASE}reduction/", reduction.reduction_panel, name="reduction_panel"),
    path(f"{CASE}reduction/plan/", reduction.step_plan, name="step_plan"),
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
