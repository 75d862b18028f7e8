"""What shows a newcomer plans, drills, the high-risk queue, training and studied cases."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from monitoring.emergency.queue import queue_of
from monitoring.models import Course, EmergencyPlan, PlanVersion
from monitoring.services.courses import change_course, guard_by_course
from monitoring.services.demo_training_words import STUDIED
from monitoring.services.drills import add_finding, finish_finding, record_drill
from monitoring.services.emergency_plans import activate_plan, do_step, note_in_log, stand_down
from monitoring.services.high_risk_desk import choose_desk, take_customer
from monitoring.services.library import add_studied_case
from monitoring.services.plan_versions import approve_version, offer_version, save_part
from monitoring.services.training import complete_course, latest_of
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACCOUNT_MANAGER
from riskcrm.accounts.services import create_team
from riskcrm.jobs.services import take_slot
from riskcrm.web.today import local_date

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
PEOPLE = {"officer", "officer2", "head", "legal", "manager", "admin", "clerk"}
# who has which role in the plans: the person, their deputy
CREW = {
    "lead": ("head", "officer"), "credit": ("officer", "officer2"), "legal": ("legal", "head"),
    "contact": ("manager", "officer2"), "service": ("manager", "officer2"),
    "letters": ("officer2", "officer"), "system": ("admin", "officer"),
}  # fmt: skip
# what was done in which minute when complaints came in
DONE = (
    (9, ""),
    (22, "十七家客户受影响，其中六家已投诉。"),
    (28, ""),
    (41, ""),
    (58, "两家已转法务。"),
)
# course → whether it guards its rights, and who has completed it how many days ago
COURSES = {
    "policy": (True, {"officer": 200, "officer2": 40, "head": 120, "legal": 310}),
    "fairness": (True, {"officer": 90, "head": 30, "legal": 345}),
    "data_protection": (False, {"officer": 60, "clerk": 12, "legal": 100, "admin": 20}),
}


@transaction.atomic
def seed_demo_emergency(*, at: dt.datetime) -> int:
    """Let the demo people prepare for emergencies, learn, and write down what they learnt; how many
    plans are in force then. 0 without them, or when it was told before."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if not people.keys() >= PEOPLE or not take_slot("demo_emergency", "now", at=at):
        return 0
    for code, ago in (("complaints", 210), ("wrong_notice", 200), ("top_default", 0)):
        _approve(code, people, at=at - ago * DAY)
    offer_version(_staffed("customer_lost", people, at=at), by=people["officer"], at=at)
    _complaints(people, at=at - 20 * DAY)
    _drill(people, at=at)
    _desk(people, at=at)
    _train(people, at=at)
    for said in STUDIED:
        add_studied_case(by=people["officer"], at=at - 30 * DAY, **said)
    return 3


def _staffed(code: str, people: dict[str, User], *, at: dt.datetime) -> PlanVersion:
    version = PlanVersion.objects.get(plan__code=code, number=1)
    for place, role in enumerate(version.roles.all(), start=1):
        person, deputy = CREW[role.code]
        save_part(
            version, "roles", role, by=people["officer"], at=at,
            person=people[person], person_contact=f"+86 21 5550 01{place:02}",
            deputy=people[deputy], deputy_contact=f"+86 21 5550 02{place:02}",
        )  # fmt: skip
    return version


def _approve(code: str, people: dict[str, User], *, at: dt.datetime) -> None:
    version = _staffed(code, people, at=at)
    offer_version(version, by=people["officer"], at=at)
    approve_version(version, by=people["legal"], at=at)


