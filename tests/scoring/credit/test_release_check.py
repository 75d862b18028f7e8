"""A held order is released by a second person, with a reason and until a moment."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from customers.models import ExchangeRate
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from scoring.models import CreditChange, CreditCheck, Release, Reservation
from scoring.services import release_check
from tests.factories import make_service_user
from tests.scoring.credit.desk import HOUR, NOON, TODAY, ask, codes, make_buyer, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(account_manager: User) -> CreditCheck:
    buyer = make_buyer(manager=account_manager, team=account_manager.team)
    return ask(buyer, "1500", reserve=True, by=account_manager)


def let_through(check: CreditCheck, *, by: User, **said: Any) -> Release:
    said = {"reason": "Paid by bank transfer.", "until": NOON + 48 * HOUR, "at": NOON} | said
    return release_check(check, by=by, **said)


def refusal(check: CreditCheck, *, by: User, **said: Any) -> str:
    with pytest.raises(Refused) as refused:
        let_through(check, by=by, **said)
    return refused.value.code


def test_a_second_person_releases_and_the_document_counts(
    held: CreditCheck, risk_officer: User
) -> None:
    let_through(held, by=risk_officer)
    reservation = Reservation.objects.get()
    assert (reservation.base_amount, reservation.expires_at) == (1500, NOON + 48 * HOUR)
    event = Event.objects.get(verb="release_credit_check")
    assert (event.object_id, event.actor_id) == (str(held.pk), str(risk_officer.pk))
    change = CreditChange.objects.get(kind="release")
    assert (change.check_id, change.customer_id) == (held.pk, held.customer_id)


def test_a_released_document_is_allowed_when_it_is_asked_about_again(
    held: CreditCheck, risk_officer: User, account_manager: User
) -> None:
    let_through(held, by=risk_officer)
    again = ask(held.customer, "1500", reserve=True, by=account_manager)
    assert (again.verdict, codes(again)) == ("allow", ["over_limit", "released"])
    assert again.expires_at == NOON + 48 * HOUR
    assert ask(held.customer, "1500.01", by=account_manager).verdict == "hold"
    assert ask(held.customer, "9", reference="O-2", by=account_manager).verdict == "hold"
    later = NOON + 49 * HOUR
    assert ask(held.customer, "1500", at=later, by=account_manager).verdict == "hold"


def test_a_release_lets_nobody_through_who_is_denied(
    held: CreditCheck, risk_officer: User, account_manager: User
) -> None:
    let_through(held, by=risk_officer)
    held.customer.status = "exiting"
    held.customer.save()
    assert ask(held.customer, "1500", by=account_manager).verdict == "deny"


def test_a_released_document_goes_through_though_others_are_of_unknown_worth(
    account_manager: User, risk_officer: User
) -> None:
    buyer = make_buyer()
    order(buyer, "1", currency="EUR", base_amount=None)
    held = ask(buyer, "10", by=account_manager_of(buyer, account_manager))
    let_through(held, by=risk_officer)
    assert ask(buyer, "10", by=account_manager).verdict == "allow"


def account_manager_of(buyer: Any, manager: User) -> User:
    buyer.team = manager.team
    buyer.save()
    return manager


def test_what_is_worth_nothing_in_our_currency_is_released_and_reserves_nothing(
    account_manager: User, risk_officer: User
) -> None:
    ExchangeRate.objects.create(
        currency="VND", effective_date=TODAY, rate=Decimal("0.00004"), recorded_at=NOON
    )
    buyer = make_buyer(limit=None, manager=account_manager, team=account_manager.team)
    held = ask(buyer, "0.01", currency="VND", reserve=True, by=account_manager)
    assert (held.verdict, held.base_amount) == ("hold", 0)
    let_through(held, by=risk_officer)
    assert Release.objects.get().check_row == held
    assert not Reservation.objects.exists()
    again = ask(buyer, "0.01", currency="VND", reserve=True, by=account_manager)
    assert again.verdict == "allow"
    assert not Reservation.objects.exists()


def test_who_asked_cannot_release(risk_officer: User) -> None:
    held = ask(make_buyer(), "1500", by=risk_officer)
    assert refusal(held, by=risk_officer) == "asker_cannot_release"


def test_who_answers_for_the_key_cannot_release(risk_officer: User) -> None:
    key = make_service_user("credit-checks:ask", responsible=risk_officer)
    held = ask(make_buyer(), "1500", by=key)
    assert refusal(held, by=risk_officer) == "responsible_cannot_release"


def test_no_key_releases(held: CreditCheck) -> None:
    assert refusal(held, by=make_service_user("credit-checks:ask")) == "people_decide"


def test_who_may_not_release_is_refused(held: CreditCheck, teammate: User) -> None:
    assert refusal(held, by=teammate) == "no_right"


def test_who_manages_the_customer_cannot_release(risk_officer: User, second_officer: User) -> None:
    held = ask(make_buyer(manager=second_officer), "1500", by=risk_officer)
    assert refusal(held, by=second_officer) == "own_customer"


def test_a_reason_and_a_near_end_are_needed(held: CreditCheck, risk_officer: User) -> None:
    assert refusal(held, by=risk_officer, reason="  ") == "reason_missing"
    assert refusal(held, by=risk_officer, until=NOON) == "expiry_out_of_range"
    too_far = NOON + dt.timedelta(days=31)
    assert refusal(held, by=risk_officer, until=too_far) == "expiry_out_of_range"


def test_a_document_is_released_once(held: CreditCheck, risk_officer: User) -> None:
    let_through(held, by=risk_officer)
    held.refresh_from_db()
    assert refusal(held, by=risk_officer) == "released"
    assert refusal(CreditCheck(**{**vars_of(held), "waits": True}), by=risk_officer) == "released"


def vars_of(check: CreditCheck) -> dict[str, Any]:
    return {field.attname: getattr(check, field.attname) for field in check._meta.concrete_fields}


def test_only_what_is_held_is_released(risk_officer: User, account_manager: User) -> None:
    buyer = make_buyer(team=account_manager.team)
    assert refusal(ask(buyer, "1", by=account_manager), by=risk_officer) == "not_held"
    buyer.status = "exiting"
    buyer.save()
    assert refusal(ask(buyer, "1", by=account_manager), by=risk_officer) == "not_held"


def test_a_newer_check_of_the_document_takes_the_place_of_the_held_one(
    held: CreditCheck, risk_officer: User, account_manager: User
) -> None:
    ask(held.customer, "10", by=account_manager)
    held.refresh_from_db()
    assert refusal(held, by=risk_officer) == "superseded"


def test_who_may_release_finds_what_waits(
    held: CreditCheck, risk_officer: User, account_manager: User, outsider: User
) -> None:
    def found(person: User, at: dt.datetime = NOON) -> list[CreditCheck]:
        return list(CreditCheck.objects.releasable_by(person, at=at))

    assert (found(risk_officer), found(account_manager), found(outsider)) == ([held], [], [])
    assert found(risk_officer, NOON + dt.timedelta(days=15)) == []
    let_through(held, by=risk_officer)
    assert found(risk_officer) == []


def test_a_mere_question_waits_for_nobody(risk_officer: User) -> None:
    assert not ask(make_buyer(), "1500", reference="", by=risk_officer).waits


# --- the database alone, what if a service forgot its rule ---


def run(sql: str, values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused_by_database(constraint: str, sql: str, *values: Any) -> None:
    with pytest.raises(IntegrityError) as caught:
        run(sql, values)
    assert caught.value.__cause__.diag.constraint_name == constraint


RELEASE = """
INSERT INTO scoring_release (check_row_id, reason, asked_by_id, responsible_id, released_by_id,
  released_at, expires_at) VALUES (%s, 'By hand.', %s, %s, %s, now(), now() + interval '1 day')"""


def test_the_database_refuses_who_asked(held: CreditCheck, risk_officer: User) -> None:
    key = make_service_user("credit-checks:ask", responsible=risk_officer)
    by_key = ask(make_buyer(), "1500", by=key)
    refused_by_database(
        "released_by_second_person", RELEASE, by_key.pk, key.pk, risk_officer.pk, key.pk
    )


def test_the_database_refuses_who_answers_for_the_key(risk_officer: User) -> None:
    key = make_service_user("credit-checks:ask", responsible=risk_officer)
    held = ask(make_buyer(), "1500", by=key)
    refused_by_database(
        "nobody_behind_the_key_releases", RELEASE, held.pk, key.pk, risk_officer.pk,
        risk_officer.pk,
    )  # fmt: skip


def test_a_release_cannot_lie_about_who_asked(held: CreditCheck, risk_officer: User) -> None:
    officer = risk_officer.pk
    refused_by_database(
        "release_of_the_asker", RELEASE, held.pk, officer, officer, held.asked_by_id
    )


def test_a_check_cannot_lie_about_who_answers_for_it(held: CreditCheck, risk_officer: User) -> None:
    values = vars_of(held) | {"responsible_id": risk_officer.pk}
    values.pop("id")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        CreditCheck.objects.create(**values)
    assert caught.value.__cause__.diag.constraint_name == "responsible_answers_for_asker"


def test_what_a_check_was_answered_never_changes(held: CreditCheck) -> None:
    refused_by_database(
        "answer_is_final", "UPDATE scoring_creditcheck SET verdict = 'allow' WHERE id = %s", held.pk
    )


def test_a_document_has_one_live_reservation(account_manager: User) -> None:
    buyer = make_buyer(team=account_manager.team)
    check = ask(buyer, "10", reserve=True, by=account_manager)
    other = ask(buyer, "10", reference="O-2", by=account_manager)
    refused_by_database(
        "one_live_reservation_per_document",
        "INSERT INTO scoring_reservation (customer_id, reference, check_row_id, base_amount,"
        " reserved_at, expires_at, state) VALUES (%s, %s, %s, 5, now(), now() + '1 day', 'live')",
        buyer.pk, check.reference, other.pk,
    )  # fmt: skip
