"""One timeline per customer: what it shows, in which order, filtered how, at which cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Customer
from customers.records import KINDS
from customers.services.tasks import finish_task
from customers.timeline import reading as timeline
from customers.timeline.reading import Asked, timeline_of
from removal.services import propose_removal
from riskcrm.accounts.models import User
from tests.customers.follow_up import AT, TODAY, make_event, make_note, make_task
from tests.customers.records import make_fact
from tests.factories import make_customer, make_invoice, make_payment, make_terms
from tests.monitoring.readings import make_alert

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Panel = Callable[..., Any]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


@pytest.fixture
def panel(client_for: Callable[[User], Client], customer: Customer, account_manager: User) -> Panel:
    def opened(query: str = "", by: User = account_manager, **headers: str) -> Any:
        url = reverse("customers:timeline_panel", args=[customer.pk])
        return client_for(by).get(f"{url}?{query}", **headers)

    return opened


def read(customer: Customer, by: User, **asked: Any) -> list[str]:
    page = timeline_of(customer, by=by, today=TODAY, asked=Asked(**asked))
    return [str(entry.kind) for entry in page.entries]


def test_every_kind_of_fact_has_its_line_which_leads_to_it(
    customer: Customer, auditor: User
) -> None:
    make_invoice(customer)
    make_payment(customer, "1.00")
    make_terms(customer)
    for kind in KINDS.values():
        fact = make_fact(kind, customer, key=f"X-{kind.name}")
        page = timeline_of(
            customer, by=auditor, today=TODAY, asked=Asked(kind=kind.name, ahead=True)
        )
        urls = [entry.url for entry in page.entries]
        assert reverse(f"customers:{kind.name}_detail", args=[fact.pk]) in urls
        assert all(entry.text for entry in page.entries)
        assert {str(entry.kind) for entry in page.entries} == {str(kind.label)}


def test_facts_changes_and_acts_stand_in_one_order(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    task = make_task(customer, by=account_manager, effective_date=TODAY - 3 * DAY)
    make_note(customer, by=account_manager, effective_date=TODAY - DAY)
    finish_task(task, by=account_manager, at=AT)
    make_alert(customer, at=AT - 10 * DAY)
    propose_removal(customer, by=account_manager, summary="No.", reasons=[], at=AT - 5 * DAY)
    assert read(customer, risk_officer) == [
        "task done",
        "interaction",
        "task",
        "removal proposed",
        "alert",
    ]


def test_void_facts_are_left_out_and_what_lies_ahead_waits_to_be_asked_for(
    customer: Customer, account_manager: User
) -> None:
    make_note(customer, by=account_manager, is_void=True)
    make_task(customer, by=account_manager, effective_date=TODAY + DAY)
    assert read(customer, account_manager) == []
    assert read(customer, account_manager, ahead=True) == ["task"]


def test_it_can_be_narrowed_by_group_kind_person_and_days(
    customer: Customer, account_manager: User, teammate: User
) -> None:
    make_note(customer, by=account_manager)
    make_task(customer, by=teammate, effective_date=TODAY - DAY)
    make_event(customer, by=account_manager, effective_date=TODAY - 9 * DAY)
    assert read(customer, account_manager, groups=frozenset({"signals"})) == ["market event"]
    assert read(customer, account_manager, kind="task") == ["task"]
    assert read(customer, account_manager, person=teammate) == ["task"]
    assert read(customer, account_manager, since=TODAY - DAY) == ["interaction", "task"]
    assert read(customer, account_manager, until=TODAY - 2 * DAY) == ["market event"]


def test_pages_follow_each_other_without_losing_or_repeating_a_line(
    customer: Customer, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "ROWS", 4)
    for n in range(7):
        make_note(customer, by=account_manager, key=f"N-{n}", content=f"note {n}")
        make_task(customer, by=account_manager, key=f"T-{n}", title=f"task {n}")
    every = {"by": account_manager, "today": TODAY}
    seen, after, pages = [], "", []
    while True:
        page = timeline_of(customer, after=after, **every)
        pages.append(page)
        seen += [entry.text for entry in page.entries]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 14
    assert [len(page.entries) for page in pages] == [4, 4, 4, 2]
    back = timeline_of(customer, before=pages[2].before, **every)
    assert back.entries == pages[1].entries
    assert pages[0].before == ""
    assert timeline_of(customer, after="nonsense", **every).entries == pages[0].entries


def test_a_long_timeline_costs_as_many_queries_as_a_short_one(
    customer: Customer, account_manager: User, panel: Panel
) -> None:
    def queries() -> int:
        panel()
        with CaptureQueriesContext(connection) as context:
            assert panel().status_code == 200
        return len(context)

    make_note(customer, by=account_manager, is_pinned=True)
    make_task(customer, by=account_manager)
    few = queries()
    for kind in KINDS.values():
        make_fact(kind, customer, key=f"X-{kind.name}")
    for n in range(12):
        make_note(customer, by=account_manager, key=f"N-{n}")
        make_task(customer, by=account_manager, key=f"T-{n}")
        make_invoice(customer)
    assert queries() == few


def test_the_panel_keeps_the_filter_in_the_address_of_the_customers_page(
    customer: Customer, account_manager: User, panel: Panel
) -> None:
    make_note(customer, by=account_manager)
    answer = panel("group=follow-up&kind=&asked=1", HTTP_HX_REQUEST="true")
    assert answer["HX-Push-Url"] == f"/customers/{customer.pk}/?tab=timeline&group=follow-up"
    assert "Promised the transfer." in answer.content.decode()
    assert "Nothing matches" in panel("group=contracts&asked=1").content.decode()
    wrong = panel("since=yesterday").content.decode()
    assert "Enter a valid date." in wrong
    assert "Promised" not in wrong.partition("filter-bar")[2]


def test_pinned_notes_and_open_tasks_stand_above_it(
    customer: Customer, account_manager: User, panel: Panel
) -> None:
    make_note(customer, by=account_manager, content="Owner is ill.", is_pinned=True)
    make_task(customer, by=account_manager, title="Send a card", effective_date=TODAY - DAY)
    above = panel().content.decode().partition("filter-bar")[0]
    assert "Owner is ill." in above
    assert "Send a card" in above
    assert "overdue" in above


def test_sources_that_a_person_may_not_see_are_not_read(
    customer: Customer, account_manager: User, nobody: User
) -> None:
    make_note(customer, by=account_manager)
    assert read(customer, nobody) == []


def test_it_is_closed_to_strangers(
    customer: Customer, outsider: User, nobody: User, panel: Panel, client: Client
) -> None:
    assert panel(by=outsider).status_code == 404
    assert panel(by=nobody).status_code == 403
    url = reverse("customers:timeline_panel", args=[customer.pk])
    assert client.get(url).status_code == 302
