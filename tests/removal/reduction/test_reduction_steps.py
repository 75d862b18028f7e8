"""Planning, telling, releasing, confirming and reversing steps of a reduction."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from customers.models import CreditRestriction, Customer
from removal.models import ReductionStep, RemovalCase
from removal.reduction.rules import check_ground
from removal.selectors.reduction import open_steps
from removal.services import record_arrival, release_letter, set_block, withdraw_case
from removal.services.reduction import (
    confirm_step,
    drop_step,
    note_notice,
    release_step,
    reverse_step,
    reverse_steps,
)
from removal.states import DECIDED, ENDED, UNDECIDED, State
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_service_user
from tests.inboxes import waiting_rows
from tests.removal.cases import Crew, lead_to
from tests.removal.letters.cases import FACTS, drafted, posted
from tests.removal.reduction.steps import HASH, in_force, later, plan
from tests.scoring.credit.desk import HOUR, NOON, TODAY, ask, codes, rate

pytestmark = pytest.mark.django_db


def refused(code: str) -> Any:
    return _Refusal(code)


class _Refusal:
    """That the block is refused with this code, in words."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, error: Any, _trace: Any) -> bool:
        assert isinstance(error, Refused), f"not refused: {self.code}"
        assert error.code == self.code
        assert error.message
        return True


def test_the_letter_that_told_a_step_is_one_of_its_case_that_arrived(
    case: RemovalCase, account_manager: User, risk_officer: User, client_for: Any
) -> None:
    lead_to(case, State.NOTICE, crew=Crew(officer=risk_officer), at=NOON)
    step = plan(case, account_manager, notice_days=30, effective_date=later(30))
    facts = FACTS["reduction_step"] | {"effective_date": later(30)}
    letter = drafted(case, by=account_manager, kind="reduction_step", facts=facts, at=NOON)
    release_letter(letter, by=risk_officer, at=NOON)
    said: dict[str, Any] = {"notice_date": TODAY, "notice_text": "By courier 4711.", "at": NOON}
    with refused("other_letter"):
        note_notice(step, letter=letter, by=account_manager, **said)
    delivery = posted(letter, by=account_manager, at=NOON, channel="courier")
    record_arrival(delivery, arrived_on=TODAY, note="Signed.", by=account_manager, at=NOON)
    page = client_for(account_manager).get(reverse("removal:step_detail", args=[step.pk]))
    assert page.context["notice_form"].fields["letter"].initial == letter.pk
    told = note_notice(step, letter=letter, by=account_manager, **said)
    page = client_for(account_manager).get(reverse("removal:step_detail", args=[step.pk]))
    assert reverse("removal:letter_detail", args=[told.letter_id]) in page.content.decode()


def test_a_planned_step_changes_nothing_yet(
    case: RemovalCase, buyer: Customer, account_manager: User
) -> None:
    step = plan(case, account_manager, evidence_sha256=HASH)
    assert (step.state, step.awaits) == ("planned", "")
    assert not CreditRestriction.objects.exists()
    assert codes(ask(buyer, "1", by=account_manager)) == ["removal_proposed"]
    event = Event.objects.get(verb="plan_reduction_step")
    assert event.customer_id == buyer.pk


def test_a_released_step_is_obeyed_by_the_very_next_check(
    case: RemovalCase, buyer: Customer, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer, "limit", value="400")
    assert (step.state, step.awaits) == ("released", "apply")
    row = CreditRestriction.objects.get()
    assert (row.source_kind, row.source_id, row.value) == ("reduction_step", step.pk, 400)
    check = ask(buyer, "401", by=account_manager)
    assert check.allowed == 400
    assert set(codes(check)) == {"removal_proposed", "over_limit"}


def test_it_waits_for_its_day(
    case: RemovalCase, buyer: Customer, account_manager: User, risk_officer: User
) -> None:
    in_force(case, account_manager, risk_officer, effective_date=later(3))
    assert "shipment_hold" not in codes(ask(buyer, "1", by=account_manager))
    rate(buyer, "medium", as_of=later(3))
    later_on = ask(buyer, "1", at=NOON + dt.timedelta(days=3), by=account_manager)
    assert "shipment_hold" in codes(later_on)


