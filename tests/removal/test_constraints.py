"""The database alone, with raw SQL of the application's role: what if a service forgot its rule."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from removal.models import RemovalCase
from removal.services import approve_case, withdraw_case
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_service_user
from tests.removal.cases import NOON, make_case

pytestmark = pytest.mark.django_db

DECIDE = """
INSERT INTO removal_removaldecision
  (case_id, outcome, reason, requested_by_id, responsible_id, decided_by_id, decided_at)
VALUES (%(case)s, %(outcome)s, %(reason)s, %(requested_by)s, %(responsible)s, %(decided_by)s, now())
"""
CLOSE = """
UPDATE removal_removalcase SET state = %(state)s, closed_at = now() WHERE id = %(case)s
"""


@pytest.fixture
def case(account_manager: User) -> RemovalCase:
    return make_case(make_customer(manager=account_manager), by=account_manager)


def run(*statements: tuple[str, dict[str, Any]]) -> None:
    """Run statements in a transaction of their own, looking at the end as a commit does."""
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(constraint: str, *statements: tuple[str, dict[str, Any]]) -> None:
    with pytest.raises(IntegrityError) as caught:
        run(*statements)
    assert caught.value.__cause__.diag.constraint_name == constraint


def decision(case: RemovalCase, **changed: Any) -> tuple[str, dict[str, Any]]:
    values = {
        "case": case.pk,
        "outcome": "approved",
        "reason": "By hand.",
        "requested_by": case.proposed_by_id,
        "responsible": case.responsible_id,
        **changed,
    }
    return DECIDE, values


def close(case: RemovalCase, state: str = "approved") -> tuple[str, dict[str, Any]]:
    return CLOSE, {"case": case.pk, "state": state}


def test_the_application_is_not_the_owner_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(relowner) <> current_user FROM pg_class "
            "WHERE relname = 'removal_removaldecision'"
        )
        assert cursor.fetchone() == (True,)


def test_a_second_person_may_decide_by_hand(case: RemovalCase, risk_officer: User) -> None:
    run(decision(case, decided_by=risk_officer.pk), close(case))
    case.refresh_from_db()
    assert case.state == "approved"


def test_the_proposer_cannot_decide(case: RemovalCase) -> None:
    refused("decided_by_second_person", decision(case, decided_by=case.proposed_by_id), close(case))


def test_a_decision_cannot_lie_about_who_asked(case: RemovalCase, risk_officer: User) -> None:
    refused(
        "decision_of_the_proposer",
        decision(
            case,
            requested_by=risk_officer.pk,
            responsible=risk_officer.pk,
            decided_by=case.proposed_by_id,
        ),
        close(case),
    )


def test_who_answers_for_the_proposing_key_cannot_decide(risk_officer: User) -> None:
    key = make_service_user("removal-cases:write", responsible=risk_officer)
    proposed = make_case(make_customer(), by=key)
    refused(
        "nobody_behind_the_key_decides",
        decision(proposed, decided_by=risk_officer.pk),
        close(proposed),
    )


def test_a_decision_cannot_lie_about_who_answers(risk_officer: User, auditor: User) -> None:
    key = make_service_user("removal-cases:write", responsible=risk_officer)
    proposed = make_case(make_customer(), by=key)
    refused(
        "decision_of_the_proposer",
        decision(proposed, responsible=auditor.pk, decided_by=risk_officer.pk),
        close(proposed),
    )


def test_a_case_cannot_lie_about_who_answers(risk_officer: User, auditor: User) -> None:
    key = make_service_user("removal-cases:write", responsible=risk_officer)
    proposed = make_case(make_customer(), by=key)
    elsewhere = """
    INSERT INTO removal_removalcase (customer_id, state, summary, reasons, tier, proposed_by_id,
      responsible_id, proposed_at, decide_by_date, version)
    SELECT %(customer)s, state, summary, reasons, tier, proposed_by_id, %(auditor)s, proposed_at,
      decide_by_date, 1
    FROM removal_removalcase WHERE id = %(case)s
    """
    values = {"customer": make_customer().pk, "auditor": auditor.pk, "case": proposed.pk}
    refused("responsible_answers_for_proposer", (elsewhere, values))
    swap = "UPDATE removal_removalcase SET responsible_id = %(auditor)s WHERE id = %(case)s"
    refused("proposal_is_final", (swap, values))


def test_the_proposer_of_a_case_cannot_be_swapped(case: RemovalCase, risk_officer: User) -> None:
    swap = "UPDATE removal_removalcase SET proposed_by_id = %(other)s WHERE id = %(case)s"
    refused("proposal_is_final", (swap, {"other": risk_officer.pk, "case": case.pk}))


@pytest.mark.parametrize("state", ["approved", "rejected", "withdrawn"])
def test_a_case_does_not_close_without_the_row_that_says_who_and_why(
    case: RemovalCase, state: str
) -> None:
    refused("case_state_has_its_decision", close(case, state))


def test_a_decision_does_not_stand_beside_an_open_case(
    case: RemovalCase, risk_officer: User
) -> None:
    refused("case_state_has_its_decision", decision(case, decided_by=risk_officer.pk))


def test_case_and_decision_say_the_same(case: RemovalCase, risk_officer: User) -> None:
    refused(
        "case_state_has_its_decision",
        decision(case, decided_by=risk_officer.pk, outcome="rejected"),
        close(case, "approved"),
    )


def test_a_case_starts_open(case: RemovalCase) -> None:
    born_approved = """
    INSERT INTO removal_removalcase (customer_id, state, summary, reasons, tier, proposed_by_id,
      responsible_id, proposed_at, decide_by_date, closed_at, version)
    SELECT customer_id, 'approved', summary, reasons, tier, proposed_by_id,
      responsible_id, proposed_at, decide_by_date, now(), 1
    FROM removal_removalcase WHERE id = %(case)s
    """
    refused("case_state_has_its_decision", (born_approved, {"case": case.pk}))


# tables of the same names as the real ones, found before them by whoever looks without a schema
SHADOWS = """
CREATE TEMP TABLE removal_removalcase (id bigint, state text) ON COMMIT DROP;
CREATE TEMP TABLE removal_removaldecision (case_id bigint, outcome text) ON COMMIT DROP;
CREATE TEMP TABLE removal_removalwithdrawal (case_id bigint) ON COMMIT DROP;
CREATE TEMP TABLE accounts_user (id bigint, kind text, responsible_id bigint) ON COMMIT DROP;
"""


def test_tables_of_the_same_name_do_not_hide_that_a_decision_is_missing(case: RemovalCase) -> None:
    approve = CLOSE.replace("removal_removalcase", "public.removal_removalcase")
    refused(
        "case_state_has_its_decision",
        (SHADOWS, {}),
        (approve, {"state": "approved", "case": case.pk}),
    )


def test_tables_of_the_same_name_do_not_change_who_answers(
    risk_officer: User, auditor: User
) -> None:
    key = make_service_user("removal-cases:write", responsible=risk_officer)
    lie = "INSERT INTO pg_temp.accounts_user VALUES (%(key)s, 'service', %(auditor)s)"
    propose = """
    INSERT INTO public.removal_removalcase (customer_id, state, summary, reasons, tier,
      proposed_by_id, responsible_id, proposed_at, decide_by_date, version)
    VALUES (%(customer)s, 'proposed', 'x', '[]', 'unrated', %(key)s, %(auditor)s, now(), now(), 1)
    """
    values = {"key": key.pk, "auditor": auditor.pk, "customer": make_customer().pk}
    refused("responsible_answers_for_proposer", (SHADOWS, {}), (lie, values), (propose, values))


def test_every_trigger_function_of_ours_looks_where_we_say() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND NOT coalesce("
            "   'search_path=pg_catalog, public, pg_temp' = ANY (p.proconfig), false)"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("outcome", ["withdrawn", "proposed"])
def test_a_decision_is_an_approval_or_a_rejection(
    case: RemovalCase, risk_officer: User, outcome: str
) -> None:
    """Else anybody could withdraw a case in the name of a decision, or decide on it in advance."""
    also = [close(case, outcome)] if outcome != "proposed" else []
    refused("decision_outcome", decision(case, decided_by=risk_officer.pk, outcome=outcome), *also)


def test_there_is_one_decision_per_case(case: RemovalCase, risk_officer: User) -> None:
    approve_case(case, by=risk_officer, reason="Enough.", at=NOON)
    refused("removal_removaldecision_pkey", decision(case, decided_by=risk_officer.pk))


def test_there_is_one_open_case_per_customer(case: RemovalCase) -> None:
    second = """
    INSERT INTO removal_removalcase (customer_id, state, summary, reasons, tier, proposed_by_id,
      responsible_id, proposed_at, decide_by_date, version)
    SELECT customer_id, state, summary, reasons, tier, proposed_by_id, responsible_id,
      proposed_at, decide_by_date, 1
    FROM removal_removalcase WHERE id = %(case)s
    """
    refused("one_open_case", (second, {"case": case.pk}))


def test_a_decision_has_a_reason(case: RemovalCase, risk_officer: User) -> None:
    refused(
        "decision_reason_given",
        decision(case, decided_by=risk_officer.pk, reason=""),
        close(case),
    )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE removal_removalcase SET summary = 'Never mind.' WHERE id = %(case)s",
        "UPDATE removal_removalcase SET state = 'proposed', closed_at = NULL WHERE id = %(case)s",
        "DELETE FROM removal_removalcase WHERE id = %(case)s",
    ],
)
def test_a_decided_case_never_changes(case: RemovalCase, risk_officer: User, change: str) -> None:
    approve_case(case, by=risk_officer, reason="Enough.", at=NOON)
    refused("closed_case_is_final", (change, {"case": case.pk}))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE removal_removaldecision SET reason = 'Other.' WHERE case_id = %(case)s",
        "DELETE FROM removal_removaldecision WHERE case_id = %(case)s",
    ],
)
def test_a_decision_never_changes(case: RemovalCase, risk_officer: User, change: str) -> None:
    approve_case(case, by=risk_officer, reason="Enough.", at=NOON)
    refused("decision_is_final", (change, {"case": case.pk}))


def test_only_the_proposer_can_stand_in_a_withdrawal(case: RemovalCase, risk_officer: User) -> None:
    withdraw = """
    INSERT INTO removal_removalwithdrawal (case_id, reason, withdrawn_by_id, withdrawn_at)
    VALUES (%(case)s, 'By hand.', %(by)s, now())
    """
    values = {"case": case.pk, "by": risk_officer.pk}
    refused("withdrawal_by_the_proposer", (withdraw, values), close(case, "withdrawn"))


def test_a_withdrawn_case_is_not_decided_any_more(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    refused("case_state_has_its_decision", decision(case, decided_by=risk_officer.pk))
