from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from customers import services
from customers.models import ContactChange, CreditTerms, Customer, CustomerChange
from riskcrm.accounts.models import Team, User
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.web.errors import Refused
from tests.factories import make_contact, make_customer

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def marks() -> list[tuple[int, str]]:
    return list(CustomerChange.objects.values_list("customer_id", "cause"))


def test_a_new_customer_comes_with_event_mark_and_terms(risk_officer: User) -> None:
    customer = services.create_customer(
        by=risk_officer, at=NOW, number="N1", name="恒远", credit_limit=Decimal(5000)
    )
    assert customer.sort_key == "heng yuan"
    assert CreditTerms.objects.get().credit_limit == 5000
    assert set(Event.objects.values_list("verb", flat=True)) == {
        "create_customer",
        "set_credit_terms",
    }
    assert (customer.pk, "create_customer") in marks()


def test_a_taken_number_is_refused_in_words(risk_officer: User) -> None:
    make_customer("N1")
    with pytest.raises(Refused) as refused:
        services.create_customer(by=risk_officer, at=NOW, number="N1", name="Other")
    assert refused.value.code == "number_taken"
    assert refused.value.field == "number"


def test_a_manager_gets_the_customer_they_enter(account_manager: User) -> None:
    customer = services.create_customer(by=account_manager, at=NOW, number="N1", name="Mine")
    assert customer.manager == account_manager
    assert customer.team == account_manager.team


def test_a_manager_cannot_enter_a_customer_of_others(account_manager: User, outsider: User) -> None:
    with pytest.raises(Refused) as refused:
        services.create_customer(
            by=account_manager, at=NOW, number="N1", name="X", manager=outsider, team=outsider.team
        )
    assert refused.value.code == "not_yours_to_give"


def test_an_invalid_value_is_named(risk_officer: User) -> None:
    with pytest.raises(ValidationError):
        services.create_customer(by=risk_officer, at=NOW, number="N1", name="X", kind="planet")
    assert not Customer.objects.exists()


def test_nobody_is_a_customer_since_a_day_in_the_future(risk_officer: User) -> None:
    ahead = NOW.date() + dt.timedelta(days=2)
    with pytest.raises(Refused) as refused:
        services.create_customer(by=risk_officer, at=NOW, number="N1", name="X", since_date=ahead)
    assert (refused.value.code, refused.value.field) == ("in_future", "since_date")
    customer = make_customer("N2")
    with pytest.raises(Refused):
        services.change_customer(customer, by=risk_officer, at=NOW, version=1, since_date=ahead)
    customer.refresh_from_db()
    assert (customer.since_date, customer.version) == (None, 1)


def test_a_change_writes_what_changed_and_nothing_else(risk_officer: User) -> None:
    customer = make_customer("N1", name="Before", address="1 Mill Lane")
    changed = services.change_customer(
        customer, by=risk_officer, at=NOW, version=1, name="After", address="2 Mill Lane"
    )
    assert (changed.version, changed.name, changed.sort_key) == (2, "After", "after")
    change = ContactChange.objects.get()
    assert (change.kind, change.old_value, change.new_value) == (
        "address",
        "1 Mill Lane",
        "2 Mill Lane",
    )
    assert marks() == [(customer.pk, "change_customer")]
    assert '"after":{"address":"2 Mill Lane","name":"After"}' in Event.objects.get().payload.body


def test_a_change_without_a_difference_writes_nothing(risk_officer: User) -> None:
    customer = make_customer("N1", name="Same")
    services.change_customer(customer, by=risk_officer, at=NOW, version=1, name="Same")
    assert not Event.objects.exists()
    assert marks() == []


def test_a_change_of_an_old_version_is_refused(risk_officer: User) -> None:
    customer = make_customer("N1")
    services.change_customer(customer, by=risk_officer, at=NOW, version=1, city="Leeds")
    with pytest.raises(services.Stale) as stale:
        services.change_customer(customer, by=risk_officer, at=NOW, version=1, city="York")
    assert stale.value.latest.city == "Leeds"


def test_a_manager_cannot_give_a_customer_away(account_manager: User, other_team: Team) -> None:
    customer = make_customer("N1", manager=account_manager, team=account_manager.team)
    with pytest.raises(Refused):
        services.change_customer(
            customer, by=account_manager, at=NOW, version=1, manager=None, team=other_team
        )
    customer.refresh_from_db()
    assert customer.manager == account_manager


def test_a_status_is_changed_with_its_reason() -> None:
    customer = make_customer("N1")
    services.change_status(customer, by=SYSTEM, status="exiting", reason="case 7", at=NOW)
    services.change_status(customer, by=SYSTEM, status="exiting", reason="again", at=NOW)
    assert Customer.objects.get().status == "exiting"
    assert '"reason":"case 7"' in Event.objects.get().payload.body


def test_terms_are_added_and_never_rewritten(risk_officer: User) -> None:
    customer = make_customer("N1")
    day = dt.date(2026, 3, 1)
    for limit in (1000, 1000, 2000):
        services.set_credit_terms(
            customer,
            by=risk_officer,
            at=timezone.now(),
            effective_date=day,
            credit_limit=Decimal(limit),
            payment_days=30,
        )
    assert list(CreditTerms.objects.order_by("pk").values_list("credit_limit", flat=True)) == [
        Decimal(1000),
        Decimal(2000),
    ]


def test_a_new_phone_leaves_a_contact_change(risk_officer: User) -> None:
    customer = make_customer("N1")
    contact = make_contact(customer, phone="1", email="a@x.example")
    services.save_contact(
        customer, by=risk_officer, at=NOW, contact=contact, version=1, phone="2", role="CFO"
    )
    change = ContactChange.objects.get()
    assert (change.kind, change.old_value, change.new_value) == ("phone", "1", "2")
    assert change.effective_date == dt.date(2026, 3, 2)
    assert marks() == [(customer.pk, "save_contact")]


def test_one_contact_is_the_main_one(risk_officer: User) -> None:
    customer = make_customer("N1")
    first = make_contact(customer, is_primary=True)
    second = services.save_contact(
        customer, by=risk_officer, at=NOW, name="Second", is_primary=True
    )
    first.refresh_from_db()
    assert (first.is_primary, second.is_primary) == (False, True)


def test_a_contact_sent_twice_is_one(risk_officer: User) -> None:
    customer = make_customer("N1")
    for _time in range(2):
        services.save_contact(customer, by=risk_officer, at=NOW, source_key="K", name="Li")
    assert customer.contacts.get().version == 1
    assert Event.objects.count() == 1
