"""The database alone, with raw SQL of the application's role: what if a service forgot its rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from removal import services
from removal.models import ImmediateReview, RemovalCase
from removal.states import State
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_service_user
from tests.removal.cases import (
    NOON,
    Crew,
    add_evidence,
    file_appeal,
    lead_to,
    lead_to_immediate_decision,
    make_case,
)

pytestmark = pytest.mark.django_db
Statement = tuple[str, dict[str, Any]]

DECIDE = """
INSERT INTO removal_removaldecision
  (case_id, round, outcome, reason, requested_by_id, responsible_id, decided_by_id, decided_at)
VALUES (%(case)s, %(round)s, %(outcome)s, %(reason)s, %(requested_by)s, %(responsible)s,
  %(decided_by)s, now())
"""
STEP = """
INSERT INTO removal_casestep (case_id, number, act, from_state, to_state, round, reason, by_id, at)
SELECT %(case)s, 1 + max(number), %(act)s, %(from)s, %(to)s, 1, 'By hand.', %(by)s, now()
FROM removal_casestep WHERE case_id = %(case)s
"""
MOVE = """
UPDATE removal_removalcase SET state = %(to)s,
  closed_at = CASE WHEN %(ended)s THEN now() END,
  due_date = CASE WHEN %(ended)s THEN NULL ELSE current_date END
WHERE id = %(case)s
"""
COPY = """
INSERT INTO removal_removalcase (customer_id, state, round, summary, ground, clause, facts, reasons,
  tier, proposed_by_id, responsible_id, proposed_at, stage_since, due_date, closed_at,
  approvals_needed, needs_higher_role, version)
SELECT %(customer)s, %(state)s, 1, %(summary)s, %(ground)s, '', '', reasons, tier, %(proposer)s,
  %(responsible)s, proposed_at, stage_since, %(due)s, %(closed)s, %(needed)s, false, 1
