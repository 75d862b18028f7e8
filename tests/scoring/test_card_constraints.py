"""The database alone, with raw SQL of the application's role: what if a service forgot its rule."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from scoring.models import ScorecardVersion
from tests.factories import make_service_user
from tests.scoring.cards import first_version, make_challenger, make_draft, make_review, publish

pytestmark = pytest.mark.django_db

PUBLISH = """
UPDATE scoring_scorecardversion SET state = 'published', published_by_id = %s, published_at = now(),
  validation = 'Tried on last year.' WHERE id = %s"""
RETIRE = "UPDATE scoring_scorecardversion SET state = 'retired' WHERE id = %s"


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def refused(constraint: str, sql: str, *values: Any) -> None:
    with pytest.raises(IntegrityError) as caught:
        run(sql, *values)
    assert caught.value.__cause__.diag.constraint_name == constraint


def test_a_second_person_may_publish_by_hand(risk_officer, second_officer):
    version = make_review(risk_officer)
    run(RETIRE, first_version().pk)
    run(PUBLISH, second_officer.pk, version.pk)
    version.refresh_from_db()
    assert version.state == "published"


def test_nothing_is_published_without_a_validation(risk_officer, second_officer):
    version = make_review(risk_officer)
    run(RETIRE, first_version().pk)
    blank = PUBLISH.replace("Tried on last year.", " ")
    refused("card_published_with_validation", blank, second_officer.pk, version.pk)


def test_one_version_of_a_card_is_published(risk_officer, second_officer):
    refused("one_published_version", PUBLISH, second_officer.pk, make_review(risk_officer).pk)


def test_no_creator_submitter_or_author_publishes(
    risk_officer, second_officer, head_of_risk, legal_reviewer
):
    version = make_draft(risk_officer)
    author = "INSERT INTO scoring_scorecardauthor (card_version_id, person_id) VALUES (%s, %s)"
    run(author, version.pk, head_of_risk.pk)
    run(
        "UPDATE scoring_scorecardversion SET state = 'review', submitted_by_id = %s,"
        " submitted_at = now(), submit_note = 'Why' WHERE id = %s",
        second_officer.pk, version.pk,
    )  # fmt: skip
    run(RETIRE, first_version().pk)
    refused("card_published_by_no_author", PUBLISH, risk_officer.pk, version.pk)
    refused("card_published_by_no_author", PUBLISH, head_of_risk.pk, version.pk)
    refused("card_published_by_no_author", PUBLISH, None, version.pk)
    refused("card_published_by_other_than_submitter", PUBLISH, second_officer.pk, version.pk)
    run(PUBLISH, legal_reviewer.pk, version.pk)


def test_who_answers_for_the_key_that_drafted_does_not_publish(risk_officer, second_officer):
    key = make_service_user("scorecards:write", responsible=risk_officer)
    version = make_draft(key)
    version.submitted_by = second_officer
    run(
        "UPDATE scoring_scorecardversion SET state = 'review', submitted_by_id = %s,"
        " submitted_at = now(), submit_note = 'Why' WHERE id = %s",
        second_officer.pk, version.pk,
    )  # fmt: skip
    run(RETIRE, first_version().pk)
    refused("card_published_by_no_author", PUBLISH, risk_officer.pk, version.pk)
    refused("published_by_second_person", PUBLISH, key.pk, version.pk)


@pytest.mark.parametrize(
    "change",
    [
        'definition = definition || \'{"minimum_coverage": "0.10"}\'',
        "purpose = 'Another.'",
        "number = 9",
        "published_by_id = NULL",
        "submit_note = 'Another.'",
        "owner = 'Another.'",
        "materiality = 'Another.'",
        "lineage = 'Another.'",
        "validation = 'Another.'",
    ],
)
def test_what_is_published_or_retired_stays_as_it_is(change, risk_officer, second_officer):
    version = publish(make_review(risk_officer), second_officer)
    sql = f"UPDATE scoring_scorecardversion SET {change} WHERE id = %s"
    refused("card_version_is_kept", sql, version.pk)
    publish(make_review(second_officer, limits="Others."), risk_officer)
    version.refresh_from_db()
    assert version.state == "retired"
    refused("card_version_is_kept", sql, version.pk)


def test_the_words_of_a_version_in_review_stay_as_they_are(risk_officer):
    version = make_review(risk_officer)
    sql = "UPDATE scoring_scorecardversion SET definition = '{}' WHERE id = %s"
    refused("card_version_is_kept", sql, version.pk)


def test_versions_and_their_authors_are_not_deleted(risk_officer):
    version = make_draft(risk_officer)
    refused(
        "card_version_is_kept", "DELETE FROM scoring_scorecardversion WHERE id = %s", version.pk
    )
    sql = "DELETE FROM scoring_scorecardauthor WHERE card_version_id = %s"
    refused("card_author_is_final", sql, version.pk)


@pytest.mark.parametrize("state", ["published", "draft", "review"])
def test_what_is_retired_does_not_come_back(state, risk_officer, second_officer):
    publish(make_review(risk_officer), second_officer)
    sql = "UPDATE scoring_scorecardversion SET state = %s WHERE number = 1"
    with pytest.raises(IntegrityError):
        run(sql, state)
    assert first_version().state == "retired"


def test_a_draft_is_not_published_without_a_review(risk_officer, second_officer):
    version = make_draft(risk_officer)
    run(RETIRE, first_version().pk)
    refused("card_version_way", PUBLISH, second_officer.pk, version.pk)


def test_a_review_says_who_and_why(risk_officer):
    version = make_draft(risk_officer)
    sql = "UPDATE scoring_scorecardversion SET state = 'review' WHERE id = %s"
    refused("card_review_says_who_and_why", sql, version.pk)


def test_one_card_scores_the_book(risk_officer, second_officer):
    rival = make_challenger(risk_officer, second_officer)
    sql = "UPDATE scoring_scorecard SET is_champion = true WHERE id = %s"
    refused("one_champion", sql, rival.pk)


def test_nobody_decides_on_their_own_champion(risk_officer, second_officer, head_of_risk):
    rival = make_challenger(risk_officer, second_officer)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scoring_championproposal (scorecard_id, state, reason, proposed_by_id,"
            " responsible_id, proposed_at) VALUES (%s, 'open', 'Why', %s, %s, now()) RETURNING id",
            [rival.pk, risk_officer.pk, second_officer.pk],
        )
        (proposal,) = cursor.fetchone()
    decide = (
        "UPDATE scoring_championproposal SET state = 'approved', decided_by_id = %s,"
        " decided_at = now(), decision_reason = 'Yes' WHERE id = %s"
    )
    refused("champion_decided_by_second_person", decide, risk_officer.pk, proposal)
    refused("champion_decided_by_second_person", decide, second_officer.pk, proposal)
    run(decide, head_of_risk.pk, proposal)
    again = "UPDATE scoring_championproposal SET state = 'rejected' WHERE id = %s"
    refused("champion_decision_is_final", again, proposal)


def test_the_first_card_of_a_book_is_published_by_nobody():
    assert ScorecardVersion.objects.get().published_by is None
