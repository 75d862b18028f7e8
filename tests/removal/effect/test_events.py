"""What a study may be of, and the day on which each of it happened."""

from __future__ import annotations

import datetime as dt

import pytest

from removal import services
from removal.models import RemovalCase
from removal.services.reduction import reverse_step
from removal.states import State
from tests.factories import make_customer, make_invoice
from tests.removal.cases import Crew, lead_to, make_case, serve
from tests.removal.effect.studies import measured, remove, study_of
from tests.removal.reduction.steps import in_force, plan

pytestmark = pytest.mark.django_db
TODAY, DAY = dt.date(2026, 6, 15), dt.date(2025, 5, 2)
NOON = dt.datetime(2025, 5, 2, 12, tzinfo=dt.UTC)
EARLY = (dt.date(2025, 1, 1), dt.date(2025, 3, 31))
LATE = (dt.date(2025, 4, 1), dt.date(2025, 6, 30))


def counted(event, days, by):
    return measured(study_of(*days, by=by, event=event)).result["removed"]


@pytest.fixture
def customer(account_manager, on_day):
    on_day(TODAY)
    customer = make_customer(manager=account_manager)
    make_invoice(customer, invoice_date=DAY - dt.timedelta(days=90))
    return customer


@pytest.fixture
def case(customer, risk_officer) -> RemovalCase:
    """A case that has passed the legal review: the warning may be written."""
    case = make_case(customer, by=risk_officer, at=NOON)
    return lead_to(case, State.WARNING, crew=Crew(risk_officer), at=NOON)


def test_a_warning_is_told_on_the_day_it_arrived(customer, risk_officer, second_officer):
    remove(customer, by=risk_officer, decided_by=second_officer, day=DAY)  # warned 60 days before
    assert counted("approval", LATE, risk_officer) == 1
    assert counted("warning", EARLY, risk_officer) == 1
    assert counted("warning", LATE, risk_officer) == 0


def test_who_passed_the_legal_review_was_not_warned_before_a_letter_left(case, risk_officer):
    assert counted("warning", LATE, risk_officer) == 0
    serve(case, "warning", crew=Crew(risk_officer), at=NOON)
    assert counted("warning", LATE, risk_officer) == 1


def test_a_reduction_begins_with_the_first_step_that_was_released(
    case, risk_officer, second_officer
):
    plan(case, risk_officer, effective_date=DAY, at=NOON)
    later = DAY + dt.timedelta(days=10)
    undone = in_force(case, risk_officer, second_officer, kind="identity", effective_date=later,
                      at=NOON)  # fmt: skip
    reverse_step(undone, reason="Not needed.", by=second_officer, at=NOON)
    assert counted("reduction", LATE, risk_officer) == 0
    in_force(case, risk_officer, second_officer, kind="limit", value="10", effective_date=DAY,
             at=NOON)  # fmt: skip
    assert counted("reduction", LATE, risk_officer) == 1
    assert counted("warning", LATE, risk_officer) == 0


def test_what_an_appeal_undid_did_not_happen(customer, risk_officer, second_officer,
                                             account_manager, head_of_risk):  # fmt: skip
    case = remove(customer, by=risk_officer, decided_by=second_officer, day=DAY)
    appeal = services.file_appeal(
        case, received_date=DAY, channel="letter", from_whom="Them", text="We paid.",
        by=account_manager, at=NOON,
    )  # fmt: skip
    services.uphold_appeal(appeal, by=head_of_risk, reason="Misposted.", at=NOON)
    assert counted("warning", EARLY, risk_officer) == 0
