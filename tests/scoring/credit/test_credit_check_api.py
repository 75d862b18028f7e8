from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import Customer, SystemKey
from customers.services import merge_customers
from riskcrm.accounts.models import User
from scoring.models import CreditCheck, Reservation
from tests.factories import make_customer, make_service_user
from tests.scoring.credit.desk import make_buyer, rate

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]
LIST = "/api/v1/credit-checks/"
HELD = "/api/v1/reservations/"


@pytest.fixture
def buyer(account_manager: User) -> Customer:
    customer = make_buyer(number="C-1", manager=account_manager, team=account_manager.team)
    rate(customer, "medium", as_of=timezone.now().date())
    return customer


@pytest.fixture
def desk(account_manager: User, buyer: Customer) -> User:
    """The program of an order desk, of the customer's team."""
    return make_service_user("credit-checks:ask", team=account_manager.team, username="erp")


@pytest.fixture
def caller(desk: User, api_client_for: Call) -> APIClient:
    return api_client_for(desk)


def body(amount: Any = "600", **said: Any) -> dict[str, Any]:
    return {
        "customer_number": "C-1",
        "amount": amount,
        "currency": "USD",
        "reference": "O-1",
    } | said


def test_an_order_desk_gets_a_verdict_with_its_exposure(caller: APIClient, buyer: Customer) -> None:
    answer = caller.post(LIST, body(reserve=True))
    said = answer.json()
    assert (answer.status_code, said["verdict"], said["reasons"]) == (201, "allow", [])
    assert answer["Location"].endswith(f"{LIST}{said['id']}/")
    assert said["exposure"] == {
        "ledger": "0.00", "unbilled": "0.00", "reserved": "0.00", "document": "600.00",
        "unknown": 0, "total": "600.00",
    }  # fmt: skip
    assert (said["limits"]["allowed"], said["limits"]["available"]) == ("1000.00", "1000.00")
    assert (said["policy_version"], said["deposit"]) == (1, "100.00")
    assert said["reservation"]["base_amount"] == "600.00"
    assert caller.get(answer["Location"]).json() == said


def test_reasons_are_told_three_ways(caller: APIClient) -> None:
    [reason] = caller.post(LIST, body("2000")).json()["reasons"]
    assert reason["code"] == "over_limit"
    assert reason["figures"] == {"limit": "1000.00", "exposure": "2000.00"}
    assert "USD 2,000.00" in reason["text"]
    assert "2,000" not in reason["text_customer"]


def test_a_call_that_is_sent_again_reserves_once(caller: APIClient) -> None:
    sent = body(reserve=True)
    first = caller.post(LIST, sent, HTTP_IDEMPOTENCY_KEY="k-1")
    second = caller.post(LIST, sent, HTTP_IDEMPOTENCY_KEY="k-1")
    assert second.json() == first.json()
    assert second["Idempotency-Replayed"] == "true"
    assert CreditCheck.objects.count() == Reservation.objects.count() == 1
    other = caller.post(LIST, sent | {"amount": "1"}, HTTP_IDEMPOTENCY_KEY="k-1")
    assert other.status_code == 422


def test_without_a_key_it_is_checked_again_and_still_reserved_once(caller: APIClient) -> None:
    for _ in range(2):
        assert caller.post(LIST, body(reserve=True)).json()["verdict"] == "allow"
    assert Reservation.objects.filter(state="live").count() == 1


@pytest.mark.parametrize(
    "name",
    [
        lambda buyer: {"customer": buyer.pk},
        lambda buyer: {"customer_number": "C-1"},
        lambda buyer: {"customer_key": {"system": "erp", "key": "4711"}},
    ],
)
def test_a_customer_is_named_in_one_of_three_ways(
    caller: APIClient, buyer: Customer, name: Callable[[Customer], dict[str, Any]]
) -> None:
    SystemKey.objects.create(customer=buyer, system="erp", key="4711", recorded_at=timezone.now())
    said = body()
    said.pop("customer_number")
    assert caller.post(LIST, said | name(buyer)).json()["customer"] == buyer.pk


@pytest.mark.parametrize("names", [{}, {"customer": 1, "customer_number": "C-1"}])
def test_a_customer_is_named_in_exactly_one_way(caller: APIClient, names: dict[str, Any]) -> None:
    answer = caller.post(LIST, {"amount": "1", "currency": "USD", **names})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "customer")