FROM removal_removalcase WHERE id = %(case)s
"""


def run(*statements: Statement) -> None:
    """Run statements in a transaction of their own, looking at the end as a commit does."""
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(constraint: str, *statements: Statement) -> None:
    with pytest.raises(IntegrityError) as caught:
        run(*statements)
    assert caught.value.__cause__.diag.constraint_name == constraint


def decision(case: RemovalCase, *, by: User | int, **changed: Any) -> Statement:
    values = {
        "case": case.pk,
        "round": 1,
        "outcome": "approved",
        "reason": "By hand.",
        "requested_by": case.proposed_by_id,
        "responsible": case.responsible_id,
        "decided_by": by if isinstance(by, int) else by.pk,
        **changed,
    }
    return DECIDE, values


def step(case: RemovalCase, act: str, to: str, *, by: User | None, former: str = "") -> Statement:
    said = {"case": case.pk, "act": act, "to": to, "from": former or case.state}
    return STEP, {**said, "by": by.pk if by else None}


def move(case: RemovalCase, to: str) -> Statement:
    ended = to in ("closed", "cured", "withdrawn", "rejected", "overturned")
    return MOVE, {"case": case.pk, "to": to, "ended": ended}


def copy(case: RemovalCase, **changed: Any) -> Statement:
    """Another case like this one, of another customer unless said."""
    values = {
        "case": case.pk, "state": "proposed", "summary": "x", "ground": "", "needed": 1,
        "proposer": case.proposed_by_id, "responsible": case.responsible_id, "due": NOON.date(),
        "closed": None, **changed,
    }  # fmt: skip
    values.setdefault("customer", make_customer().pk)
    return COPY, values


@pytest.fixture
def waiting(case: RemovalCase, crew: Crew) -> RemovalCase:
    return lead_to(case, State.DECISION, crew=crew)


@pytest.fixture
def approved(waiting: RemovalCase, second_officer: User) -> RemovalCase:
    services.approve_case(waiting, by=second_officer, reason="Enough.", at=NOON)
    return waiting


def test_the_application_is_not_the_owner_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(relowner) <> current_user FROM pg_class "
            "WHERE relname = 'removal_removaldecision'"
        )
        assert cursor.fetchone() == (True,)


def test_every_trigger_function_of_ours_looks_where_we_say() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND NOT coalesce("
            "   'search_path=pg_catalog, public, pg_temp' = ANY (p.proconfig), false)"
        )
        assert cursor.fetchall() == []


class TestDecisions:
    def test_a_second_person_may_decide_by_hand(
        self, waiting: RemovalCase, second_officer: User
    ) -> None:
        run(
            decision(waiting, by=second_officer),
            step(waiting, "approve_case", "reduction", by=second_officer),
            move(waiting, "reduction"),
        )
        waiting.refresh_from_db()
        assert waiting.state == "reduction"

    def test_the_proposer_cannot_decide(self, waiting: RemovalCase) -> None:
        refused("decided_by_second_person", decision(waiting, by=waiting.proposed_by))

    def test_a_decision_cannot_lie_about_who_asked(
        self, waiting: RemovalCase, second_officer: User
    ) -> None:
        lie = {"requested_by": second_officer.pk, "responsible": second_officer.pk}
        refused("decision_of_the_proposer", decision(waiting, by=waiting.proposed_by, **lie))

    def test_who_answers_for_the_proposing_key_cannot_decide(self, second_officer: User) -> None:
        key = make_service_user("removal-cases:write", responsible=second_officer)
        proposed = make_case(make_customer(), by=key)
        refused("nobody_behind_the_key_decides", decision(proposed, by=second_officer))

    def test_a_decision_cannot_lie_about_who_answers(
        self, second_officer: User, auditor: User
    ) -> None:
        key = make_service_user("removal-cases:write", responsible=second_officer)
        proposed = make_case(make_customer(), by=key)
        lie = decision(proposed, by=second_officer, responsible=auditor.pk)
        refused("decision_of_the_proposer", lie)

    def test_who_took_the_case_over_cannot_decide(
        self, waiting: RemovalCase, second_officer: User
    ) -> None:
        take = "UPDATE removal_removalcase SET taken_over_by_id = %(by)s WHERE id = %(case)s"
        values = {"by": second_officer.pk, "case": waiting.pk}
        one = decision(waiting, by=second_officer)
        refused("nobody_who_took_over_decides", one, (take, values))

    def test_nor_can_who_withdrew_it_once_whoever_took_it_over_since(
        self, case: RemovalCase, crew: Crew, second_officer: User, account_manager: User
    ) -> None:
        RemovalCase.objects.filter(pk=case.pk).update(taken_over_by=second_officer)
        case.refresh_from_db()
        services.withdraw_case(case, by=second_officer, reason="They pay.", at=NOON)
        services.reopen_case(case, by=crew.officer, reason="They did not.", at=NOON)
        lead_to(case, State.DECISION, crew=crew)
        refused("nobody_who_took_over_decides", decision(case, by=second_officer, round=2))

    def test_a_decision_has_a_reason(self, waiting: RemovalCase, second_officer: User) -> None:
        refused("decision_reason_given", decision(waiting, by=second_officer, reason=""))

    @pytest.mark.parametrize("outcome", ["withdrawn", "proposed"])
    def test_a_decision_is_an_approval_or_a_rejection(
        self, waiting: RemovalCase, second_officer: User, outcome: str
    ) -> None:
        refused("decision_outcome", decision(waiting, by=second_officer, outcome=outcome))

    def test_nobody_decides_twice_in_a_round(
        self, approved: RemovalCase, second_officer: User
    ) -> None:
        for outcome in ("approved", "rejected"):
            twice = decision(approved, by=second_officer, outcome=outcome)
            refused("one_decision_per_person", twice)

    def test_a_round_is_rejected_once(
        self, case: RemovalCase, second_officer: User, head_of_risk: User
    ) -> None:
        services.reject_case(case, by=second_officer, reason="No.", at=NOON)
        again = decision(case, by=head_of_risk, outcome="rejected")
        refused("one_rejection_per_round", again)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE removal_removaldecision SET reason = 'Other.' WHERE case_id = %(case)s",
            "DELETE FROM removal_removaldecision WHERE case_id = %(case)s",
        ],
    )
    def test_a_decision_never_changes(self, approved: RemovalCase, change: str) -> None:
        refused("removal_removaldecision_is_final", (change, {"case": approved.pk}))


class TestWay:
    @pytest.mark.parametrize("state", ["reduction", "rejected", "withdrawn", "cured", "closed"])
    def test_a_case_does_not_move_without_the_step_that_says_who_and_why(
        self, waiting: RemovalCase, state: str
    ) -> None:
        refused("case_is_where_its_steps_say", move(waiting, state))

    def test_a_step_does_not_stand_beside_a_case_that_stayed(
        self, case: RemovalCase, risk_officer: User
    ) -> None:
        taken = step(case, "start_assessment", "assessment", by=risk_officer)
        refused("case_is_where_its_steps_say", taken)

    def test_a_case_starts_as_a_proposal_with_its_step(self, case: RemovalCase) -> None:
        refused("case_is_where_its_steps_say", copy(case))
        refused("case_is_where_its_steps_say", copy(case, state="reduction"))

    @pytest.mark.parametrize(
        ("act", "to"),
        [
            ("start_assessment", "reduction"),
            ("approve_case", "reduction"),
            ("close_case", "closed"),
            ("forget_about_it", "withdrawn"),
        ],
    )
    def test_what_the_table_of_acts_does_not_allow_is_no_step(
        self, case: RemovalCase, second_officer: User, act: str, to: str
    ) -> None:
        refused("case_step_allowed", step(case, act, to, by=second_officer), move(case, to))

    def test_a_step_starts_where_the_one_before_it_ended(
        self, case: RemovalCase, second_officer: User
    ) -> None:
        leap = step(case, "approve_case", "reduction", by=second_officer, former="decision")
        refused("step_follows", leap, move(case, "reduction"))

    def test_steps_are_numbered_without_gaps(self, case: RemovalCase, risk_officer: User) -> None:
        sql, values = step(case, "start_assessment", "assessment", by=risk_officer)
        for number in ("3 + 0 * max(number)", "0 * max(number)"):
            refused("step_follows", (sql.replace("1 + max(number)", number), values))

    def test_only_a_deadline_moves_a_case_by_itself(self, case: RemovalCase) -> None:
        nobody = step(case, "start_assessment", "assessment", by=None)
        refused("people_move_cases", nobody, move(case, "assessment"))

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE removal_casestep SET reason = 'Other.' WHERE case_id = %(case)s",
            "DELETE FROM removal_casestep WHERE case_id = %(case)s",
        ],
    )
    def test_a_step_never_changes(self, case: RemovalCase, change: str) -> None:
        refused("removal_casestep_is_final", (change, {"case": case.pk}))

    def test_nothing_is_approved_by_nobody(
        self, waiting: RemovalCase, second_officer: User
    ) -> None:
        taken = step(waiting, "approve_case", "reduction", by=second_officer)
        refused("approved_by_as_many_as_needed", taken, move(waiting, "reduction"))

    def test_nor_where_the_case_goes_on_at_once(
        self, waiting: RemovalCase, second_officer: User
    ) -> None:
        refused(
            "approved_by_as_many_as_needed",
            step(waiting, "approve_case", "reduction", by=second_officer),
            step(waiting, "start_termination", "termination", by=second_officer,
                 former="reduction"),
            move(waiting, "termination"),
        )  # fmt: skip

    def test_what_needs_two_is_not_approved_by_one(
        self, crew: Crew, account_manager: User, second_officer: User
    ) -> None:
        customer = make_customer(manager=account_manager)
        case = make_case(customer, by=account_manager, exposure=Decimal(2_000_000))
        lead_to(case, State.DECISION, crew=crew)
        refused(
            "approved_by_as_many_as_needed",
            decision(case, by=second_officer),
            step(case, "approve_case", "reduction", by=second_officer),
            move(case, "reduction"),
        )

    def test_nothing_is_rejected_by_nobody(self, case: RemovalCase, second_officer: User) -> None:
        taken = step(case, "reject_case", "rejected", by=second_officer)
        refused("rejected_by_somebody", taken, move(case, "rejected"))

    def test_only_the_proposer_withdraws(self, case: RemovalCase, second_officer: User) -> None:
        taken = step(case, "withdraw_case", "withdrawn", by=second_officer)
        refused("withdrawal_by_the_proposer", taken, move(case, "withdrawn"))

    def test_a_round_is_approved_once(self, approved: RemovalCase, second_officer: User) -> None:
        """Were the case moved back by hand, its second approval would still be refused."""
        again = step(approved, "approve_case", "reduction", by=second_officer, former="decision")
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s",
                           ["one_approval_per_round"])  # fmt: skip
            [index] = cursor.fetchone()
        assert "UNIQUE" in index
        refused("step_follows", again)


class TestCases:
    def test_the_proposer_of_a_case_cannot_be_swapped(
        self, case: RemovalCase, risk_officer: User
    ) -> None:
        for column in ("proposed_by_id", "responsible_id"):
            swap = f"UPDATE removal_removalcase SET {column} = %(other)s WHERE id = %(case)s"
            refused("proposal_is_final", (swap, {"other": risk_officer.pk, "case": case.pk}))

    @pytest.mark.parametrize(
        "change", ["customer_id = %(other)s", "proposed_at = now()", "id = %(other)s"]
    )
    def test_whom_and_when_is_final_as_well(self, case: RemovalCase, change: str) -> None:
        values = {"case": case.pk, "other": make_customer().pk + 1000 * ("id =" in change[:4])}
        sql = f"UPDATE removal_removalcase SET {change} WHERE id = %(case)s"
        refused("proposal_is_final", (sql, values))

    def test_a_case_is_kept(self, case: RemovalCase) -> None:
        delete = "DELETE FROM removal_removalcase WHERE id = %(case)s"
        refused("case_is_kept", (delete, {"case": case.pk}))

    def test_a_case_cannot_lie_about_who_answers(self, risk_officer: User, auditor: User) -> None:
        key = make_service_user("removal-cases:write", responsible=risk_officer)
        proposed = make_case(make_customer(), by=key)
        refused("responsible_answers_for_proposer", copy(proposed, responsible=auditor.pk))

    def test_there_is_one_open_case_per_customer(self, case: RemovalCase) -> None:
        refused("one_open_case", copy(case, customer=case.customer_id))

    @pytest.mark.parametrize(
        ("constraint", "changed"),
        [
            ("case_closed_with_time", {"state": "approved"}),
            ("case_ground", {"ground": "dislike"}),
            ("case_approvals_needed", {"needed": 0}),
            ("case_approvals_needed", {"needed": 3}),
            ("case_summary_given", {"summary": ""}),
            ("case_closed_with_time", {"due": None}),
            ("case_closed_with_time", {"closed": NOON}),
            ("case_closed_with_time", {"state": "rejected"}),
            ("case_closed_with_time", {"state": "closed", "closed": NOON}),
        ],
    )
    def test_what_a_case_says_of_itself_holds_together(
        self, case: RemovalCase, constraint: str, changed: dict[str, Any]
    ) -> None:
        refused(constraint, copy(case, **changed))

    @pytest.mark.parametrize("kind", ["insolvency", "legal_hold", "keep_open", "appeal"])
    def test_no_case_of_a_blocked_customer_moves(
        self, case: RemovalCase, risk_officer: User, kind: str
    ) -> None:
        block = """
        INSERT INTO removal_caseblock (customer_id, kind, reason, role, set_by_id, set_at,
          lifted_because)
        VALUES (%(customer)s, %(kind)s, 'Why.', 'x', %(by)s, now(), '')
        """
        values = {"customer": case.customer_id, "kind": kind, "by": risk_officer.pk}
        taken = step(case, "start_assessment", "assessment", by=risk_officer)
        refused("case_is_blocked", (block, values), taken, move(case, "assessment"))


class TestSecondLooks:
    """Who made, led or decided a case neither decides its appeal nor reviews it."""

    UPHOLD = """
    UPDATE removal_appeal SET state = 'upheld', decided_by_id = %(by)s, decided_at = now(),
      reason = 'Right.' WHERE case_id = %(case)s
    """
    REVIEW = """
    UPDATE removal_immediatereview SET outcome = 'confirmed', reviewed_by_id = %(by)s,
      reviewed_at = now(), reason = 'Right.' WHERE case_id = %(case)s
    """

    def test_of_an_appeal(
        self, approved: RemovalCase, crew: Crew, second_officer: User, head_of_risk: User
    ) -> None:
        file_appeal(approved, by=approved.proposed_by)
        for by in (approved.proposed_by, second_officer, crew.officer, crew.legal):
            values = {"by": by.pk, "case": approved.pk}
            refused("looked_at_again_by_another", (self.UPHOLD, values))
        run((self.UPHOLD, {"by": head_of_risk.pk, "case": approved.pk}))

    def test_of_a_case_taken_over(self, approved: RemovalCase, head_of_risk: User) -> None:
        file_appeal(approved, by=approved.proposed_by)
        RemovalCase.objects.filter(pk=approved.pk).update(taken_over_by=head_of_risk)
        values = {"by": head_of_risk.pk, "case": approved.pk}
        refused("looked_at_again_by_another", (self.UPHOLD, values))

    def test_of_an_immediate_removal(
        self, case: RemovalCase, crew: Crew, head_of_risk: User, second_officer: User
    ) -> None:
        lead_to_immediate_decision(case, crew=crew)
        services.approve_case(case, by=head_of_risk, reason="Fraud.", at=NOON)
        for by in (case.proposed_by, crew.officer, head_of_risk):
            values = {"by": by.pk, "case": case.pk}
            refused("looked_at_again_by_another", (self.REVIEW, values))
        run((self.REVIEW, {"by": second_officer.pk, "case": case.pk}))

    def test_a_decided_appeal_says_by_whom_and_why(self, approved: RemovalCase) -> None:
        appeal = file_appeal(approved, by=approved.proposed_by)
        for change in ("state = 'upheld'", "decided_at = now()", "reason = ''"):
            sql = f"UPDATE removal_appeal SET {change} WHERE id = %(appeal)s"
            if change != "reason = ''":
                refused("appeal_decided_whole", (sql, {"appeal": appeal.pk}))
        empty = "UPDATE removal_appeal SET text = '' WHERE id = %(appeal)s"
        refused("appeal_says_what", (empty, {"appeal": appeal.pk}))

    def test_one_appeal_is_open_at_a_time(self, approved: RemovalCase) -> None:
        file_appeal(approved, by=approved.proposed_by)
        again = """
        INSERT INTO removal_appeal (case_id, state, received_date, channel, from_whom, text,
          acknowledge_by_date, answer_by_date, recorded_by_id, recorded_at, reason)
        SELECT case_id, state, received_date, channel, from_whom, text, acknowledge_by_date,
          answer_by_date, recorded_by_id, recorded_at, reason FROM removal_appeal
        """
        refused("one_open_appeal", (again, {}))

    def test_a_review_is_whole_and_one_per_round(self, case: RemovalCase) -> None:
        review = ImmediateReview.objects.create(case=case, round=1, due_date=NOON.date())
        half = "UPDATE removal_immediatereview SET outcome = 'confirmed' WHERE id = %(id)s"
        refused("immediate_review_whole", (half, {"id": review.pk}))
        with pytest.raises(IntegrityError, match="one_review_per_round"), transaction.atomic():
            ImmediateReview.objects.create(case=case, round=1, due_date=NOON.date())


class TestWhatBelongsToACase:
    def test_evidence_never_changes(self, case: RemovalCase) -> None:
        add_evidence(case, by=case.proposed_by)
        for change in ("UPDATE removal_caseevidence SET title = 'x'",
                       "DELETE FROM removal_caseevidence"):  # fmt: skip
            refused("removal_caseevidence_is_final", (change, {}))

    @pytest.mark.parametrize(
        ("constraint", "changed"),
        [("evidence_titled", {"title": ""}), ("evidence_hashed", {"sha256": "a" * 64})],
    )
    def test_evidence_is_titled_and_hashed_with_its_document(
        self, case: RemovalCase, constraint: str, changed: dict[str, str]
    ) -> None:
        add = """
        INSERT INTO removal_caseevidence (case_id, stage, title, text, sha256, added_by_id,
          added_at)
        VALUES (%(case)s, 'proposed', %(title)s, 'Seen.', %(sha256)s, %(by)s, now())
        """
        values = {"case": case.pk, "title": "x", "sha256": "", "by": case.proposed_by_id}
        refused(constraint, (add, values | changed))

    @pytest.mark.parametrize(
        ("constraint", "changed"),
        [
            ("legal_answers_have_evidence", {"stage": "legal_review"}),
            ("answer_says_what_was_found", {"note": ""}),
        ],
    )
    def test_answers_say_what_was_found_and_legal_ones_where(
        self, case: RemovalCase, constraint: str, changed: dict[str, str]
    ) -> None:
        refused(constraint, self.answer(case, **changed))

    def test_an_item_has_one_answer_per_round(self, case: RemovalCase) -> None:
        refused("one_answer_per_item", self.answer(case), self.answer(case))

    def answer(self, case: RemovalCase, **changed: str) -> Statement:
        sql = """
        INSERT INTO removal_checklistanswer (case_id, round, stage, code, answer, note,
          answered_by_id, answered_at)
        VALUES (%(case)s, 1, %(stage)s, 'talks', 'yes', %(note)s, %(by)s, now())
        """
        said = {"stage": "assessment", "note": "Seen.", **changed}
        return sql, {"case": case.pk, "by": case.proposed_by_id, **said}

    @pytest.mark.parametrize(
        ("constraint", "change"),
        [
            ("cure_item_says_what", "what = ''"),
            ("cure_payment_has_amount", "amount = NULL, kind = 'payment'"),
            ("cure_payment_has_amount", "amount = 0"),
            ("cure_item_state", "state = 'verified'"),
            ("cure_item_state", "state = 'submitted'"),
            ("cure_item_state", "state = 'met'"),
            (
                "cure_checked_by_second_person",
                "state = 'failed', submitted_by_id = added_by_id, checked_by_id = added_by_id",
            ),
        ],
    )
    def test_an_item_to_make_good_holds_together(
        self, case: RemovalCase, crew: Crew, constraint: str, change: str
    ) -> None:
        lead_to(case, State.RECTIFICATION, crew=crew)
        refused(constraint, (f"UPDATE removal_cureitem SET {change}", {}))

    EXTEND = """
    INSERT INTO removal_extension (case_id, round, number, former_date, new_date, reason,
      granted_by_id, granted_at)
    VALUES (%(case)s, 1, 1, '2026-06-01', %(until)s, %(reason)s, %(by)s, now())
    """

    def test_an_extension_is_later_has_a_reason_and_its_number_and_never_changes(
        self, case: RemovalCase
    ) -> None:
        good = {"case": case.pk, "until": "2026-06-09", "reason": "Asked.",
                "by": case.proposed_by_id}  # fmt: skip
        refused("extension_is_later", (self.EXTEND, good | {"until": "2026-06-01"}))
        refused("extension_reason_given", (self.EXTEND, good | {"reason": ""}))
        refused("extensions_in_order", (self.EXTEND, good), (self.EXTEND, good))
        run((self.EXTEND, good))
        for change in ("UPDATE removal_extension SET new_date = '2027-01-01'",
                       "DELETE FROM removal_extension"):  # fmt: skip
            refused("removal_extension_is_final", (change, {}))

    def test_a_deadline_is_noticed_once(self, case: RemovalCase) -> None:
        notice = """
        INSERT INTO removal_deadlinenotice (case_id, kind, due_date, raised_at)
        VALUES (%(case)s, 'stage_late', '2026-06-01', now())
        """
        values = {"case": case.pk}
        refused("one_notice_per_deadline", (notice, values), (notice, values))


class TestBlocksAndLimits:
    def test_blocks_have_a_reason_stand_once_and_are_lifted_whole(
        self, case: RemovalCase, legal_reviewer: User
    ) -> None:
        services.set_block(
            case.customer, kind="legal_hold", by=legal_reviewer, reason="File 12.", at=NOON
        )
        again = """
        INSERT INTO removal_caseblock (customer_id, kind, reason, role, set_by_id, set_at,
          lifted_because)
        SELECT customer_id, kind, reason, role, set_by_id, set_at, '' FROM removal_caseblock
        """
        refused("one_block_of_a_kind", (again, {}))
        refused("block_reason_given", ("UPDATE removal_caseblock SET reason = ''", {}))
        for half in (
            "lifted_at = now()",
            "lifted_by_id = set_by_id",
            "lifted_because = 'x'",
            "lifted_at = now(), lifted_by_id = set_by_id",
        ):
            refused("block_lifted_whole", (f"UPDATE removal_caseblock SET {half}", {}))

    @pytest.mark.parametrize(
        ("constraint", "change"),
        [
            ("limits_by_second_person", "state = 'in_force', decided_by_id = proposed_by_id"),
            ("limits_decided_whole", "state = 'in_force'"),
            ("limits_not_negative", "officer_most = -1"),
            ("limits_not_negative", "two_above = -1"),
        ],
    )
    def test_limits_hold_together(self, head_of_risk: User, constraint: str, change: str) -> None:
        services.propose_limits(
            officer_most=Decimal(1), two_above=Decimal(2), by=head_of_risk, reason="So.", at=NOON
        )
        refused(constraint, (f"UPDATE removal_approvallimits SET {change}", {}))

    def test_limits_are_proposed_one_at_a_time(self, head_of_risk: User) -> None:
        services.propose_limits(
            officer_most=Decimal(1), two_above=Decimal(2), by=head_of_risk, reason="So.", at=NOON
        )
        again = """
        INSERT INTO removal_approvallimits (state, officer_most, two_above, reason, proposed_by_id,
          proposed_at)
        SELECT state, 3, 4, reason, proposed_by_id, proposed_at FROM removal_approvallimits
        """
        refused("one_of_limits_in_force", (again, {}))


# tables of the same names as the real ones, found before them by whoever looks without a schema
SHADOWS = """
CREATE TEMP TABLE removal_removalcase (id bigint, state text, round int) ON COMMIT DROP;
CREATE TEMP TABLE removal_removaldecision (case_id bigint, outcome text) ON COMMIT DROP;
CREATE TEMP TABLE removal_casestep (case_id bigint, number int, to_state text) ON COMMIT DROP;
CREATE TEMP TABLE removal_caseblock (customer_id bigint, lifted_at date) ON COMMIT DROP;
CREATE TEMP TABLE accounts_user (id bigint, kind text, responsible_id bigint) ON COMMIT DROP;
"""


def test_tables_of_the_same_name_do_not_hide_that_a_step_is_missing(waiting: RemovalCase) -> None:
    sql, values = move(waiting, "reduction")
    there = sql.replace("removal_removalcase", "public.removal_removalcase")
    refused("case_is_where_its_steps_say", (SHADOWS, {}), (there, values))


def test_nor_a_block(case: RemovalCase, legal_reviewer: User) -> None:
    services.set_block(case.customer, kind="legal_hold", by=legal_reviewer, reason="12.", at=NOON)
    sql, values = move(case, "assessment")
    there = sql.replace("removal_removalcase", "public.removal_removalcase")
    refused("case_is_blocked", (SHADOWS, {}), (there, values))


def test_tables_of_the_same_name_do_not_change_who_answers(
    risk_officer: User, auditor: User
) -> None:
    key = make_service_user("removal-cases:write", responsible=risk_officer)
    proposed = make_case(make_customer(), by=key)
    lie = "INSERT INTO pg_temp.accounts_user VALUES (%(key)s, 'service', %(auditor)s)"
    sql, values = copy(proposed, responsible=auditor.pk)
    there = sql.replace("removal_removalcase", "public.removal_removalcase")
    told = {"key": key.pk, "auditor": auditor.pk}
    refused("responsible_answers_for_proposer", (SHADOWS, {}), (lie, told), (there, values))
