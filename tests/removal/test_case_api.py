from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from customers.models import Customer
from removal import services
from removal.acts import WORDS
from removal.models import Appeal, RemovalCase
from removal.selectors.deadlines import appeal_dates
from removal.states import State
from removal.transitions import TRANSITIONS
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_service_user
from tests.monitoring.readings import read
from tests.removal.cases import NOON, Crew, answer_all, lead_to, make_case, serve

pytestmark = pytest.mark.django_db
Call = Callable[[User], APIClient]
LIST = "/api/v1/removal-cases/"
APPEAL = {
    "received_date": "2026-05-04",
    "channel": "email",
    "from_whom": "The owner",
    "text": "We paid in April.",
}


@pytest.fixture
def case(account_manager: User) -> RemovalCase:
    customer = make_customer(
        number="C-77", manager=account_manager, team=account_manager.team, name="Hua Steel"
    )
    read(customer, score="80", tier="high", exposure="1200.00")
    return make_case(customer, by=account_manager)


@pytest.fixture
def waiting(case: RemovalCase, crew: Crew) -> RemovalCase:
    return lead_to(case, State.DECISION, crew=crew)


def address(case: RemovalCase, act: str = "") -> str:
    return f"{LIST}{case.pk}/{act}"


def post(client: APIClient, case: RemovalCase, act: str, reason: str = "Seen.") -> Any:
    return client.post(address(case, f"{act}/"), {"reason": reason}, HTTP_IF_MATCH="*")


def test_callers_without_key_or_session_are_refused(case: RemovalCase) -> None:
    client = APIClient()
    assert client.get(LIST).status_code == 401
    assert client.get(address(case)).status_code == 401
    for act in WORDS:
        answer = client.post(address(case, f"{TRANSITIONS[act].slug}/"), {"reason": "x"})
        assert answer.status_code == 401
    assert client.post(address(case, "appeals/"), APPEAL).status_code == 401


def test_callers_without_the_right_are_refused(
    case: RemovalCase, nobody: User, auditor: User, api_client_for: Call
) -> None:
    assert api_client_for(nobody).get(LIST).status_code == 403
    customer = make_customer()
    answer = api_client_for(auditor).post(LIST, {"customer": customer.pk, "summary": "Late."})
    assert answer.status_code == 403
    for act in WORDS:
        assert post(api_client_for(auditor), case, TRANSITIONS[act].slug).status_code == 403
    assert api_client_for(auditor).post(address(case, "appeals/"), APPEAL).status_code == 403


def test_a_case_out_of_sight_does_not_exist(
    case: RemovalCase, outsider: User, api_client_for: Call
) -> None:
    client = api_client_for(outsider)
    assert client.get(LIST).json()["results"] == []
    assert client.get(address(case)).status_code == 404
    assert post(client, case, "withdraw").status_code == 404
    assert client.post(address(case, "appeals/"), APPEAL).status_code == 404


