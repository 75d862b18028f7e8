"""Admissions asked for, reminders made and unread mentions go to others with everything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import Admission, Customer, Mention, Reminder, ReminderRun
from customers.services.onboarding import decide_admission
from riskcrm.accounts import handover
from riskcrm.accounts.models import User
from riskcrm.accounts.services import hand_over
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


def give(leaver: User, *receivers: User, by: User) -> dict[str, int]:
    at = timezone.now()
    return hand_over(leaver, receivers=receivers, by=by, reason="Leaves.", at=at)


def ask(customer: Customer, by: User) -> Admission:
    return Admission.objects.create(
        customer=customer, requested_by=by, answers=by, requested_at=AT, checks=[]
    )


def remind(customer: Customer, by: User, **fields: Any) -> ReminderRun:
    run = Run.objects.create(kind="reminders", created_at=AT, state=Run.State.DONE)
    made = ReminderRun.objects.create(as_of=AT.date(), started_by=by, started_at=AT, run=run)
    Reminder.objects.create(
        run=made, customer=customer, level=1, language="en", as_of=AT.date(), demanded=1,
        disputed=0, oldest_days=9, subject="Reminder", body="Dear", **fields,
    )  # fmt: skip
    return made


def name(person: User, customer: Customer, by: User, **fields: Any) -> Mention:
    return Mention.objects.create(
        customer=customer, kind="interaction", person=person, by=by, excerpt="@you",
        mentioned_at=AT, **{"fact_id": 1, **fields},
    )  # fmt: skip


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(status="prospect", manager=account_manager, team=account_manager.team)


def test_all_that_waits_goes_to_who_takes_over(
    customer: Customer,
    account_manager: User,
    teammate: User,
    risk_officer: User,
    administrator: User,
) -> None:
    admission, made = ask(customer, account_manager), remind(customer, account_manager)
    mention = name(account_manager, customer, risk_officer)
    left = handover.left_with(account_manager)
    assert {n: left[n] for n in ("admissions", "reminder_runs", "mentions")} == {
        "admissions": 1, "reminder_runs": 1, "mentions": 1,
    }  # fmt: skip
    given = give(account_manager, teammate, by=administrator)
    assert given == {"customers": 1, "admissions": 1, "reminder_runs": 1, "mentions": 1}
    assert handover.left_with(account_manager) == {}
    for row in (admission, made, mention):
        row.refresh_from_db()
    assert (admission.requested_by, admission.answers) == (account_manager,) * 2  # evidence
    assert (admission.taken_over_by, made.taken_over_by) == (teammate, teammate)
    assert made.started_by == account_manager
    assert (mention.person, mention.read_at) == (teammate, None)
    assert list(ReminderRun.objects.visible_to(teammate)) == [made]
    assert not ReminderRun.objects.visible_to(account_manager).exists()


def test_page_list_and_api_say_who_took_an_admission_over(
    customer: Customer, account_manager: User, teammate: User, administrator: User,
    client_for: Callable[[User], Client], api_client_for: Callable[[User], APIClient],
) -> None:  # fmt: skip
    ask(customer, account_manager)
    client, api = client_for(teammate), api_client_for(teammate)
    page, words = f"/customers/{customer.pk}/onboarding/", "looks after this request in place of"
    assert words not in client.get(page).content.decode()
    assert api.get("/api/v1/admissions/").json()["results"][0]["taken_over_by"] is None
    give(account_manager, teammate, by=administrator)
    shown = client.get(page).content.decode()
    assert f"{teammate} {words} {account_manager}" in " ".join(shown.split())
    [row] = api.get("/api/v1/admissions/").json()["results"]
    assert (row["requested_by"], row["taken_over_by"]) == (
        account_manager.username, teammate.username,
    )  # fmt: skip
    assert row["taken_over_at"]
    listed = client.get("/admissions/?columns=customer,taken_over_by").content.decode()
    assert str(teammate) in listed.split("<tbody")[1]


def test_who_took_an_admission_over_does_not_decide_on_it(
    customer: Customer, account_manager: User, risk_officer: User, second_officer: User
) -> None:
    admission = ask(customer, account_manager)
    give(account_manager, risk_officer, by=second_officer)
    admission.refresh_from_db()
    with pytest.raises(Refused):
        decide_admission(
            admission, admit=False, reason="Not yet.", by=risk_officer, at=timezone.now()
        )
    assert not Admission.objects.decidable_by(risk_officer).exists()
    with pytest.raises(IntegrityError, match="by_no_taker"), transaction.atomic():
        Admission.objects.update(
            outcome="returned", decided_by=risk_officer, decided_at=timezone.now()
        )
    assert list(Admission.objects.decidable_by(second_officer)) == [admission]
    decide_admission(
        admission, admit=False, reason="Not yet.", by=second_officer, at=timezone.now()
    )
    # and on to the next, should the taker leave as well
    assert handover.left_with(risk_officer).get("admissions") is None


def test_who_took_over_can_hand_over_in_turn(
    customer: Customer, account_manager: User, teammate: User, risk_officer: User
) -> None:
    ask(customer, account_manager)
    remind(customer, account_manager)
    give(account_manager, teammate, by=risk_officer)
    assert give(teammate, risk_officer, by=risk_officer) == {
        "customers": 1, "admissions": 1, "reminder_runs": 1,
    }  # fmt: skip
    assert Admission.objects.get().taken_over_by == risk_officer


def test_what_is_closed_or_read_stays(
    customer: Customer, account_manager: User, teammate: User, administrator: User
) -> None:
    remind(customer, account_manager, state="sent", closed_at=AT)
    name(account_manager, customer, administrator, read_at=AT)
    assert give(account_manager, teammate, by=administrator) == {"customers": 1}
    assert Mention.objects.get().person == account_manager
    assert ReminderRun.objects.get().taken_over_by is None


def test_who_was_named_beside_the_leaver_is_not_told_twice(
    customer: Customer,
    account_manager: User,
    teammate: User,
    risk_officer: User,
    administrator: User,
) -> None:
    name(account_manager, customer, risk_officer)
    name(teammate, customer, risk_officer)
    name(account_manager, customer, risk_officer, fact_id=2)
    give(account_manager, teammate, by=administrator)
    unread = Mention.objects.unread().order_by("fact_id")
    assert [(m.person, m.fact_id) for m in unread] == [(teammate, 1), (teammate, 2)]


def test_nobody_is_told_of_a_customer_they_would_not_see(
    account_manager: User, teammate: User, outsider: User, administrator: User
) -> None:
    name(account_manager, make_customer(manager=outsider, team=outsider.team), outsider)
    with pytest.raises(Refused) as caught:
        give(account_manager, teammate, by=administrator)
    assert caught.value.code == "out_of_sight"
    assert Mention.objects.get().person == account_manager
