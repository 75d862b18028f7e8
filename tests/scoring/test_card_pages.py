"""Pages of scorecards: the list, a version, the editor, review, comparison, the deciding."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from scoring import services
from scoring.card_editor.names import loose
from scoring.cards.data import to_definition
from scoring.cards.value import TIERS, evaluate
from scoring.columns import copies
from scoring.indicators import SCORABLE
from scoring.models import ChampionProposal, RiskScore, ScorecardVersion
from scoring.selectors import card_of
from tests.factories import make_customer
from tests.scoring.book_of_readings import make_readings
from tests.scoring.cards import (
    first_version,
    make_challenger,
    make_draft,
    make_review,
    publish,
)
from tests.scoring.test_card_acts import fields_of
from tests.scoring.test_expected_loss import CARD
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
State = ScorecardVersion.State
D = Decimal


def url(name, version):
    return reverse(f"scoring:{name}", args=[version.pk])


def form_of(version, **changed):
    """What the editor's form of this draft sends."""
    fields = dict(fields_of(loose(version.definition)))
    fields |= {name: getattr(version, name) for name in ScorecardVersion.RECORD}
    return {name: text for name, text in fields.items() if text is not None} | {
        "seen": version.version, **changed,
    }  # fmt: skip


def text_of(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode())))


# --- list and version ---


def test_the_list_shows_each_card_with_its_versions(client_for, auditor, risk_officer):
    draft = make_draft(risk_officer)
    page = client_for(auditor).get("/scorecards/")
    assert "scores the book" in text_of(page)
    assert url("scorecard_detail", draft).encode() in page.content
    assert "2 · draft" in text_of(page)
    assert "New scorecard" not in text_of(page)
    assert "New scorecard" in text_of(client_for(risk_officer).get("/scorecards/"))


def test_a_version_offers_what_this_person_may_do(client_for, risk_officer, auditor):
    draft = make_draft(risk_officer)
    mine = text_of(client_for(risk_officer).get(url("scorecard_detail", draft)))
    assert "Edit the draft" in mine
    assert "Send for review" in mine
    theirs = text_of(client_for(auditor).get(url("scorecard_detail", draft)))
    assert "Edit the draft" not in theirs
    assert "Send for review" not in theirs
    assert "monitoring plan" in theirs.lower()
    assert "began a draft" in theirs


def test_a_new_version_begins_with_what_is_in_force(client_for, risk_officer):
    answer = client_for(risk_officer).post(url("scorecard_draft", first_version()))
    draft = ScorecardVersion.objects.get(number=2)
    assert answer["Location"] == url("scorecard_edit", draft)
    assert draft.definition == first_version().definition


def test_a_new_card_begins_as_a_copy(client_for, risk_officer):
    client = client_for(risk_officer)
    base = first_version()
    page = client.get("/scorecards/new/")
    assert f'value="{base.pk}" selected' in page.content.decode()
    words = {"name_en": "Shops", "name_zh": "小店", "code": "shops", "based_on": base.pk}
    answer = client.post("/scorecards/new/", words)
    version = ScorecardVersion.objects.get(scorecard__code="shops")
    assert answer["Location"] == url("scorecard_edit", version)
    again = client.post("/scorecards/new/", words)
    assert (again.status_code, "Another card has this code" in text_of(again)) == (422, True)


# --- the editor ---


def test_the_editor_shows_the_draft_with_figures_of_the_book(client_for, risk_officer):
    score(late_payer())
    draft = make_draft(risk_officer)
    page = client_for(risk_officer).get(url("scorecard_edit", draft))
    content = page.content.decode()
    for name, value in (("groups.0.factors.0.weight", "10"), ("tiers.medium", "20")):
        assert re.search(rf'name="{re.escape(name)}"\s+value="{value}"', content), name
    assert "Upper quarter" in content
    assert re.search(r"data-weight-total>\s*100\s*<", content)
    assert re.search(r"data-cap-total>\s*121\s*<", content)


