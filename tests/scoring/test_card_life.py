"""Drafted, submitted, returned, published by a second person, retired."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from riskcrm.audit.models import Event
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused, Stale
from riskcrm.web.today import today
from scoring import services, tasks
from scoring.cards.value import InvalidScorecard
from scoring.models import Rating, RiskScore, ScorecardVersion
from tests.factories import make_person, make_service_user
from tests.scoring.cards import (
    changed,
    first_version,
    make_draft,
    make_review,
    publish,
    submit,
)
from tests.scoring.test_score_customers import late_payer

pytestmark = pytest.mark.django_db
State = ScorecardVersion.State


def refused(act):
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def event(verb):
    return Event.objects.filter(verb=verb).order_by("-pk")[0]


# --- drafts ---


def test_a_draft_says_what_the_version_it_comes_from_says(risk_officer):
    base = first_version()
    draft = services.draft_version(
        base.scorecard, by=risk_officer, at=timezone.now(), based_on=base
    )
    assert (draft.number, draft.state, draft.based_on) == (2, State.DRAFT, base)
    assert draft.definition == base.definition
    assert draft.purpose == base.purpose != ""
    assert [author.person for author in draft.authors.all()] == [risk_officer]
    assert event("draft_version").object_id == str(draft.pk)


def test_a_draft_from_a_definition_is_checked(risk_officer):
    with pytest.raises(InvalidScorecard):
        make_draft(risk_officer, definition=changed(first_version().definition, medium="60"))
    assert ScorecardVersion.objects.count() == 1


def test_a_new_card_begins_with_a_draft(risk_officer):
    version = services.create_card(
        code="rival", name_en="Rival", name_zh="对手", by=risk_officer, at=timezone.now(),
        based_on=first_version(), purpose="Small shops.",
    )  # fmt: skip
    assert (version.scorecard.code, version.number, version.purpose) == ("rival", 1, "Small shops.")
    assert not version.scorecard.is_champion
    with pytest.raises(ValidationError):
        services.create_card(
            code="rival", name_en="R", name_zh="对", by=risk_officer, at=timezone.now(),
            based_on=first_version(),
        )  # fmt: skip


@pytest.mark.parametrize("role", ["account_manager", "auditor", "administrator", "data_clerk"])
def test_only_risk_people_draft(role, request):
    assert refused(lambda: make_draft(request.getfixturevalue(role))) == "no_right"


def test_a_change_is_told_field_by_field_and_its_writer_is_an_author(risk_officer, second_officer):
    draft = make_draft(risk_officer)
    definition = changed(draft.definition, medium="21")
    factor = definition["groups"][0]["factors"][0]
    factor["weight"] = "15"
    services.change_draft(
        draft, by=second_officer, at=timezone.now(), seen=1, definition=definition, limits="None."
    )
    draft.refresh_from_db()
    assert (draft.version, draft.limits) == (2, "None.")
    assert draft.definition["tiers"]["medium"] == "21"
    assert {author.person for author in draft.authors.all()} == {risk_officer, second_officer}
    body = event("change_draft").content
    assert body["before"]["medium_at"] == "20"
    assert body["after"]["medium_at"] == "21"
    assert body["after"][factor["indicator"]] == {"weight": "15"}


def test_what_changes_nothing_writes_nothing(risk_officer, second_officer):
    draft = make_draft(risk_officer)
    services.change_draft(
        draft, by=second_officer, at=timezone.now(), seen=1, definition=draft.definition,
        purpose=draft.purpose,
    )  # fmt: skip
    draft.refresh_from_db()
    assert draft.version == 1
    assert not Event.objects.filter(verb="change_draft").exists()
    assert not draft.authors.filter(person=second_officer).exists()


def test_nobody_overwrites_what_they_have_not_seen(risk_officer, second_officer):
    draft = make_draft(risk_officer)
    now = timezone.now()
    services.change_draft(draft, by=risk_officer, at=now, seen=1, limits="First.")
    with pytest.raises(Stale):
        services.change_draft(draft, by=second_officer, at=now, seen=1, limits="Second.")
    with pytest.raises(Stale):
        services.submit_card(draft, by=risk_officer, note="Done.", at=now, seen=1)
    draft.refresh_from_db()
    assert (draft.limits, draft.state) == ("First.", State.DRAFT)


def test_what_is_in_review_or_published_is_not_changed(risk_officer, second_officer):
    version = make_review(risk_officer)

    def change():
        services.change_draft(version, by=risk_officer, at=timezone.now(), limits="New.")

    assert refused(change) == "other_state"
    publish(version, second_officer)
    assert refused(change) == "other_state"


def test_the_card_that_is_shipped_says_all_that_is_asked_of_others():
    shipped = first_version()
    assert set(ScorecardVersion.RECORD) >= {"owner", "materiality", "lineage"}
    assert all(getattr(shipped, name) for name in ScorecardVersion.RECORD)
    assert shipped.validation == ""  # nobody has validated it here


# --- into review and back ---


def test_a_review_says_who_asked_for_it_and_why(risk_officer):
    version = make_review(risk_officer)
    assert (version.state, version.submitted_by) == (State.REVIEW, risk_officer)
    assert version.submit_note == "The weights were too old."
    body = event("submit_card").content
    assert (body["before"], body["after"]) == ({"state": "draft"}, {"state": "review"})


def test_a_review_needs_a_reason_a_whole_record_and_a_difference(risk_officer):
    draft = make_draft(risk_officer)
    now = timezone.now()
    blank = lambda: services.submit_card(draft, by=risk_officer, note=" ", at=now)  # noqa: E731
    assert refused(blank) == "reason_missing"
    for name in ScorecardVersion.RECORD:
        services.change_draft(draft, by=risk_officer, at=now, **{name: ""})
        assert refused(lambda: submit(draft, risk_officer)) == "record_incomplete"
        services.change_draft(draft, by=risk_officer, at=now, **{name: "Said."})
    base = first_version()
    same = services.draft_version(base.scorecard, by=risk_officer, at=now, based_on=base)
    assert refused(lambda: submit(same, risk_officer)) == "same_card"


def test_a_returned_version_can_be_changed_and_submitted_again(risk_officer, second_officer):
    version = make_review(risk_officer)
    services.return_card(version, by=second_officer, reason="Say more.", at=timezone.now())
    assert version.state == State.DRAFT
    services.change_draft(version, by=risk_officer, at=timezone.now(), limits="More.")
    publish(submit(version, risk_officer), second_officer)
    assert first_version().scorecard.versions.get(state=State.PUBLISHED) == version


# --- published by a second person ---


def test_publishing_retires_the_version_before_and_has_the_book_scored(
    risk_officer, second_officer
):
    customer = late_payer()
    services.request_book_run(by=risk_officer.as_actor(), at=timezone.now())
    tasks.work_on_runs()
    before = Rating.objects.get(customer=customer)
    draft = make_draft(
        risk_officer, definition=changed(first_version().definition, medium="1", high="2")
    )
    version = publish(submit(draft, risk_officer), second_officer)
    assert (version.state, version.published_by) == (State.PUBLISHED, second_officer)
    assert version.validation == "It is better."
    former = first_version()
    assert former.state == State.RETIRED
    assert former.retired_at is not None
    run = Run.objects.order_by("-pk")[0]
    assert (run.params["card_version"], run.params["as_of"]) == (version.pk, today().isoformat())
    tasks.work_on_runs()
    after = Rating.objects.get(customer=customer)
    assert after.score_row != before.score_row
    assert RiskScore.objects.get(pk=after.score_row).card_version_id == version.pk
    assert RiskScore.objects.filter(pk=before.score_row).exists()  # what was, stays


def test_no_author_publishes(risk_officer, second_officer, head_of_risk):
    draft = make_draft(risk_officer)
    services.change_draft(draft, by=second_officer, at=timezone.now(), limits="Another.")
    version = submit(draft, second_officer)
    assert refused(lambda: publish(version, risk_officer)) == "author_cannot_publish"
    assert refused(lambda: publish(version, second_officer)) == "submitter_cannot_publish"
    assert ScorecardVersion.objects.decidable_by(risk_officer).count() == 0
    assert ScorecardVersion.objects.decidable_by(second_officer).count() == 0
    assert list(ScorecardVersion.objects.decidable_by(head_of_risk)) == [version]
    publish(version, head_of_risk)


def test_who_submits_what_another_wrote_does_not_publish_it(risk_officer, second_officer):
    version = submit(make_draft(risk_officer), second_officer)
    assert refused(lambda: publish(version, second_officer)) == "submitter_cannot_publish"


def test_who_answers_for_a_key_does_not_publish_what_it_wrote(risk_officer, second_officer):
    key = make_service_user("scorecards:write", responsible=second_officer)
    draft = make_draft(key)
    assert [author.person for author in draft.authors.all()] == [second_officer]
    version = submit(draft, risk_officer)
    assert refused(lambda: publish(version, second_officer)) == "author_cannot_publish"
    assert refused(lambda: publish(version, key)) == "people_decide"
    other = submit(make_draft(risk_officer), key)
    assert refused(lambda: publish(other, second_officer)) == "submitter_cannot_publish"


@pytest.mark.parametrize("role", ["account_manager", "auditor", "administrator"])
def test_only_risk_people_publish(role, request, risk_officer):
    version = make_review(risk_officer)
    assert refused(lambda: publish(version, request.getfixturevalue(role))) == "no_right"


def test_a_draft_is_not_published_without_a_review(risk_officer, second_officer):
    assert refused(lambda: publish(make_draft(risk_officer), second_officer)) == "other_state"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_does():
    writer, *others = (make_person("risk_officer") for _ in range(3))
    version = make_review(writer)
    ready, told = threading.Barrier(2), []

    def act(person):
        try:
            mine = ScorecardVersion.objects.get(pk=version.pk)
            ready.wait(10)
            publish(mine, person)
            told.append("published")
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[person]) for person in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(told) == ["other_state", "published"]
    assert Event.objects.filter(verb="publish_card").count() == 1
    assert Run.objects.count() == 1


# --- during a run ---


def test_a_run_of_the_former_version_is_stopped_and_moves_no_rating(risk_officer, second_officer):
    customer = late_payer()
    old = services.request_book_run(by=risk_officer.as_actor(), at=timezone.now())
    chunk = old.chunks.get()
    version = publish(make_review(risk_officer), second_officer)
    old.refresh_from_db()
    assert old.state == Run.State.CANCELLED
    tasks.work_on_runs()
    after = Rating.objects.get(customer=customer)
    services.score_chunk(old, chunk)  # a worker that was at it when the version was published
    assert Rating.objects.get(customer=customer).score_row == after.score_row
    assert RiskScore.objects.get(pk=after.score_row).card_version_id == version.pk
    assert RiskScore.objects.filter(run_id=old.pk, customer_id=customer.pk).count() == 1


def test_publishing_a_card_that_does_not_score_the_book_scores_nobody(risk_officer, second_officer):
    version = services.create_card(
        code="rival", name_en="Rival", name_zh="对手", by=risk_officer, at=timezone.now(),
        based_on=first_version(),
    )  # fmt: skip
    publish(submit(version, risk_officer), second_officer)
    assert first_version().state == State.PUBLISHED
    assert not Run.objects.exists()


# --- retired ---


def test_a_draft_can_be_given_up(risk_officer):
    draft = make_draft(risk_officer)
    services.retire_card(draft, by=risk_officer, reason="Not needed.", at=timezone.now())
    assert draft.state == State.RETIRED
    assert event("retire_card").content["reason"] == "Not needed."


def test_the_version_that_scores_the_book_is_not_retired(head_of_risk):
    def retire():
        services.retire_card(first_version(), by=head_of_risk, reason="Old.", at=timezone.now())

    assert refused(retire) == "scores_the_book"
    assert first_version().state == State.PUBLISHED
