"""A group that is over is ended, and its members leave it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from customers import services
from customers.models import Customer, CustomerChange, CustomerGroup, GroupMembership
from customers.receivables.ageing import ageing_of
from customers.selectors import members_of
from customers.services.ageing import refresh_ageing
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event, EventPayload
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from tests.factories import make_customer, make_invoice, make_service_user

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
ApiClientFor = Callable[[User], APIClient]
DAY = dt.date(2026, 1, 1)


@pytest.fixture
def group(risk_officer: User) -> CustomerGroup:
    return services.create_group(by=risk_officer, at=timezone.now(), code="HY", name="Hengyuan")


@pytest.fixture
def members(group: CustomerGroup, account_manager: User, risk_officer: User) -> list[Customer]:
    found = [
        make_customer(number, manager=account_manager, team=account_manager.team)
        for number in ("A", "B")
    ]
    for customer in found:
        services.add_member(group, customer, by=risk_officer, at=timezone.now(), from_date=DAY)
    return found


def end(group: CustomerGroup, by: User, reason: str = "sold") -> CustomerGroup:
    return services.end_group(group, by=by, at=timezone.now(), reason=reason)


def test_the_group_and_its_memberships_end_today(
    group: CustomerGroup, members: list[Customer], risk_officer: User
) -> None:
    CustomerChange.objects.all().delete()
    ended = end(group, risk_officer, " sold ")
    assert (ended.ended_date, ended.ended_because, ended.version) == (today(), "sold", 2)
    rows = GroupMembership.objects.filter(group=group)
    assert set(rows.values_list("until_date", "version")) == {(today(), 2)}
    assert not rows.in_force(today()).exists()
    assert not members_of("HY", day=today()).exists()
    assert set(CustomerChange.objects.values_list("customer_id", flat=True)) == {
        customer.pk for customer in members
    }
    event = Event.objects.get(verb="end_group")
    said = json.loads(EventPayload.objects.get(pk=event.pk).body)["after"]
    assert said == {"ended_date": str(today()), "reason": "sold"}
    assert Event.objects.filter(verb="end_membership").count() == 2


def test_yesterday_it_still_had_its_members(
    group: CustomerGroup, members: list[Customer], risk_officer: User
) -> None:
    end(group, risk_officer)
    yesterday = today() - dt.timedelta(days=1)
    assert GroupMembership.objects.in_force(yesterday).count() == len(members)


def test_a_membership_that_was_to_begin_later_never_does(
    group: CustomerGroup, risk_officer: User
) -> None:
    ahead = today() + dt.timedelta(days=9)
    later = make_customer("L")
    services.add_member(group, later, by=risk_officer, at=timezone.now(), from_date=ahead)
    end(group, risk_officer)
    assert not GroupMembership.objects.filter(customer=later).exists()


@pytest.mark.usefixtures("members")
def test_an_ended_group_takes_no_members_and_no_changes(
    group: CustomerGroup, risk_officer: User
) -> None:
    with pytest.raises(Refused) as refused:
        end(group, risk_officer, "  ")
    assert refused.value.code == "reason_missing"
    end(group, risk_officer)
    new, at = make_customer("N"), timezone.now()
    for act in (
        lambda: end(group, risk_officer),
        lambda: services.change_group(group, by=risk_officer, at=at, version=2, name="X"),
        lambda: services.add_member(group, new, by=risk_officer, at=at, from_date=DAY),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "group_ended"
    with pytest.raises(IntegrityError), transaction.atomic():
        CustomerGroup.objects.update(ended_because="")


def test_who_sees_only_some_members_does_not_end_it(
    group: CustomerGroup, members: list[Customer], account_manager: User, outsider: User,
    risk_officer: User,
) -> None:  # fmt: skip
    theirs = make_customer("T", manager=outsider, team=outsider.team)
    at = timezone.now()
    row = services.add_member(group, theirs, by=risk_officer, at=at, from_date=DAY)
    with pytest.raises(Refused) as refused:
        end(group, account_manager)
    assert refused.value.code == "members_of_others"
    assert not GroupMembership.objects.exclude(until_date=None).exists()
    yesterday = today() - dt.timedelta(days=1)
    services.end_membership(row, by=risk_officer, at=at, until_date=yesterday)
    assert end(group, account_manager).ended_date == today()


@pytest.mark.usefixtures("members")
def test_it_is_in_no_sum_and_in_no_list_any_more(
    group: CustomerGroup, risk_officer: User, client_for: ClientFor
) -> None:
    customer = Customer.objects.get(number="A")
    make_invoice(customer, "70")

    def owing() -> list[int | None]:
        refresh_ageing(at=timezone.now(), force=True)
        return [line.key for line in ageing_of(risk_officer, "group", day=today()).lines]

    assert owing() == [group.pk]
    end(group, risk_officer)
    assert owing() == []
    client = client_for(risk_officer)
    for query, found in (("", False), ("?ended=true", True), ("?ended=all", True)):
        assert ("Hengyuan" in client.get(f"/groups/{query}").content.decode()) is found, query
    page = client.get(f"/groups/{group.pk}/").content.decode()
    assert "This group ended on" in page
    assert "Former members" in page
    assert "/end/" not in page
    panel = client.get(f"/customers/{customer.pk}/related-parties/").content.decode()
    assert "Hengyuan" not in panel
    listed = client.get("/group-memberships/?in_force=true").content.decode()
    assert "Hengyuan" not in listed
    assert "Hengyuan" in client.get("/group-memberships/?in_force=false").content.decode()


@pytest.mark.usefixtures("members")
def test_the_page_asks_for_the_reason(
    group: CustomerGroup, account_manager: User, outsider: User, auditor: User,
    client_for: ClientFor,
) -> None:  # fmt: skip
    client, address = client_for(account_manager), f"/groups/{group.pk}/end/"
    assert address in client.get(f"/groups/{group.pk}/").content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client_for(outsider).post(address, {"reason": "sold"}).status_code == 404
    assert client_for(auditor).post(address, {"reason": "sold"}).status_code == 403
    assert client.post(address, {"reason": "sold"}).status_code == 302
    again = client.post(address, {"reason": "sold"})
    assert "The group Hengyuan has ended. Make a new one." in again.content.decode()


@pytest.mark.usefixtures("members")
def test_the_api_ends_a_group(
    group: CustomerGroup, outsider: User, api_client_for: ApiClientFor
) -> None:
    api = api_client_for(make_service_user("parties:read", "parties:write"))
    address = f"/api/v1/groups/{group.pk}/"
    assert api_client_for(outsider).post(f"{address}end/", {"reason": "x"}).status_code == 404
    assert api.post(f"{address}end/", {}).status_code == 400
    ended = api.post(f"{address}end/", {"reason": "sold"})
    assert ended.status_code == 200, ended.content
    assert (ended.json()["ended_date"], ended.json()["ended_because"]) == (str(today()), "sold")
    assert api.post(f"{address}end/", {"reason": "sold"}).json()["code"] == "group_ended"
    assert api.get("/api/v1/groups/").json()["results"] == []
    assert len(api.get("/api/v1/groups/", {"ended": "all"}).json()["results"]) == 1
