"""What acts on emergency plans and the high-risk queue are called in the audit chain."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    "draft_emergency_plan": _("%(actor)s drafted the emergency plan %(object)s"),
    "change_emergency_plan": _("%(actor)s changed the draft of the emergency plan %(object)s"),
    "offer_emergency_plan": _("%(actor)s handed the emergency plan %(object)s over for approval"),
    "approve_emergency_plan": _("%(actor)s approved the emergency plan %(object)s"),
    "retire_emergency_plan": _("%(actor)s retired the emergency plan %(object)s"),
    "review_emergency_plan": _("%(actor)s reviewed the emergency plan %(object)s"),
    "activate_plan": _("%(actor)s activated an emergency plan: %(object)s"),
    "do_emergency_step": _("%(actor)s did a step of %(object)s"),
    "note_emergency": _("%(actor)s noted something in %(object)s"),
    "stand_down_plan": _("%(actor)s ended %(object)s"),
    "record_drill": _("%(actor)s recorded a drill: %(object)s"),
    "add_drill_finding": _("%(actor)s recorded what a drill showed: %(object)s"),
    "finish_drill_finding": _("%(actor)s finished a corrective action: %(object)s"),
    "choose_high_risk_team": _("%(actor)s gave the high-risk queue to %(object)s"),
    "take_high_risk_customer": _("%(actor)s took %(object)s from the high-risk queue"),
    "hand_back_high_risk_customer": _("%(actor)s handed %(object)s back to the high-risk queue"),
}
