"""Drills with their findings, and the queue of high-risk customers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from customers.services import merge_customers
from monitoring.emergency.queue import fill_queue, queue_of
from monitoring.emergency.selectors import played
from monitoring.models import DeskTake, EmergencyPlan
from monitoring.services import drills
from monitoring.services import high_risk_desk as desk
from monitoring.services.handing_over import give_findings, put_back
from riskcrm.accounts.handover import Handover, left_with
from riskcrm.accounts.models import Team, User
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_team
from tests.inboxes import waiting_rows
from tests.monitoring.emergency.plans import NOON, in_force, minutes
from tests.monitoring.readings import make_alert, read

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 4)


@pytest.fixture
def plan(risk_officer: User, head_of_risk: User) -> EmergencyPlan:
    return in_force("top_default", risk_officer, by=risk_officer, approver=head_of_risk)


def hold(plan: EmergencyPlan, by: User, **said: object) -> drills.Drill:
    words = {"held_date": DAY, "kind": "tabletop", "scenario": "The largest debtor files."} | said
    return drills.record_drill(plan, by=by, at=NOON, **words)  # type: ignore[arg-type]


def test_a_drill_moves_the_next_one_half_a_year_or_a_year_on(
    plan: EmergencyPlan, risk_officer: User, head_of_risk: User
) -> None:
    hold(plan, risk_officer)
    plan.refresh_from_db()
    assert (plan.is_top, plan.drill_due_date) == (True, dt.date(2026, 11, 4))
    yearly = in_force("complaints", risk_officer, by=risk_officer, approver=head_of_risk)
    hold(yearly, risk_officer)
    yearly.refresh_from_db()
    assert yearly.drill_due_date == dt.date(2027, 5, 4)


def test_a_drill_keeps_expected_and_actual_minutes(
    plan: EmergencyPlan, risk_officer: User, teammate: User
) -> None:
    first, second, *_rest = plan.versions.get().steps.all()
    drill = hold(
        plan, risk_officer, minutes={first.pk: 9, second.pk: None}, participants=[teammate],
        injects="The bank does not answer.",
    )  # fmt: skip
    assert [(line.minute, line.is_late) for line in played(drill)] == [(9, True), (None, True)]
    assert list(drill.participants.all()) == [teammate]


def test_drills_are_refused_for_the_future_for_drafts_and_without_the_right(
    plan: EmergencyPlan, risk_officer: User, account_manager: User
) -> None:
    draft = EmergencyPlan.objects.get(code="sanctions")
    for asked, by, said, code in (
        (plan, risk_officer, {"held_date": dt.date(2026, 5, 5)}, "bad_date"),
        (draft, risk_officer, {}, "not_in_force"),
        (plan, account_manager, {}, "no_right"),
        (plan, risk_officer, {"scenario": " "}, "text_missing"),
    ):
        with pytest.raises(Refused) as refused:
            hold(asked, by, **said)  # type: ignore[arg-type]
        assert refused.value.code == code
    other = hold(plan, risk_officer)
    again = hold(plan, risk_officer, retest_of=other)
    assert again.retest_of == other


def test_a_finding_waits_for_its_owner_until_it_is_done(
    plan: EmergencyPlan, risk_officer: User, account_manager: User, teammate: User
) -> None:
    drill = hold(plan, risk_officer)
    words = {"observation": "Nobody had the number.", "root_cause": "Old list.", "action": "Renew."}
    finding = drills.add_finding(
        drill, owner=account_manager, due_date=DAY, by=risk_officer, at=NOON, **words
    )
    (row,) = waiting_rows(account_manager, "drill_findings")
    assert "Renew." in row.words
    for who, code in ((teammate, "no_right"),):
        with pytest.raises(Refused) as refused:
            drills.finish_finding(finding, note="Done.", by=who, at=minutes(1))
        assert refused.value.code == code
    drills.finish_finding(finding, note="List renewed.", by=account_manager, at=minutes(1))
    assert waiting_rows(account_manager, "drill_findings") == []
    with pytest.raises(Refused) as refused:
        drills.finish_finding(finding, note="Again.", by=risk_officer, at=minutes(2))
    assert refused.value.code == "done_already"
    with pytest.raises(Refused, match="has not passed"):
        drills.add_finding(
            drill, owner=account_manager, due_date=dt.date(2026, 5, 3), by=risk_officer, at=NOON,
            **words,
        )  # fmt: skip


def test_a_drill_that_is_due_waits_for_who_holds_drills(
    plan: EmergencyPlan, risk_officer: User, account_manager: User
) -> None:
    EmergencyPlan.objects.filter(pk=plan.pk).update(drill_due_date=dt.date(2020, 1, 1))
    assert len(waiting_rows(risk_officer, "drills")) == 1
    assert waiting_rows(account_manager, "drills") == []


# --- the queue ---


@pytest.fixture
def risk_desk(risk_officer: User, head_of_risk: User) -> Team:
    team = make_team("desk")
    User.objects.filter(pk=risk_officer.pk).update(team=team)
    risk_officer.refresh_from_db()
    desk.choose_desk(team, by=head_of_risk, at=NOON)
    return team


def test_the_head_of_risk_names_a_team_that_sees_customers(
    team: Team, risk_desk: Team, account_manager: User, head_of_risk: User, risk_officer: User
) -> None:
    with pytest.raises(Refused) as refused:
        desk.choose_desk(team, by=head_of_risk, at=NOON)
    assert refused.value.code == "team_sees_too_little"
    with pytest.raises(Refused) as refused:
        desk.choose_desk(risk_desk, by=risk_officer, at=NOON)
    assert refused.value.code == "no_right"


def test_one_holder_takes_a_customer_and_hands_it_back(
    risk_desk: Team, risk_officer: User, second_officer: User, head_of_risk: User
) -> None:
    customer = make_customer()
    read(customer, tier="medium", score=50)
    with pytest.raises(Refused) as refused:
        desk.take_customer(customer, by=risk_officer, at=NOON)
    assert refused.value.code == "not_high_risk"
    read(customer, tier="high", score=90)
    with pytest.raises(Refused) as refused:
        desk.take_customer(customer, by=second_officer, at=NOON)
    assert refused.value.code == "not_of_the_team"
    take = desk.take_customer(customer, by=risk_officer, at=NOON)
    assert desk.take_customer(customer, by=risk_officer, at=NOON) == take
    User.objects.filter(pk=second_officer.pk).update(team=risk_desk)
    second_officer.refresh_from_db()
    with pytest.raises(Refused, match="has taken this customer"):
        desk.take_customer(customer, by=second_officer, at=NOON)
    with pytest.raises(Refused) as refused:
        desk.hand_back(customer, because="Mine.", by=second_officer, at=NOON)
    assert refused.value.code == "no_right"
    desk.hand_back(customer, because="On leave.", by=head_of_risk, at=minutes(1))
    assert desk.take_customer(customer, by=second_officer, at=minutes(2)).taken_by == second_officer


def test_nobody_holds_a_customer_that_was_merged(risk_desk: Team, risk_officer: User) -> None:
    kept, gone = make_customer(), make_customer()
    read(gone, tier="high", score=90)
    take = desk.take_customer(gone, by=risk_officer, at=NOON)
    merge_customers(kept, gone, by=risk_officer, at=minutes(1), choices={}, reason="the same")
    take.refresh_from_db()
    assert take.handed_back_at == minutes(1)


def test_the_queue_shows_high_tier_customers_in_reach_with_few_queries(
    risk_desk: Team, risk_officer: User, account_manager: User, outsider: User,
    django_assert_num_queries: object,
) -> None:  # fmt: skip
    mine = make_customer(manager=account_manager, team=account_manager.team)
    make_alert(mine, exposure=700)
    read(make_customer(), tier="low", score=5)
    for _more in range(3):
        read(make_customer(), tier="high", score=90, exposure=10)
    assert queue_of(risk_officer).count() == 4
    assert list(queue_of(account_manager)) == [mine]
    assert not queue_of(outsider).exists()
    desk.take_customer(mine, by=risk_officer, at=NOON)
    rows = list(queue_of(risk_officer))
    with django_assert_num_queries(5):  # type: ignore[operator]
        found = {row.pk: row for row in fill_queue(rows, by=risk_officer, day=DAY)}
    row = found[mine.pk]
    assert (row.open_alerts, row.take.taken_by, row.silent_days) == (1, risk_officer, None)
    assert (row.may_take, row.may_hand_back) == (False, True)


def test_the_database_keeps_one_holder(risk_officer: User) -> None:
    customer = make_customer()
    DeskTake.objects.create(customer=customer, taken_by=risk_officer, taken_at=NOON)
    for said in ({}, {"handed_back_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DeskTake.objects.create(customer=customer, taken_by=risk_officer, taken_at=NOON, **said)


def test_who_leaves_hands_actions_over_and_customers_back(
    plan: EmergencyPlan, risk_desk: Team, risk_officer: User, second_officer: User,
    head_of_risk: User,
) -> None:  # fmt: skip
    drill = hold(plan, risk_officer)
    finding = drills.add_finding(
        drill, observation="A", root_cause="B", action="C", owner=risk_officer, due_date=DAY,
        by=risk_officer, at=NOON,
    )  # fmt: skip
    customer = make_customer()
    read(customer, tier="high", score=90)
    desk.take_customer(customer, by=risk_officer, at=NOON)
    assert left_with(risk_officer) == {"drill_findings": 1, "high_risk_customers": 1}
    act = Handover(risk_officer, (second_officer,), head_of_risk, "Leaves.", minutes(1))
    assert (give_findings(act), put_back(act)) == (1, 1)
    finding.refresh_from_db()
    assert finding.owner == second_officer
    assert left_with(risk_officer) == {}
