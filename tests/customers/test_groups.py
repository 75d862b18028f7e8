"""Groups of customers: services and the API; what they owe together is tested in monitoring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from customers import services
from customers.models import Customer, CustomerGroup, GroupMembership
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
DAY = dt.date(2026, 1, 1)


@pytest.fixture
def group(risk_officer: User) -> CustomerGroup:
    return services.create_group(by=risk_officer, at=NOW, code="HY", name="恒远集团")


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", manager=account_manager)


def test_a_group_is_made_and_changed_once(group: CustomerGroup, risk_officer: User) -> None:
    assert group.sort_key == "heng yuan ji tuan"
    changed = services.change_group(
        group, by=risk_officer, at=NOW, version=1, credit_limit=Decimal(5000)
    )
    assert (changed.version, changed.credit_limit) == (2, 5000)
    services.change_group(changed, by=risk_officer, at=NOW, version=2, name=changed.name)
    with pytest.raises(Stale):
        services.change_group(group, by=risk_officer, at=NOW, version=1, name="X")
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "create_group",
        "change_group",
    ]


def test_the_limit_is_set_by_who_sees_all_members(
    group: CustomerGroup, customer: Customer, account_manager: User, outsider: User,
    risk_officer: User,
) -> None:  # fmt: skip
    theirs = make_customer("N2", manager=outsider, team=outsider.team)
    members = [
        services.add_member(group, one, by=risk_officer, at=NOW, from_date=DAY)
        for one in (customer, theirs)
    ]

    def change(by: User, **said: Any) -> CustomerGroup:
        group.refresh_from_db()
        return services.change_group(group, by=by, at=NOW, version=group.version, **said)

    with pytest.raises(Refused) as refused:
        change(account_manager, credit_limit=Decimal(5000))
    assert (refused.value.code, refused.value.field) == ("members_of_others", "credit_limit")
    assert change(account_manager, note="Two firms.").note == "Two firms."
    assert change(risk_officer, credit_limit=Decimal(7000)).credit_limit == 7000
    until = dt.date(2026, 2, 1)
    services.end_membership(members[1], by=risk_officer, at=NOW, until_date=until)
    assert change(account_manager, credit_limit=None).credit_limit is None


@pytest.mark.usefixtures("group")
def test_a_taken_code_is_refused(risk_officer: User) -> None:
    with pytest.raises(Refused) as refused:
        services.create_group(by=risk_officer, at=NOW, code="HY", name="Other")
    assert refused.value.field == "code"


def test_a_customer_belongs_to_one_group_at_a_time(
    group: CustomerGroup, customer: Customer, risk_officer: User
) -> None:
    other = services.create_group(by=risk_officer, at=NOW, code="B", name="B")
    first = services.add_member(group, customer, by=risk_officer, at=NOW, from_date=DAY)
    again = services.add_member(group, customer, by=risk_officer, at=NOW, from_date=DAY)
    assert again == first
    with pytest.raises(Refused) as refused:
        services.add_member(other, customer, by=risk_officer, at=NOW, from_date=DAY)
    assert refused.value.code == "in_other_group"
    ended = dt.date(2026, 2, 1)
    services.end_membership(first, by=risk_officer, at=NOW, until_date=ended)
    with pytest.raises(Refused):
        services.add_member(other, customer, by=risk_officer, at=NOW, from_date=ended)
    services.add_member(other, customer, by=risk_officer, at=NOW, from_date=dt.date(2026, 2, 2))
    in_force = GroupMembership.objects.in_force
    assert in_force(ended).get().group == group
    assert in_force(dt.date(2026, 2, 2)).get().group == other


@pytest.mark.parametrize("until", [dt.date(2025, 12, 31), dt.date(2026, 3, 3)])
def test_a_membership_ends_between_its_start_and_today(
    group: CustomerGroup, customer: Customer, risk_officer: User, until: dt.date
) -> None:
    member = services.add_member(group, customer, by=risk_officer, at=NOW, from_date=DAY)
    with pytest.raises(Refused):
        services.end_membership(member, by=risk_officer, at=NOW, until_date=until)


def test_a_group_is_seen_by_who_sees_a_member(
    group: CustomerGroup,
    customer: Customer,
    account_manager: User,
    outsider: User,
    risk_officer: User,
) -> None:
    seen = CustomerGroup.objects.visible_to
    assert not seen(account_manager).exists()
    services.add_member(group, customer, by=risk_officer, at=NOW, from_date=DAY)
    assert seen(account_manager).get() == group
    assert not seen(outsider).exists()
    mine = services.create_group(by=outsider, at=NOW, code="M", name="Mine")
    assert seen(outsider).get() == mine


@pytest.mark.usefixtures("customer")
def test_the_api_makes_groups_and_their_members(
    api_client_for: Callable[[User], APIClient], outsider: User
) -> None:
    api = api_client_for(make_service_user("parties:read", "parties:write"))
    made = api.post("/api/v1/groups/", {"code": "HY", "name": "Hengyuan"})
    assert made.status_code == 201, made.content
    address = made["Location"]
    assert api.patch(address, {"name": "X"}).status_code == 428
    changed = api.patch(address, {"credit_limit": "500.00"}, headers={"If-Match": made["ETag"]})
    assert changed.json()["credit_limit"] == "500.00"
    member = api.post(f"{address}members/", {"customer": "N1", "from_date": "2026-01-01"})
    assert member.status_code == 201, member.content
    ended = api.post(f"{address}members/{member.json()['id']}/end/", {"until_date": "2026-02-01"})
    assert ended.json()["until_date"] == "2026-02-01"
    assert len(api.get(f"{address}members/").json()["results"]) == 1
    stranger = api_client_for(outsider)
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}members/").status_code == 404
