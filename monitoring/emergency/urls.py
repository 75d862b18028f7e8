"""Pages of emergency plans and of the high-risk queue."""

from django.urls import URLPattern, path

from monitoring.views import activations, drills, emergency, high_risk
from monitoring.views import emergency_versions as versions

PLAN = "emergency/<int:plan_id>/"
VERSION = "emergency/versions/<int:version_id>/"
RUNNING = "emergencies/<int:activation_id>/"


def emergency_urls() -> list[URLPattern]:
    return [
        path("emergency/", emergency.EmergencyPlanList.as_view(), name="emergency_list"),
        path("emergency/new/", emergency.emergency_new, name="emergency_new"),
        path(PLAN, emergency.emergency_plan, name="emergency_plan"),
        path(f"{PLAN}draft/", emergency.emergency_draft, name="emergency_draft"),
        path(f"{PLAN}review/", emergency.emergency_review, name="emergency_review"),
        path(f"{PLAN}retire/", emergency.emergency_retire, name="emergency_retire"),
        path(f"{PLAN}activate/", emergency.emergency_activate, name="emergency_activate"),
        path(f"{PLAN}drills/new/", drills.drill_new, name="drill_new"),
        path(f"{VERSION}edit/", versions.version_edit, name="plan_version_edit"),
        path(f"{VERSION}offer/", versions.version_offer, name="plan_version_offer"),
        path(f"{VERSION}approve/", versions.version_approve, name="plan_version_approve"),
        path(f"{VERSION}<slug:part>/add/", versions.part_add, name="plan_part_add"),
        path(f"{VERSION}<slug:part>/<int:row_id>/", versions.part_edit, name="plan_part_edit"),
        path(
            f"{VERSION}<slug:part>/<int:row_id>/remove/",
            versions.part_remove,
            name="plan_part_remove",
        ),
        path("emergencies/", activations.ActivationList.as_view(), name="activation_list"),
        path(RUNNING, activations.activation_detail, name="activation_detail"),
        path(f"{RUNNING}steps/<int:step_id>/", activations.step_done, name="activation_step"),
        path(f"{RUNNING}note/", activations.activation_note, name="activation_note"),
        path(f"{RUNNING}end/", activations.activation_stand_down, name="activation_stand_down"),
        path("drills/", drills.DrillList.as_view(), name="drill_list"),
        path("drills/<int:drill_id>/", drills.drill_detail, name="drill_detail"),
        path("drills/<int:drill_id>/findings/new/", drills.finding_add, name="finding_add"),
        path(
            "drills/findings/<int:finding_id>/finish/", drills.finding_finish, name="finding_finish"
        ),
        path("high-risk/", high_risk.HighRiskQueue.as_view(), name="high_risk_queue"),
        path("high-risk/team/", high_risk.high_risk_team, name="high_risk_team"),
        path("high-risk/<int:customer_id>/take/", high_risk.high_risk_take, name="high_risk_take"),
        path(
            "high-risk/<int:customer_id>/hand-back/",
            high_risk.high_risk_hand_back,
            name="high_risk_hand_back",
        ),
    ]
