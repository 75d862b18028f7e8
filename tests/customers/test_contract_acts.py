"""Contracts: their page, their days, and what becomes of obligations and breaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Breach, Contract, Customer, Obligation
from customers.records import KINDS
from customers.records.contract_page import Days, days_of, performance_of
from customers.services.contract_acts import (
    break_obligation,
    cure_breach,
    end_contract,
    fulfil_obligation,
    waive_obligation,
)
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from tests.customers.follow_up import AT, TODAY, make_contract, make_obligation
from tests.customers.records import make_fact
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("C-1", manager=account_manager, team=account_manager.team)


@pytest.fixture
def contract(customer: Customer, account_manager: User) -> Contract:
    return make_contract(
        customer, by=account_manager, end_date=TODAY + 100 * DAY, notice_days=90, renews=True
    )


@pytest.fixture
def obligation(customer: Customer, contract: Contract, account_manager: User) -> Obligation:
    return make_obligation(customer, contract, by=account_manager)


def test_the_last_day_of_notice_follows_from_the_last_day(contract: Contract) -> None:
    contract.refresh_from_db()
    assert contract.notice_date == TODAY + 10 * DAY
    assert days_of(contract, today=TODAY) == Days(to_end=100, to_notice=10)
    contract.state = Contract.State.TERMINATED
    assert days_of(contract, today=TODAY) == Days(None, None)


def test_the_page_shows_how_the_day_of_notice_came_about(
    customer: Customer, account_manager: User, client_for: Sign
) -> None:
    contract = make_contract(
        customer, by=account_manager, end_date=today() + 100 * DAY, notice_days=90
    )
    url = reverse("customers:contract_detail", args=[contract.pk])
    text = " ".join(client_for(account_manager).get(url).content.decode().split())
    end, notice = today() + 100 * DAY, today() + 10 * DAY
    assert f">{notice}</time> = <time" in text
    assert f">{end}</time> − 90 days of notice" in text


def test_performance_counts_each_obligation_once(
    customer: Customer, contract: Contract, account_manager: User
) -> None:
    def made(key: str, **fields: Any) -> Obligation:
        return make_obligation(customer, contract, by=account_manager, key=key, **fields)

    rows = [
        made("a", state="fulfilled", done_date=TODAY),
        made("b", state="fulfilled", done_date=TODAY + DAY),
        made("c", effective_date=TODAY - DAY),
        made("d"),
        made("e", state="breached"),
        made("f", state="waived"),
    ]
    found = performance_of(rows, today=TODAY)
    assert vars(found) == {
        "in_time": 1, "late": 1, "overdue": 1, "open": 1, "broken": 1, "waived": 1,
    }  # fmt: skip


def test_an_obligation_is_fulfilled_on_a_day(obligation: Obligation, account_manager: User) -> None:
    with pytest.raises(Refused, match="in the future"):
        fulfil_obligation(obligation, done_date=TODAY + 5 * DAY, by=account_manager, at=AT)
    done = fulfil_obligation(obligation, done_date=TODAY, by=account_manager, at=AT)
    assert (done.state, done.done_date) == ("fulfilled", TODAY)
    with pytest.raises(Refused, match="settled already"):
        fulfil_obligation(obligation, done_date=TODAY, by=account_manager, at=AT)
    with pytest.raises(Refused, match="settled already"):
        waive_obligation(obligation, reason="Kind.", by=account_manager, at=AT)


def test_a_broken_obligation_leaves_a_breach_that_can_be_cured(
    obligation: Obligation, account_manager: User
) -> None:
    with pytest.raises(Refused):
        break_obligation(obligation, broken_date=TODAY, text=" ", by=account_manager, at=AT)
    held, breach = break_obligation(
        obligation, broken_date=TODAY, text="No accounts came.", by=account_manager, at=AT
    )
    assert (held.state, breach.obligation, breach.contract) == (
        "breached", obligation, obligation.contract,
    )  # fmt: skip
    with pytest.raises(Refused, match="before it began"):
        cure_breach(breach, cured_date=TODAY - DAY, by=account_manager, at=AT)
    assert cure_breach(breach, cured_date=TODAY, by=account_manager, at=AT).cured_date == TODAY
    with pytest.raises(Refused, match="cured already"):
        cure_breach(breach, cured_date=TODAY, by=account_manager, at=AT)
    late = fulfil_obligation(obligation, done_date=TODAY, by=account_manager, at=AT)
    assert late.state == "fulfilled"


def test_a_refused_breach_leaves_the_obligation_open(
    obligation: Obligation, account_manager: User
) -> None:
    with pytest.raises(Refused, match="in the future"):
        break_obligation(
            obligation, broken_date=TODAY + 5 * DAY, text="No.", by=account_manager, at=AT
        )
    obligation.refresh_from_db()
    assert (obligation.state, Breach.objects.count()) == ("open", 0)


def test_a_contract_in_force_is_terminated_with_its_reason(
    contract: Contract, account_manager: User
) -> None:
    with pytest.raises(Refused):
        end_contract(contract, end_date=TODAY, reason="", by=account_manager, at=AT)
    end = {"end_date": TODAY - DAY, "by": account_manager, "at": AT}
    ended = end_contract(contract, reason="Notice.", **end)
    assert (ended.state, ended.end_date) == ("terminated", TODAY - DAY)
    with pytest.raises(Refused, match="not in force"):
        end_contract(contract, reason="Again.", **end)


def test_lists_find_what_comes_near(
    customer: Customer, account_manager: User, client_for: Sign
) -> None:
    def made(key: str, days: int, **fields: Any) -> Contract:
        end = today() + days * DAY
        return make_contract(customer, by=account_manager, key=key, end_date=end, **fields)

    made("soon", 20, notice_days=10)
    made("noticed", 70, notice_days=60)
    made("far", 400, notice_days=30)
    over = made("over", 15, notice_days=10)
    end_contract(over, end_date=today() + 15 * DAY, reason="Notice.", by=account_manager, at=AT)
    contract = Contract.objects.get(source_key="far")
    due = {"by": account_manager, "effective_date": today() + 3 * DAY}
    make_obligation(customer, contract, key="due", **due)
    make_obligation(customer, contract, by=account_manager, key="late")  # of March
    client = client_for(account_manager)

    def found(address: str) -> set[str]:
        text = client.get(address).content.decode()
        keys = ("soon", "noticed", "far", "over", "due", "late")
        return {key for key in keys if f">{key}</a>" in text.partition("<tbody>")[2]}

    assert found("/contracts/?ends_within=30") == {"soon", "over"}
    assert found("/contracts/?notice_within=30") == {"soon", "noticed"}
    assert found("/contracts/?ends_within=nonsense") == set()
    assert {"due"} <= found("/obligations/?due_within=7") <= {"due", "far"}
    assert {"late"} <= found("/obligations/?overdue=1") <= {"late", "far"}


def test_the_page_costs_as_many_queries_with_many_parts_as_with_few(
    customer: Customer, contract: Contract, account_manager: User, client_for: Sign
) -> None:
    url = reverse("customers:contract_detail", args=[contract.pk])
    client = client_for(account_manager)

    def queries(count: int) -> int:
        for n in range(count):
            for code in ("contract-clauses", "securities", "obligations", "breaches"):
                make_fact(KINDS[code], customer, key=f"{count}-{n}", contract=contract)
        client.get(url)
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        return len(context)

    assert queries(1) == queries(5)


def test_acts_have_their_forms_on_the_pages(
    obligation: Obligation, contract: Contract, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    url = reverse("customers:obligation_break", args=[obligation.pk])
    assert client.post(url, {"day": "2026-03-20", "text": ""}).status_code == 422
    assert client.post(url, {"day": "2026-03-20", "text": "None came."}).status_code == 302
    breach = Breach.objects.get()
    assert client.post(url, {"day": "2026-03-20", "text": "Again."}).status_code == 409
    url = reverse("customers:breach_cure", args=[breach.pk])
    assert client.post(url, {"day": "2026-03-21"}).status_code == 302
    url = reverse("customers:obligation_fulfil", args=[obligation.pk])
    assert client.post(url, {"day": "2026-03-21"}).status_code == 302
    url = reverse("customers:contract_end", args=[contract.pk])
    data = {"day": "2026-03-21", "reason": "Notice given."}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 409


def test_waiving_from_the_page(
    obligation: Obligation, account_manager: User, client_for: Sign
) -> None:
    url = reverse("customers:obligation_waive", args=[obligation.pk])
    assert client_for(account_manager).post(url, {"reason": "Settled."}).status_code == 302
    obligation.refresh_from_db()
    assert obligation.state == "waived"


@pytest.mark.parametrize(
    "name", ["contract_end", "obligation_fulfil", "obligation_break", "obligation_waive"]
)
def test_acts_are_closed_to_strangers(
    name: str, contract: Contract, obligation: Obligation, outsider: User, auditor: User,
    client_for: Sign, client: Client,
) -> None:  # fmt: skip
    row = contract if name.startswith("contract") else obligation
    url = reverse(f"customers:{name}", args=[row.pk])
    assert client_for(outsider).post(url).status_code == 404
    assert client_for(auditor).post(url).status_code == 403
    assert client.post(url).status_code == 302
