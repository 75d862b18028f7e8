"""The customer page: scope, figures, and what one may do from it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from customers.models import Customer
from removal.services import approve_case
from removal.states import State
from riskcrm.accounts.models import User
from scoring.models import Rating, Reading
from tests.factories import make_customer
from tests.removal.cases import Crew, lead_to, make_case
from tests.scoring.test_history import scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(account_manager: User) -> Customer:
    customer = make_customer(name="Birch Foods", manager=account_manager)
    Reading.objects.create(
        customer=customer,
        as_of=dt.date(2026, 6, 1),
        known_at=timezone.now(),
        exposure=Decimal("900.00"),
        overdue=Decimal("400.00"),
        not_due=Decimal("500.00"),
        due_1_30=Decimal("400.00"),
        credit_limit=Decimal("1000.00"),
    )
    return customer


@pytest.fixture
def page_for(client_for: Callable[[User], Client], customer: Customer) -> Callable[..., Any]:
    def open_page(user: User, query: str = "") -> Any:
        return client_for(user).get(f"/customers/{customer.pk}/{query}")

    return open_page


def acts(response: Any) -> dict[str, str]:
    return {str(act.label): str(act.disabled_because) for act in response.context["actions"]}


def test_own_teams_and_officers_open_it_others_find_nothing(
    page_for: Callable[..., Any],
    client: Client,
    customer: Customer,
    account_manager: User,
    risk_officer: User,
    auditor: User,
    outsider: User,
    nobody: User,
) -> None:
    for user in (account_manager, risk_officer, auditor):
        assert page_for(user).status_code == 200
    assert page_for(outsider).status_code == 404
    assert page_for(nobody).status_code == 403
    assert client.get(f"/customers/{customer.pk}/").status_code == 302


def test_the_ageing_bars_add_up_to_the_exposure(
    page_for: Callable[..., Any], account_manager: User
) -> None:
    ageing = page_for(account_manager).context["ageing"]
    assert sum(ageing["series"][0]["values"]) == Decimal("900.00")
    assert len(ageing["categories"]) == len(ageing["series"][0]["tones"])


def test_each_ageing_bar_leads_to_its_own_invoices(
    page_for: Callable[..., Any], account_manager: User
) -> None:
    links = page_for(account_manager).context["ageing"]["links"]
    assert [link.removeprefix("?tab=invoices&show=open&") for link in links] == [
        "late_to=0#panel",
        "late_from=1&late_to=30#panel",
        "late_from=31&late_to=60#panel",
        "late_from=61&late_to=90#panel",
        "late_from=91&late_to=180#panel",
        "late_from=181&late_to=365#panel",
        "late_from=366#panel",
        "no_due_date=1#panel",
    ]


def test_open_invoices_without_a_rate_are_told_and_lead_to_their_rows(
    page_for: Callable[..., Any], customer: Customer, account_manager: User
) -> None:
    words = "without an exchange rate"
    assert words not in page_for(account_manager).content.decode()
    Reading.objects.update(open_without_rate=1, exposure=0)
    text = page_for(account_manager).content.decode()
    assert "1 open invoice without an exchange rate is not in these amounts" in text
    assert "Nothing is open" not in text
    assert "?tab=invoices&amp;show=open&amp;no_rate=1#panel" in text


def test_the_use_of_the_limit_is_shown(page_for: Callable[..., Any], account_manager: User) -> None:
    assert "90 %" in page_for(account_manager).content.decode()


def test_a_customer_without_a_reading_opens(
    client_for: Callable[[User], Client], risk_officer: User
) -> None:
    fresh = make_customer()
    response = client_for(risk_officer).get(f"/customers/{fresh.pk}/")
    assert response.status_code == 200
    assert "No figures yet" in response.content.decode()


def test_only_those_with_the_right_are_offered_to_propose(
    page_for: Callable[..., Any], account_manager: User, auditor: User, administrator: User
) -> None:
    assert acts(page_for(account_manager))["Propose removal"] == ""
    assert "Propose removal" not in acts(page_for(auditor))
    assert "Propose removal" not in acts(page_for(administrator))


def test_a_removed_customer_says_why_none_can_be_proposed(
    page_for: Callable[..., Any], customer: Customer, account_manager: User
) -> None:
    Customer.objects.filter(pk=customer.pk).update(status=Customer.Status.EXITING)
    assert "already being removed" in acts(page_for(account_manager))["Propose removal"]


def test_a_customer_that_leaves_leads_to_its_case(
    page_for: Callable[..., Any], customer: Customer, account_manager: User, risk_officer: User
) -> None:
    case = make_case(customer, by=account_manager)
    address = f'href="/cases/{case.pk}/"'
    waiting = page_for(account_manager).content.decode()
    assert "proposed to remove this customer. The case is in the stage “proposed”" in waiting
    assert address in waiting
    lead_to(case, State.DECISION, crew=Crew())
    approve_case(case, by=risk_officer, reason="Enough.", at=timezone.now())
    leaving = page_for(account_manager).content.decode()
    assert "The case is in the stage “stepwise reduction”" in leaving
    assert address in leaving
    assert "<small>A removal case of this customer is open already.</small>" in leaving


def test_a_change_of_the_score_says_since_when(
    page_for: Callable[..., Any], customer: Customer, account_manager: User
) -> None:
    scored(customer, ("2026-01-31", "86.4", "high"), ("2026-02-28", "79.9", "high"))
    Rating.objects.update(change="-6.5")
    text = " ".join(page_for(account_manager).content.decode().split())
    assert re.search(r"6\.5</span>.*since <time[^>]*>2026-02-28</time>", text)


def test_the_tab_of_the_address_is_the_one_shown(
    page_for: Callable[..., Any], account_manager: User
) -> None:
    assert page_for(account_manager, "?tab=cases").context["panel"]["key"] == "cases"
    assert page_for(account_manager, "?tab=nonsense").status_code == 200


def test_a_figure_leads_to_the_rows_behind_it(
    page_for: Callable[..., Any], customer: Customer, account_manager: User
) -> None:
    assert "?tab=invoices&amp;show=overdue#panel" in page_for(account_manager).content.decode()
    there = page_for(account_manager, "?tab=invoices&show=overdue").content.decode()
    assert f'hx-get="/customers/{customer.pk}/invoices/?show=overdue"' in there


def test_the_audit_is_offered_to_those_who_may_read_it(
    page_for: Callable[..., Any], account_manager: User, auditor: User
) -> None:
    assert not page_for(account_manager).context["audit_url"]
    assert page_for(auditor).context["audit_url"]


def test_the_page_costs_a_constant_number_of_queries(
    customer: Customer,
    client_for: Callable[[User], Client],
    account_manager: User,
    django_assert_max_num_queries: Any,
) -> None:
    client = client_for(account_manager)
    with django_assert_max_num_queries(8):
        client.get(f"/customers/{customer.pk}/")