def test_a_customer_of_others_answers_like_one_that_is_not_there(
    caller: APIClient, outsider: User
) -> None:
    theirs = make_buyer(number="C-2", manager=outsider, team=outsider.team)
    SystemKey.objects.create(customer=theirs, system="erp", key="2", recorded_at=timezone.now())
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"customer": theirs.pk}, {"customer": 10**9}),
        ({"customer_number": "C-2"}, {"customer_number": "none"}),
        (
            {"customer_key": {"system": "erp", "key": "2"}},
            {"customer_key": {"system": "erp", "key": "3"}},
        ),
    ]
    caller.get(LIST)  # the caller's rights are read once
    for hidden, missing in pairs:
        answers = []
        for name in (hidden, missing):
            said = body()
            said.pop("customer_number")
            with CaptureQueriesContext(connection) as queries:
                answer = caller.post(LIST, said | name)
            told = answer.json() | {"request_id": ""}
            answers.append((answer.status_code, told, len(queries)))
        assert answers[0] == answers[1]
        assert answers[0][0] == 400
    assert not CreditCheck.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"currency": "usd"}, "currency"),
        ({"currency": "QQQ"}, "currency"),
        ({"reference": "x" * 81}, "reference"),
        ({"reference": "", "reserve": True}, "reference"),
        ({"limit": 1}, "limit"),
    ],
)
def test_what_is_wrong_is_named(caller: APIClient, said: dict[str, Any], field: str) -> None:
    answer = caller.post(LIST, body(**said))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_each_of_a_batch_is_answered_by_itself(caller: APIClient) -> None:
    checks = [
        body(reserve=True),
        body(reference="O-2"),
        body(customer_number="none"),
        body("0"),
    ]
    results = caller.post(f"{LIST}batch/", {"checks": checks}).json()["results"]
    assert [each["outcome"] for each in results] == ["answered"] * 2 + ["refused"] * 2
    assert [each["check"]["verdict"] for each in results[:2]] == ["allow", "hold"]
    assert [each["code"] for each in results[2:]] == ["unknown_customer", "invalid"]
    assert [each["field"] for each in results[2:]] == ["customer", "amount"]


def test_a_batch_sent_again_is_answered_as_the_first(caller: APIClient) -> None:
    sent = {"checks": [body(reserve=True)]}
    first, second = (caller.post(f"{LIST}batch/", sent, HTTP_IDEMPOTENCY_KEY="b") for _ in range(2))
    assert first.json() == second.json()
    assert CreditCheck.objects.count() == 1


def test_a_batch_has_at_most_a_hundred(caller: APIClient) -> None:
    answer = caller.post(f"{LIST}batch/", {"checks": [body()] * 101})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "checks")


def test_a_reservation_is_settled_or_cancelled(caller: APIClient) -> None:
    first, second = (
        caller.post(LIST, body("100", reference=f"O-{n}", reserve=True)).json()["reservation"]["id"]
        for n in range(2)
    )
    assert caller.post(f"{HELD}{first}/settle/").json()["state"] == "settled"
    assert caller.post(f"{HELD}{first}/settle/").status_code == 200  # again: no harm
    assert caller.post(f"{HELD}{second}/cancel/").json()["state"] == "cancelled"
    answer = caller.post(f"{HELD}{first}/cancel/")
    assert (answer.status_code, answer.json()["code"]) == (409, "reservation_closed")
    assert caller.post(LIST, body("1000", reference="O-9")).json()["verdict"] == "allow"
    states = {row["id"]: row["state"] for row in caller.get(HELD).json()["results"]}
    assert states == {first: "settled", second: "cancelled"}
    assert caller.get(f"{HELD}?live=1").json()["results"] == []


def test_a_person_releases_what_a_key_asked(
    caller: APIClient, desk: User, risk_officer: User, api_client_for: Call
) -> None:
    held = caller.post(LIST, body("2000", reserve=True)).json()
    assert held["waits"] is True
    until = (timezone.now() + dt.timedelta(days=2)).isoformat()
    words = {"reason": "Bank guarantee came.", "until": until}
    place = f"{LIST}{held['id']}/release/"
    assert caller.post(place, words).status_code == 403
    answer = api_client_for(risk_officer).post(place, words)
    assert answer.json()["release"]["released_by"]["id"] == risk_officer.pk
    assert answer.json()["reservation"]["base_amount"] == "2000.00"
    again = api_client_for(risk_officer).post(place, words)
    assert (again.status_code, again.json()["code"]) == (409, "released")
    assert caller.post(LIST, body("2000")).json()["verdict"] == "allow"


