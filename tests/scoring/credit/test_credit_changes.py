"""The feed of changes: what gets into it, in which order, and that nothing is missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from customers.models import Customer, CustomerGroup, GroupMembership
from removal.services import reject_case
from riskcrm.accounts.models import User
from scoring import selectors
from scoring.models import CreditChange, CustomerTreatment, Treatment
from scoring.services import number_changes, purge_changes
from tests.customers.beside import Beside
from tests.factories import make_service_user, make_terms
from tests.removal.cases import make_case
from tests.scoring.credit.desk import NOON, TODAY, make_buyer, rate
from tests.scoring.policies import publish_treatments

FEED = "/api/v1/credit-checks/changes/"
Call = Callable[[User], APIClient]


@pytest.fixture
def client(db: None, api_client_for: Call) -> APIClient:
    return api_client_for(make_service_user("credit-checks:ask"))


def read(client: APIClient, after: int = 0, **said: Any) -> dict[str, Any]:
    number_changes(at=NOON)
    answer = client.get(FEED, {"after": after, **said})
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def kinds(feed: dict[str, Any]) -> list[str]:
    return [each["kind"] for each in feed["results"]]


@pytest.mark.django_db
def test_what_a_check_rests_on_is_told(client: APIClient, risk_officer: User) -> None:
    buyer = make_buyer()
    after = read(client)["after"]
    rate(buyer, "high")
    rate(buyer, "high")  # the same again is no change
    make_terms(buyer, credit_limit="500", effective_date=dt.date(2026, 1, 1))
    Customer.objects.filter(pk=buyer.pk).update(status="exiting")
    Customer.objects.filter(pk=buyer.pk).update(name="Other")
    group = CustomerGroup.objects.create(
        code="g", name="G", created_by=risk_officer, recorded_at=NOON
    )
    GroupMembership.objects.create(
        group=group, customer=buyer, from_date=dt.date(2026, 1, 1), recorded_at=NOON
    )
    CustomerGroup.objects.update(credit_limit=5)
    publish_treatments()
    feed = read(client, after)
    assert kinds(feed) == ["tier", "limit", "status", "group", "group", "policy"]
    first, policy = feed["results"][0], feed["results"][-1]
    assert (first["customer_number"], first["tier"]) == (buyer.number, "high")
    assert first["credit_limit"] == "500.00"
    assert policy["customer"] is None
    assert read(client, feed["after"])["results"] == []


@pytest.mark.django_db
def test_a_treatment_is_told_once_it_is_accepted(client: APIClient) -> None:
    buyer = make_buyer()
    low, high = Treatment.objects.filter(policy=selectors.policy(), tier__in=("low", "high"))
    held = CustomerTreatment(customer=buyer, treatment=low, since=TODAY, review_date=TODAY)
    after = read(client)["after"]
    held.save()  # a first one is what the policy says anyway
    CustomerTreatment.objects.update(review_date=TODAY + dt.timedelta(days=1))
    assert kinds(read(client, after)) == []
    CustomerTreatment.objects.update(treatment=high)
    [told] = read(client, after)["results"]
    assert (told["kind"], told["customer"]) == ("treatment", buyer.pk)


@pytest.mark.django_db
def test_a_removal_is_told_when_it_is_proposed_and_when_it_is_decided(
    client: APIClient, risk_officer: User, second_officer: User
) -> None:
    buyer = make_buyer(manager=risk_officer)
    after = read(client)["after"]
    case = make_case(buyer, by=risk_officer)
    assert kinds(read(client, after)) == ["case"]
    reject_case(case, by=second_officer, reason="They paid.", at=NOON)
    assert kinds(read(client, after)) == ["case", "case"]


@pytest.mark.django_db
def test_it_is_read_part_by_part(client: APIClient) -> None:
    for _ in range(5):
        make_buyer()
    whole = read(client)
    after, found, more = 0, [], True
    while more:
        part = read(client, after, limit=3)
        after, more = part["after"], part["more"]
        found += part["results"]
    assert found == whole["results"]
    assert after == whole["after"]


@pytest.mark.django_db
def test_each_sees_changes_of_their_customers(
    client: APIClient, account_manager: User, outsider: User, api_client_for: Call
) -> None:
    make_buyer(manager=account_manager, team=account_manager.team)
    whole = read(client)
    assert kinds(whole)
    theirs = read(api_client_for(outsider))
    assert (theirs["results"], theirs["after"]) == ([], whole["after"])
    assert kinds(read(api_client_for(account_manager))) == kinds(whole)


@pytest.mark.django_db
def test_old_changes_go_and_who_asks_for_them_is_told(client: APIClient) -> None:
    for _ in range(3):
        make_buyer()
    newest = read(client)["after"]
    CreditChange.objects.update(recorded_at=NOON - dt.timedelta(days=91))
    purge_changes(at=NOON)
    assert CreditChange.objects.get().position == newest
    answer = client.get(FEED, {"after": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "after_too_old")
    assert read(client, newest)["results"] == []
    make_buyer()
    assert {each["position"] > newest for each in read(client, newest)["results"]} == {True}


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_late_is_not_missed(api_client_for: Call) -> None:
    client = api_client_for(make_service_user("credit-checks:ask"))
    slow, quick = make_buyer(), make_buyer()
    after = read(client)["after"]
    with transaction.atomic():
        rate(slow, "high")  # has the lower id, and is not committed yet
        Beside(lambda: rate(quick, "high")).end()
        meanwhile = Beside(lambda: read(client, after)).end()
        assert [each["customer"] for each in meanwhile["results"]] == [quick.pk]
    late = read(client, meanwhile["after"])
    assert [each["customer"] for each in late["results"]] == [slow.pk]


@pytest.mark.django_db
def test_numbering_twice_changes_nothing(client: APIClient) -> None:
    make_buyer()
    assert number_changes(at=NOON) > 0
    assert number_changes(at=NOON) == 0