def test_what_is_saved_is_what_was_filled_in(client_for, risk_officer):
    draft = make_draft(risk_officer)
    client = client_for(risk_officer)
    sent = form_of(draft, **{"groups.0.factors.0.weight": "15.5", "limits": "Small firms only."})
    answer = client.post(url("scorecard_edit", draft), sent)
    assert answer["Location"] == url("scorecard_detail", draft)
    draft.refresh_from_db()
    assert draft.definition["groups"][0]["factors"][0]["weight"] == "15.5"
    assert (draft.limits, draft.version) == ("Small firms only.", 2)


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(client_for, risk_officer):
    draft = make_draft(risk_officer)
    sent = form_of(
        draft,
        **{
            "groups.0.factors.0.bins.1.upper": "0.001",
            "groups.1.cap": "0",
            "groups.0.factors.1.customer.zh": "",
        },
    )
    answer = client_for(risk_officer).post(url("scorecard_edit", draft), sent)
    assert answer.status_code == 422
    content = answer.content.decode()
    for id, words in (
        ("groups-0-factors-0-bins-1-upper", "The bins overlap"),
        ("groups-1-cap", "The cap lies above 0"),
        ("groups-0-factors-1-customer-zh", "missing in a language"),
    ):
        assert f'href="#{id}"' in content
        assert re.search(rf'id="{id}-problem">[^<]*{words}', content), id
    assert 'value="0.001"' in content
    draft.refresh_from_db()
    assert draft.version == 1


def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(
    client_for, risk_officer, second_officer
):
    draft = make_draft(risk_officer)
    sent = form_of(draft, limits="Mine.")
    services.change_draft(draft, by=second_officer, at=timezone.now(), limits="Theirs.")
    answer = client_for(risk_officer).post(url("scorecard_edit", draft), sent)
    assert answer.status_code == 409
    assert "Mine." in answer.content.decode()  # what was typed is not lost
    draft.refresh_from_db()
    assert draft.limits == "Theirs."


@pytest.mark.parametrize("htmx", [True, False])
def test_a_button_changes_the_form_and_nothing_else(client_for, risk_officer, htmx):
    draft = make_draft(risk_officer)
    sent = form_of(draft, act="add:groups.0.factors.0.bins", limits="Typed.")
    headers = {"HX-Request": "true"} if htmx else {}
    answer = client_for(risk_officer).post(url("scorecard_edit", draft), sent, headers=headers)
    assert answer.status_code == 200
    content = answer.content.decode()
    bins = len(draft.definition["groups"][0]["factors"][0]["bins"])
    assert f'name="groups.0.factors.0.bins.{bins}.sub_score"' in content
    assert "Typed." in content
    assert ("<html" in content) is not htmx
    draft.refresh_from_db()
    assert draft.version == 1


def test_an_indicator_is_added_to_the_group_that_was_chosen(client_for, risk_officer):
    draft = make_draft(risk_officer)
    sent = {
        name: text
        for name, text in form_of(draft).items()
        if not name.startswith("groups.0.factors.0.")
    }
    sent |= {"act": "add:groups.3.factors", "new.groups.3.factors": "late_frequency"}
    answer = client_for(risk_officer).post(url("scorecard_edit", draft), sent)
    pattern = r'name="groups\.3\.factors\.\d+\.indicator"\s+value="late_frequency"'
    assert re.search(pattern, answer.content.decode())


def test_a_version_in_review_has_no_editor(client_for, risk_officer):
    version = make_review(risk_officer)
    answer = client_for(risk_officer).get(url("scorecard_edit", version))
    assert answer["Location"] == url("scorecard_detail", version)


def test_probabilities_go_where_the_points_move_and_stay_where_they_do_not(
    client_for, risk_officer
):
    band = [None, "2.0000", "1.0000", "3.0000", 2, 100]
    calibration = {"days": 90, "horizon": 365, "method": "jeffreys", "bands": [band],
                   "first_day": "2025-01-31", "final_day": "2025-12-31"}  # fmt: skip
    base = first_version().definition
    draft = make_draft(risk_officer, definition=base | {"calibration": calibration})
    client = client_for(risk_officer)
    client.post(url("scorecard_edit", draft), form_of(draft, **{"tiers.medium": "22"}))
    draft.refresh_from_db()
    assert draft.definition["tiers"]["medium"] == "22"
    assert draft.definition["calibration"]["bands"] == [band]
    sent = form_of(draft, **{"groups.0.factors.0.weight": "15"})
    answer = client.post(url("scorecard_edit", draft), sent, follow=True)
    assert "Calibrate it by a back-test" in text_of(answer)
    draft.refresh_from_db()
    assert draft.definition["calibration"] is None


# --- the preview of one customer ---


