"""Rows and needs of emergency plans, the high-risk queue, training and studied cases."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from monitoring.models import Course, CourseMaterial, PlanVersion, StudiedCase
from monitoring.services.drills import add_finding, record_drill
from monitoring.services.emergency_plans import activate_plan
from monitoring.services.plan_versions import offer_version
from monitoring.services.training import latest_of
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import make_person
from tests.monitoring.emergency.plans import in_force, staffed
from tests.web.routes.needs import HEAD, MANAGER, OFFICER, Needs, needs
from tests.web.routes.words import TODAY, text

HEAD_OF_PLAN = {
    "name_en": "Flood", "name_zh": "洪水", "severity": "high", "trigger_en": "Rain",
    "trigger_zh": "雨", "from_severity": "high",
}  # fmt: skip
COURSE = {
    "title_en": "Fire", "title_zh": "消防", "text_en": "Run.", "text_zh": "跑。",
    "attestation_en": "I run.", "attestation_zh": "我会跑。", "statements": "A | 甲 | right",
}  # fmt: skip
STUDIED = {"title": "Walk", "outcome": "good", "story": "It walked.", "lesson": "Walk."}


def of_emergency() -> dict[str, Any]:
    """Plans in each state, one that runs, a drill, a course with material, a studied case."""
    writer = make_person(roles.RISK_OFFICER, username="plan-writer")
    approver = make_person(roles.LEGAL_REVIEWER, username="plan-approver")
    plan = in_force("complaints", writer, by=writer, approver=approver)
    other = in_force("wrong_notice", writer, by=writer, approver=approver)
    offered = staffed("customer_lost", writer, by=writer)
    offer_version(offered, by=writer, at=timezone.now())
    row = activate_plan(other, because="Sent.", by=writer, at=timezone.now())
    drill = record_drill(
        plan, held_date=today(), kind="tabletop", scenario="Calls.", by=writer, at=timezone.now()
    )
    course = Course.objects.get(code="policy")
    return {
        "emergency_plan": plan,
        "plan_draft": staffed("sanctions", writer, by=writer),
        "plan_step": PlanVersion.objects.get(plan__code="sanctions").steps.first(),
        "offered_plan": offered,
        "activation": row,
        "activation_step": row.version.steps.first(),
        "drill": drill,
        "drill_finding": add_finding(
            drill, observation="No list.", root_cause="None.", action="Keep one.", owner=writer,
            due_date=today(), by=writer, at=timezone.now(),
        ),
        **_of_training(course, writer),
    }  # fmt: skip


def _of_training(course: Course, writer: User) -> dict[str, Any]:
    guarding = Course.objects.get(code="fairness")
    Course.objects.filter(pk=guarding.pk).update(required_from=today())
    return {
        "course": course,
        "guarding_course": guarding,
        "material": CourseMaterial.objects.create(
            course=course, name="walk.txt", content_type="text/plain", size=4, sha256="0" * 64,
            file=ContentFile(b"Walk", "walk.txt"), uploaded_by=writer, uploaded_at=timezone.now(),
        ),
        "studied": StudiedCase.objects.create(
            **STUDIED, written_by=writer, written_at=timezone.now()
        ),
    }  # fmt: skip


def _draft_part(rows: Any) -> dict[str, Any]:
    step, seen = rows.plan_step, rows.plan_draft.revision
    return {
        "revision": seen,
        "position": 1,
        "minute": 3,
        "role": step.role_id,
        "text_en": "Go",
        "text_zh": "走",
    }


def _answers(rows: Any) -> dict[str, str]:
    statements = latest_of(rows.course).statements.all()
    said = {f"statement_{s.pk}": "right" if s.is_true else "wrong" for s in statements}
    return said | {"attested": "on"}


def _completion(rows: Any) -> dict[str, Any]:
    return {"person": rows.person.pk, "completed_date": TODAY}


VERSION = "emergency/versions/<version_id>/"
PAGES: dict[str, Needs] = {
    "emergency/": needs(MANAGER, get=200),
    "emergency/new/": needs(
        OFFICER, get=200, post=(302, HEAD_OF_PLAN | {"code": "flood", "scenario": "other"})
    ),
    "emergency/<plan_id>/": needs(MANAGER, "emergency_plan", get=200),
    "emergency/<plan_id>/draft/": needs(OFFICER, "emergency_plan", post=302),
    "emergency/<plan_id>/review/": needs(
        OFFICER, "emergency_plan", get=200, post=(302, {"note": "Fine."})
    ),
    "emergency/<plan_id>/retire/": needs(
        HEAD, "emergency_plan", get=200, post=(302, {"reason": "Merged."})
    ),
    "emergency/<plan_id>/activate/": needs(
        OFFICER, "emergency_plan", get=200, post=(302, {"because": "Calls."})
    ),
    "emergency/<plan_id>/drills/new/": needs(
        OFFICER, "emergency_plan", get=200,
        post=(302, {"held_date": TODAY, "kind": "tabletop", "scenario": "Calls."}),
    ),
    f"{VERSION}edit/": needs(OFFICER, "plan_draft", get=200,
        post=(302, lambda r: HEAD_OF_PLAN | {"revision": r.plan_draft.revision}),
    ),
    f"{VERSION}offer/": needs(OFFICER, "plan_draft", post=302),
    f"{VERSION}approve/": needs(HEAD, "offered_plan", post=302),
    f"{VERSION}<part>/add/": needs(
        OFFICER, "plan_draft =steps", get=200, post=(302, _draft_part)
    ),
    f"{VERSION}<part>/<row_id>/": needs(
        OFFICER, "plan_draft =steps plan_step", get=200, post=(302, _draft_part)
    ),
    f"{VERSION}<part>/<row_id>/remove/": needs(
        OFFICER, "plan_draft =steps plan_step", post=302
    ),
    "emergencies/": needs(MANAGER, get=200),
    "emergencies/<activation_id>/": needs(MANAGER, get=200),
    "emergencies/<activation_id>/steps/<step_id>/": needs(
        OFFICER, "activation activation_step", post=(302, {"note": "Done."})
    ),
    "emergencies/<activation_id>/note/": needs(OFFICER, post=(302, {"text": "Quiet."})),
    "emergencies/<activation_id>/end/": needs(OFFICER, post=(302, {"because": "Over."})),
    "drills/": needs(MANAGER, get=200),
    "drills/<drill_id>/": needs(MANAGER, get=200),
    "drills/<drill_id>/findings/new/": needs(
        OFFICER, get=200,
        post=(302, lambda r: {"observation": "No list.", "root_cause": "None.", "action": "Keep.",
                              "owner": r.officer.pk, "due_date": TODAY}),
    ),
    "drills/findings/<finding_id>/finish/": needs(
        OFFICER, "drill_finding", get=200, post=(302, {"note": "Kept."})
    ),
    "high-risk/": needs(OFFICER, get=200),
    # nobody of this team sees every customer
    "high-risk/team/": needs(HEAD, get=200, post=(422, lambda r: {"team": r.team.pk})),
    "high-risk/<customer_id>/take/": needs(OFFICER, post=302),
    "high-risk/<customer_id>/hand-back/": needs(
        OFFICER, get=200, post=(409, {"because": "Away."})  # nobody holds it
    ),
    "training/mine/": needs(MANAGER, get=200),
    "training/courses/": needs(MANAGER, get=200),
    "training/courses/new/": needs(
        HEAD, get=200, post=(302, COURSE | {"code": "fire", "audience": ["auditor"]})
    ),
    "training/courses/<course_id>/": needs(MANAGER, get=200, post=(302, _answers)),
    "training/courses/<course_id>/publish/": needs(
        HEAD, get=200, post=(302, COURSE | {"after": 1})
    ),
    "training/courses/<course_id>/change/": needs(
        HEAD, get=200,
        post=(302, {"audience": ["auditor"], "required_from": TODAY, "validity_months": 6,
                    "grace_days": 9, "pass_mark": 80, "version": 1}),
    ),
    "training/courses/<course_id>/guard/": needs(HEAD, "guarding_course", post=302),
    "training/courses/<course_id>/unguard/": needs(HEAD, "guarding_course", post=302),
    "training/courses/<course_id>/record/": needs(HEAD, get=200, post=(302, _completion)),
    "training/courses/<course_id>/materials/new/": needs(
        HEAD, get=200, post=(302, lambda r: {"file": text()})
    ),
    "training/materials/<material_id>/file/": needs(MANAGER, get=200),
    "training/materials/<material_id>/remove/": needs(HEAD, post=302),
    "training/required/": needs(MANAGER, get=200),
    "training/matrix/": needs(HEAD, get=200),
    "studied-cases/": needs(MANAGER, get=200),
    "studied-cases/new/": needs(OFFICER, get=200, post=(302, STUDIED)),
    "studied-cases/<studied_id>/": needs(MANAGER, get=200),
    "studied-cases/<studied_id>/edit/": needs(
        OFFICER, get=200, post=(302, STUDIED | {"version": 1})
    ),
    "studied-cases/<studied_id>/withdraw/": needs(
        OFFICER, get=200, post=(302, {"reason": "Told twice."})
    ),
    "customers/<customer_id>/studied-cases/": needs(MANAGER, get=200),
}  # fmt: skip
CALLS: dict[str, Needs] = {
    "emergency-plans/": needs(MANAGER, get=200),
    "emergency-plans/<plan_id>/": needs(MANAGER, "emergency_plan", get=200),
    "emergencies/": needs(
        OFFICER, get=200, post=(201, {"plan": "complaints", "because": "Calls."})
    ),
    "emergencies/<activation_id>/": needs(MANAGER, get=200),
    "emergencies/<activation_id>/do-step/": needs(
        OFFICER, "activation", post=(200, lambda r: {"step": r.activation_step.pk})
    ),
    "drills/": needs(MANAGER, get=200),
    "high-risk-queue/": needs(OFFICER, get=200),
    "courses/": needs(MANAGER, get=200),
    "required-courses/": needs(MANAGER, get=200),
    "completions/": needs(
        HEAD, get=200,
        post=(201, lambda r: {"course": "policy", "username": r.person.username,
                              "completed_at": "2026-03-03T09:00:00Z"}),
    ),
    "studied-cases/": needs(MANAGER, get=200),
}  # fmt: skip
