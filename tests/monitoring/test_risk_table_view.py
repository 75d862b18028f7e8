"""The risk-customer table as a saved view of the customer list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from customers.records.follow_up import INTERACTIONS, PLANS
from customers.risk_table.sheet import MOST
from monitoring.tables.customers import SHEET_COLUMNS, CustomerTable
from riskcrm.accounts.models import User
from tests.customers.files import run
from tests.customers.records import make_fact
from tests.customers.test_import_risk_table import CHINESE, ROW, book
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
ADDRESS = f"?columns={','.join(SHEET_COLUMNS)}"


def test_the_view_has_the_sixteen_columns_under_their_names() -> None:
    with translation.override("zh-hans"):
        names = [str(CustomerTable.base_columns[name].verbose_name) for name in SHEET_COLUMNS]
    assert names == CHINESE


def test_it_shows_what_the_sheet_said(
    client_for: Callable[[User], Client], account_manager: User, tmp_path: Path
) -> None:
    run(book(tmp_path / "plain.xlsx", CHINESE, ROW), "risk-table", by=account_manager)
    browser = client_for(account_manager)
    listed = browser.get(reverse("monitoring:customer_list") + ADDRESS)
    [row] = listed.context["table"].data
    assert row.sheet.score == "620"
    assert (row.sheet.tier, row.sheet.transactions) == ("高风险", ROW[7])  # unrated: as told
    assert row.sheet.talks.splitlines() == [
        "[2026-03-01] 电话催款，承诺月底付款",
        "[2026-04-02] 上门拜访，负责人不在",
    ]
    assert (row.sheet.problem, row.sheet.measure) == (ROW[10], ROW[11])
    assert (row.sheet.responsible, row.sheet.due_date) == ("Ming Chen", "2026-06-30")
    assert (row.sheet.feedback, row.sheet.lesson) == (ROW[14], ROW[15])
    assert "Risk-customer table" in [str(tab.label) for tab in listed.context["tabs"]]


def test_it_says_how_many_talks_and_plans_it_leaves_out(
    client_for: Callable[[User], Client], account_manager: User
) -> None:
    customer = make_customer(manager=account_manager, team=account_manager.team)
    for n in range(MOST + 2):
        make_fact(INTERACTIONS, customer, key=f"T-{n}", content=f"talk {n}")
        make_fact(PLANS, customer, key=f"P-{n}", problem=f"problem {n}")
    listed = client_for(account_manager).get(reverse("monitoring:customer_list") + ADDRESS)
    [row] = listed.context["table"].data
    assert len(row.sheet.talks.splitlines()) == MOST + 1
    assert row.sheet.talks.endswith("… and 2 more")
    assert row.sheet.problem.endswith("… and 2 more")


def test_it_costs_as_many_queries_for_many_customers_as_for_one(
    client_for: Callable[[User], Client], account_manager: User, tmp_path: Path
) -> None:
    browser = client_for(account_manager)
    counts = []
    for count in (1, 8):
        rows = [[f"Firm {n}", f"F-{n}", *ROW[2:]] for n in range(count)]
        run(book(tmp_path / f"{count}.xlsx", CHINESE, *rows), "risk-table", by=account_manager)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(reverse("monitoring:customer_list") + ADDRESS).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
