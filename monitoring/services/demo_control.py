"""Internal control of the demonstration: owners, a signed test with a finding, and one that runs.

By the real services, of what people of the demonstration really did.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from monitoring.models import Control, ControlTest
from monitoring.services.control import Sampling, change_control, draw_sample
from monitoring.services.control_tests import finish_test, judge_item, sign_test
from monitoring.services.findings import follow_up_finding, raise_finding
from riskcrm.accounts.models import User
from riskcrm.jobs.services import take_slot
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

CONTROL = "alert"  # of which much was done in the two months that the demonstration lived through
FINISHED, RUNNING = (75, 45), (44, 1)  # days ago
JUDGED = 7  # items of the test that runs
HELD = {"in_time": "pass", "note": "pass"}
LATE = {"in_time": "fail", "note": "pass"}


@transaction.atomic  # one commit, not hundreds
def seed_demo_control(*, at: dt.datetime) -> int:
    """Seed them once; how many tests were drawn."""
    people = User.objects.filter(is_demo=True).in_bulk(field_name="username")
    crew = [people.get(name) for name in ("auditor", "head", "compliance")]
    auditor, head, second = crew
    if auditor is None or head is None or second is None:
        return 0
    if not take_slot("demo_control", "made", at=at):
        return 0
    for control in Control.objects.filter(is_key=True):
        change_control(control, owner=head, frequency=control.frequency, by=head, at=at)
    drawn = _finished(auditor, head, second, at=at), _running(auditor, at=at)
    return sum(test is not None for test in drawn)


def _draw(days: tuple[int, int], how: Sampling, *, by: User, at: dt.datetime) -> ControlTest | None:
    first, final = (local_date(at) - dt.timedelta(days=ago) for ago in days)
    control = Control.objects.get(code=CONTROL)
    try:
        return draw_sample(control, first_date=first, final_date=final, how=how, by=by, at=at)
    except Refused:  # a book so small that nobody did anything in these days
        return None


def _finished(auditor: User, head: User, second: User, *, at: dt.datetime) -> ControlTest | None:
    """One of its items came late; the head of risk has said what is done about it."""
    test = _draw(FINISHED, Sampling("judgement"), by=auditor, at=at)
    if test is None:
        return None
    items = list(test.items.select_related("test__control", "test__tester").order_by("place"))
    for item in items:
        late = item is items[-1]
        note = "Acknowledged a day after its deadline; nobody covered the absence." if late else ""
        judge_item(item, results=LATE if late else HELD, note=note, evidence="", by=auditor, at=at)
    conclusion = "One late acknowledgement, during an absence. The notes answer their rules."
    test = finish_test(test, conclusion=conclusion, by=auditor, at=at)
    finding = raise_finding(
        title="Alerts wait during absences",
        text="An alert of an absent manager waited beyond its deadline, because nobody covered.",
        severity="medium", action="Name a deputy before each absence, and check it weekly.",
        owner=head, due_date=local_date(at) + dt.timedelta(days=21), item=items[-1], by=auditor,
        at=at,
    )  # fmt: skip
    follow_up_finding(
        finding, text="Deputies are named for all teams; the weekly meeting checks it.",
        evidence="Minutes of the weekly meeting.", cause="Absences were not covered by rule.",
        by=head, at=at,
    )  # fmt: skip
    return sign_test(test, by=second, at=at)


def _running(auditor: User, *, at: dt.datetime) -> ControlTest | None:
    how = Sampling("random", confidence=95, tolerable=10)
    test = _draw(RUNNING, how, by=auditor, at=at)
    if test is None:
        return None
    items = test.items.select_related("test__control", "test__tester").order_by("place")
    for item in items[:JUDGED]:
        judge_item(item, results=HELD, note="", evidence="", by=auditor, at=at)
    return test
