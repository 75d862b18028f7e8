"""Lists of groups, members, credit terms and requests of authorities: an answer for each row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from customers.models import AuthorityRequest, CreditTerms, CustomerGroup, GroupMembership
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
ApiClientFor = Callable[[User], APIClient]


@pytest.fixture
def post(api_client_for: ApiClientFor, risk_officer: User) -> Callable[..., list[tuple[str, str]]]:
    def call(address: str, *rows: dict[str, Any], by: User = risk_officer) -> list[tuple[str, str]]:
        answer = api_client_for(by).post(f"/api/v1/{address}/", list(rows), format="json")
        assert answer.status_code == 200, answer.content
        results = answer.json()["results"]
        assert [result["position"] for result in results] == list(range(len(rows)))
        return [(result["outcome"], result["code"]) for result in results]

    return call


@pytest.mark.usefixtures("customer")
def test_credit_terms(post: Any, outsider: User) -> None:
    row = {"customer_number": "N1", "effective_date": "2026-01-05", "credit_limit": "9.00",
           "payment_days": 30}  # fmt: skip
    assert post(
        "credit-terms", row, row, row | {"customer_number": "N9"},
        row | {"effective_date": "2026-02-01", "credit_limit": None}, row | {"payment_days": "x"},
    ) == [
        ("created", ""), ("refused", "named_twice"), ("refused", "unknown_customer"),
        ("created", ""), ("refused", "invalid"),
    ]  # fmt: skip
    assert post("credit-terms", row) == [("unchanged", "")]
    assert CreditTerms.objects.count() == 2
    assert Event.objects.filter(verb="set_credit_terms").count() == 2


def test_groups_by_their_codes(post: Any, risk_officer: User) -> None:
    row = {"code": "G1", "name": "One", "note": "Kept"}
    assert post("groups", row, {"code": "G2", "name": ""}, {"code": "G3", "name": "Three"}) == [
        ("created", ""), ("refused", "invalid"), ("created", ""),
    ]  # fmt: skip
    assert post("groups", {"code": "G1", "name": "Uno"}, {"code": "G3", "name": "Three"}) == [
        ("changed", ""), ("unchanged", ""),
    ]  # fmt: skip
    group = CustomerGroup.objects.get(code="G1")
    assert (group.name, group.note, group.version) == ("Uno", "Kept", 2)


def test_one_group_alone_is_still_not_changed_by_its_code(
    api_client_for: ApiClientFor, risk_officer: User
) -> None:
    client = api_client_for(risk_officer)
    made = client.post("/api/v1/groups/", {"code": "G1", "name": "One"})
    assert (made.status_code, "Location" in made, "ETag" in made) == (201, True, True)
    assert client.post("/api/v1/groups/", {"code": "G1", "name": "Uno"}).status_code == 409


@pytest.mark.usefixtures("customer")
def test_members_of_a_group(post: Any, risk_officer: User) -> None:
    make_customer("N2")
    post("groups", {"code": "G1", "name": "One"})
    group = CustomerGroup.objects.get()
    rows = [{"customer": number, "from_date": "2026-01-05"} for number in ("N1", "N9", "N2", "N1")]
    address = f"groups/{group.pk}/members"
    assert post(address, *rows) == [
        ("created", ""), ("refused", "unknown_customer"), ("created", ""),
        ("refused", "named_twice"),
    ]  # fmt: skip
    assert post(address, rows[0]) == [("unchanged", "")]
    assert GroupMembership.objects.count() == 2


@pytest.mark.usefixtures("customer")
def test_requests_of_authorities(post: Any, risk_officer: User) -> None:
    row = {"authority": "Court", "reference": "K-1", "subject": "Files", "customer": "N1",
           "received_date": "2026-01-05", "deadline_date": "2026-02-05",
           "responsible": risk_officer.username}  # fmt: skip
    assert post(
        "authority-requests", row, row | {"reference": "K-2", "deadline_date": "2025-01-01"},
        row | {"reference": "K-3", "customer": "N9"}, row | {"reference": "K-4"},
    ) == [
        ("created", ""), ("refused", "deadline_too_early"), ("refused", "unknown_customer"),
        ("created", ""),
    ]  # fmt: skip
    corrected = row | {"subject": "Accounts"}
    assert post("authority-requests", corrected, row | {"reference": "K-4"}) == [
        ("changed", ""), ("unchanged", ""),
    ]  # fmt: skip
    assert set(AuthorityRequest.objects.values_list("reference", "subject")) == {
        ("K-1", "Accounts"), ("K-4", "Files"),
    }  # fmt: skip


@pytest.mark.usefixtures("customer")
def test_customers_of_others_are_not_there(post: Any, outsider: User) -> None:
    row = {"customer_number": "N1", "effective_date": "2026-01-05", "credit_limit": "9.00",
           "payment_days": 30}  # fmt: skip
    assert post("credit-terms", row, by=outsider) == [("refused", "unknown_customer")]
    assert not CreditTerms.objects.exists()
