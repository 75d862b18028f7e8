"""Deadlines that the sweep noticed come up where somebody can act on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from removal import services
from removal.models import DeadlineNotice, PolicyPack, RemovalCase
from removal.selectors.notices import open_notices
from removal.states import State
from riskcrm.accounts.inbox import Waiting
from riskcrm.accounts.models import User
from tests.inboxes import waiting_rows
from tests.removal.cases import NOON, Crew, lead_to, refusal

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def rows(user: User) -> list[Waiting]:
    return waiting_rows(user, "deadlines")


def note(day: dt.date) -> None:
    services.note_deadlines(today=day, at=NOON)


@pytest.fixture
def lapsing(case: RemovalCase, crew: Crew) -> RemovalCase:
    """A case whose right to terminate lapses in three weeks."""
    lead_to(case, State.ASSESSMENT, crew=crew)
    DeadlineNotice.objects.all().delete()
    RemovalCase.objects.filter(pk=case.pk).update(lapse_date=NOON.date() + 21 * DAY)
    with time_machine.travel(NOON, tick=False):
        note(NOON.date())
    case.refresh_from_db()
    return case


def test_time_that_ends_soon_comes_up_at_the_customers_manager_and_who_leads(
    case: RemovalCase, crew: Crew, account_manager: User, teammate: User, second_officer: User
) -> None:
    lead_to(case, State.RECTIFICATION, crew=crew)
    assert case.due_date
    RemovalCase.objects.filter(pk=case.pk).update(owner=crew.officer, lapse_date=None)
    day = case.due_date - 5 * DAY
    note(day)
    with time_machine.travel(dt.datetime.combine(day, NOON.timetz()), tick=False):
        for person in (account_manager, crew.officer):
            [row] = rows(person)
            assert row.words == "The customer's time to make good ends soon"
            assert (row.url, row.customer_id) == (f"/cases/{case.pk}/", case.customer_id)
        assert rows(teammate) == rows(second_officer) == []
        later = case.due_date + 7 * DAY
        services.extend_rectification(case, until=later, by=crew.officer, reason="x", at=NOON)
        assert rows(account_manager) == [], "the day it spoke of holds no longer"


def test_a_right_that_lapses_comes_up_at_who_leads_and_at_the_head(
    lapsing: RemovalCase, crew: Crew, account_manager: User, head_of_risk: User
) -> None:
    with time_machine.travel(NOON, tick=False):
        for person in (crew.officer, head_of_risk):
            assert [row.words for row in rows(person)] == ["The right to terminate lapses soon"]
        assert rows(account_manager) == []
    with time_machine.travel(NOON + 30 * DAY, tick=False):
        assert "The right to terminate has lapsed" in [row.words for row in rows(head_of_risk)]
    services.reject_case(lapsing, by=head_of_risk, reason="Too late.", at=NOON)
    assert not open_notices(DeadlineNotice.objects.all()).exists()


def test_a_late_case_that_waits_in_the_inbox_already_is_not_there_twice(
    case: RemovalCase, crew: Crew, head_of_risk: User
) -> None:
    lead_to(case, State.ASSESSMENT, crew=crew)
    RemovalCase.objects.filter(pk=case.pk).update(lapse_date=None)
    assert case.due_date
    late = case.due_date + DAY
    note(late)
    with time_machine.travel(dt.datetime.combine(late, NOON.timetz()), tick=False):
        assert rows(head_of_risk) == []
    assert open_notices(case.notices.all()).get().kind == "stage_late"


def test_the_case_page_shows_what_is_open(
    lapsing: RemovalCase, crew: Crew, client_for: Callable[[User], Client]
) -> None:
    page = client_for(crew.officer).get(reverse("removal:case_detail", args=[lapsing.pk]))
    assert "right to terminate lapses soon" in page.content.decode()


def test_nothing_is_approved_once_the_right_has_lapsed_by_law(
    case: RemovalCase, crew: Crew, second_officer: User
) -> None:
    lead_to(case, State.DECISION, crew=crew)
    pack = PolicyPack.objects.filter(code="CN-seller").latest("pk")
    RemovalCase.objects.filter(pk=case.pk).update(pack=pack, lapse_date=NOON.date() - DAY)
    case.refresh_from_db()
    with time_machine.travel(NOON, tick=False):
        said = refusal(services.approve_case, case, by=second_officer, reason="Enough.")
    assert said.code == "not_ready"
    assert "lapsed on" in said.message


def test_days_that_only_house_policy_counts_stop_no_approval(
    case: RemovalCase, crew: Crew, second_officer: User
) -> None:
    lead_to(case, State.DECISION, crew=crew)
    pack = PolicyPack.objects.filter(code="DE-seller").latest("pk")
    RemovalCase.objects.filter(pk=case.pk).update(pack=pack, lapse_date=NOON.date() - DAY)
    case.refresh_from_db()
    with time_machine.travel(NOON, tick=False):
        services.approve_case(case, by=second_officer, reason="Enough.", at=NOON)
    assert case.state == State.REDUCTION
