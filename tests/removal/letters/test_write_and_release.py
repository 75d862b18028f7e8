"""From the draft to the release: two persons, no forbidden word, and nothing changes afterwards."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from removal import services
from removal.letters.lint import lint
from removal.models import Letter, LetterTemplate, RemovalCase
from removal.services.letters import letter_faults
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_service_user
from tests.removal.cases import NOON
from tests.removal.letters.cases import FACTS, drafted

pytestmark = pytest.mark.django_db


def refusal(act: object, *args: object, **said: object) -> Refused:
    with pytest.raises(Refused) as raised:
        act(*args, at=NOON, **said)  # type: ignore[operator]
    return raised.value


# --- drafting -------------------------------------------------------------------------------------


def test_a_draft_says_what_its_template_and_facts_give(waiting: Letter) -> None:
    assert waiting.state == "waiting"
    assert waiting.reference == f"RC-{waiting.case_id}/1"
    assert waiting.subject == "Warning: please put this right by 1 June 2026"
    assert "We value working with Hua Steel." in waiting.body
    assert "{reasons}" in waiting.body
    assert "due and unpaid" not in waiting.body, "the amount is not given, nor its paragraph"
    assert waiting.facts["given"]["deadline"] == "2026-06-01"
    assert Event.objects.get(verb="draft_letter").customer_id == waiting.case.customer_id


def test_a_letter_must_state_what_its_kind_needs(case: RemovalCase, risk_officer: User) -> None:
    facts = {"reasons": ["They pay late."]}
    said = refusal(services.draft_letter, case, kind="warning", language="en", by=risk_officer,
                   facts=facts)  # fmt: skip
    assert (said.code, said.field) == ("fact_missing", "deadline")
    with pytest.raises(TypeError):
        drafted(case, by=risk_officer, facts=FACTS["warning"] | {"offer": "x"})


def test_account_managers_write_letters_of_their_own_cases_only(
    case: RemovalCase, teammate: User, outsider: User, data_clerk: User, legal_reviewer: User
) -> None:
    def code_for(who: User) -> str:
        return refusal(services.draft_letter, case, kind="warning", language="en", by=who,
                       facts=FACTS["warning"]).code  # fmt: skip

    assert code_for(teammate) == "not_own_case"
    assert code_for(outsider) == "not_visible"
    assert code_for(data_clerk) == "no_right"
    assert drafted(case, by=legal_reviewer).number == 1


def test_only_the_drafter_edits_and_what_the_template_gave_stays(
    waiting: Letter, account_manager: User, risk_officer: User
) -> None:
    body = waiting.body.replace("We value", "We do value")
    said = {"subject": waiting.subject, "body": body}
    assert refusal(services.edit_letter, waiting, by=risk_officer, **said).code == "not_the_drafter"
    letter = services.edit_letter(waiting, by=account_manager, at=NOON, version=1, **said)
    assert (letter.state, letter.body) == ("draft", body)
    assert "We value" in letter.body_original
    stale = refusal(services.edit_letter, waiting, by=account_manager, version=1, **said)
    assert stale.code == "stale"


# --- the second person ----------------------------------------------------------------------------


def test_a_second_person_releases_and_the_pdf_is_kept_with_its_hash(
    waiting: Letter, risk_officer: User
) -> None:
    later = NOON + dt.timedelta(days=1)
    letter = services.release_letter(waiting, by=risk_officer, at=later)
    content = Path(letter.pdf.path).read_bytes()
    assert letter.state == "released"
    assert letter.sha256 == hashlib.sha256(content).hexdigest()
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "5 May 2026" in text, "the day of its release stands on it"
    assert "DRAFT" not in text
    event = Event.objects.select_related("payload").get(verb="release_letter")
    assert letter.sha256 in event.payload.body


def test_the_drafter_never_releases_whatever_their_role(
    case: RemovalCase, head_of_risk: User
) -> None:
    letter = drafted(case, by=head_of_risk)
    said = refusal(services.release_letter, letter, by=head_of_risk)
    assert said.code == "drafter_cannot_release"
    with (
        pytest.raises(IntegrityError, match="letter_released_by_second_person"),
        transaction.atomic(),
    ):
        Letter.objects.filter(pk=letter.pk).update(
            state="released", released_by=head_of_risk, released_at=NOON, pdf="x",
            sha256="0" * 64,
        )  # fmt: skip


def test_no_key_releases_and_no_role_without_the_right(
    waiting: Letter, teammate: User, auditor: User, administrator: User
) -> None:
    for who in (teammate, auditor, administrator):
        assert refusal(services.release_letter, waiting, by=who).code == "no_right"
    key = make_service_user("letters:write")
    assert refusal(services.release_letter, waiting, by=key).code == "people_decide"


def test_the_second_person_sends_back_with_a_reason(
    waiting: Letter, risk_officer: User, account_manager: User
) -> None:
    letter = services.send_back_letter(
        waiting, by=risk_officer, at=NOON, reason="Name the invoice.", version=waiting.version
    )
    assert (letter.state, letter.sent_back_because) == ("draft", "Name the invoice.")
    assert refusal(services.release_letter, letter, by=risk_officer).code == "letter_moved_on"
    letter = services.submit_letter(letter, by=account_manager, at=NOON)
    assert (letter.state, letter.sent_back_because) == ("waiting", "")


def test_two_who_release_at_once_make_one_letter(
    waiting: Letter, risk_officer: User, second_officer: User
) -> None:
    services.release_letter(waiting, by=risk_officer, at=NOON)
    said = refusal(services.release_letter, waiting, by=second_officer)
    assert said.code == "letter_moved_on"


# --- what keeps a letter in the house -------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("We put you on our blacklist.", "blacklist"),
        ("您已被列入黑 名 单。", "黑名单"),
        ("你方属于失信企业。", "失信"),
        ("We have filed a suspicious-transaction report.", "suspicious-transaction"),
        ("涉嫌洗钱。", "洗钱"),
        ("Your religion makes us doubt.", "religion"),
        ("Pay, or else.", "or else"),
        ("Your credit score is low.", "credit score"),
        ("STR", "STR"),
    ],
)
def test_a_forbidden_word_keeps_it_in_the_house_and_is_named(
    waiting: Letter, account_manager: User, risk_officer: User, words: str, said: str
) -> None:
    letter = services.edit_letter(
        waiting, by=account_manager, at=NOON, subject=waiting.subject,
        body=f"{waiting.body}\n\n{words}",
    )  # fmt: skip
    refused = refusal(services.submit_letter, letter, by=account_manager)
    assert said in refused.message
    assert refused.code == "letter_faulty"
    Letter.objects.filter(pk=letter.pk).update(state="waiting")
    assert said in refusal(services.release_letter, letter, by=risk_officer).message


def test_hidden_signs_and_wide_letters_hide_nothing() -> None:
    assert [f.word for f in lint("ｂｌａｃｋ\u200bｌｉｓｔ")] == ["blacklist"]
    assert [f.group for f in lint("可·疑·交·易")] == ["laundering"]


def test_harmless_words_and_the_parties_own_names_pass() -> None:
    assert lint("We strive to address the structure of the agenda by 1 March.") == []
    assert lint("寄往民族路5号。", names=[]) == []
    assert (
        lint("Dear Cheatham & Crookes Ltd, Blacklist Records Inc", names=["Blacklist Records Inc"])
        == []
    )


def test_a_reason_with_a_forbidden_word_is_found_too(case: RemovalCase, risk_officer: User) -> None:
    facts = FACTS["warning"] | {"reasons": ["A suspicious transaction was seen."]}
    faults = letter_faults(drafted(case, by=risk_officer, facts=facts), at=NOON)
    assert "suspicious transaction" in faults[0]


def test_lost_blocks_unsaid_days_strange_names_and_days_over_are_told(
    waiting: Letter, account_manager: User
) -> None:
    letter = services.edit_letter(
        waiting, by=account_manager, at=NOON, subject="Pay", body="Pay {sum} at once.\n\nPlease ก."
    )
    told = " ".join(letter_faults(letter, at=NOON + dt.timedelta(days=90)))
    for part in ("{reasons}", "{no_waiver}", "{sum}", "1 June 2026", "is over", "ก"):
        assert part in told, part


# --- afterwards -----------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [
    {"body": "Other"}, {"subject": "Other"}, {"facts": {}}, {"sha256": "1" * 64}, {"pdf": "x"},
    {"language": "zh-hans"}, {"body_original": "Other"}, {"released_at": NOON - dt.timedelta(1)},
])  # fmt: skip
def test_the_database_keeps_a_released_letter_as_it_is(
    out: Letter, change: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match="letter"), transaction.atomic():
        Letter.objects.filter(pk=out.pk).update(**change)


def test_nobody_deletes_a_letter_or_forges_who_answers_for_it(
    out: Letter, head_of_risk: User
) -> None:
    with connection.cursor() as cursor:
        for statement in (
            "DELETE FROM removal_letter WHERE id = %s",
            f"UPDATE removal_letter SET responsible_id = {head_of_risk.pk} WHERE id = %s",
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(statement, [out.pk])


def test_a_released_letter_can_be_cancelled_until_it_was_sent(
    out: Letter, risk_officer: User, account_manager: User
) -> None:
    said = {"reason": "They paid."}
    letter = services.cancel_letter(out, by=risk_officer, at=NOON, **said)
    assert letter.state == "cancelled"
    with pytest.raises(IntegrityError, match="cancelled"), transaction.atomic():
        Letter.objects.filter(pk=out.pk).update(state="released", cancelled_by=None,
                                                cancelled_because="")  # fmt: skip
    code = refusal(services.cancel_letter, letter, by=risk_officer, **said).code
    assert code == "letter_moved_on"


def test_a_file_that_nothing_names_is_not_left_behind(
    waiting: Letter, risk_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files.storage import default_storage

    monkeypatch.setattr("removal.services.letters._note", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.release_letter(waiting, by=risk_officer, at=NOON)
    assert not [p for p in Path(default_storage.path("letters")).rglob("*") if p.is_file()]
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


# --- templates ------------------------------------------------------------------------------------


def test_a_second_person_publishes_a_template_and_the_former_retires(
    case: RemovalCase, legal_reviewer: User, head_of_risk: User, risk_officer: User
) -> None:
    draft = services.draft_letter_template("warning", "en", by=legal_reviewer, at=NOON)
    body = draft.body.replace("We value", "We greatly value")
    services.change_letter_template(draft, by=legal_reviewer, at=NOON, subject=draft.subject,
                                    body=body, note="Kinder.")  # fmt: skip
    draft = services.submit_letter_template(draft, by=legal_reviewer, at=NOON)
    said = {"reason": "Agreed."}
    publish = services.publish_letter_template
    assert refusal(publish, draft, by=legal_reviewer, **said).code == "own_work"
    assert refusal(publish, draft, by=risk_officer, **said).code == "no_right"
    publish(draft, by=head_of_risk, at=NOON, **said)
    states = LetterTemplate.objects.filter(kind="warning", language="en").order_by("number")
    assert list(states.values_list("state", flat=True)) == ["retired", "published"]
    assert "We greatly value" in drafted(case, by=risk_officer).body


def test_a_template_with_a_fault_is_not_published(legal_reviewer: User) -> None:
    draft = services.draft_letter_template("warning", "en", by=legal_reviewer, at=NOON)
    services.change_letter_template(draft, by=legal_reviewer, at=NOON, subject="Blacklisted",
                                    body="Dear {friend}", note="Short.")  # fmt: skip
    said = refusal(services.submit_letter_template, draft, by=legal_reviewer)
    for part in ("{reasons}", "{no_waiver}", "{friend}", "{deadline}", "Blacklisted"):
        assert part in said.message, part


def test_the_database_keeps_a_published_template_as_it_is(db: None) -> None:
    rows = LetterTemplate.objects.filter(kind="warning", language="en")
    for change in ({"body": "Other"}, {"state": "draft", "published_at": None}, {"number": 9}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_the_shipped_templates_are_made_once(db: None) -> None:
    from django.apps import apps

    from removal.letters.first_templates import make_first_templates

    before = LetterTemplate.objects.count()
    make_first_templates(apps.get_app_config("removal"))
    assert LetterTemplate.objects.count() == before == 18
