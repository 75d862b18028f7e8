"""Tasks: what becomes of them, the list of mine, and handing them over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, FactRevision, Task
from customers.services.tasks import (
    drop_task,
    finish_task,
    postpone_task,
    reassign_task,
    reopen_task,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from tests.customers.follow_up import AT, TODAY, make_task
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
DAY = dt.timedelta(days=1)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


@pytest.fixture
def task(customer: Customer, account_manager: User) -> Task:
    return make_task(customer, by=account_manager)


def test_a_finished_task_bears_its_day_and_keeps_what_it_was(
    task: Task, account_manager: User
) -> None:
    done = finish_task(task, by=account_manager, at=AT + DAY)
    assert (done.state, done.done_date, done.version) == ("done", TODAY + DAY, 2)
    was = FactRevision.objects.get(kind="task", fact_id=task.pk)
    assert (was.former["state"], was.superseded_at) == ("open", AT + DAY)
    event = Event.objects.get(verb="finish_task")
    assert (event.object_id, event.customer_id) == (str(task.pk), task.customer_id)
    assert event.content["before"] == {"state": "open", "done_date": None}


def test_a_settled_task_is_settled_once(task: Task, account_manager: User) -> None:
    finish_task(task, by=account_manager, at=AT)
    for act in (
        lambda: finish_task(task, by=account_manager, at=AT),
        lambda: drop_task(task, reason="No use.", by=account_manager, at=AT),
        lambda: postpone_task(task, until=TODAY + DAY, by=account_manager, at=AT),
    ):
        with pytest.raises(Refused, match="settled already"):
            act()


def test_a_slip_of_the_hand_is_mended(task: Task, account_manager: User) -> None:
    with pytest.raises(Refused):
        reopen_task(task, by=account_manager, at=AT)
    finish_task(task, by=account_manager, at=AT)
    again = reopen_task(task, by=account_manager, at=AT)
    assert (again.state, again.done_date) == ("open", None)


def test_dropping_needs_a_reason(task: Task, account_manager: User) -> None:
    with pytest.raises(Refused):
        drop_task(task, reason=" ", by=account_manager, at=AT)
    assert drop_task(task, reason="They paid.", by=account_manager, at=AT).state == "dropped"
    assert Event.objects.get(verb="drop_task").content["reason"] == "They paid."


def test_a_task_is_put_off_to_a_day_that_is_left(task: Task, account_manager: User) -> None:
    with pytest.raises(Refused):
        postpone_task(task, until=TODAY - DAY, by=account_manager, at=AT)
    with pytest.raises(Refused):
        postpone_task(task, until=TODAY, by=account_manager, at=AT)  # it is due on that day
    later = postpone_task(task, until=TODAY + 3 * DAY, by=account_manager, at=AT)
    assert later.effective_date == TODAY + 3 * DAY


def test_a_task_goes_to_somebody_who_sees_the_customer(
    task: Task, account_manager: User, teammate: User, outsider: User, auditor: User
) -> None:
    for stranger in (outsider, auditor):  # an auditor sees it, and may not work on it
        with pytest.raises(Refused, match="may not work on this customer"):
            reassign_task(task, to=stranger, by=account_manager, at=AT)
    assert reassign_task(task, to=teammate, by=account_manager, at=AT).owner == teammate
    with pytest.raises(Refused):
        reassign_task(task, to=teammate, by=account_manager, at=AT)
    User.objects.filter(pk=account_manager.pk).update(is_active=False)
    gone = User.objects.get(pk=account_manager.pk)
    with pytest.raises(Refused, match="does not work here any more"):
        reassign_task(task, to=gone, by=teammate, at=AT)


def test_a_void_task_stays_as_it_is(customer: Customer, account_manager: User) -> None:
    task = make_task(customer, by=account_manager, is_void=True)
    with pytest.raises(Refused, match="void"):
        finish_task(task, by=account_manager, at=AT)


# --- the list -------------------------------------------------------------------------------------


def listed(client: Client, query: str = "") -> str:
    answer = client.get(f"/my-tasks/?{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_my_tasks_are_mine_and_open_unless_others_are_asked_for(
    customer: Customer, account_manager: User, teammate: User, client_for: Sign
) -> None:
    now = timezone.now()
    mine = {"title": "mine late", "effective_date": today() - DAY}
    make_task(customer, by=account_manager, key="a", **mine)
    make_task(customer, by=account_manager, key="b", title="mine today", effective_date=today())
    done = make_task(customer, by=account_manager, key="c", title="mine done")
    finish_task(done, by=account_manager, at=now)
    make_task(customer, by=account_manager, key="d", title="hers", owner=teammate.pk)
    client = client_for(account_manager)

    def titles(query: str = "") -> set[str]:
        text = listed(client, query)
        return {t for t in ("mine late", "mine today", "mine done", "hers") if f">{t}<" in text}

    assert titles() == {"mine late", "mine today"}
    assert titles("show=overdue") == {"mine late"}
    assert titles("show=today") == {"mine today"}
    assert titles("show=done") == {"mine done"}
    assert titles("owner=all") == {"mine late", "mine today", "hers"}
    assert titles(f"owner={teammate.pk}") == {"hers"}
    assert titles("owner=nonsense") == set()
    assert client.get("/my-tasks/count/").content == b"1"
    assert client_for(teammate).get("/my-tasks/count/").content == b"1"  # hers was of March


def test_the_list_costs_as_many_queries_for_many_tasks_as_for_few(
    customer: Customer, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)

    def queries(count: int) -> int:
        for n in range(count):
            make_task(customer, by=account_manager, key=f"{count}-{n}")
        listed(client)
        with CaptureQueriesContext(connection) as context:
            listed(client)
        return len(context)

    assert queries(2) == queries(9)


def test_a_click_on_a_row_does_it_in_place(task: Task, teammate: User, client_for: Sign) -> None:
    client = client_for(teammate)
    answer = client.post(reverse("customers:task_finish", args=[task.pk]), **HTMX)
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "tasks-changed")
    assert "The task is done." in answer.content.decode()
    assert "Reopen" in answer.content.decode()
    again = client.post(reverse("customers:task_finish", args=[task.pk]), **HTMX)
    assert "settled already" in again.content.decode()
    client.post(reverse("customers:task_reopen", args=[task.pk]), **HTMX)
    task.refresh_from_db()
    assert task.state == "open"


def test_the_menu_of_a_row_puts_off_gives_away_and_drops(
    task: Task, account_manager: User, teammate: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    menu = client.get(reverse("customers:task_menu", args=[task.pk])).content.decode()
    assert "Tomorrow" in menu
    assert "Tao Sun" in menu
    day = (today() + DAY).isoformat()
    put_off = client.post(reverse("customers:task_postpone", args=[task.pk]), {"until": day})
    assert put_off["Location"] == f"/tasks/{task.pk}/"
    url = reverse("customers:task_reassign", args=[task.pk])
    answer = client.post(url, {"to": teammate.pk, "next": "/my-tasks/"})
    assert answer["Location"] == "/my-tasks/"
    refused = client.post(reverse("customers:task_drop", args=[task.pk]), {"reason": ""}, **HTMX)
    assert "This field is required." in refused.content.decode()
    client.post(reverse("customers:task_drop", args=[task.pk]), {"reason": "Paid."})
    task.refresh_from_db()
    assert (task.owner, task.state) == (teammate, "dropped")


@pytest.mark.parametrize("act", ["finish", "reopen", "drop", "postpone", "reassign", "menu"])
def test_the_acts_are_closed_to_strangers(
    act: str, task: Task, outsider: User, legal_reviewer: User, client_for: Sign, client: Client
) -> None:
    url = reverse(f"customers:task_{act}", args=[task.pk])

    def status(browser: Client) -> int:
        return (browser.get(url) if act == "menu" else browser.post(url)).status_code

    assert status(client_for(outsider)) == 404
    assert status(client_for(legal_reviewer)) == 403
    assert status(client) == 302


def test_the_page_of_a_task_shows_what_one_may_do(
    task: Task, account_manager: User, auditor: User, client_for: Sign
) -> None:
    url = reverse("customers:task_detail", args=[task.pk])
    assert "Put off" in client_for(account_manager).get(url).content.decode()
    assert "Put off" not in client_for(auditor).get(url).content.decode()


# --- many at once ---------------------------------------------------------------------------------


def test_many_tasks_are_done_put_off_and_given_away_at_once(
    customer: Customer, account_manager: User, teammate: User, client_for: Sign
) -> None:
    tasks = [make_task(customer, by=account_manager, key=f"T-{n}") for n in range(2)]
    client = client_for(account_manager)

    def act(action: str, **data: str | int) -> None:
        form = {"address": "/my-tasks/?owner=all", "action": action, "confirmed": "1",
                "ids": [task.pk for task in tasks], **data}  # fmt: skip
        assert client.post("/bulk/", form).status_code == 302

    def now() -> set[tuple[str, dt.date, int]]:
        return set(Task.objects.values_list("state", "effective_date", "owner"))

    day = today() + DAY
    act("postpone", until=day.isoformat())
    assert now() == {("open", day, account_manager.pk)}
    act("give", to=teammate.pk)
    assert now() == {("open", day, teammate.pk)}
    act("finish")
    assert now() == {("done", day, teammate.pk)}
    assert Event.objects.filter(verb="finish_task").count() == 2
