"""Tasks wait in the inbox of whom they belong to, from the day they are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import strip_tags
from time_machine import TimeMachineFixture

from customers.models import Task
from customers.services.tasks import finish_task
from monitoring.inbox import Work, inbox_count, inbox_of
from monitoring.models import Alert, Review
from monitoring.services import acknowledge_alert
from riskcrm.accounts.inbox import TO_DECIDE, sources
from riskcrm.accounts.models import User
from riskcrm.accounts.services import enter_absence
from riskcrm.web.today import today
from tests.customers.follow_up import make_task
from tests.factories import make_customer
from tests.inboxes import waiting_rows
from tests.monitoring.readings import NOON, make_alert

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON)


def task_of(owner: User, *, by: User | None = None, days: int = 0, key: str = "T-1") -> Task:
    """A task of this person that is due so many days from now."""
    team = (by or owner).team
    customer = make_customer(manager=by or owner, team=team)
    day = today() + days * DAY
    return make_task(customer, by=by or owner, key=key, owner=owner.pk, effective_date=day)


def lines_of(person: User) -> list[Work]:
    return inbox_of(person, at=NOON)


def test_an_open_task_waits_for_its_owner_from_its_day_on_and_no_longer_than_it_is_open(
    account_manager: User, teammate: User
) -> None:
    late, due, later = (task_of(account_manager, days=days) for days in (-1, 0, 1))
    task_of(teammate, by=account_manager)  # seen by both, the teammate's to do
    lines = lines_of(account_manager)
    assert [(line.customer, line.is_late) for line in lines] == [
        (late.customer, True),
        (due.customer, False),
    ]
    assert inbox_count(account_manager, at=NOON) == 2
    words = waiting_rows(account_manager, "tasks")[0]
    assert words.words == "Your task: Call accounts payable"
    assert words.url == f"/tasks/{late.pk}/"
    finish_task(late, by=account_manager, at=NOON)
    Task.objects.filter(pk=due.pk).update(is_void=True)
    assert lines_of(account_manager) == []
    assert inbox_count(account_manager, at=NOON) == 0
    assert lines_of(teammate)
    assert later.state == "open"


def test_a_task_of_a_customer_that_moved_out_of_sight_waits_no_more(
    account_manager: User, outsider: User
) -> None:
    task = task_of(account_manager)
    assert lines_of(account_manager)
    type(task.customer).objects.filter(pk=task.customer_id).update(manager=outsider, team=None)
    assert lines_of(account_manager) == []


def test_a_deputy_finds_the_tasks_of_who_is_away(account_manager: User, teammate: User) -> None:
    task = task_of(account_manager)
    day = today()
    enter_absence(
        account_manager, deputy=teammate, from_date=day, until_date=day, by=account_manager, at=NOON
    )
    (line,) = lines_of(teammate)
    assert (line.for_whom, line.customer) == (account_manager, task.customer)


def test_the_page_leads_to_the_task(account_manager: User, client_for: Sign) -> None:
    task = task_of(account_manager)
    page = client_for(account_manager).get("/inbox/").content.decode()
    assert f'href="/tasks/{task.pk}/"' in page
    assert "Your task: Call accounts payable" in page


def test_each_kind_of_work_says_what_it_asks_instead_of_a_decision(
    account_manager: User, client_for: Sign
) -> None:
    customer = make_customer("reviewed", manager=account_manager)
    Review.objects.create(customer=customer, kind="event", opened_at=NOON, due_date=today())
    alert = make_alert(make_customer("alerted", manager=account_manager))
    acknowledge_alert(alert, by=account_manager, note="Called.", at=NOON)
    Alert.objects.filter(pk=alert.pk).update(next_due_at=NOON)
    task_of(account_manager)
    page = client_for(account_manager).get("/inbox/").content.decode()
    lines = page.partition("<ol data-list>")[2].partition("</ol>")[0]
    shown = " ".join(strip_tags(lines).split())
    for words in ("to review", "Review", "to close", "Close", "task", "Open the task"):
        assert words in shown
    assert "Decide" not in shown
    assert "to decide" not in shown


def test_only_what_is_decided_is_called_a_decision() -> None:
    asks = {source.name: source.asks for source in sources()}
    decided = {name for name, asked in asks.items() if asked == TO_DECIDE}
    assert decided >= {"admissions", "decisions", "overrides", "alert_rules", "suggestions"}
    assert not decided & {
        "tasks", "stages", "deadlines", "reviews", "plan_reviews", "list_reviews", "letters",
        "immediate_reviews", "alerts_to_close", "courses", "emergencies", "drills", "held_orders",
        "drill_findings", "findings_to_answer", "findings_to_close", "tests_to_sign",
        "new_list_appeals", "subject_requests", "unpaid_compensations", "run_off_items",
        "reduction_steps", "late_confirmations",
    }  # fmt: skip
