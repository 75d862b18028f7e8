"""What a version's pages and the API say of its back-tests before it is published."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from riskcrm.accounts.services import create_api_key
from riskcrm.audit.services import SYSTEM
from scoring import services
from scoring.back_tests.evidence import evidence_of
from tests.scoring.back_tests import ask, done_back_test
from tests.scoring.cards import changed, make_draft, make_review, submit
from tests.scoring.test_card_pages import text_of, url

pytestmark = pytest.mark.django_db
NEVER = "No back-test of this version is finished"
BEFORE = "The card was changed after its back-test"


def held_against(version, by, *, as_challenger=False):
    back_test = done_back_test(by)
    name = "challenger" if as_challenger else "card_version"
    setattr(back_test, name, version)
    if not as_challenger:
        back_test.challenger = None
    back_test.save()
    return back_test


def pages(client_for, person, draft):
    """What is read before a version is sent for review, and after."""
    client = client_for(person)
    before = client.get(url("scorecard_detail", draft))
    return before, client.get(url("scorecard_review", draft))


def test_without_a_back_test_both_pages_warn_and_refuse_nothing(
    client_for, risk_officer, second_officer
):
    draft = make_draft(risk_officer)
    for page in pages(client_for, risk_officer, draft):
        assert NEVER in text_of(page)
        assert f"{reverse('scoring:back_test_add')}?card={draft.pk}" in page.content.decode()
    submit(draft, risk_officer)
    draft.refresh_from_db()
    sent = {"seen": draft.version, "reason": "It is urgent."}
    published = client_for(second_officer).post(url("scorecard_publish", draft), sent)
    assert published["Location"] == url("scorecard_detail", draft)


@pytest.mark.parametrize("as_challenger", [False, True])
def test_a_finished_one_is_shown_with_its_interval_and_month_ends(
    client_for, risk_officer, as_challenger
):
    draft = make_draft(risk_officer)
    back_test = held_against(draft, risk_officer, as_challenger=as_challenger)
    area = back_test.result["challenger" if as_challenger else "card"]["auc"]
    for page in pages(client_for, risk_officer, draft):
        text = text_of(page)
        assert NEVER not in text
        assert BEFORE not in text
        assert f"{area['value']:.3f} [{area['low']:.3f}, {area['high']:.3f}]" in text
        assert "2026-01-31, 2026-02-28" in text
        address = reverse("scoring:back_test_detail", args=[back_test.pk])
        assert f'href="{address}"' in page.content.decode()


def test_one_of_another_version_or_not_finished_is_no_evidence(risk_officer):
    draft = make_draft(risk_officer)
    done_back_test(risk_officer)
    ask(risk_officer, card_version=draft)
    assert evidence_of(draft) == []


def test_a_draft_that_was_changed_since_is_another_card(client_for, risk_officer):
    draft = make_draft(risk_officer)
    held_against(draft, risk_officer)
    services.change_draft(draft, by=risk_officer, at=timezone.now(), purpose="Small shops.")
    assert evidence_of(draft)[0].is_of_this  # the record is not the card
    other = changed(draft.definition, medium="21")
    services.change_draft(draft, by=risk_officer, at=timezone.now(), definition=other)
    assert not evidence_of(draft)[0].is_of_this
    for page in pages(client_for, risk_officer, draft):
        assert BEFORE in text_of(page)
    held_against(draft, risk_officer)
    assert [each.is_of_this for each in evidence_of(draft)] == [True, False]
    for page in pages(client_for, risk_officer, draft):
        assert BEFORE not in text_of(page)


def test_a_program_reads_it_with_the_version(risk_officer):
    version = make_review(risk_officer)
    _key, secret = create_api_key(
        name="BI", scopes=["scores:read"], by=SYSTEM, at=timezone.now(),
        responsible=risk_officer,
    )  # fmt: skip
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    address = f"/api/v1/scorecard-versions/{version.pk}/"
    assert api.get(address).json()["back_tests"] == []
    back_test = held_against(version, risk_officer)
    (found,) = api.get(address).json()["back_tests"]
    assert (found["id"], found["is_of_this"]) == (back_test.pk, True)
    assert found["auc"] == back_test.result["card"]["auc"]
    assert found["months"] == ["2026-01-31", "2026-02-28"]
