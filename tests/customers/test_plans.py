"""Plans: from the problem to its result, and what they have taught."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Customer, Plan
from customers.services.plans import Ending, drop_plan, end_plan
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.customers.follow_up import AT, TODAY, make_plan
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


@pytest.fixture
def plan(customer: Customer, account_manager: User) -> Plan:
    return make_plan(customer, by=account_manager)


def ending(**fields: Any) -> Ending:
    said: dict[str, Any] = {
        "done_date": TODAY,
        "reaction": "They agreed to instalments.",
        "is_solved": True,
        "is_risk_lower": False,
        "lesson": "Ask before the month ends.",
    }
    return Ending(**{**said, **fields})


def test_an_ended_plan_bears_its_result(plan: Plan, account_manager: User) -> None:
    ended = end_plan(plan, ending(), by=account_manager, at=AT)
    assert (ended.state, ended.is_solved, ended.is_risk_lower) == ("done", True, False)
    assert ended.lesson == "Ask before the month ends."
    assert Event.objects.get(verb="end_plan").content["before"]["state"] == "open"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lesson": " "}, "lesson"),
        ({"reaction": ""}, "reaction"),
        ({"done_date": TODAY + 2 * DAY}, "done_date"),
        ({"done_date": TODAY - DAY}, "done_date"),
    ],
)
def test_no_plan_ends_without_its_result(
    wrong: dict[str, Any], field: str, plan: Plan, account_manager: User
) -> None:
    with pytest.raises(Refused) as refused:
        end_plan(plan, ending(**wrong), by=account_manager, at=AT)
    assert refused.value.field == field
    plan.refresh_from_db()
    assert plan.state == "open"


def test_a_plan_ends_once(plan: Plan, account_manager: User) -> None:
    with pytest.raises(Refused):
        drop_plan(plan, reason="", by=account_manager, at=AT)
    drop_plan(plan, reason="They left.", by=account_manager, at=AT)
    with pytest.raises(Refused, match="ended already"):
        end_plan(plan, ending(), by=account_manager, at=AT)
    with pytest.raises(Refused, match="ended already"):
        drop_plan(plan, reason="Again.", by=account_manager, at=AT)


def test_the_form_of_a_plan_asks_for_the_result_only_when_it_has_one(
    customer: Customer, plan: Plan, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    new = client.get(reverse("customers:plan_create", args=[customer.pk])).content.decode()
    assert 'name="problem"' in new
    assert 'name="measures"' in new
    assert 'name="lesson"' not in new
    edit = reverse("customers:plan_edit", args=[plan.pk])
    assert 'name="lesson"' not in client.get(edit).content.decode()
    end_plan(plan, ending(), by=account_manager, at=AT)
    assert 'name="lesson"' in client.get(edit).content.decode()


def test_the_page_of_a_plan_ends_it(
    plan: Plan, account_manager: User, outsider: User, auditor: User, client_for: Sign
) -> None:
    url = reverse("customers:plan_end", args=[plan.pk])
    data = {"done_date": "2026-03-25", "reaction": "Agreed.", "is_solved": "yes",
            "is_risk_lower": "no", "lesson": ""}  # fmt: skip
    client = client_for(account_manager)
    assert client.post(url, data).status_code == 422
    assert client_for(outsider).post(url, data).status_code == 404
    assert client_for(auditor).post(url, data).status_code == 403
    answer = client.post(url, data | {"lesson": "Ask earlier."}, follow=True)
    assert "Ask earlier." in answer.content.decode()
    again = client.post(url, data | {"lesson": "Again."})
    assert again.status_code == 409
    assert "ended already" in again.content.decode()


def test_a_plan_is_dropped_from_its_page(
    plan: Plan, account_manager: User, client_for: Sign
) -> None:
    url = reverse("customers:plan_drop", args=[plan.pk])
    client = client_for(account_manager)
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "They left."}).status_code == 302


def test_the_customers_page_shows_its_plans(
    customer: Customer, plan: Plan, account_manager: User, outsider: User, client_for: Sign
) -> None:
    ended = make_plan(customer, by=account_manager, key="P-2", problem="Wrong address")
    end_plan(ended, ending(), by=account_manager, at=AT)
    url = reverse("customers:plan_panel", args=[customer.pk])
    text = client_for(account_manager).get(url).content.decode()
    assert "Pays ninety days late" in text.partition("What came of others")[0]
    assert "Ask before the month ends." in text.partition("What came of others")[2]
    assert client_for(outsider).get(url).status_code == 404


def test_plans_past_their_day_are_found(
    customer: Customer, account_manager: User, client_for: Sign
) -> None:
    make_plan(customer, by=account_manager, key="late", due_date=TODAY)
    make_plan(customer, by=account_manager, key="never")
    text = client_for(account_manager).get("/plans/?overdue=1").content.decode()
    assert ">late<" in text
    assert ">never<" not in text


def test_lessons_are_found_by_any_part_of_their_words(
    customer: Customer, account_manager: User, outsider: User, client_for: Sign
) -> None:
    for key, lesson in (("a", "Ask before the month ends."), ("b", "月底前先对账")):
        plan = make_plan(customer, by=account_manager, key=key, measures=["call"])
        end_plan(plan, ending(lesson=lesson, is_solved=key == "a"), by=account_manager, at=AT)
    make_plan(customer, by=account_manager, key="c")

    def found(by: User, query: str = "") -> set[str]:
        text = client_for(by).get(f"/lessons/?{query}").content.decode()
        return {name for name, words in (("a", "Ask before"), ("b", "月底前")) if words in text}

    assert found(account_manager) == {"a", "b"}
    assert found(account_manager, "q=对账") == {"b"}
    assert found(account_manager, "q=MONTH+ask") == {"a"}
    assert found(account_manager, "q=nothing+like+it") == set()
    assert found(account_manager, "is_solved=false") == {"b"}
    assert found(account_manager, "measure=visit") == set()
    assert found(outsider) == set()
