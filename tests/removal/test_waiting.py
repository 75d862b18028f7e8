"""What of removal waits in whose inbox, and which deadlines are noticed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from removal import services
from removal.models import RemovalCase
from removal.states import State
from removal.waiting import appeals_for, reviews_for, stages_for
from riskcrm.accounts.inbox import Waiting
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.inboxes import waiting_rows
from tests.removal.cases import (
    NOON,
    Crew,
    file_appeal,
    lead_to,
    lead_to_immediate_decision,
    make_case,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def rows(user: User) -> list[Waiting]:
    return waiting_rows(user, "stages", "appeals", "immediate_reviews", "approval_limits")


def words(user: User) -> list[str]:
    return [row.words for row in rows(user)]


class TestStages:
    def test_a_proposal_waits_for_those_who_lead_cases(
        self, case: RemovalCase, risk_officer: User, head_of_risk: User, account_manager: User
    ) -> None:
        for person in (risk_officer, head_of_risk):
            [row] = rows(person)
            assert row.words == "Removal case, proposed: Pays later and later."
            assert (row.url, row.customer_id) == (f"/cases/{case.pk}/", case.customer_id)
            assert row.exposure == Decimal(1000)
            assert row.due_at
            assert row.due_at.date() == case.due_date
        assert rows(account_manager) == []

    def test_the_legal_review_waits_for_legal_reviewers(
        self, case: RemovalCase, crew: Crew, legal_reviewer: User
    ) -> None:
        assert rows(legal_reviewer) == []
        lead_to(case, State.LEGAL_REVIEW, crew=crew)
        assert words(legal_reviewer) == ["Removal case, legal review: Pays later and later."]
        assert rows(crew.officer) == []

    def test_who_leads_a_case_is_reminded_when_its_stage_is_due(
        self, case: RemovalCase, crew: Crew, second_officer: User
    ) -> None:
        lead_to(case, State.ASSESSMENT, crew=crew)
        assert rows(crew.officer) == []
        RemovalCase.objects.filter(pk=case.pk).update(due_date=NOON.date() + dt.timedelta(days=3))
        assert len(rows(crew.officer)) == 1
        assert rows(second_officer) == []

    def test_what_is_stuck_comes_up_at_the_head_of_risk(
        self, case: RemovalCase, crew: Crew, head_of_risk: User
    ) -> None:
        lead_to(case, State.ASSESSMENT, crew=crew)
        assert rows(head_of_risk) == []
        RemovalCase.objects.filter(pk=case.pk).update(due_date=NOON.date() - dt.timedelta(days=1))
        assert len(rows(head_of_risk)) == 1

    def test_what_came_back_for_rework_waits_for_its_proposer(
        self, case: RemovalCase, crew: Crew, account_manager: User, teammate: User
    ) -> None:
        lead_to(case, State.ASSESSMENT, crew=crew)
        services.return_case(case, by=crew.officer, reason="Thin.", at=NOON)
        assert len(rows(account_manager)) == 1
        assert rows(teammate) == []

    def test_an_approved_case_goes_back_to_who_led_it(
        self, case: RemovalCase, crew: Crew, second_officer: User
    ) -> None:
        lead_to(case, State.DECISION, crew=crew)
        services.approve_case(case, by=second_officer, reason="Enough.", at=NOON)
        assert (case.state, case.owner) == ("reduction", crew.officer)
        assert case.due_date
        with time_machine.travel(case.due_date, tick=False):
            assert len(rows(crew.officer)) == 1
        assert rows(second_officer) == []

    def test_what_nobody_leads_waits_for_all_who_may(
        self, case: RemovalCase, crew: Crew, second_officer: User, account_manager: User
    ) -> None:
        lead_to(case, State.DECISION, crew=crew)
        User.objects.filter(pk=crew.officer.pk).update(is_active=False)
        services.approve_case(case, by=second_officer, reason="Enough.", at=NOON)
        assert case.owner is None
        assert words(second_officer) == ["Removal case, stepwise reduction: Pays later and later."]
        assert rows(account_manager) == []

    def test_a_decision_and_an_ended_case_are_not_among_them(
        self, case: RemovalCase, crew: Crew, second_officer: User, head_of_risk: User
    ) -> None:
        lead_to(case, State.DECISION, crew=crew)
        assert not stages_for(head_of_risk).exists()
        services.reject_case(case, by=second_officer, reason="No.", at=NOON)
        assert not stages_for(head_of_risk).exists()

    def test_nobody_is_shown_cases_of_customers_they_do_not_see(
        self, case: RemovalCase, outsider: User
    ) -> None:
        RemovalCase.objects.filter(pk=case.pk).update(owner=outsider)
        assert rows(outsider) == []


class TestSecondLooks:
    def test_an_appeal_waits_for_those_who_had_no_part_in_the_case(
        self,
        case: RemovalCase,
        crew: Crew,
        second_officer: User,
        head_of_risk: User,
        account_manager: User,
    ) -> None:
        lead_to(case, State.DECISION, crew=crew)
        services.approve_case(case, by=second_officer, reason="Enough.", at=NOON)
        appeal = file_appeal(case, by=account_manager)
        assert words(head_of_risk) == ["Appeal against a removal: We paid in April."]
        for person in (crew.legal, crew.officer, second_officer, account_manager):
            assert not appeals_for(person).exists()
        services.dismiss_appeal(appeal, by=head_of_risk, reason="Nothing new.", at=NOON)
        assert rows(head_of_risk) == []

    def test_a_review_of_an_immediate_removal_does_too(
        self, case: RemovalCase, crew: Crew, second_officer: User, head_of_risk: User
    ) -> None:
        lead_to_immediate_decision(case, crew=crew)
        services.approve_case(case, by=head_of_risk, reason="Fraud.", at=NOON)
        assert words(second_officer) == ["An immediate removal is to be reviewed"]
        for person in (crew.officer, head_of_risk):
            assert not reviews_for(person).exists()
        assert len(rows(crew.legal)) == 1, "the legal review was left out"


def test_proposed_limits_wait_for_a_second_person(administrator: User, head_of_risk: User) -> None:
    services.propose_limits(
        officer_most=Decimal(1), two_above=Decimal(2), by=administrator, reason="So.", at=NOON
    )
    [row] = rows(head_of_risk)
    assert (row.words, row.title) == (
        "Adam Price proposes other approval limits",
        "Approval limits",
    )
    assert rows(administrator) == []


def test_much_costs_as_many_queries_as_little(
    account_manager: User, risk_officer: User, case: RemovalCase
) -> None:
    def queries() -> int:
        rows(risk_officer)
        with CaptureQueriesContext(connection) as context:
            rows(risk_officer)
        return len(context)

    one = queries()
    for _ in range(5):
        make_case(make_customer(manager=account_manager), by=account_manager)
    assert queries() == one


class TestDeadlines:
    """One statement per kind notes what passed; doing it again writes nothing."""

    def note(self, day: dt.date) -> dict[str, int]:
        first = services.note_deadlines(today=day, at=NOON)
        again = services.note_deadlines(today=day, at=NOON)
        assert set(again.values()) == {0}
        # when the right to terminate lapses hangs on the policy pack, tested with the packs
        return {kind: number for kind, number in first.items() if number and kind != "lapse"}

    def test_nothing_is_noted_in_time(self, case: RemovalCase) -> None:
        assert case.due_date
        assert self.note(case.due_date) == {}

    def test_a_stage_past_its_day(self, case: RemovalCase) -> None:
        assert case.due_date
        assert self.note(case.due_date + dt.timedelta(days=1)) == {"stage_late": 1}

    def test_a_rectification_that_ends_soon(self, case: RemovalCase, crew: Crew) -> None:
        lead_to(case, State.RECTIFICATION, crew=crew)
        assert case.due_date
        assert self.note(case.due_date - dt.timedelta(days=6)) == {}
        assert self.note(case.due_date - dt.timedelta(days=5)) == {"cure_due": 1}

    def test_an_appeal_neither_acknowledged_nor_answered(
        self, case: RemovalCase, crew: Crew, account_manager: User
    ) -> None:
        lead_to(case, State.NOTICE, crew=crew)
        appeal = file_appeal(case, by=account_manager)
        day = appeal.acknowledge_by_date + dt.timedelta(days=1)
        assert self.note(day) == {"acknowledge": 1}
        services.acknowledge_appeal(appeal, by=account_manager, at=NOON)
        noted = self.note(appeal.answer_by_date + dt.timedelta(days=1))
        assert noted.pop("stage_late", 1) == 1
        assert noted == {"answer": 1}

    def test_a_review_that_is_late(self, case: RemovalCase, crew: Crew, head_of_risk: User) -> None:
        lead_to_immediate_decision(case, crew=crew)
        services.approve_case(case, by=head_of_risk, reason="Fraud.", at=NOON)
        assert self.note(dt.date(2026, 5, 12)) == {"review": 1}

    def test_many_cases_cost_one_statement_per_kind(
        self, case: RemovalCase, account_manager: User
    ) -> None:
        for _ in range(3):
            make_case(make_customer(manager=account_manager), by=account_manager)
        with CaptureQueriesContext(connection) as context:
            counts = services.note_deadlines(today=dt.date(2026, 7, 1), at=NOON)
        assert counts["stage_late"] == 4
        assert sum("INSERT" in query["sql"] for query in context) == len(counts)
