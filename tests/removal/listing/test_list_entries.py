from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from customers.models import Customer, ScreeningEntry, ScreeningHit, ScreeningList
from customers.screening.entries import EntryRow
from customers.screening.lists import change_list, put_entries
from customers.screening.selectors import confirmed_hits
from customers.screening.sweep import screen_due
from removal.models import ListEntry, ListEntryAct
from removal.services import uphold_appeal
from removal.services.list_reviews import (
    keep_entry,
    lift_entries_of_case,
    lift_entry,
    shorten_entry,
    sweep_entries,
)
from removal.services.listing import EvidenceRow, PersonRow, approve_entry, reject_entry
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date
from tests.factories import make_customer, make_service_user
from tests.removal.cases import Crew, file_appeal, lead_to, make_case
from tests.removal.listed import DAY, NOON, listed, make_entry

pytestmark = pytest.mark.django_db
WANG = PersonRow("王建国", "owner", "Signed the forged delivery notes.")


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(manager=account_manager, team=account_manager.team, name="Hua Steel")


def flush() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_second_person_puts_an_entry_in_force_and_screening_knows_it(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    entry = listed(customer, by=account_manager, approver=risk_officer, persons=[WANG])
    flush()
    assert entry.state == ListEntry.State.ACTIVE
    own = ScreeningEntry.objects.filter(of_list__kind=ScreeningList.Kind.OWN).order_by("pk")
    assert [row.name for row in own] == ["Hua Steel", "王建国"]
    assert {row.valid_until for row in own} == {entry.expires_on}
    hit = ScreeningHit.objects.get()
    assert (hit.customer, hit.state) == (customer, "confirmed")
    assert hit.decisions.get().decided_by == risk_officer
    person = entry.persons.get()
    assert person.screening_entry == own[1]
    assert [act.act for act in entry.acts.order_by("number")] == ["proposed", "approved"]
    verbs = Event.objects.filter(object_kind="listentry").order_by("pk")
    assert [event.verb for event in verbs] == ["propose_entry", "approve_entry"]


def test_a_new_customer_of_that_name_is_for_a_person_to_decide(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    listed(customer, by=account_manager, approver=risk_officer)
    newcomer = make_customer(name="Hua Steel", status="prospect")
    screen_due(at=NOON)
    hits = ScreeningHit.objects.filter(entry__of_list__kind="own")
    assert [hit.state for hit in hits.filter(customer=newcomer)] == ["open"]
    assert [hit.state for hit in hits.filter(customer=customer)] == ["confirmed"]


def test_nobody_who_is_related_to_the_customer_is_listed_with_it(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    entry = listed(
        customer, by=account_manager, approver=risk_officer, covers_company=False, persons=[WANG]
    )
    assert entry.screening_entry is None
    assert ScreeningEntry.objects.get().name == "王建国"
    assert not ScreeningHit.objects.filter(customer=customer).exists()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"evidence": ()}, "no_evidence"),
        ({"evidence": (EvidenceRow("  "),)}, "no_evidence"),
        ({"reason_class": "mood"}, "unknown_reason"),
        ({"covers_company": False}, "nobody_listed"),
        ({"persons": [PersonRow("Wang", "owner", " ")]}, "no_own_reason"),
        ({"expires_on": dt.date(2031, 5, 5)}, "bad_expiry"),
        ({"reason_class": "other", "expires_on": dt.date(2028, 5, 5)}, "bad_expiry"),
        ({"expires_on": dt.date(2026, 5, 4)}, "bad_expiry"),
        ({"review_date": dt.date(2026, 5, 4)}, "bad_review"),
        ({"review_date": dt.date(2030, 5, 4)}, "bad_review"),
    ],
)
def test_a_proposal_without_what_it_needs_is_refused(
    customer: Customer, account_manager: User, said: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        make_entry(customer, by=account_manager, **said)
    assert refused.value.code == code
    assert not ListEntry.objects.exists()


def test_the_longest_term_of_class_and_pack_is_allowed(
    customer: Customer, account_manager: User
) -> None:
    entry = make_entry(customer, by=account_manager, expires_on=dt.date(2029, 5, 4))
    assert entry.most_years == 3  # the strictest pack, since nobody said where the customer is


def test_the_proposer_cannot_approve(customer: Customer, risk_officer: User) -> None:
    entry = make_entry(customer, by=risk_officer)
    with pytest.raises(Refused, match="another person"):
        approve_entry(entry, by=risk_officer, reason="fine", at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ListEntry.objects.filter(pk=entry.pk).update(
            state="active", decided_by=risk_officer, decided_at=NOON, version=2
        )


def test_nobody_behind_a_key_approves(customer: Customer, risk_officer: User) -> None:
    key = make_service_user("list-entries:write", responsible=risk_officer)
    entry = make_entry(customer, by=key)
    with pytest.raises(Refused):
        approve_entry(entry, by=risk_officer, reason="fine", at=NOON)


def test_the_customers_manager_and_people_without_the_right_do_not_approve(
    customer: Customer, account_manager: User, teammate: User, risk_officer: User
) -> None:
    entry = make_entry(customer, by=teammate)
    for person in (account_manager, teammate):
        with pytest.raises(Refused):
            approve_entry(entry, by=person, reason="fine", at=NOON)
    customer.manager = risk_officer
    customer.save()
    entry.refresh_from_db()
    with pytest.raises(Refused, match="manage this customer"):
        approve_entry(ListEntry.objects.get(), by=risk_officer, reason="fine", at=NOON)


def test_an_entry_is_decided_once(
    customer: Customer, account_manager: User, risk_officer: User, head_of_risk: User
) -> None:
    entry = make_entry(customer, by=account_manager)
    reject_entry(entry, by=risk_officer, reason="Paid yesterday.", at=NOON)
    with pytest.raises(Refused, match="rejected"):
        approve_entry(entry, by=head_of_risk, reason="fine", at=NOON)
    assert not ScreeningEntry.objects.exists()


def test_a_customer_has_one_open_entry(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    entry = listed(customer, by=account_manager, approver=risk_officer)
    with pytest.raises(Refused, match="in force already"):
        make_entry(customer, by=account_manager)
    lift_entry(entry, by=risk_officer, reason="settled", at=NOON)
    assert make_entry(customer, by=account_manager).pk


def lift_without_an_act(rows: Any) -> None:
    rows.update(state="lifted", closed_at=NOON, version=3)
    flush()


def test_an_entry_changes_by_its_acts_alone(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    entry = listed(customer, by=account_manager, approver=risk_officer)
    flush()
    rows = ListEntry.objects.filter(pk=entry.pk)
    for change in (
        {"reason": "another"},
        {"expires_on": entry.expires_on - DAY},
        {"expires_on": entry.expires_on + DAY, "version": 3},
        {"state": "proposed", "version": 3, "decided_by": None, "decided_at": None},
        {"proposed_by": risk_officer},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        lift_without_an_act(rows)
    for gone in (rows, entry.acts.all(), entry.evidence.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            gone._raw_delete(gone.db)
    with pytest.raises(IntegrityError), transaction.atomic():
        ListEntryAct.objects.filter(entry=entry).update(reason="another")


def test_a_review_keeps_or_shortens_and_screening_follows(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    entry = listed(customer, by=account_manager, approver=risk_officer, persons=[WANG])
    later = NOON + 290 * DAY
    kept = keep_entry(
        entry, by=risk_officer, reason="Still owes.", review_date=local_date(later) + 60 * DAY,
        at=later,
    )  # fmt: skip
    assert kept.review_date == local_date(later) + 60 * DAY
    Customer.objects.filter(pk=customer.pk).update(name="Renamed Ltd")
    end = local_date(later) + 10 * DAY
    short = shorten_entry(kept, by=risk_officer, reason="Half is paid.", expires_on=end, at=later)
    assert (short.expires_on, short.review_date) == (end, end)
    rows = ScreeningEntry.objects.order_by("pk")
    assert [(row.name, row.valid_until) for row in rows] == [("Hua Steel", end), ("王建国", end)]
    with pytest.raises(Refused, match="lies before"):
        shorten_entry(short, by=risk_officer, reason="x", expires_on=end + DAY, at=later)
    flush()


def test_who_proposed_reviews_and_lifts_nothing(
    customer: Customer, risk_officer: User, second_officer: User
) -> None:
    entry = listed(customer, by=risk_officer, approver=second_officer)
    with pytest.raises(Refused, match="You proposed"):
        lift_entry(entry, by=risk_officer, reason="sorry", at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ListEntryAct.objects.create(
            entry=entry, number=3, act="lifted", by=risk_officer, at=NOON, reason="x",
            bars=entry.bars, review_date=entry.review_date, expires_on=entry.expires_on,
        )  # fmt: skip


def test_a_lifted_entry_matches_nobody_from_then_on_and_as_of_before_it_did(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    entry = listed(customer, by=account_manager, approver=risk_officer)
    later = NOON + 20 * DAY
    lift_entry(entry, by=risk_officer, reason="All is paid.", at=later)
    assert not confirmed_hits(local_date(later), later).exists()
    assert confirmed_hits(local_date(later) - 5 * DAY, later).exists()


def test_an_expired_entry_matches_nobody_without_any_sweep(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    entry = listed(customer, by=account_manager, approver=risk_officer)
    after = NOON + 901 * DAY
    assert not confirmed_hits(local_date(after), after).exists()
    assert confirmed_hits(entry.expires_on, after).exists()
    newcomer = make_customer(name="Hua Steel")
    screen_due(at=after)
    assert not ScreeningHit.objects.filter(customer=newcomer).exists()


def test_the_sweep_expires_and_announces_reviews_in_one_statement(
    account_manager: User,
    risk_officer: User,
    django_assert_max_num_queries: object,
) -> None:
    def one(name: str, **said: object) -> ListEntry:
        customer = make_customer(manager=account_manager, team=account_manager.team, name=name)
        return listed(customer, by=account_manager, approver=risk_officer, **said)

    day = local_date(NOON)
    ends = one("Ends Ltd", review_date=day + 10 * DAY, expires_on=day + 50 * DAY)
    due = one("Due Ltd", review_date=day + 80 * DAY)
    one("Later Ltd", review_date=day + 82 * DAY)
    at = NOON + 51 * DAY
    assert sweep_entries(at=at) == {"expired": [ends.pk], "review_raised": [due.pk]}
    flush()
    assert sweep_entries(at=at) == {}
    ends.refresh_from_db()
    assert (ends.state, ends.closed_at) == ("expired", at)
    assert set(ListEntry.objects.reviewable_by(risk_officer)) == {due}
    assert not ListEntry.objects.reviewable_by(account_manager).exists()
    verbs = Event.objects.filter(actor_kind="system", object_kind="listentry")
    assert set(verbs.values_list("verb", flat=True)) == {"expire_entries", "raise_reviews"}


def test_an_overturned_case_lifts_what_came_of_it(
    customer: Customer, account_manager: User, risk_officer: User, head_of_risk: User
) -> None:
    case = make_case(customer, by=account_manager)
    entry = listed(customer, by=account_manager, approver=risk_officer, case=case)
    assert lift_entries_of_case(case, by=head_of_risk, reason="Appeal upheld.", at=NOON) == 1
    entry.refresh_from_db()
    assert entry.state == "lifted"


def test_what_came_of_an_overturned_case_is_rejected_not_approved(
    customer: Customer, account_manager: User, risk_officer: User, second_officer: User,
    legal_reviewer: User, head_of_risk: User,
) -> None:  # fmt: skip
    case = make_case(customer, by=account_manager)
    case = lead_to(case, State.NOTICE, crew=Crew(risk_officer, legal_reviewer))
    entry = make_entry(customer, by=account_manager, case=case)
    objection = file_appeal(case, by=account_manager)
    uphold_appeal(objection, by=head_of_risk, reason="They had paid.", at=NOON)
    with pytest.raises(Refused, match="was overturned"):
        approve_entry(entry, by=second_officer, reason="Complete.", at=NOON)
    assert not ScreeningEntry.objects.exists()
    assert reject_entry(entry, by=second_officer, reason="Overturned.", at=NOON).state == "rejected"


def test_no_file_and_no_call_writes_the_list(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    listed(customer, by=account_manager, approver=risk_officer)
    on = ScreeningList.objects.get(code="listed")
    with pytest.raises(Refused, match="approved proposals"):
        put_entries(on, [EntryRow("1", "Other Ltd")], by=risk_officer, at=NOON)
    with pytest.raises(Refused, match="Lift the entries"):
        change_list(
            on, name="x", source="", is_active=False, least_score=80, by=risk_officer, at=NOON
        )


def test_an_outsider_sees_no_entry(
    customer: Customer, account_manager: User, outsider: User
) -> None:
    make_entry(customer, by=account_manager)
    assert not ListEntry.objects.visible_to(outsider).exists()