def test_the_preview_shows_a_customer_before_and_after_and_writes_nothing(client_for, risk_officer):
    customer = late_payer()
    score(customer)
    draft = make_draft(risk_officer)
    scores = RiskScore.objects.count()
    sent = form_of(draft, customer=customer.number, **{"tiers.medium": "1", "tiers.high": "99.9"})
    answer = client_for(risk_officer).post(url("scorecard_preview", draft), sent)
    words = text_of(answer)
    assert customer.name in words
    row = re.search(r"Tier(.*?)Coverage", words).group(1)
    assert ("high" in row, "medium" in row) == (True, True)
    assert "Days beyond terms" in words or "days beyond terms" in words
    assert RiskScore.objects.count() == scores
    draft.refresh_from_db()
    assert draft.version == 1


def test_the_preview_knows_only_customers_that_this_person_sees(client_for, risk_officer):
    draft = make_draft(risk_officer)
    sent = form_of(draft, customer="no-such")
    answer = client_for(risk_officer).post(url("scorecard_preview", draft), sent)
    assert "no customer no-such among those you see" in text_of(answer)
    customer = make_customer()
    sent = form_of(draft, customer=customer.number)
    answer = client_for(risk_officer).post(url("scorecard_preview", draft), sent)
    assert "Nothing is known of this customer yet" in text_of(answer)


def test_the_preview_waits_while_something_is_wrong(client_for, risk_officer):
    customer = late_payer()
    score(customer)
    draft = make_draft(risk_officer)
    sent = form_of(draft, customer=customer.number, **{"tiers.medium": "99"})
    answer = client_for(risk_officer).post(url("scorecard_preview", draft), sent)
    assert "while 1 thing is wrong" in text_of(answer)


# --- the preview of the book ---


def tiers_shown(answer):
    found = re.findall(r'data-book-tier="(\w+)">(.*?)</td>', answer.content.decode(), re.DOTALL)
    return {tier: int(re.sub(r"<[^>]*>|\s", "", text)) for tier, text in found}


@pytest.mark.usefixtures("own_media")
def test_the_preview_of_the_book_follows_the_form_that_is_not_saved(client_for, risk_officer):
    readings = make_readings(300)
    draft = make_draft(risk_officer)
    client = client_for(risk_officer)
    as_it_is = client.post(url("scorecard_book", draft), form_of(draft))
    changes = {"tiers.medium": "32", "tiers.high": "33", "minimum_coverage": "0.8"}
    answer = client.post(url("scorecard_book", draft), form_of(draft, **changes))
    card = dataclasses.replace(
        card_of(draft), medium_at=D(32), high_at=D(33), minimum_coverage=D("0.8")
    )
    said = [
        (evaluate(card_of(first_version()), v).tier, evaluate(card, v).tier)
        for v in ({code: getattr(r, code) for code in SCORABLE} for r in readings)
    ]
    expected = Counter(new for _old, new in said)
    assert tiers_shown(answer) == {tier: expected[tier] for tier in TIERS}
    assert tiers_shown(answer) != tiers_shown(as_it_is)
    rated = [pair for pair in said if "unrated" not in pair]
    words = text_of(answer)
    worse = sum(TIERS.index(new) > TIERS.index(old) for old, new in rated)
    better = sum(TIERS.index(new) < TIERS.index(old) for old, new in rated)
    other = sum(old != new for old, new in said) - worse - better
    assert f"More dangerous {worse} " in words
    assert f"Less dangerous {better} " in words
    assert f"To or from unrated {other} " in words
    assert min(worse, better, other) > 0
    assert "it has no probabilities of default" in words
    draft.refresh_from_db()
    assert draft.version == 1


@pytest.mark.usefixtures("own_media")
def test_the_preview_of_the_book_estimates_the_loss_by_a_calibrated_card(client_for, risk_officer):
    make_readings(20)
    draft = make_draft(risk_officer, definition=to_definition(CARD))
    words = text_of(client_for(risk_officer).post(url("scorecard_book", draft), form_of(draft)))
    assert re.search(r"Expected loss, \w+ – [0-9,]+ ", words), words
    assert re.search(r"Without [0-9,]+ of exposure whose loss cannot be estimated", words)


@pytest.mark.usefixtures("own_media")
def test_the_preview_of_a_large_book_waits_for_its_copy(client_for, risk_officer, monkeypatch):
    monkeypatch.setattr(copies, "SMALL", -1)
    draft = make_draft(risk_officer)
    answer = client_for(risk_officer).post(url("scorecard_book", draft), form_of(draft))
    assert "Try again in a minute" in text_of(answer)