def test_a_case_is_listed_as_it_was_proposed(
    case: RemovalCase, risk_officer: User, api_client_for: Call
) -> None:
    (found,) = api_client_for(risk_officer).get(LIST).json()["results"]
    assert found["customer_number"] == "C-77"
    assert (found["state"], found["score"], found["exposure"]) == ("proposed", "80.0", "1200.00")
    assert found["proposed_by"] == {"id": case.proposed_by_id, "name": "Ming Chen"}
    assert (found["decisions"], found["cure_items"], found["appeals"]) == ([], [], [])
    assert (found["owner"], found["round"], found["due_date"]) == (None, 1, "2026-05-11")
    [step] = found["steps"]
    assert (step["act"], step["by"]["name"]) == ("propose_removal", "Ming Chen")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=reduction", 0), ("state=proposed", 1), ("q=Steel", 1), ("open=1", 1),
        ("ground=fraud", 0), ("owner=nobody", 1), ("owner=me", 0), ("late=1", 1),
    ],
)  # fmt: skip
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
    body = {"customer": make_customer().pk, "summary": "Broken promises.", "ground": "breach"}
    first = client.post(LIST, body, HTTP_IDEMPOTENCY_KEY="k1")
    assert first.status_code == 201
    assert first.json()["ground"] == "breach"
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
    waiting: RemovalCase, second_officer: User, api_client_for: Call
) -> None:
    client = api_client_for(second_officer)
    act = address(waiting, "approve/")
    assert client.post(act, {"reason": "Enough."}).status_code == 428
    tag = client.get(address(waiting))["ETag"]
    stale = client.post(act, {"reason": "Enough."}, HTTP_IF_MATCH=f'"{waiting.pk}-999"')
    assert stale.status_code == 412
    done = client.post(act, {"reason": "Enough."}, HTTP_IF_MATCH=tag)
    assert done.status_code == 200
    assert done.json()["state"] == "reduction"
    [decision] = done.json()["decisions"]
    assert (decision["outcome"], decision["decided_by"]["name"]) == ("approved", "Peter Lang")
    assert done["ETag"] != tag
    again = client.post(act, {"reason": "Enough."}, HTTP_IF_MATCH=done["ETag"])
    assert (again.status_code, again.json()["code"]) == (409, "not_in_this_stage")
    assert again["Content-Type"] == "application/problem+json"


def test_nobody_decides_on_their_own_proposal(
    second_officer: User,
    account_manager: User,
    waiting: RemovalCase,
    crew: Crew,
    api_client_for: Call,
) -> None:
    own = lead_to(make_case(make_customer(), by=second_officer), State.DECISION, crew=crew)
    for act in ("approve", "reject"):
        answer = post(api_client_for(second_officer), own, act)
        assert (answer.status_code, answer.json()["code"]) == (409, "proposer_cannot_decide")
        assert post(api_client_for(account_manager), waiting, act).status_code == 403
    assert set(RemovalCase.objects.values_list("state", flat=True)) == {"decision"}


def test_no_key_decides_or_leads(
    case: RemovalCase, administrator: User, api_client_for: Call
) -> None:
    service = make_service_user("removal-cases:write", "removal-cases:read")
    for caller in (service, administrator):
        for act in WORDS:
            if act != "withdraw_case":
                answer = post(api_client_for(caller), case, TRANSITIONS[act].slug)
                assert answer.status_code == 403, act
    case.refresh_from_db()
    assert case.state == "proposed"


def test_a_key_withdraws_what_it_proposed_and_nothing_else(
    case: RemovalCase, api_client_for: Call
) -> None:
    service = make_service_user("removal-cases:write", "removal-cases:read")
    own = make_case(make_customer(), by=service)
    other = post(api_client_for(service), case, "withdraw")
    assert (other.status_code, other.json()["code"]) == (409, "not_the_proposer")
    assert post(api_client_for(service), own, "withdraw").json()["state"] == "withdrawn"


def test_the_proposer_withdraws(
    case: RemovalCase, account_manager: User, api_client_for: Call
) -> None:
    answer = post(api_client_for(account_manager), case, "withdraw", "They paid.")
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["due_date"]) == ("withdrawn", None)
    step = answer.json()["steps"][-1]
    assert (step["act"], step["reason"]) == ("withdraw_case", "They paid.")


def test_an_act_needs_a_reason(case: RemovalCase, risk_officer: User, api_client_for: Call) -> None:
    for act in ("reject", "start-assessment"):
        answer = api_client_for(risk_officer).post(address(case, f"{act}/"), {}, HTTP_IF_MATCH="*")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "reason"


def test_an_act_says_what_is_missing_as_a_problem(
    case: RemovalCase, risk_officer: User, api_client_for: Call
) -> None:
    client = api_client_for(risk_officer)
    assert post(client, case, "start-assessment").json()["state"] == "assessment"
    answer = post(client, case, "submit-to-legal")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
    assert answer["Content-Type"] == "application/problem+json"
    for part in ("Name the ground", "evidence", "Answer these items"):
        assert part in answer.json()["detail"]


