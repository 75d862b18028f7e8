"""Scorecards over the API: drafts and reviews by keys, decisions by people."""

from __future__ import annotations

import copy

import pytest

from scoring.models import ScorecardVersion
from tests.factories import make_service_user
from tests.scoring.cards import (
    changed,
    first_version,
    make_challenger,
    make_draft,
    make_review,
    publish,
)

pytestmark = pytest.mark.django_db

ROOT = "/api/v1"
VERSIONS = f"{ROOT}/scorecard-versions/"


@pytest.fixture
def key(risk_officer):
    return make_service_user("scorecards:write", responsible=risk_officer)


@pytest.fixture
def api(api_client_for, key):
    return api_client_for(key)


def at(version):
    return f"{VERSIONS}{version.pk}/"


def tag(version):
    version.refresh_from_db()
    return {"If-Match": f'"{version.pk}-{version.version}"'}


def test_cards_and_versions_are_listed(api_client_for, auditor, risk_officer):
    api = api_client_for(auditor)
    draft = make_draft(risk_officer)
    (card,) = api.get(f"{ROOT}/scorecards/").json()["results"]
    assert (card["code"], card["is_champion"]) == ("expert", True)
    assert card["published_version"] == first_version().pk
    assert api.get(f"{ROOT}/scorecards/{card['id']}/").json() == card
    rows = api.get(VERSIONS, {"state": "draft", "scorecard_code": "expert"}).json()["results"]
    assert [row["id"] for row in rows] == [draft.pk]
    assert "definition" not in rows[0]
    item = api.get(at(draft))
    assert item.json()["definition"] == draft.definition
    assert item["ETag"] == f'"{draft.pk}-1"'


def test_a_key_drafts_changes_and_submits_and_a_person_publishes(
    api, api_client_for, key, risk_officer, second_officer
):
    base = first_version()
    body = {"scorecard": base.scorecard_id, "based_on": base.pk, "limits": "By a program."}
    answer = api.post(VERSIONS, body, format="json")
    assert answer.status_code == 201
    version = ScorecardVersion.objects.get(number=2)
    assert answer["Location"].endswith(at(version))
    assert (answer.json()["limits"], answer.json()["created_by"]["id"]) == ("By a program.", key.pk)
    record = {"owner": "Head of risk", "materiality": "All limits", "lineage": "The ledger"}
    patch = {"definition": changed(base.definition), "purpose": "All customers."} | record
    answer = api.patch(at(version), patch, format="json", headers={"If-Match": answer["ETag"]})
    assert answer.json()["definition"]["tiers"]["medium"] == "20"
    assert answer.json().items() >= record.items()
    answer = api.post(
        at(version) + "submit/", {"note": "Found."}, format="json",
        headers={"If-Match": answer["ETag"]},
    )  # fmt: skip
    assert answer.json()["state"] == "review"
    assert answer.json()["submitted_by"]["id"] == risk_officer.pk  # who answers for the key
    decision = {"reason": "Fine."}
    for person, status in ((key, 403), (risk_officer, 409), (second_officer, 200)):
        answer = api_client_for(person).post(
            at(version) + "publish/", decision, format="json", headers=tag(version)
        )
        assert answer.status_code == status, person
    assert (answer.json()["state"], answer.json()["validation"]) == ("published", "Fine.")


def test_a_definition_that_cannot_score_is_answered_place_by_place(api, risk_officer):
    draft = make_draft(risk_officer)
    definition = copy.deepcopy(draft.definition)
    definition["groups"][0]["factors"][1]["weight"] = "0"
    definition["groups"][1]["factors"] = []
    answer = api.patch(at(draft), {"definition": definition}, format="json", headers=tag(draft))
    assert answer.status_code == 400
    found = {error["field"]: error["code"] for error in answer.json()["errors"]}
    assert found == {  # counted from one, like the lines of other calls
        "definition.groups.1.factors.2.weight": "weight",
        "definition.groups.2.factors": "group_empty",
    }
    draft.refresh_from_db()
    assert draft.version == 1


