from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.models import CreditReport, CreditRestriction, Customer, OnboardingItem
from customers.named import Name
from customers.screening.sweep import screen_due
from customers.services.onboarding import check_item
from removal.models import ListEntry, Readmission, ReadmissionChecklist
from removal.selectors.readmissions import checklist_in_force
from removal.services import set_block, withdraw_case
from removal.services.readmission_checklists import decide_checklist, propose_checklist
from removal.services.readmissions import (
    Conditions,
    check_may_readmit,
    decide_readmission,
    withdraw_readmission,
)
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date
from scoring.models import Reading
from scoring.services import Ask, check_credit
from tests.factories import make_customer, make_terms
from tests.monitoring.readings import read
from tests.removal.cases import Crew, end, make_case
from tests.removal.listed import DAY, NOON, asked, exited, listed
from tests.removal.reduction.steps import in_force

pytestmark = pytest.mark.django_db
LATER = NOON + 400 * DAY


@pytest.fixture
def customer(account_manager: User) -> Customer:
    customer = make_customer(manager=account_manager, team=account_manager.team, name="Hua Steel")
    read(customer, score="20", tier="low", exposure="0.00", overdue="0.00")
    CreditReport.objects.create(
        customer=customer, source_key="R-1", effective_date=NOON.date(), provider="Agency",
        recorded_at=NOON,
    )  # fmt: skip
    return customer


@pytest.fixture
def entry(customer: Customer, account_manager: User, risk_officer: User) -> ListEntry:
    entry = listed(customer, by=account_manager, approver=risk_officer)
    exited(customer, by=risk_officer)
    return entry


def test_approved_the_entry_is_lifted_and_onboarding_begins_anew(
    entry: ListEntry, customer: Customer, teammate: User, risk_officer: User
) -> None:
    row = asked(customer, by=teammate, at=LATER)
    on = Conditions(
        needs_prepayment=True, most_credit=Decimal(5000), probation_until=LATER.date() + 90 * DAY
    )
    done = decide_readmission(
        row, approve=True, reason="All shown.", by=risk_officer, on=on, at=LATER
    )
    customer.refresh_from_db()
    entry.refresh_from_db()
    assert (done.state, customer.status, entry.state) == ("approved", "prospect", "lifted")
    assert (done.needs_prepayment, done.most_credit) == (True, Decimal(5000))
    screen_due(at=LATER)
    # the entry is over, so the line of screening passes in the ordinary onboarding
    item = OnboardingItem.objects.get(code="screening")
    assert (
        check_item(customer, item, state="passed", evidence="no hit", by=teammate, at=LATER).state
        == "passed"
    )


