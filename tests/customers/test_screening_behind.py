"""Who stands behind a customer is held against the lists; a hit says whose name it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import Customer, RelatedParty, ScreeningDue, ScreeningHit
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.customers.screening import put_entry, screen_all
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
State = ScreeningHit.State


def behind(customer: Customer, name: str, kind: str = "owner", **fields: Any) -> RelatedParty:
    return RelatedParty.objects.create(
        customer=customer, kind=kind, name=name, source_key=f"{kind}-{name}",
        recorded_at=timezone.now(), **fields,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["owner", "guarantor", "representative"])
def test_each_kind_of_who_stands_behind_is_screened(kind: str) -> None:
    customer = make_customer("N1", name="Harbour Ltd")
    put_entry("Ivan Petrov")
    screen_all()
    behind(customer, "IVAN PETROV", kind)
    screen_all()
    hit = ScreeningHit.objects.get()
    assert (hit.customer, hit.customer_name, hit.whose) == (customer, "IVAN PETROV", kind)
    assert hit.score == 100


def test_a_legal_representative_on_the_customer_is_screened_when_entered() -> None:
    customer = make_customer("N1", name="Harbour Ltd")
    screen_all()
    put_entry("Ivan Petrov")
    screen_all()
    Customer.objects.filter(pk=customer.pk).update(legal_representative="Ivan Petrov")
    assert ScreeningDue.objects.filter(customer=customer).exists()
    screen_all()
    assert ScreeningHit.objects.get().whose == "representative"


def test_a_new_entry_finds_who_stands_behind_a_customer_of_the_book() -> None:
    behind(make_customer("N1", name="Harbour Ltd"), "Ivan Petrov")
    screen_all()
    put_entry("Ivan Petrov")
    screen_all()
    assert ScreeningHit.objects.get().whose == "owner"


def test_others_and_who_left_are_not_screened() -> None:
    customer = make_customer("N1", name="Harbour Ltd")
    put_entry("Ivan Petrov")
    behind(customer, "Ivan Petrov", "spouse")
    behind(customer, "Ivan Petrov", "owner", valid_until=today() - dt.timedelta(days=1))
    screen_all()
    assert not ScreeningHit.objects.exists()


def test_the_own_name_counts_before_that_of_who_stands_behind() -> None:
    customer = make_customer("N1", name="Ivan Petrov")
    behind(customer, "Ivan Petrov")
    put_entry("Ivan Petrov")
    screen_all()
    assert ScreeningHit.objects.get().whose == ""


def test_the_customers_number_takes_nothing_off_anothers_name() -> None:
    customer = make_customer("N1", name="Harbour Ltd", registration_number="HRB 11111")
    behind(customer, "Ivan Petrov")
    put_entry("Ivan Petrov", registration_number="HRB 99999")
    screen_all()
    assert ScreeningHit.objects.get().score == 100


@pytest.mark.parametrize("how", ["gone", "renamed"])
def test_a_hit_is_outdated_when_nobody_of_that_name_stands_behind(how: str) -> None:
    party = behind(make_customer("N1", name="Harbour Ltd"), "Ivan Petrov")
    put_entry("Ivan Petrov")
    screen_all()
    if how == "gone":
        party.delete()
    else:
        party.name = "Somebody Else"
        party.save()
    screen_all()
    hit = ScreeningHit.objects.get()
    assert (hit.state, hit.outdated) == (State.OUTDATED, ScreeningHit.Outdated.RENAMED)


def test_page_list_panel_and_api_say_whose_name_it_is(
    risk_officer: User,
    client_for: Callable[[User], Client],
    api_client_for: Callable[[User], APIClient],
) -> None:
    customer = make_customer("N1", name="Harbour Ltd")
    behind(customer, "Ivan Petrov")
    put_entry("Ivan Petrov")
    screen_all()
    hit = ScreeningHit.objects.get()
    client = client_for(risk_officer)
    page = client.get(reverse("customers:hit_detail", args=[hit.pk])).content.decode()
    assert "stands behind Harbour Ltd: beneficial owner" in page
    assert "has another name by now" not in page
    assert "beneficial owner" in client.get(reverse("customers:hit_list")).content.decode()
    found = client.get(f"{reverse('customers:hit_list')}?whose=guarantor").content.decode()
    assert "Ivan Petrov" not in found
    panel = client.get(reverse("customers:screening_panel", args=[customer.pk])).content.decode()
    assert "beneficial owner: Ivan Petrov" in panel
    answer = api_client_for(risk_officer).get(f"/api/v1/screening-hits/{hit.pk}/")
    assert answer.data["whose"] == "owner"
