"""Cases decided before there were stages: their migration writes them as steps that the rules bear.

It is run on tables of the former shape that lie before the real ones; what comes of it is then
written to the real ones, whose constraints and triggers look at it.
"""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.db import connection

from customers.models import Customer
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.removal.cases import make_case

pytestmark = pytest.mark.django_db
SET_ASIDE: str = importlib.import_module("removal.migrations.0033_former_decisions").SET_ASIDE
FILL: str = importlib.import_module("removal.migrations.0035_former_cases").FILL

FORMER = """
CREATE TEMP TABLE removal_removalcase
  (LIKE public.removal_removalcase INCLUDING DEFAULTS INCLUDING IDENTITY) ON COMMIT DROP;
ALTER TABLE pg_temp.removal_removalcase ADD decide_by_date date;
CREATE TEMP TABLE removal_removaldecision (case_id bigint, outcome text, reason text,
  decided_by_id bigint, decided_at timestamptz) ON COMMIT DROP;
CREATE TEMP TABLE removal_removalwithdrawal (case_id bigint, reason text, withdrawn_by_id bigint,
  withdrawn_at timestamptz) ON COMMIT DROP;
"""
PROPOSED = """
INSERT INTO pg_temp.removal_removalcase (id, customer_id, state, round, summary, ground, clause,
  facts, reasons, tier, proposed_by_id, responsible_id, proposed_at, stage_since, closed_at,
  decide_by_date, approvals_needed, needs_higher_role, version)
VALUES (%(id)s, %(customer)s, %(state)s, 1, 'Pays late.', '', '', '', '[]', 'high', %(by)s, %(by)s,
  '2026-03-02 09:00+00', now(), %(closed)s, '2026-03-12', 1, false, 2)
"""
DECIDED = """
INSERT INTO pg_temp.removal_removaldecision
VALUES (%(id)s, %(state)s, 'Because.', %(officer)s, '2026-03-05 09:00+00')
"""
WITHDRAWN = """
INSERT INTO pg_temp.removal_removalwithdrawal
VALUES (%(id)s, 'They paid.', %(by)s, '2026-03-05 09:00+00')
"""
PRESENT = """
DROP TABLE pg_temp.removal_removaldecision;
CREATE TEMP TABLE removal_removaldecision
  (LIKE public.removal_removaldecision INCLUDING DEFAULTS INCLUDING IDENTITY) ON COMMIT DROP;
CREATE TEMP TABLE removal_casestep
  (LIKE public.removal_casestep INCLUDING DEFAULTS INCLUDING IDENTITY) ON COMMIT DROP;
"""
FIRST = 900_000


@pytest.fixture
def cases(account_manager: User, risk_officer: User) -> dict[str, RemovalCase]:
    """What became of a case of each former state; of an approved one for each way it went on."""
    stories = {
        "proposed": ("proposed", "active"), "rejected": ("rejected", "active"),
        "withdrawn": ("withdrawn", "active"), "approved": ("approved", "exiting"),
        "left": ("approved", "exited"), "taken back": ("approved", "active"),
    }  # fmt: skip
    numbers = {name: FIRST + number for number, name in enumerate(stories)}
    with connection.cursor() as cursor:
        cursor.execute(FORMER)
        for name, (state, status) in stories.items():
            customer = make_customer(name=name, manager=account_manager, status=status)
            _write(cursor, numbers[name], customer, state, account_manager, risk_officer)
        cursor.execute(SET_ASIDE.split(";")[0].replace("CREATE TABLE", "CREATE TEMP TABLE"))
        cursor.execute(PRESENT)
        cursor.execute(FILL)
        _copy(cursor, "removal_removalcase", "id", but="decide_by_date")
        _copy(cursor, "removal_removaldecision", "case_id", but="id")
        _copy(cursor, "removal_casestep", "case_id, number", but="id")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in ("removal_removalcase", "removal_removaldecision", "removal_casestep"):
            cursor.execute(f"DROP TABLE pg_temp.{table}")
    return {name: RemovalCase.objects.get(pk=number) for name, number in numbers.items()}


def _write(
    cursor: Any, number: int, customer: Customer, state: str, by: User, officer: User
) -> None:
    values = {
        "id": number, "customer": customer.pk, "state": state, "by": by.pk, "officer": officer.pk,
        "closed": None if state == "proposed" else "2026-03-05 09:00+00",
    }  # fmt: skip
    cursor.execute(PROPOSED, values)
    if state in ("approved", "rejected"):
        cursor.execute(DECIDED, values)
    elif state == "withdrawn":
        cursor.execute(WITHDRAWN, values)


def _copy(cursor: Any, table: str, order: str, *, but: str) -> None:
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attname <> %s",
        [f"pg_temp.{table}", but],
    )
    [columns] = cursor.fetchone()
    cursor.execute(
        f"INSERT INTO public.{table} ({columns})"
        f" SELECT {columns} FROM pg_temp.{table} ORDER BY {order}"
    )


def acts(case: RemovalCase) -> list[str]:
    return list(case.steps.order_by("number").values_list("act", flat=True))


def test_a_case_that_waited_is_a_proposal_due_as_before(cases: dict[str, RemovalCase]) -> None:
    case = cases["proposed"]
    assert (case.state, str(case.due_date), case.closed_at) == ("proposed", "2026-03-12", None)
    assert acts(case) == ["propose_removal"]
    assert not case.decisions.exists()


def test_an_approved_one_is_in_its_reduction(
    cases: dict[str, RemovalCase], risk_officer: User, account_manager: User
) -> None:
    case = cases["approved"]
    assert (case.state, str(case.due_date), case.closed_at) == ("reduction", "2026-04-04", None)
    assert acts(case) == ["propose_removal", "start_assessment", "escalate_case", "approve_case"]
    decision = case.decisions.get()
    assert (decision.outcome, decision.reason, decision.decided_by, decision.requested_by) == (
        "approved", "Because.", risk_officer, account_manager,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["left", "taken back"])
def test_one_whose_customer_left_or_came_back_is_closed(
    cases: dict[str, RemovalCase], account_manager: User, name: str
) -> None:
    case = cases[name]
    assert (case.state, case.due_date) == ("closed", None)
    assert case.closed_at
    assert acts(case)[-2:] == ["start_settlement", "close_case"]
    if name == "taken back":
        assert make_case(case.customer, by=account_manager).state == "proposed"


def test_a_rejected_one_says_by_whom(cases: dict[str, RemovalCase], risk_officer: User) -> None:
    case = cases["rejected"]
    assert (case.state, case.due_date) == ("rejected", None)
    assert acts(case) == ["propose_removal", "reject_case"]
    assert case.decisions.get().decided_by == risk_officer


def test_a_withdrawn_one_says_why(cases: dict[str, RemovalCase], account_manager: User) -> None:
    case = cases["withdrawn"]
    assert (case.state, case.due_date) == ("withdrawn", None)
    step = case.steps.get(act="withdraw_case")
    assert (step.by, step.reason) == (account_manager, "They paid.")
    assert not case.decisions.exists()