@pytest.mark.parametrize("definition", [None, [], "card", {"groups": {}}])
def test_whatever_is_sent_as_a_definition_is_refused_in_words(api, definition):
    base = first_version()
    body = {"scorecard": base.scorecard_id, "definition": definition}
    answer = api.post(VERSIONS, body, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_nothing_is_changed_unseen(api, risk_officer):
    draft = make_draft(risk_officer)
    assert api.patch(at(draft), {"limits": "X"}, format="json").status_code == 428
    wrong = {"If-Match": f'"{draft.pk}-7"'}
    assert api.patch(at(draft), {"limits": "X"}, format="json", headers=wrong).status_code == 412
    unknown = api.patch(at(draft), {"limit": "X"}, format="json", headers=tag(draft))
    assert unknown.status_code == 400


def test_a_card_is_made_with_its_first_draft(api):
    base = first_version()
    body = {"code": "shops", "name_en": "Shops", "name_zh": "小店"}
    assert api.post(f"{ROOT}/scorecards/", body, format="json").status_code == 400
    body |= {"based_on": base.pk}
    answer = api.post(f"{ROOT}/scorecards/", body, format="json")
    assert (answer.status_code, answer.json()["number"]) == (201, 1)
    again = api.post(f"{ROOT}/scorecards/", body, format="json")
    assert again.status_code == 400


def test_a_review_is_returned_and_a_draft_given_up(api, second_officer):
    version = make_review(second_officer)
    words = {"reason": "Say more."}
    answer = api.post(at(version) + "return/", words, format="json", headers=tag(version))
    assert answer.json()["state"] == "draft"
    answer = api.post(at(version) + "retire/", words, format="json", headers=tag(version))
    assert answer.json()["state"] == "retired"


def test_a_key_retires_nothing_that_was_published(api, risk_officer, second_officer):
    version = make_challenger(risk_officer, second_officer).versions.get()
    words = {"reason": "Old."}
    answer = api.post(at(version) + "retire/", words, format="json", headers=tag(version))
    assert (answer.status_code, answer.json()["code"]) == (409, "people_decide")


def test_versions_are_compared(api, risk_officer):
    draft = make_draft(risk_officer)
    answer = api.get(f"{at(draft)}compare/{first_version().pk}/")
    change = {"field": "medium_at", "before": "25", "after": "20"}
    part = {"kind": "card", "code": "", "how": "changed", "changes": [change]}
    assert answer.json() == {"differences": [part]}


def test_the_card_that_scores_the_book_is_proposed_by_a_key_and_decided_by_a_person(
    api, api_client_for, risk_officer, second_officer
):
    rival = make_challenger(risk_officer, second_officer)
    answer = api.post(
        f"{ROOT}/scorecards/{rival.pk}/propose-champion/", {"reason": "Better."}, format="json"
    )
    assert answer.status_code == 201
    proposal = answer.json()["id"]
    path = f"{ROOT}/champion-proposals/{proposal}/approve/"
    assert api.post(path, {"reason": "Yes."}, format="json").status_code == 403
    own = api_client_for(risk_officer).post(path, {"reason": "Yes."}, format="json")
    assert (own.status_code, own.json()["code"]) == (409, "proposer_cannot_decide")
    done = api_client_for(second_officer).post(path, {"reason": "Yes."}, format="json")
    assert done.json()["state"] == "approved"
    rows = api.get(f"{ROOT}/champion-proposals/").json()["results"]
    assert [row["state"] for row in rows] == ["approved"]


def test_the_list_takes_a_fixed_number_of_queries(
    api_client_for, auditor, risk_officer, second_officer, django_assert_max_num_queries
):
    api = api_client_for(auditor)
    publish(make_review(risk_officer), second_officer)
    make_challenger(risk_officer, second_officer)
    with django_assert_max_num_queries(12):
        assert len(api.get(VERSIONS).json()["results"]) == 3
