from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from customers.models import Customer, ScreeningEntry
from removal.models import ListAppeal, ListEntry
from removal.services.list_appeals import (
    acknowledge_appeal,
    appeal_entry,
    check_appeal_identity,
    decide_entry_appeal,
)
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_service_user
from tests.inboxes import waiting_rows
from tests.removal.listed import DAY, NOON, appeal, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(manager=account_manager, team=account_manager.team, name="Hua Steel")


@pytest.fixture
def entry(customer: Customer, account_manager: User, risk_officer: User) -> ListEntry:
    return listed(customer, by=account_manager, approver=risk_officer)


def test_deadlines_run_from_the_day_it_came(entry: ListEntry, account_manager: User) -> None:
    at = dt.datetime(2026, 5, 11, 9, tzinfo=dt.UTC)
    friday = dt.date(2026, 5, 8)
    row = appeal(entry, by=account_manager, at=at, received_date=friday)
    assert row.acknowledge_by_date == dt.date(2026, 5, 13)  # the third business day
    assert row.answer_by_date == friday + 20 * DAY


def test_upheld_the_entry_is_lifted_with_it(
    entry: ListEntry, account_manager: User, legal_reviewer: User
) -> None:
    row = appeal(entry, by=account_manager)
    acknowledge_appeal(row, by=account_manager, at=NOON)
    row.refresh_from_db()
    decided = decide_entry_appeal(
        row, outcome="upheld", answer="You had paid.", by=legal_reviewer, at=NOON
    )
    entry.refresh_from_db()
    assert (decided.state, entry.state) == ("upheld", "lifted")
    assert ScreeningEntry.objects.get().ended_at == NOON
    assert entry.acts.order_by("-number").first().by == legal_reviewer  # type: ignore[union-attr]
    with pytest.raises(Refused, match="is decided"):
        decide_entry_appeal(row, outcome="dismissed", answer="x", by=legal_reviewer, at=NOON)


def test_partly_upheld_it_ends_earlier_or_bars_less(
    entry: ListEntry, account_manager: User, legal_reviewer: User
) -> None:
    row = appeal(entry, by=account_manager)
    with pytest.raises(Refused, match="Say what changes"):
        decide_entry_appeal(row, outcome="partly", answer="Half.", by=legal_reviewer, at=NOON)
    assert ListAppeal.objects.get().state == "received"  # nothing of it was kept
    end = entry.expires_on - 100 * DAY
    decide_entry_appeal(
        row, outcome="partly", answer="Half.", by=legal_reviewer, at=NOON, bars="new_credit",
        expires_on=end,
    )  # fmt: skip
    entry.refresh_from_db()
    assert (entry.state, entry.bars, entry.expires_on) == ("active", "new_credit", end)
    screened = ScreeningEntry.objects.get()
    assert (screened.bars, screened.valid_until) == ("new_credit", end)


def test_dismissed_the_entry_stays_as_it_is(
    entry: ListEntry, account_manager: User, legal_reviewer: User
) -> None:
    row = appeal(entry, by=account_manager)
    decide_entry_appeal(row, outcome="dismissed", answer="Nothing new.", by=legal_reviewer, at=NOON)
    entry.refresh_from_db()
    assert (entry.state, entry.version) == ("active", 2)


def test_who_had_a_part_in_the_entry_decides_no_appeal_against_it(
    customer: Customer, head_of_risk: User, second_officer: User, legal_reviewer: User
) -> None:
    by_head = listed(customer, by=second_officer, approver=head_of_risk)
    row = appeal(by_head, by=legal_reviewer)
    for person in (head_of_risk, second_officer):
        with pytest.raises(Refused):
            decide_entry_appeal(row, outcome="upheld", answer="x", by=person, at=NOON)
        with pytest.raises(IntegrityError), transaction.atomic():
            ListAppeal.objects.filter(pk=row.pk).update(
                state="dismissed", decided_by=person, decided_at=NOON, answer="x",
                acknowledged_at=NOON,
            )  # fmt: skip


def test_nothing_is_decided_before_the_identity_is_checked(
    entry: ListEntry, account_manager: User, legal_reviewer: User
) -> None:
    row = appeal(entry, by=account_manager, identity_check="")
    with pytest.raises(Refused, match="Check first"):
        decide_entry_appeal(row, outcome="upheld", answer="x", by=legal_reviewer, at=NOON)
    row = check_appeal_identity(row, how="called back", by=account_manager, at=NOON)
    assert (
        decide_entry_appeal(
            row, outcome="upheld", answer="You had paid.", by=legal_reviewer, at=NOON
        ).acknowledged_by
        == legal_reviewer
    )


def test_a_key_enters_appeals_and_decides_none(entry: ListEntry, account_manager: User) -> None:
    key = make_service_user("list-appeals:write", responsible=account_manager)
    row = appeal(entry, by=key)
    with pytest.raises(Refused):
        decide_entry_appeal(row, outcome="upheld", answer="x", by=key, at=NOON)


def test_one_appeal_waits_at_a_time(entry: ListEntry, account_manager: User) -> None:
    appeal(entry, by=account_manager)
    with pytest.raises(Refused, match="waits for an answer already"):
        appeal(entry, by=account_manager)


@pytest.mark.parametrize("day", [NOON.date() - DAY, NOON.date() + DAY])
def test_it_came_between_the_entry_and_today(
    entry: ListEntry, account_manager: User, day: dt.date
) -> None:
    with pytest.raises(Refused, match="cannot have come"):
        appeal_entry(
            entry, channel="mail", appellant="Chen", statement="No.", received_date=day,
            by=account_manager, at=NOON,
        )  # fmt: skip


def test_what_waits_is_in_the_inbox_of_who_may_act(
    entry: ListEntry, account_manager: User, legal_reviewer: User, head_of_risk: User
) -> None:
    appeal(entry, by=account_manager)
    (waiting,) = waiting_rows(legal_reviewer, "list_appeals", "new_list_appeals")
    assert "decide on it" in waiting.words
    (new,) = waiting_rows(account_manager, "list_appeals", "new_list_appeals")
    assert "acknowledge it" in new.words
    assert len(waiting_rows(head_of_risk, "list_appeals", "new_list_appeals")) == 1
