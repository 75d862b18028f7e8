from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from customers.models import Customer
from removal.models import CriterionSet, RemovalCase, Suggestion
from removal.selectors.criteria import learned_of, summary_of
from removal.services import withdraw_case, write_lesson
from removal.services.criteria_sweep import sweep_criteria
from removal.services.suggestions import dismiss, take_up
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from tests.factories import make_customer, make_service_user
from tests.inboxes import waiting_rows
from tests.removal.criteria.books import LATE, NOON, publish, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def criteria(risk_officer: User, second_officer: User) -> CriterionSet:
    return publish(LATE, by=risk_officer, second=second_officer)


@pytest.fixture
def suggestion(criteria: CriterionSet, customer: Customer) -> Suggestion:
    read(customer, oldest_days=75, exposure=500)
    sweep_criteria(at=NOON)
    return Suggestion.objects.get()


def test_who_takes_it_up_is_the_proposer(suggestion: Suggestion, account_manager: User) -> None:
    case = take_up(suggestion, by=account_manager, summary=summary_of(suggestion), at=NOON)
    assert (case.proposed_by, case.state) == (account_manager, "proposed")
    assert case.ground == "late_payment"
    assert "Pays late." in case.summary
    assert "75 days" in case.summary
    assert (suggestion.state, suggestion.case, suggestion.closed_by) == (
        "taken_up", case, account_manager,
    )  # fmt: skip
    event = Event.objects.get(verb="take_up_suggestion")
    assert event.customer_id == suggestion.customer_id


def test_a_suggestion_gives_nobody_a_right(
    suggestion: Suggestion, outsider: User, auditor: User, account_manager: User
) -> None:
    for person, code in ((outsider, "not_visible"), (auditor, "no_right")):
        with pytest.raises(Refused) as refused:
            take_up(suggestion, by=person, summary="Late.", at=NOON)
        assert refused.value.code == code
        with pytest.raises(Refused) as refused:
            dismiss(suggestion, by=person, reason="No.", at=NOON)
        assert refused.value.code == code
    Customer.objects.filter(pk=suggestion.customer_id).update(status="exiting")
    with pytest.raises(Refused) as refused:
        take_up(suggestion, by=account_manager, summary="Late.", at=NOON)
    assert refused.value.code == "already_leaving"
    suggestion.refresh_from_db()
    assert suggestion.state == "open"


def test_a_key_with_the_right_takes_up_and_its_person_answers_for_it(
    suggestion: Suggestion,
) -> None:
    service = make_service_user("removal-cases:write")
    case = take_up(suggestion, by=service, summary="Late.", at=NOON)
    assert case.responsible_id == service.responsible_id


def test_it_is_answered_once(suggestion: Suggestion, account_manager: User) -> None:
    dismiss(suggestion, by=account_manager, reason="A dispute.", at=NOON)
    with pytest.raises(Refused) as refused:
        take_up(suggestion, by=account_manager, summary="Late.", at=NOON)
    assert refused.value.code == "suggestion_closed"
    assert not RemovalCase.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.filter(pk=suggestion.pk).update(reason="Otherwise.")


def test_what_was_not_seen_is_not_answered(suggestion: Suggestion, account_manager: User) -> None:
    with pytest.raises(Stale):
        dismiss(suggestion, by=account_manager, reason="No.", at=NOON, version=9)


def test_a_dismissal_needs_a_reason_and_a_pause_that_is_to_come(
    suggestion: Suggestion, account_manager: User
) -> None:
    with pytest.raises(Refused) as refused:
        dismiss(suggestion, by=account_manager, reason=" ", at=NOON)
    assert refused.value.field == "reason"
    with pytest.raises(Refused) as refused:
        dismiss(suggestion, by=account_manager, reason="No.", at=NOON, pause_until=NOON.date())
    assert refused.value.field == "pause_until"


def test_the_database_keeps_one_open_suggestion_and_whole_answers(
    suggestion: Suggestion, account_manager: User
) -> None:
    wrong = [
        {"state": "dismissed", "closed_at": NOON, "closed_by": account_manager},
        {"state": "taken_up", "closed_at": NOON, "closed_by": account_manager},
        {"state": "lapsed", "closed_at": NOON},
        {"state": "lapsed", "lapsed_because": "not_met"},
        {"closed_at": NOON},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Suggestion.objects.filter(pk=suggestion.pk).update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.create(
            customer=suggestion.customer, criteria=suggestion.criteria, first_seen_at=NOON,
            latest_seen_at=NOON,
        )  # fmt: skip


def test_the_inbox_has_suggestions_of_ones_own_customers_and_of_nobodys(
    suggestion: Suggestion,
    account_manager: User,
    teammate: User,
    risk_officer: User,
    auditor: User,
) -> None:
    (waiting,) = waiting_rows(account_manager, "suggestions")
    assert "Late" in waiting.words
    assert waiting.exposure == 500
    assert [waiting_rows(each, "suggestions") for each in (teammate, risk_officer, auditor)] == [
        [],
        [],
        [],
    ]
    nobodys = make_customer(status="active")
    read(nobodys, oldest_days=75)
    sweep_criteria(at=NOON)
    assert [each.customer_id for each in waiting_rows(risk_officer, "suggestions")] == [nobodys.pk]


def test_what_a_rule_led_to_is_counted_over_versions_in_which_it_said_the_same(
    suggestion: Suggestion, criteria: CriterionSet, account_manager: User
) -> None:
    case = take_up(suggestion, by=account_manager, summary="Late.", at=NOON)
    withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    write_lesson(case, result="Paid.", lesson="Ask first.", signal="wrongly", by=account_manager,
                 at=NOON)  # fmt: skip
    other = make_customer(status="active", manager=account_manager, team=account_manager.team)
    read(other, oldest_days=75)
    sweep_criteria(at=NOON + dt.timedelta(days=1))
    dismiss(Suggestion.objects.open().get(), by=account_manager, reason="Plan.", at=NOON)
    (learned,) = learned_of(criteria).values()
    assert (learned.suggestions, learned.taken_up, learned.dismissed) == (2, 1, 1)
    assert learned.followed_share == pytest.approx(0.5)
    assert (learned.withdrawn, learned.over, learned.wrongly, learned.earlier) == (1, 1, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_it_up_at_once_one_proposes(
    suggestion: Suggestion, account_manager: User
) -> None:
    outcomes: list[str] = []
    together = threading.Barrier(4)

    def press() -> None:
        try:
            together.wait()
            take_up(suggestion, by=account_manager, summary="Late.", at=NOON)
            outcomes.append("proposed")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["proposed", *["suggestion_closed"] * 3]
    assert RemovalCase.objects.count() == 1
