"""Back-tests over the API."""

from __future__ import annotations

import pytest

from scoring.models import BackTest, ScorecardVersion
from scoring.selectors import champion
from tests.factories import make_service_user
from tests.scoring.back_tests import TODAY, done_back_test, finished, small_book

pytestmark = pytest.mark.django_db
URL = "/api/v1/back-tests/"


@pytest.fixture(autouse=True)
def _day(on_day):
    on_day(TODAY)


def body(**changes):
    return {
        "card_version": champion().pk, "first_month": "2026-01-05", "final_month": "2026-02-01",
        "days": 30, "horizon": 60,
    } | changes  # fmt: skip


def test_rights_and_scopes(client, api_client_for, nobody, account_manager):
    assert client.get(URL).status_code == 401
    assert api_client_for(nobody).get(URL).status_code == 403
    assert api_client_for(account_manager).get(URL).status_code == 200
    assert api_client_for(account_manager).post(URL, body(), format="json").status_code == 403
    reader = api_client_for(make_service_user("scores:read"))
    assert reader.get(URL).status_code == 200
    assert reader.post(URL, body(), format="json").status_code == 403
    tester = api_client_for(make_service_user("back-tests:write"))
    assert tester.post(URL, body(), format="json").status_code == 201


def test_a_back_test_is_asked_for_and_read(api_client_for, risk_officer):
    small_book(goods=2, bads=1)
    client = api_client_for(risk_officer)
    answer = client.post(URL, body(), format="json")
    assert answer.status_code == 201
    made = answer.json()
    assert (made["state"], made["first_month"], made["customers"]) == ("pending", "2026-01-31", 3)
    assert client.get(answer["Location"]).json()["result"] is None
    finished(BackTest.objects.get(pk=made["id"]))
    found = client.get(f"{URL}{made['id']}/").json()
    assert (found["state"], found["looked_at"]) == ("done", 3)
    assert found["result"]["card"]["why"] == "few_bads"
    assert "result" not in client.get(URL).json()["results"][0]


def test_the_same_call_sent_again_asks_once(api_client_for, risk_officer):
    client = api_client_for(risk_officer)
    key = {"HTTP_IDEMPOTENCY_KEY": "once-1"}
    first = client.post(URL, body(), format="json", **key)
    again = client.post(URL, body(), format="json", **key)
    assert first.json() == again.json()
    assert BackTest.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"final_month": "2025-01-01"}, 409, "months"),
        ({"first_month": "2026-05-01", "final_month": "2026-05-01"}, 409, "immature"),
        ({"days": -1}, 400, None),
        ({"card_version": 0}, 400, None),
        ({"month": "x"}, 400, None),
    ],
)
def test_what_is_wrong_is_refused(api_client_for, risk_officer, changes, status, code):
    answer = api_client_for(risk_officer).post(URL, body(**changes), format="json")
    assert answer.status_code == status
    assert code is None or answer.json()["code"] == code
    assert not BackTest.objects.exists()


def test_a_draft_with_probabilities_is_made(api_client_for, risk_officer):
    back_test = done_back_test(risk_officer)
    answer = api_client_for(risk_officer).post(f"{URL}{back_test.pk}/calibrate/")
    assert answer.status_code == 201
    draft = ScorecardVersion.objects.get(pk=answer.json()["id"])
    assert (draft.state, answer.json()["state"]) == ("draft", "draft")


def test_the_list_is_asked_for_those_of_one_card(api_client_for, risk_officer):
    back_test = done_back_test(risk_officer)
    client = api_client_for(risk_officer)
    for card in (back_test.card_version_id, back_test.challenger_id):
        found = client.get(URL, {"card": card}).json()["results"]
        assert [each["id"] for each in found] == [back_test.pk]
    assert client.get(URL, {"card": back_test.challenger_id + 99}).json()["results"] == []
