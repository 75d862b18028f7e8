"""What the API's lists may be asked: what their description names, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from customers.models import CustomerGroup, ScreeningList
from monitoring.models import Control, ControlTest
from removal.models import ErasureRun
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api_client_for: Callable[[User], APIClient]) -> APIClient:
    """Of somebody who may do everything."""
    person = make_person()
    person.user_permissions.set(Permission.objects.all())
    return api_client_for(person)


def lists() -> dict[str, set[str]]:
    """Address → the parameters that the description names, of all lists that come in pages."""
    paths: Any = SchemaGenerator().get_schema(public=True)["paths"]
    found = {}
    for path, methods in paths.items():
        told = methods.get("get", {}).get("parameters", [])
        names = {each["name"] for each in told if each["in"] == "query"}
        if "cursor" in names and "timeline" not in path:
            found[path] = names
    return found


def unknown_to(answer: Any) -> set[str]:
    """The names that an answer refuses because there are none such."""
    if answer.status_code != 400:
        return set()
    return {error["field"] for error in answer.json()["errors"] if error["code"] == "unknown"}


def test_every_list_refuses_names_that_it_does_not_know(client: APIClient) -> None:
    at = timezone.now()
    parents = {
        "groups/{id}": CustomerGroup.objects.create(
            code="G", name="G", recorded_at=at, created_by=make_person()
        ),
        "screening-lists/{id}": ScreeningList.objects.create(
            code="L", name="L", kind="sanctions", created_at=at
        ),
        "scores/{customer_id}": make_customer(),
        "people/{id}": make_person(),
        "erasure-runs/{id}": ErasureRun.objects.create(
            as_of=at.date(), customers=1, reason="Over.", proposed_by=make_person(), proposed_at=at
        ),
        "control-tests/{test_id}": ControlTest.objects.create(
            control=Control.objects.earliest("pk"), method="all", population_size=0,
            population_hash="x", sample_size=0, seed="x", tester=make_person(), drawn_at=at,
            first_date=at.date(), final_date=at.date(),
        ),
    }  # fmt: skip
    found = lists()
    assert len(found) > 60
    for path, names in found.items():
        address = path
        for place, row in parents.items():
            address = address.replace(place, f"{place.split('/')[0]}/{row.pk}")
        assert "{" not in address, path
        answer = client.get(address, {"serach": "x", "limit": "1", "format": "json"})
        assert unknown_to(answer) == {"serach"}, path
        answer = client.get(address, dict.fromkeys(names - {"cursor", "sort", "limit"}, ""))
        assert not unknown_to(answer), path


def test_a_list_names_all_that_is_wrong(client: APIClient) -> None:
    make_customer()
    answer = client.get("/api/v1/customers/?serach=x&colour=red&q=y")
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {"serach", "colour"}


@pytest.mark.parametrize("address", ["ageing/?teem=3", "customers/{pk}/timeline/?sinse=2026-01-01"])
def test_so_do_the_ageing_and_the_timeline(client: APIClient, address: str) -> None:
    pk = make_customer().pk
    answer = client.get(f"/api/v1/{address.format(pk=pk)}")
    assert (answer.status_code, len(unknown_to(answer))) == (400, 1)


def test_one_row_may_be_asked_with_whatever(client: APIClient) -> None:
    assert client.get(f"/api/v1/customers/{make_customer().pk}/?from=mail").status_code == 200


def test_pages_in_the_browser_stay_tolerant(
    client_for: Callable[[User], Client], risk_officer: User
) -> None:
    make_customer(name="Acme")
    answer = client_for(risk_officer).get("/customers/?utm_source=mail")
    assert (answer.status_code, b"Acme" in answer.content) == (200, True)