def test_a_listed_customer_does_not_pass_screening_in_onboarding(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    listed(customer, by=account_manager, approver=risk_officer)
    Customer.objects.filter(pk=customer.pk).update(status="prospect")
    screen_due(at=NOON)
    item = OnboardingItem.objects.get(code="screening")
    with pytest.raises(Refused, match="confirmed hit"):
        check_item(customer, item, state="passed", evidence="x", by=account_manager, at=NOON)


def test_neither_who_asked_nor_who_proposed_the_entry_decides(
    customer: Customer, risk_officer: User, second_officer: User, head_of_risk: User
) -> None:
    entry = listed(customer, by=risk_officer, approver=second_officer)
    exited(customer, by=risk_officer)
    row = asked(customer, by=head_of_risk, at=LATER)
    for person in (head_of_risk, risk_officer):
        with pytest.raises(Refused, match="somebody else decides"):
            decide_readmission(row, approve=True, reason="x", by=person, at=LATER)
        assert not Readmission.objects.decidable_by(person).exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            Readmission.objects.filter(pk=row.pk).update(
                state="approved", decided_by=person, decided_at=LATER, reason="x"
            )
    assert row.entry == entry
    assert (
        decide_readmission(row, approve=True, reason="fine", by=second_officer, at=LATER).state
        == "approved"
    )


def test_every_line_needs_evidence_and_what_the_book_must_say(
    entry: ListEntry, customer: Customer, teammate: User
) -> None:
    with pytest.raises(Refused, match="what you looked at"):
        asked(customer, by=teammate, at=LATER, answers={})
    with pytest.raises(Refused, match="waiting time runs until 2027-05-04"):
        asked(customer, by=teammate, at=NOON + 200 * DAY)
    Reading.objects.filter(customer=customer).update(exposure=5)
    with pytest.raises(Refused, match="still owes"):
        asked(customer, by=teammate, at=LATER)
    Reading.objects.filter(customer=customer).update(exposure=0)
    CreditReport.objects.update(is_void=True)
    with pytest.raises(Refused, match="credit report"):
        asked(customer, by=teammate, at=LATER)


def test_what_is_no_longer_so_at_the_decision_stands_against_it(
    entry: ListEntry, customer: Customer, teammate: User, risk_officer: User
) -> None:
    row = asked(customer, by=teammate, at=LATER)
    Reading.objects.filter(customer=customer).update(exposure=5)
    with pytest.raises(Refused, match="still owes"):
        decide_readmission(row, approve=True, reason="x", by=risk_officer, at=LATER)
    row.refresh_from_db()
    assert row.state == "waiting"


def test_only_who_was_removed_comes_back_and_only_one_request_waits(
    customer: Customer, teammate: User, risk_officer: User
) -> None:
    with pytest.raises(Refused, match="only who has been removed"):
        asked(customer, by=teammate, at=LATER)
    exited(customer, by=risk_officer)
    asked(customer, by=teammate, at=LATER)
    with pytest.raises(Refused, match="waits for a decision already"):
        asked(customer, by=teammate, at=LATER)


def test_rejected_or_withdrawn_nothing_changes(
    entry: ListEntry, customer: Customer, teammate: User, risk_officer: User
) -> None:
    row = asked(customer, by=teammate, at=LATER)
    with pytest.raises(Refused, match="who asked for this"):
        withdraw_readmission(row, by=risk_officer, reason="x", at=LATER)
    withdraw_readmission(row, by=teammate, reason="Too early.", at=LATER)
    row = asked(customer, by=teammate, at=LATER)
    decide_readmission(row, approve=False, reason="Not convinced.", by=risk_officer, at=LATER)
    customer.refresh_from_db()
    entry.refresh_from_db()
    assert (customer.status, entry.state) == ("exited", "active")


def test_another_version_of_the_checklist_needs_a_second_person(
    risk_officer: User, second_officer: User
) -> None:
    first = checklist_in_force()
    assert first is not None
    lines = first.criteria[:2]
    row = propose_checklist(lines, note="Fewer lines.", by=risk_officer, at=NOON)
    assert checklist_in_force() == first
    with pytest.raises(Refused, match="another person"):
        decide_checklist(row, approve=True, by=risk_officer, at=NOON)
    with pytest.raises(Refused, match="waits for a decision"):
        propose_checklist(lines, note="Again.", by=second_officer, at=NOON)
    decide_checklist(row, approve=True, by=second_officer, at=NOON)
    assert checklist_in_force() == row
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadmissionChecklist.objects.filter(pk=row.pk).update(criteria=[])


@pytest.mark.parametrize(
    "line",
    [
        {"code": "A B", "name_en": "x", "name_zh": "x", "proof": "none"},
        {"code": "ok", "name_en": "", "name_zh": "x", "proof": "none"},
        {"code": "ok", "name_en": "x", "name_zh": "x", "proof": "waited"},
        {"code": "ok", "name_en": "x", "name_zh": "x", "proof": "magic"},
    ],
)
def test_a_line_that_is_not_whole_is_refused(risk_officer: User, line: dict[str, str]) -> None:
    with pytest.raises(Refused):
        propose_checklist([line], note="x", by=risk_officer, at=NOON)


# --- what a credit check says -----------------------------------------------------------------


def codes(customer: Customer, by: User, at: dt.datetime) -> list[tuple[str, str]]:
    ask = Ask(Name(number=customer.number), Decimal(10), "USD")
    check = check_credit(ask, by=by, at=at)
    return [(reason["code"], reason["verdict"]) for reason in check.reasons]


@pytest.mark.parametrize(
    ("bars", "said"),
    [
        ("all_trade", [("restricted", "deny")]),
        ("new_credit", [("restricted", "hold")]),
        ("onboarding", []),
    ],
)
def test_a_credit_check_obeys_what_is_barred_while_the_entry_lasts(
    customer: Customer, account_manager: User, risk_officer: User, bars: str,
    said: list[tuple[str, str]],
) -> None:  # fmt: skip
    make_terms(customer)
    now = timezone.now()
    day = local_date(now)
    listed(
        customer, by=account_manager, approver=risk_officer, at=now, bars=bars,
        review_date=day + DAY, expires_on=day + 2 * DAY,
    )  # fmt: skip
    found = [each for each in codes(customer, account_manager, now) if each[0] == "restricted"]
    assert found == said
    after = codes(customer, account_manager, now + 3 * DAY)
    assert "restricted" not in dict(after)


def test_who_came_back_against_prepayment_prepays_until_the_probation_ends(
    customer: Customer, teammate: User, risk_officer: User
) -> None:
    exited(customer, by=risk_officer)
    on = Conditions(needs_prepayment=True, probation_until=LATER.date() + 10 * DAY)
    row = asked(customer, by=teammate, at=LATER, on=on)
    decide_readmission(row, approve=True, reason="ok", by=risk_officer, at=LATER)
    assert ("readmitted", "prepay") in codes(customer, teammate, LATER)
    assert "readmitted" not in dict(codes(customer, teammate, LATER + 12 * DAY))


def test_who_came_back_with_little_credit_gets_no_more_until_the_probation_ends(
    customer: Customer, teammate: User, risk_officer: User
) -> None:
    exited(customer, by=risk_officer)
    until = LATER.date() + 10 * DAY
    on = Conditions(most_credit=Decimal(5000), probation_until=until)
    row = asked(customer, by=teammate, at=LATER, on=on)
    decide_readmission(row, approve=True, reason="ok", by=risk_officer, at=LATER)
    found = CreditRestriction.objects.get(customer=customer)
    assert (found.kind, found.value, found.until_date) == ("limit", 5000, until)
    assert CreditRestriction.objects.in_force(until).exists()
    assert not CreditRestriction.objects.in_force(until + DAY).exists()


def test_who_came_back_is_free_of_what_the_ended_case_restricted(
    customer: Customer, account_manager: User, teammate: User, risk_officer: User,
    second_officer: User, legal_reviewer: User,
) -> None:  # fmt: skip
    case = make_case(customer, by=account_manager)
    step = in_force(case, account_manager, second_officer, "limit", value="1")
    end(case, crew=Crew(risk_officer, legal_reviewer), approver=second_officer)
    at = LATER + 200 * DAY
    assert CreditRestriction.objects.in_force(at.date()).filter(customer=customer).exists()
    row = asked(customer, by=teammate, at=at)
    decide_readmission(row, approve=True, reason="ok", by=risk_officer, at=at)
    assert not CreditRestriction.objects.in_force(at.date()).filter(customer=customer).exists()
    step.refresh_from_db()
    assert (step.state, step.awaits) == ("reversed", "lift")


def test_nobody_comes_back_while_a_case_is_open_or_a_block_stands(
    customer: Customer, account_manager: User, teammate: User, risk_officer: User,
    legal_reviewer: User,
) -> None:  # fmt: skip
    case = make_case(customer, by=account_manager)
    exited(customer, by=risk_officer)
    with pytest.raises(Refused, match="is open"):
        asked(customer, by=teammate, at=LATER)
    withdraw_case(case, by=account_manager, reason="Ended otherwise.", at=NOON)
    row = asked(customer, by=teammate, at=LATER)
    set_block(customer, kind="legal_hold", by=legal_reviewer, reason="A lawsuit.", at=LATER)
    with pytest.raises(Refused, match="Nothing moves"):
        decide_readmission(row, approve=True, reason="ok", by=risk_officer, at=LATER)
    with pytest.raises(Refused, match="the case is on hold"):
        check_may_readmit(customer, by=teammate)
    # to say no takes nothing away from anybody
    assert decide_readmission(row, approve=False, reason="no", by=risk_officer, at=LATER)
