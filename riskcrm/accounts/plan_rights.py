"""What each role may do about emergency plans, the high-risk queue, training and studied cases."""

from __future__ import annotations

VIEW_PLANS = "monitoring.view_emergencyplan"
CHANGE_PLANS = "monitoring.change_emergencyplan"
APPROVE_PLANS = "monitoring.approve_emergencyplan"
ACTIVATE_PLANS = "monitoring.activate_emergencyplan"
HOLD_DRILLS = "monitoring.drill_emergencyplan"
VIEW_ACTIVATIONS = "monitoring.view_activation"
VIEW_DRILLS = "monitoring.view_drill"
READ_PLANS = frozenset({VIEW_PLANS, VIEW_ACTIVATIONS, VIEW_DRILLS})
KEEP_PLANS = frozenset({CHANGE_PLANS, ACTIVATE_PLANS, HOLD_DRILLS})

# the queue of high-risk customers
VIEW_QUEUE = "monitoring.view_desktake"
WORK_QUEUE = "monitoring.work_high_risk_queue"
CHOOSE_DESK = "monitoring.change_highriskdesk"
WORK_ON_QUEUE = frozenset({VIEW_QUEUE, WORK_QUEUE})

# courses: everybody takes theirs; some teach, some watch
VIEW_COURSES = "monitoring.view_course"
CHANGE_COURSES = "monitoring.change_course"
GUARD_COURSES = "monitoring.guard_course"
VIEW_TRAINING = "monitoring.view_completion"
RECORD_TRAINING = "monitoring.add_completion"
TEACH = frozenset({CHANGE_COURSES, VIEW_TRAINING, RECORD_TRAINING})

VIEW_LIBRARY = "monitoring.view_studiedcase"
WRITE_LIBRARY = "monitoring.add_studiedcase"

_EVERYBODY = READ_PLANS | {VIEW_COURSES, VIEW_LIBRARY}
_BY_ROLE: dict[str, frozenset[str]] = {
    "risk_officer": KEEP_PLANS | WORK_ON_QUEUE | {WRITE_LIBRARY},
    "head_of_risk": KEEP_PLANS
    | WORK_ON_QUEUE
    | TEACH
    | {APPROVE_PLANS, CHOOSE_DESK, GUARD_COURSES, WRITE_LIBRARY},
    "legal_reviewer": KEEP_PLANS | {APPROVE_PLANS, WRITE_LIBRARY},
    "auditor": frozenset({VIEW_QUEUE, VIEW_TRAINING}),
    "administrator": TEACH | {ACTIVATE_PLANS},
    "compliance_officer": frozenset({ACTIVATE_PLANS}),
}


def of_role(code: str) -> frozenset[str]:
    """The permissions of a role here."""
    return _EVERYBODY | _BY_ROLE.get(code, frozenset())
