from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from removal.models import RemovalCase
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_service_user
from tests.monitoring.readings import read
from tests.removal.cases import make_case

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]
LIST = "/api/v1/removal-cases/"


@pytest.fixture
def case(account_manager: User) -> RemovalCase:
    customer = make_customer(
        number="C-77", manager=account_manager, team=account_manager.team, name="Hua Steel"
    )
    read(customer, score="80", tier="high", exposure="1200.00")
    return make_case(customer, by=account_manager)


def address(case: RemovalCase, act: str = "") -> str:
    return f"{LIST}{case.pk}/{act}"


def test_callers_without_key_or_session_are_refused(case: RemovalCase) -> None:
    client = APIClient()
    assert client.get(LIST).status_code == 401
    assert client.get(address(case)).status_code == 401
    assert client.post(address(case, "approve/"), {"reason": "x"}).status_code == 401


def test_callers_without_the_right_are_refused(
    case: RemovalCase, nobody: User, auditor: User, api_client_for: Call
) -> None:
    assert api_client_for(nobody).get(LIST).status_code == 403
    customer = make_customer()
    answer = api_client_for(auditor).post(LIST, {"customer": customer.pk, "summary": "Late."})
    assert answer.status_code == 403


def test_a_case_out_of_sight_does_not_exist(
    case: RemovalCase, outsider: User, api_client_for: Call
) -> None:
    client = api_client_for(outsider)
    assert client.get(LIST).json()["results"] == []
    assert client.get(address(case)).status_code == 404
    answer = client.post(address(case, "withdraw/"), {"reason": "x"}, HTTP_IF_MATCH="*")
    assert answer.status_code == 404


def test_a_case_is_listed_as_it_was_proposed(
    case: RemovalCase, risk_officer: User, api_client_for: Call
) -> None:
    (found,) = api_client_for(risk_officer).get(LIST).json()["results"]
    assert found["customer_number"] == "C-77"
    assert (found["state"], found["score"], found["exposure"]) == ("proposed", "80.0", "1200.00")
    assert found["proposed_by"] == {"id": case.proposed_by_id, "name": "Ming Chen"}
    assert found["decision"] is None


@pytest.mark.parametrize(
    ("query", "count"), [("state=approved", 0), ("state=proposed", 1), ("q=Steel", 1)]
)
def test_the_filters_are_those_of_the_page(
    case: RemovalCase, risk_officer: User, api_client_for: Call, query: str, count: int
) -> None:
    answer = api_client_for(risk_officer).get(f"{LIST}?{query}")
    assert len(answer.json()["results"]) == count


def test_the_list_asks_as_many_queries_for_many_cases_as_for_one(
    case: RemovalCase, account_manager: User, api_client_for: Call
) -> None:
    client = api_client_for(account_manager)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(5):
        make_case(make_customer(manager=account_manager), by=account_manager)
    with CaptureQueriesContext(connection) as six:
        assert len(client.get(LIST).json()["results"]) == 6
    assert len(six) == len(one)


def test_a_key_proposes_once_however_often_it_sends_the_call(api_client_for: Call) -> None:
    service = make_service_user("removal-cases:write", "removal-cases:read")
    client = api_client_for(service)
    body = {"customer": make_customer().pk, "summary": "Three broken promises."}
    first = client.post(LIST, body, HTTP_IDEMPOTENCY_KEY="k1")
    assert first.status_code == 201
    assert first["Location"].endswith(address(RemovalCase.objects.get()))
    second = client.post(LIST, body, HTTP_IDEMPOTENCY_KEY="k1")
    assert (second.status_code, second.json()) == (201, first.json())
    third = client.post(LIST, body)
    assert (third.status_code, third.json()["code"]) == (409, "case_open")
    assert RemovalCase.objects.count() == 1


def test_a_proposal_for_an_unknown_customer_names_the_field(
    account_manager: User, outsider: User, api_client_for: Call
) -> None:
    customer = make_customer(manager=outsider)
    answer = api_client_for(account_manager).post(
        LIST, {"customer": customer.pk, "summary": "Late."}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "customer"


def test_an_officer_decides_the_state_they_have_seen(
    case: RemovalCase, risk_officer: User, api_client_for: Call
) -> None:
    client = api_client_for(risk_officer)
    act = address(case, "approve/")
    assert client.post(act, {"reason": "Enough."}).status_code == 428
    tag = client.get(address(case))["ETag"]
    stale = client.post(act, {"reason": "Enough."}, HTTP_IF_MATCH=f'"{case.pk}-9"')
    assert stale.status_code == 412
    done = client.post(act, {"reason": "Enough."}, HTTP_IF_MATCH=tag)
    assert done.status_code == 200
    assert done.json()["decision"]["decided_by"]["name"] == "Olivia Reyes"
    assert done["ETag"] != tag
    again = client.post(act, {"reason": "Enough."}, HTTP_IF_MATCH=done["ETag"])
    assert (again.status_code, again.json()["code"]) == (409, "case_closed")


def test_nobody_decides_on_their_own_proposal(
    risk_officer: User, account_manager: User, case: RemovalCase, api_client_for: Call
) -> None:
    own = make_case(make_customer(), by=risk_officer)
    for act in ("approve/", "reject/"):
        answer = api_client_for(risk_officer).post(
            address(own, act), {"reason": "Yes."}, HTTP_IF_MATCH="*"
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "proposer_cannot_decide")
        answer = api_client_for(account_manager).post(
            address(case, act), {"reason": "Yes."}, HTTP_IF_MATCH="*"
        )
        assert answer.status_code == 403
    assert set(RemovalCase.objects.values_list("state", flat=True)) == {"proposed"}


def test_no_key_decides(case: RemovalCase, administrator: User, api_client_for: Call) -> None:
    service = make_service_user("removal-cases:write", "removal-cases:read")
    for caller in (service, administrator):
        answer = api_client_for(caller).post(
            address(case, "approve/"), {"reason": "Yes."}, HTTP_IF_MATCH="*"
        )
        assert answer.status_code == 403
    case.refresh_from_db()
    assert case.state == "proposed"


def test_the_proposer_withdraws(
    case: RemovalCase, account_manager: User, api_client_for: Call
) -> None:
    answer = api_client_for(account_manager).post(
        address(case, "withdraw/"), {"reason": "They paid."}, HTTP_IF_MATCH="*"
    )
    assert answer.status_code == 200
    assert answer.json()["withdrawal"]["reason"] == "They paid."


def test_a_closing_needs_a_reason(
    case: RemovalCase, risk_officer: User, api_client_for: Call
) -> None:
    answer = api_client_for(risk_officer).post(address(case, "reject/"), {}, HTTP_IF_MATCH="*")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "reason"