@pytest.mark.usefixtures("own_media")
def test_the_preview_of_the_book_says_what_it_lacks(client_for, risk_officer):
    draft = make_draft(risk_officer)
    client = client_for(risk_officer)
    answer = client.post(url("scorecard_book", draft), form_of(draft))
    assert "nobody would move" in text_of(answer)
    wrong = form_of(draft, **{"tiers.medium": "99"})
    assert "while 1 thing is wrong" in text_of(client.post(url("scorecard_book", draft), wrong))
    page = client.get(url("scorecard_edit", draft)).content.decode()
    assert f'hx-post="{url("scorecard_book", draft)}"' in page


@pytest.mark.usefixtures("own_media")
def test_the_preview_of_the_book_speaks_chinese(client_for, risk_officer):
    make_readings(5)
    draft = make_draft(risk_officer)
    risk_officer.language = "zh-hans"
    risk_officer.save()
    answer = client_for(risk_officer).post(url("scorecard_book", draft), form_of(draft))
    assert "此草稿" in text_of(answer)


# --- review and comparison ---


def test_a_version_is_submitted_reviewed_and_published(client_for, risk_officer, second_officer):
    draft = make_draft(risk_officer)
    words = {"note": "Too many were medium.", "seen": draft.version}
    answer = client_for(risk_officer).post(url("scorecard_submit", draft), words)
    assert answer["Location"] == url("scorecard_review", draft)
    own = client_for(risk_officer).get(url("scorecard_review", draft))
    assert "another person has to publish it" in text_of(own)
    assert url("scorecard_publish", draft) not in own.content.decode()
    other = client_for(second_officer)
    page = text_of(other.get(url("scorecard_review", draft)))
    assert "Too many were medium." in page
    assert re.search(r"medium from a score of\s+25\s+20", page.replace("  ", " "))
    draft.refresh_from_db()
    assert "what you challenged" in page
    blank = {"reason": " ", "seen": draft.version}
    assert other.post(url("scorecard_publish", draft), blank).status_code == 422
    words = {"reason": "Tried on last year.", "seen": draft.version}
    answer = other.post(url("scorecard_publish", draft), words, follow=True)
    assert "The book is being scored by it" in text_of(answer)
    record = answer.content.decode().partition('aria-label="Record"')[2].partition("</section>")[0]
    assert "Independent validation" in record
    assert "Tried on last year." in record
    draft.refresh_from_db()
    assert draft.state == State.PUBLISHED


def test_a_submission_without_a_note_or_a_whole_record_says_so(client_for, risk_officer):
    draft = make_draft(risk_officer, monitoring="")
    client = client_for(risk_officer)
    answer = client.post(url("scorecard_submit", draft), {"note": "", "seen": 1})
    assert answer.status_code == 422
    answer = client.post(url("scorecard_submit", draft), {"note": "Why.", "seen": 1})
    assert answer.status_code == 409
    assert "“Monitoring plan” is empty" in text_of(answer)


def test_the_author_who_posts_the_decision_is_refused_in_words(client_for, risk_officer):
    version = make_review(risk_officer)
    words = {"reason": "Mine.", "seen": version.version}
    answer = client_for(risk_officer).post(url("scorecard_publish", version), words)
    assert answer.status_code == 409
    assert "another person has to publish it" in text_of(answer)
    version.refresh_from_db()
    assert version.state == State.REVIEW


def test_a_review_is_returned_with_a_reason(client_for, risk_officer, second_officer):
    version = make_review(risk_officer)
    client = client_for(second_officer)
    words = {"reason": "", "seen": version.version}
    assert client.post(url("scorecard_return", version), words).status_code == 422
    client.post(url("scorecard_return", version), words | {"reason": "Say more."})
    version.refresh_from_db()
    assert version.state == State.DRAFT
    page = text_of(client_for(risk_officer).get(url("scorecard_detail", version)))
    assert "Say more." in page


def test_any_two_versions_are_compared(client_for, auditor, risk_officer, second_officer):
    rival = make_challenger(risk_officer, second_officer).versions.get()
    draft = make_draft(risk_officer)
    client = client_for(auditor)
    page = text_of(client.get(url("scorecard_compare", draft), {"with": rival.pk}))
    assert re.search(r"medium from a score of 25 20", page)
    page = text_of(client.get(url("scorecard_compare", first_version()), {"with": rival.pk}))
    assert "Nothing differs" in page
    assert client.get(url("scorecard_compare", draft), {"with": "0"}).status_code == 404
    assert client.get(url("scorecard_compare", draft), {"with": "x"}).status_code == 200