def _complaints(people: dict[str, User], *, at: dt.datetime) -> None:
    """A wave of complaints three weeks ago: one step was late, one was not needed any more."""
    plan = EmergencyPlan.objects.get(code="complaints")
    row = activate_plan(
        plan, because="催款提醒重复发送，上午已有六家客户来电投诉。", by=people["head"], at=at
    )
    for (minute, note), step in zip(DONE, row.version.steps.all(), strict=False):
        do_step(row, step, by=people["officer2"], at=at + minute * MINUTE, note=note)
    note_in_log(
        row, text="The run was stopped; its second half never left.", by=people["officer"],
        at=at + 31 * MINUTE,
    )  # fmt: skip
    stand_down(
        row, because="全部客户已致歉并收到更正，两个工作日内没有新的投诉。", by=people["head"],
        at=at + 2 * DAY,
    )  # fmt: skip


def _drill(people: dict[str, User], *, at: dt.datetime) -> None:
    plan = EmergencyPlan.objects.get(code="wrong_notice")
    steps = list(plan.versions.get(state="approved").steps.all())
    held = at - 30 * DAY
    drill = record_drill(
        plan, held_date=local_date(held), kind="tabletop",
        scenario="误将 2,300 份终止通知发给了全部逾期客户。",
        injects="The courier's hotline does not answer; a customer posts the letter.",
        objectives="Stop the sending within five minutes; correction released within the hour.",
        participants=[people[name] for name in ("head", "officer", "officer2", "legal", "admin")],
        minutes={
            step.pk: step.minute + late
            for step, late in zip(steps, (7, 0, 0, 5, 0, 0, 10), strict=False)
        },
        evidence="Minutes of the drill, folder Drills.", by=people["officer"], at=held,
    )  # fmt: skip
    day = local_date(at)
    add_finding(
        drill, observation="Pausing the outbox took twelve minutes instead of five.",
        root_cause="Only one administrator knew where it is done.",
        action="Write it into the handbook and let the deputy do it once.",
        owner=people["admin"], due_date=day + 14 * DAY, by=people["officer"], at=held,
    )  # fmt: skip
    done = add_finding(
        drill, observation="快递公司的联系电话已失效。", root_cause="联系人清单没有责任人。",
        action="更新联系人清单并每季度核对。", owner=people["officer2"],
        due_date=day - 5 * DAY, by=people["officer"], at=held,
    )  # fmt: skip
    finish_finding(done, note="清单已更新，责任人为陈薇。", by=people["officer2"], at=at - 8 * DAY)


def _desk(people: dict[str, User], *, at: dt.datetime) -> None:
    """The officers are the team; one of them has taken the customer with most at stake."""
    team = create_team(
        code="risk-desk", name="High-risk desk 高风险客户组", by=people["admin"].as_actor(), at=at
    )
    for name in ("officer", "officer2"):
        User.objects.filter(pk=people[name].pk).update(team=team)
        people[name] = User.objects.get(pk=people[name].pk)
    choose_desk(team, by=people["head"], at=at)
    queue = queue_of(people["officer"]).order_by("-reading__exposure", "pk")
    for name, customer in zip(("officer", "officer2"), queue[:2], strict=False):
        take_customer(customer, by=people[name], at=at - 3 * DAY)


def _train(people: dict[str, User], *, at: dt.datetime) -> None:
    """Three courses are asked; one of an officer has lapsed, and a right of theirs with it."""
    began = at - 350 * DAY
    for code, (guards, done) in COURSES.items():
        course = Course.objects.get(code=code)
        course = change_course(
            course, version=course.version, by=people["head"], at=began,
            required_from=local_date(began),
        )  # fmt: skip
        version = latest_of(course)
        answers = {each.pk: each.is_true for each in version.statements.all()}
        done = _colleagues(people) | done if code == "policy" else done
        for name, ago in done.items():
            complete_course(
                version, answers=answers, attested=True, by=people[name], at=at - ago * DAY
            )
        if guards:
            guard_by_course(course, by=people["head"], at=at - 100 * DAY)


def _colleagues(people: dict[str, User]) -> dict[str, int]:
    """Account managers, each some days ago; the first of them has still to do it."""
    managers = [name for name in people if people[name].groups.filter(name=ACCOUNT_MANAGER)]
    return {name: 30 + 17 * place for place, name in enumerate(sorted(managers)[1:])}