def test_what_others_asked_about_their_customers_is_not_there(
    caller: APIClient, outsider: User, api_client_for: Call
) -> None:
    said = caller.post(LIST, body(reserve=True)).json()
    theirs = api_client_for(outsider)
    assert theirs.get(LIST).json()["results"] == []
    assert theirs.get(f"{LIST}{said['id']}/").status_code == 404
    assert theirs.post(f"{HELD}{said['reservation']['id']}/cancel/").status_code == 404


def test_who_may_not_ask_may_look(
    caller: APIClient, auditor: User, nobody: User, api_client_for: Call
) -> None:
    caller.post(LIST, body())
    assert len(api_client_for(auditor).get(LIST).json()["results"]) == 1
    assert api_client_for(auditor).post(LIST, body()).status_code == 403
    assert api_client_for(nobody).get(LIST).status_code == 403
    assert APIClient().post(LIST, body()).status_code == 401


@pytest.mark.parametrize(
    ("query", "count"),
    [("verdict=hold", 1), ("held=1", 1), ("reference=O-1", 1), ("tier=high", 0), ("mine=1", 2),
     ("waiting=1", 0), ("q=C-1", 2), ("base_amount_min=1000", 1)],
)  # fmt: skip
def test_checks_are_filtered(caller: APIClient, query: str, count: int) -> None:
    caller.post(LIST, body())
    caller.post(LIST, body("2000", reference="O-2"))
    assert len(caller.get(f"{LIST}?{query}").json()["results"]) == count


def test_the_list_asks_as_many_queries_for_many_as_for_one(caller: APIClient) -> None:
    caller.post(LIST, body(reserve=True))
    caller.get(LIST)
    with CaptureQueriesContext(connection) as one:
        caller.get(LIST)
    for n in range(4):
        caller.post(LIST, body("1", reference=f"O-{n + 5}", reserve=True))
    with CaptureQueriesContext(connection) as five:
        assert len(caller.get(LIST).json()["results"]) == 5
    assert len(five) == len(one)


def test_system_keys_are_kept_over_the_api(
    account_manager: User, buyer: Customer, outsider: User, api_client_for: Call
) -> None:
    place, said = "/api/v1/system-keys/", {"customer": "C-1", "system": "shop", "key": "77"}
    client = api_client_for(account_manager)
    made = client.post(place, said)
    assert (made.status_code, client.post(place, said).status_code) == (201, 200)
    other = make_customer("C-3", manager=account_manager)
    taken = client.post(place, said | {"customer": other.number})
    assert (taken.status_code, taken.json()["code"]) == (409, "key_taken")
    row = f"{place}{made.json()['id']}/"
    assert api_client_for(outsider).post(f"{row}remove/").status_code == 404
    assert client.post(f"{row}remove/").json()["key"] == "77"
    assert client.post(place, said | {"customer": other.number}).status_code == 201


def test_amounts_in_other_currencies_are_converted(caller: APIClient, buyer: Customer) -> None:
    from customers.models import ExchangeRate

    ExchangeRate.objects.create(
        currency="EUR", effective_date=dt.date(2026, 1, 1), rate=Decimal("1.5"),
        recorded_at=timezone.now(),
    )  # fmt: skip
    said = caller.post(LIST, body("100", currency="EUR")).json()
    assert (said["amount"], said["exposure"]["document"]) == ("100.00", "150.00")


def test_a_merged_customer_is_answered_with_the_number_to_use(
    caller: APIClient, buyer: Customer, risk_officer: User
) -> None:
    gone = make_buyer(number="C-0", manager=buyer.manager, team=buyer.team)
    merge_customers(buyer, gone, by=risk_officer, at=timezone.now(), choices={}, reason="the same")
    answer = caller.post(LIST, body(customer_number="C-0"))
    assert answer.status_code == 400
    assert "merged into C-1. Use that number." in str(answer.json()["errors"])
    batch = caller.post(f"{LIST}batch/", {"checks": [body(customer_number="C-0"), body()]})
    first, second = batch.json()["results"]
    assert (first["outcome"], first["code"], first["field"]) == (
        "refused", "merged_customer", "customer",
    )  # fmt: skip
    assert "merged into C-1" in first["reason"]
    assert second["outcome"] == "answered"