def test_the_planner_never_releases(
    case: RemovalCase, risk_officer: User, second_officer: User
) -> None:
    step = plan(case, risk_officer)
    with refused("own_step"):
        release_step(step, by=risk_officer, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReductionStep.objects.filter(pk=step.pk).update(
            state="released", released_by=risk_officer, released_at=NOON, awaits="apply",
            confirm_by_date=TODAY,
        )  # fmt: skip
    assert release_step(step, by=second_officer, at=NOON).released_by == second_officer


def test_who_answers_for_the_planning_key_never_releases(
    case: RemovalCase, risk_officer: User, second_officer: User
) -> None:
    key = make_service_user("removal-cases:write", responsible=risk_officer)
    with refused("no_right"):
        plan(case, key)
    step = plan(case, second_officer)
    ReductionStep.objects.filter(pk=step.pk).update(responsible=risk_officer)
    step.refresh_from_db()
    with refused("own_step"):
        release_step(step, by=risk_officer, at=NOON)


def test_who_manages_the_customer_neither_releases_nor_reverses(
    case: RemovalCase, buyer: Customer, account_manager: User, risk_officer: User,
    second_officer: User,
) -> None:  # fmt: skip
    step = plan(case, account_manager)
    Customer.objects.filter(pk=buyer.pk).update(manager=risk_officer)
    step = ReductionStep.objects.get(pk=step.pk)
    with refused("own_customer"):
        release_step(step, by=risk_officer, at=NOON)
    step = release_step(step, by=second_officer, at=NOON)
    with refused("own_customer"):
        reverse_step(
            ReductionStep.objects.get(pk=step.pk), by=risk_officer, reason="Kind.", at=NOON
        )


@pytest.mark.parametrize("who", ["account_manager", "auditor", "administrator", "nobody"])
def test_only_officers_release(
    case: RemovalCase, teammate: User, who: str, request: pytest.FixtureRequest
) -> None:
    step = plan(case, teammate)
    with refused("no_right"):
        release_step(step, by=request.getfixturevalue(who), at=NOON)


def test_a_step_of_a_customer_out_of_sight_is_not_planned(
    case: RemovalCase, outsider: User
) -> None:
    with refused("not_visible"):
        plan(case, outsider)


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("limit", {}, "bad_value"),
        ("prepayment", {"value": "101"}, "bad_value"),
        ("prepayment", {"value": "0"}, "bad_value"),
        ("terms", {"value": "7.5"}, "bad_value"),
        ("deposit", {"value": "0"}, "bad_value"),
        ("frequency", {"value": "2"}, "period_missing"),
        ("shipment", {"value": "2"}, "bad_value"),
        ("shipment", {"evidence": " "}, "evidence_missing"),
        ("shipment", {"effective_date": later(-1)}, "before_notice"),
        ("shipment", {"notice_days": 30, "effective_date": later(29)}, "before_notice"),
        ("shipment", {"notice_days": 731}, "bad_notice"),
        ("shipment", {"ground": "contract"}, "not_decided"),
        ("shipment", {"ground": "discretion"}, "not_decided"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(
    case: RemovalCase, account_manager: User, kind: str, said: dict[str, Any], code: str
) -> None:
    with refused(code):
        plan(case, account_manager, kind, **said)


@pytest.mark.parametrize("state", [*UNDECIDED, *DECIDED, *ENDED])
def test_a_right_of_the_contract_waits_for_the_decision_and_a_precaution_does_not(
    state: str,
) -> None:
    for ground, fits in (
        ("contract", state in DECIDED and state not in ENDED),
        ("discretion", state in DECIDED and state not in ENDED),
        ("assurance", state not in ENDED),
        ("deterioration", state not in ENDED),
        ("agreement", state not in ENDED),
    ):
        if fits:
            check_ground(ground, state)
        else:
            with pytest.raises(Refused):
                check_ground(ground, state)


def test_a_closed_case_takes_no_steps_and_releases_none(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = plan(case, account_manager)
    withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    with refused("step_closed"):
        release_step(step, by=risk_officer, at=NOON)
    with refused("case_closed"):
        plan(case, account_manager)


def test_what_needs_notice_is_released_once_the_customer_was_told(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = plan(case, account_manager, notice_days=30, effective_date=later(30))
    with refused("not_told"):
        release_step(step, by=risk_officer, at=NOON)
    told = note_notice(
        step, notice_date=TODAY, notice_text="By courier 4711.", by=account_manager, at=NOON
    )
    assert (told.effective_date, told.letter) == (later(30), None)
    assert release_step(told, by=risk_officer, at=NOON).effective_date == later(30)


def test_a_notice_that_arrives_late_moves_the_step(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = plan(case, account_manager, notice_days=30, effective_date=later(30))
    at = NOON + dt.timedelta(days=5)
    told = note_notice(
        step, notice_date=later(5), notice_text="Arrived late.", by=account_manager, at=at
    )
    assert told.effective_date == later(35)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReductionStep.objects.filter(pk=step.pk).update(effective_date=later(34))
    with refused("in_the_future"):
        note_notice(told, notice_date=later(9), notice_text="Soon.", by=account_manager, at=at)


def test_a_step_without_days_of_notice_is_marked_until_the_customer_is_told(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    assert step.is_untold
    told = note_notice(
        step, notice_date=TODAY, notice_text="By telephone.", by=account_manager, at=NOON
    )
    assert not told.is_untold
    with refused("step_closed"):
        note_notice(told, notice_date=TODAY, notice_text="Again.", by=account_manager, at=NOON)


def test_what_is_released_late_takes_effect_on_that_day_and_not_before(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = plan(case, account_manager)
    released = release_step(step, by=risk_officer, at=NOON + dt.timedelta(days=4))
    assert released.effective_date == CreditRestriction.objects.get().from_date == later(4)


def test_two_releases_at_once_are_one(
    case: RemovalCase, account_manager: User, risk_officer: User, second_officer: User
) -> None:
    step = plan(case, account_manager)
    release_step(step, by=risk_officer, at=NOON)
    with refused("step_closed"):
        release_step(step, by=second_officer, at=NOON)
    assert CreditRestriction.objects.count() == 1


def test_whoever_saw_an_older_version_is_told(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = plan(case, account_manager)
    note_notice(step, notice_date=TODAY, notice_text="Call.", by=account_manager, at=NOON)
    with refused("stale"):
        release_step(step, by=risk_officer, at=NOON, version=1)


def test_a_block_stands_against_a_release(
    case: RemovalCase, account_manager: User, risk_officer: User, legal_reviewer: User
) -> None:
    set_block(
        case.customer, kind="insolvency", by=legal_reviewer, reason="Filed on Monday.", at=NOON
    )
    with refused("blocked"):
        release_step(plan(case, account_manager), by=risk_officer, at=NOON)


def test_a_reversed_step_frees_the_credit_at_once(
    case: RemovalCase, buyer: Customer, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    back = reverse_step(step, by=risk_officer, reason="Paid in full.", at=NOON + HOUR)
    assert (back.state, back.awaits, back.ending) == ("reversed", "lift", "Paid in full.")
    assert "shipment_hold" not in codes(ask(buyer, "1", by=account_manager))
    with refused("step_closed"):
        reverse_step(step, by=risk_officer, reason="Again.", at=NOON + HOUR)


def test_a_step_that_nobody_released_is_dropped(case: RemovalCase, account_manager: User) -> None:
    step = drop_step(plan(case, account_manager), by=account_manager, reason="Not now.", at=NOON)
    assert (step.state, step.awaits) == ("dropped", "")


def test_all_steps_of_a_case_are_reversed_in_the_transaction_that_ends_it(
    case: RemovalCase, buyer: Customer, account_manager: User, risk_officer: User
) -> None:
    in_force(case, account_manager, risk_officer)
    in_force(case, account_manager, risk_officer, "limit", value="1")
    plan(case, account_manager, "identity")
    with transaction.atomic():
        reverse_steps(case, by=risk_officer, reason="Cured.", at=NOON)
        transaction.set_rollback(True)  # the act fails after all
    assert open_steps(case).count() == 3
    assert reverse_steps(case, by=risk_officer, reason="Cured.", at=NOON) == 3
    assert not open_steps(case).exists()
    assert not CreditRestriction.objects.filter(lifted_at__isnull=True).exists()
    states = case.reduction_steps.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["reversed", "reversed", "dropped"]
    assert Event.objects.filter(verb="reverse_steps").count() == 1
    assert reverse_steps(case, by=risk_officer, reason="Again.", at=NOON) == 0


# --- what the other system says ---


@pytest.fixture
def erp(db: None) -> User:
    return make_service_user("reductions:confirm")


def test_the_other_system_confirms_once_and_may_say_so_twice(
    case: RemovalCase, account_manager: User, risk_officer: User, erp: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    for _turn in range(2):
        said = confirm_step(
            step, awaited="apply", outcome="confirmed", reference="SAP 1", by=erp, at=NOON
        )
        assert (said.awaits, said.confirm_by_date) == ("", None)
    assert step.confirmations.count() == 1
    back = reverse_step(step, by=risk_officer, reason="Paid.", at=NOON)
    assert back.awaits == "lift"
    assert confirm_step(back, awaited="lift", outcome="confirmed", by=erp, at=NOON).awaits == ""


def test_a_failure_is_kept_and_the_step_goes_on_waiting(
    case: RemovalCase, account_manager: User, risk_officer: User, erp: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    with refused("text_missing"):
        confirm_step(step, awaited="apply", outcome="failed", by=erp, at=NOON)
    failed = confirm_step(
        step, awaited="apply", outcome="failed", text="Account locked.", by=erp, at=NOON
    )
    assert failed.awaits == "apply"
    assert [each.text for each in step.confirmations.all()] == ["Account locked."]


def test_a_late_confirmation_of_what_was_reversed_meanwhile_is_refused(
    case: RemovalCase, account_manager: User, risk_officer: User, erp: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    reverse_step(step, by=risk_officer, reason="Paid.", at=NOON)
    with refused("not_awaited"):
        confirm_step(step, awaited="apply", outcome="confirmed", by=erp, at=NOON)


def test_what_nobody_confirms_in_time_surfaces(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    assert step.confirm_by_date == later(2)
    late = ReductionStep.objects.confirmation_late
    assert not late(later(2)).exists()
    assert late(later(3)).get() == step


def test_a_late_confirmation_waits_for_who_planned_or_may_release(
    case: RemovalCase, account_manager: User, risk_officer: User, auditor: User, time_machine: Any
) -> None:
    time_machine.move_to(NOON, tick=False)
    step = in_force(case, account_manager, risk_officer)
    for user in (account_manager, risk_officer, auditor):
        assert not ReductionStep.objects.overdue_for(user).exists()
    time_machine.move_to(NOON + dt.timedelta(days=9), tick=False)
    for user, count in ((account_manager, 1), (risk_officer, 1), (auditor, 0)):
        assert len(waiting_rows(user, "late_confirmations")) == count
    assert waiting_rows(risk_officer, "late_confirmations")[0].url == reverse(
        "removal:step_detail", args=[step.pk]
    )


def test_nobody_confirms_without_the_right(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    step = in_force(case, account_manager, risk_officer)
    with refused("no_right"):
        confirm_step(step, awaited="apply", outcome="confirmed", by=risk_officer, at=NOON)


@pytest.mark.parametrize(
    "change", [{"value": 1}, {"ground": "agreement"}, {"evidence": "Other."}, {"released_at": NOON}]
)
def test_the_database_keeps_what_was_released(
    case: RemovalCase, account_manager: User, risk_officer: User, change: dict[str, Any]
) -> None:
    step = in_force(case, account_manager, risk_officer, "limit", value="400", at=NOON + HOUR)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReductionStep.objects.filter(pk=step.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReductionStep.objects.filter(pk=step.pk).delete()