def test_a_case_is_led_to_its_end_over_the_api(
    waiting: RemovalCase,
    crew: Crew,
    second_officer: User,
    risk_officer: User,
    api_client_for: Call,
) -> None:
    assert post(api_client_for(second_officer), waiting, "approve").status_code == 200
    officer = api_client_for(risk_officer)
    assert post(officer, waiting, "start-termination").json()["state"] == "termination"
    assert post(officer, waiting, "start-settlement").json()["code"] == "not_ready"
    waiting.refresh_from_db()
    serve(waiting, "termination", crew=crew)
    assert post(officer, waiting, "start-settlement").json()["state"] == "settlement"
    assert post(officer, waiting, "close").json()["code"] == "not_ready"
    waiting.refresh_from_db()
    answer_all(waiting, by=risk_officer)
    assert "lesson" in post(officer, waiting, "close").json()["detail"]
    services.write_lesson(
        waiting, result="Half was paid.", lesson="Ask for a deposit.", signal="earlier",
        by=risk_officer, at=NOON,
    )  # fmt: skip
    done = post(officer, waiting, "close").json()
    assert (done["state"], done["due_date"]) == ("closed", None)
    assert len(done["steps"]) == 11
    assert Customer.objects.get(pk=waiting.customer_id).status == "exited"


def test_a_blocked_case_is_a_conflict_that_does_not_say_too_much(
    case: RemovalCase, account_manager: User, legal_reviewer: User, api_client_for: Call
) -> None:
    services.set_block(
        case.customer, kind="keep_open", by=legal_reviewer, reason="Police file 7.", at=NOON
    )
    answer = post(api_client_for(account_manager), case, "withdraw")
    assert (answer.status_code, answer.json()["code"]) == (409, "blocked")
    assert "on hold" in answer.json()["detail"]
    assert "keep" not in answer.content.decode()
    assert "Police" not in answer.content.decode()


class TestAppeals:
    @pytest.fixture
    def ended(self, waiting: RemovalCase, second_officer: User) -> RemovalCase:
        services.approve_case(waiting, by=second_officer, reason="Enough.", at=NOON)
        return waiting

    def test_one_is_taken_in_once_however_often_it_is_sent(
        self, ended: RemovalCase, account_manager: User, api_client_for: Call
    ) -> None:
        client = api_client_for(account_manager)
        there = address(ended, "appeals/")
        first = client.post(there, APPEAL, HTTP_IDEMPOTENCY_KEY="a1")
        assert first.status_code == 201
        _acknowledge, answer = appeal_dates(ended, NOON.date())
        assert first.json()["state"] == "open"
        assert first.json()["answer_by_date"] == answer.isoformat()
        again = client.post(there, APPEAL, HTTP_IDEMPOTENCY_KEY="a1")
        assert (again.status_code, again.json()) == (201, first.json())
        assert Appeal.objects.count() == 1
        other = client.post(there, APPEAL)
        assert (other.status_code, other.json()["code"]) == (409, "appeal_open")
        assert client.get(address(ended)).json()["appeals"] == [first.json()]

    def test_from_then_on_nothing_moves(
        self, ended: RemovalCase, account_manager: User, risk_officer: User, api_client_for: Call
    ) -> None:
        api_client_for(account_manager).post(address(ended, "appeals/"), APPEAL)
        answer = post(api_client_for(risk_officer), ended, "start-termination")
        assert (answer.status_code, answer.json()["code"]) == (409, "blocked")

    def test_what_is_wrong_with_it_is_said_by_field(
        self, ended: RemovalCase, account_manager: User, api_client_for: Call
    ) -> None:
        client = api_client_for(account_manager)
        for wrong in ({"channel": "pigeon"}, {"text": ""}, {"received_date": "soon"}):
            answer = client.post(address(ended, "appeals/"), APPEAL | wrong)
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["field"] == next(iter(wrong))

    def test_there_is_nothing_to_object_to_before_the_notice(
        self, case: RemovalCase, account_manager: User, api_client_for: Call
    ) -> None:
        answer = api_client_for(account_manager).post(address(case, "appeals/"), APPEAL)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_in_this_stage")
