"""The life of a treatment policy: drafted, changed, submitted, published by another person."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.utils import timezone

from riskcrm.accounts import roles
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from scoring import selectors, services
from scoring.models import SectorLimit, Treatment, TreatmentPolicy
from scoring.treating.rules import compare, warnings
from tests.factories import make_person, make_service_user
from tests.scoring.refused import code_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher():
    return make_person(roles.HEAD_OF_RISK, username="publisher")


def drafted(by):
    return services.draft_treatments(by=by, at=timezone.now())


def changed(policy, by, **words):
    words = {"version": policy.version, **words}
    return services.change_treatments(policy, by=by, at=timezone.now(), **words)


def submitted(policy, by):
    return services.submit_treatments(policy, note="Losses rose.", by=by, at=timezone.now())


def published(policy, by):
    return services.publish_treatments(policy, reason="Seen.", by=by, at=timezone.now())


def test_a_draft_begins_with_the_terms_in_force(risk_officer):
    draft = drafted(risk_officer)
    assert (draft.number, draft.state, draft.created_by) == (2, "draft", risk_officer)
    lines = compare(selectors.policy(), draft)
    assert len(lines) == 44
    assert not any(line.differs for line in lines)


def test_a_published_policy_takes_the_place_of_the_one_in_force(risk_officer, publisher):
    former = selectors.policy()
    draft = drafted(risk_officer)
    changed(
        draft, risk_officer, loss_given_default=45, tiers={"high": {"payment_days": 7}},
        sectors={"F": "900.50"},
    )  # fmt: skip
    published(submitted(draft, risk_officer), publisher)
    former.refresh_from_db()
    now = selectors.policy()
    assert (former.state, now, now.loss_given_default) == ("retired", draft, 45)
    assert now.by_tier()["high"].payment_days == 7
    assert now.by_tier()["low"].limit_factor == 110
    assert str(now.sectors.get().limit) == "900.50"
    moved = {(line.tier, line.name) for line in compare(former, now) if line.differs}
    assert moved == {
        ("", "loss_given_default"), ("high", "payment_days"), ("", "sector_limit")
    }  # fmt: skip
    verbs = list(Event.objects.filter(object_kind="treatmentpolicy").values_list("verb", flat=True))
    assert sorted(verbs) == [
        "change_treatments",
        "draft_treatments",
        "publish_treatments",
        "submit_treatments",
    ]


def test_nobody_publishes_what_they_made_or_changed(risk_officer, publisher):
    draft = drafted(risk_officer)
    changed(draft, publisher, check_hours=12)
    submitted(draft, risk_officer)
    assert code_of(lambda: published(draft, risk_officer)) == "own_work"
    assert code_of(lambda: published(draft, publisher)) == "own_work"
    third = make_person(roles.RISK_OFFICER, username="third")
    assert list(TreatmentPolicy.objects.publishable_by(third)) == [draft]
    assert not TreatmentPolicy.objects.publishable_by(publisher).exists()
    published(draft, third)


def test_the_database_refuses_an_author_as_publisher(risk_officer, publisher):
    draft = submitted(changed(drafted(risk_officer), publisher, check_hours=12), risk_officer)
    TreatmentPolicy.objects.filter(state="published").update(state="retired")
    for person in (risk_officer, publisher, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            TreatmentPolicy.objects.filter(pk=draft.pk).update(
                state="published", published_by=person, published_at=timezone.now()
            )


def test_who_answers_for_the_key_that_drafted_cannot_publish(risk_officer):
    key = make_service_user("treatments:write", responsible=risk_officer)
    draft = submitted(drafted(key), key)
    assert code_of(lambda: published(draft, risk_officer)) == "own_work"
    assert code_of(lambda: published(draft, key)) == "people_decide"


@pytest.mark.parametrize("state", ["published", "retired"])
def test_the_database_keeps_published_and_retired_policies_as_they_are(state):
    policy = selectors.policy()
    TreatmentPolicy.objects.update(state=state)
    terms = Treatment.objects.get(policy=policy, tier="low")
    acts = [
        lambda: TreatmentPolicy.objects.update(loss_given_default=1),
        lambda: TreatmentPolicy.objects.update(state="draft"),
        lambda: TreatmentPolicy.objects.filter(pk=policy.pk).delete(),
        lambda: Treatment.objects.filter(pk=terms.pk).update(limit_factor=1),
        lambda: Treatment.objects.filter(pk=terms.pk).delete(),
        lambda: SectorLimit.objects.create(policy=policy, industry="F", limit=1),
    ]
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_terms_do_not_leave_a_published_policy_for_a_draft(risk_officer):
    draft = drafted(risk_officer)
    SectorLimit.objects.create(policy=draft, industry="F", limit=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SectorLimit.objects.update(policy=selectors.policy())


def test_only_a_draft_is_changed_and_only_as_it_was_seen(risk_officer):
    draft = drafted(risk_officer)
    changed(draft, risk_officer, check_hours=12)
    with pytest.raises(Stale):
        changed(draft, risk_officer, version=1, check_hours=48)
    submitted(draft, risk_officer)
    assert code_of(lambda: changed(draft, risk_officer, check_hours=48)) == "policy_moved_on"
    assert TreatmentPolicy.objects.get(pk=draft.pk).check_hours == 12


def test_a_returned_policy_can_be_changed_again(risk_officer, publisher):
    draft = submitted(drafted(risk_officer), risk_officer)
    services.return_treatments(draft, reason="Too strict.", by=publisher, at=timezone.now())
    changed(draft, risk_officer, check_hours=48)
    assert code_of(lambda: published(draft, publisher)) == "policy_moved_on"
    published(submitted(draft, risk_officer), publisher)  # returning is no change


def test_a_wrong_figure_is_refused_by_its_name(risk_officer):
    draft = drafted(risk_officer)
    with pytest.raises(ValidationError) as error:
        changed(draft, risk_officer, tiers={"high": {"prepayment_share": 120}})
    assert list(error.value.message_dict) == ["high-prepayment_share"]
    assert Treatment.objects.get(policy=draft, tier="high").prepayment_share == 50


def test_a_reason_is_asked_for(risk_officer, publisher):
    draft = drafted(risk_officer)
    asked = lambda: services.submit_treatments(draft, note=" ", by=risk_officer, at=timezone.now())  # noqa: E731
    assert code_of(asked) == "reason_missing"


def test_who_only_looks_drafts_and_publishes_nothing(risk_officer, account_manager):
    assert code_of(lambda: drafted(account_manager)) == "no_right"
    draft = submitted(drafted(risk_officer), risk_officer)
    assert code_of(lambda: published(draft, account_manager)) == "no_right"


def test_a_riskier_tier_with_better_terms_is_warned_of(risk_officer):
    draft = drafted(risk_officer)
    assert warnings(draft.by_tier()) == []
    changed(draft, risk_officer, tiers={"high": {"limit_factor": 200, "payment_days": None}})
    found = warnings(TreatmentPolicy.objects.get(pk=draft.pk).by_tier())
    assert found == ["“high” is treated better than “medium”: share of the agreed limit, %."]


def test_a_milder_answer_above_the_limit_than_within_it_is_warned_of(risk_officer):
    draft = drafted(risk_officer)
    changed(draft, risk_officer, tiers={
        "low": {"verdict": "allow", "over_limit_verdict": "allow"},
        "high": {"verdict": "hold", "over_limit_verdict": "prepay"},
    })  # fmt: skip
    found = warnings(TreatmentPolicy.objects.get(pk=draft.pk).by_tier())
    assert [text for text in found if "is milder than" in text] == [
        "“high” says “prepay” above the limit, which is milder than “hold” within it: the stricter"
        " one counts for both."
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_put_one_policy_in_force(risk_officer):
    drafts = [submitted(drafted(risk_officer), risk_officer) for _ in range(2)]
    people = [make_person(roles.RISK_OFFICER, username=f"p{n}") for n in range(2)]
    start = threading.Barrier(4)

    def publish(draft, person):
        start.wait()
        try:
            published(draft, person)
        except Refused:
            pass
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=publish, args=(draft, person))
        for draft in drafts
        for person in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = sorted(TreatmentPolicy.objects.values_list("state", flat=True))
    assert states == ["published", "retired", "retired"]
