"""What becomes of a plan: it ends with its result and a lesson, or is dropped."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from customers.models import Plan
from customers.records.follow_up import PLANS
from customers.services.acting import Acting, act_on, given, refuse_before, refuse_future
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date


@dataclass(frozen=True)
class Ending:
    """What came of a plan: the customer's reaction, whether it helped, and what one learns."""

    done_date: dt.date
    reaction: str
    is_solved: bool
    is_risk_lower: bool
    lesson: str


def end_plan(plan: Plan, ending: Ending, *, by: User, at: dt.datetime) -> Plan:
    """End a plan with its result. Refused without the reaction or the lesson."""
    refuse_future(ending.done_date, at=at, field="done_date")
    message = _("Say how the customer reacted.")
    reaction = given(ending.reaction, message, field="reaction")
    message = _("Say what one learns from it, so that the next plan is better.")
    lesson = given(ending.lesson, message, field="lesson")

    def check(held: Plan) -> None:
        _refuse_ended(held)
        message = _("A plan cannot end before it began.")
        refuse_before(ending.done_date, held.effective_date, message, field="done_date")

    changes = {
        "state": Plan.State.DONE,
        "done_date": ending.done_date,
        "reaction": reaction,
        "is_solved": ending.is_solved,
        "is_risk_lower": ending.is_risk_lower,
        "lesson": lesson,
    }
    return act_on(PLANS, plan, "end_plan", changes, acting=Acting(by, at), check=check)


def drop_plan(plan: Plan, *, reason: str, by: User, at: dt.datetime) -> Plan:
    """Give a plan up before it has a result."""
    reason = given(reason, _("Say why the plan is dropped."), field="reason")
    changes = {"state": Plan.State.DROPPED, "done_date": local_date(at)}
    acting = Acting(by, at, reason)
    return act_on(PLANS, plan, "drop_plan", changes, acting=acting, check=_refuse_ended)


def _refuse_ended(held: Plan) -> None:
    if held.state != Plan.State.OPEN:
        raise Refused(_("This plan has ended already. Begin a new one."), code="already_ended")
