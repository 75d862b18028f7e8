"""Plans of tests: the shipped ones, staffed and approved."""

from __future__ import annotations

import datetime as dt

from monitoring.models import EmergencyPlan, PlanVersion
from monitoring.services.plan_versions import approve_version, offer_version, save_part
from riskcrm.accounts.models import User

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


def minutes(many: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=many)


def draft_of(code: str = "complaints") -> PlanVersion:
    return PlanVersion.objects.get(plan__code=code, state="draft")


def staffed(code: str, lead: User, *, by: User) -> PlanVersion:
    """The shipped draft with a person in each role."""
    version = draft_of(code)
    for role in version.roles.all():
        save_part(version, "roles", role, by=by, at=NOON, person=lead, person_contact="+86 1")
    version.refresh_from_db()
    return version


def in_force(code: str, lead: User, *, by: User, approver: User) -> EmergencyPlan:
    version = staffed(code, lead, by=by)
    offer_version(version, by=by, at=NOON)
    approve_version(version, by=approver, at=NOON)
    return EmergencyPlan.objects.get(code=code)