def test_a_draft_is_given_up_with_a_reason(client_for, risk_officer):
    draft = make_draft(risk_officer)
    words = {"reason": "No longer needed.", "seen": 1}
    client_for(risk_officer).post(url("scorecard_retire", draft), words)
    draft.refresh_from_db()
    assert draft.state == State.RETIRED


# --- the card that scores the book ---


def test_another_card_is_proposed_and_decided(
    client_for, risk_officer, second_officer, head_of_risk
):
    rival = make_challenger(risk_officer, second_officer)
    version = rival.versions.get()
    client_for(risk_officer).post(url("champion_propose", version), {"reason": "It ranks better."})
    proposal = ChampionProposal.objects.get()
    page = reverse("scoring:champion_detail", args=[proposal.pk])
    assert page in client_for(head_of_risk).get(url("scorecard_detail", version)).content.decode()
    assert "another person has to decide" in text_of(client_for(risk_officer).get(page))
    approve = reverse("scoring:champion_approve", args=[proposal.pk])
    assert client_for(risk_officer).post(approve, {"reason": "Mine."}).status_code == 409
    assert "It ranks better." in text_of(client_for(head_of_risk).get(page))
    answer = client_for(head_of_risk).post(approve, {"reason": "Yes."}, follow=True)
    assert "scores the book from now on" in text_of(answer)
    rival.refresh_from_db()
    assert rival.is_champion


def test_a_proposal_is_rejected(client_for, risk_officer, second_officer, head_of_risk):
    rival = make_challenger(risk_officer, second_officer)
    proposal = services.propose_champion(
        rival, by=risk_officer, reason="Better.", at=timezone.now()
    )
    reject = reverse("scoring:champion_reject", args=[proposal.pk])
    assert client_for(head_of_risk).post(reject, {"reason": ""}).status_code == 422
    client_for(head_of_risk).post(reject, {"reason": "Not yet."})
    proposal.refresh_from_db()
    assert proposal.state == "rejected"
    assert first_version().scorecard.is_champion


# --- the inbox ---


def test_what_waits_for_a_second_person_is_in_their_inbox_and_in_no_others(
    client_for, risk_officer, second_officer, head_of_risk, account_manager
):
    version = make_review(risk_officer)
    link = url("scorecard_review", version)
    for person, is_there in (
        (second_officer, True),
        (risk_officer, False),
        (account_manager, False),
    ):
        client = client_for(person)
        assert (link in client.get("/inbox/").content.decode()) is is_there
        count = client.get(reverse("monitoring:inbox_count")).content.decode().strip()
        assert count == ("1" if is_there else "")
    publish(version, second_officer)
    assert link not in client_for(head_of_risk).get("/inbox/").content.decode()
    rival = make_challenger(risk_officer, second_officer)
    proposal = services.propose_champion(
        rival, by=risk_officer, reason="Better.", at=timezone.now()
    )
    link = reverse("scoring:champion_detail", args=[proposal.pk])
    assert link in client_for(head_of_risk).get("/inbox/").content.decode()
    assert link not in client_for(risk_officer).get("/inbox/").content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"groups": "x"}, {"knock_outs": "x"}, {"tiers": "x"}, {"groups.0": "x"},
        {"groups.0.factors": "x"}, {"groups.0.name": "x"}, {"groups.0.factors.0.bins": "x"},
        {"groups.0.factors.0.bins.0": "x"}, {"groups.0.factors.0.internal": "x"},
        {"minimum_coverage.x": "1"}, {"groups.0.code": "a\x00b"}, {"groups.0.name.en": "a\x00b"},
        {"seen": "x"}, {"tiers.medium": "９"}, {"tiers.medium": "1e-999999"}, {"tiers.high": "NaN"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("act", ["", "add:groups", "add:knock_outs", "up:groups.1"])
def test_whatever_a_form_sends_is_answered_in_words(client_for, risk_officer, fields, act):
    score(customer := late_payer())
    draft = make_draft(risk_officer)
    first = next(iter(fields))
    sent = {
        name: text
        for name, text in form_of(draft).items()
        if not name.startswith(f"{first}.") and not first.startswith(f"{name}.")
    }
    sent |= {**fields, "act": act, "customer": customer.number, "new.knock_outs": "x"}
    client = client_for(risk_officer)
    for page in ("scorecard_edit", "scorecard_preview", "scorecard_book"):
        assert client.post(url(page, draft), sent).status_code in (200, 302, 400, 409, 422), page
