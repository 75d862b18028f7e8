"""The pages of letters: who gets where, and the whole way through them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from removal import services
from removal.models import Letter, LetterTemplate, RemovalCase
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.inboxes import waiting_rows
from tests.removal.cases import NOON
from tests.removal.letters.cases import drafted, posted

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
SOON = (today() + dt.timedelta(days=30)).isoformat()


def url(name: str, key: int | None = None) -> str:
    return reverse(f"removal:{name}", args=[] if key is None else [key])


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def test_a_letter_out_of_sight_does_not_exist(
    out: Letter, outsider: User, client_for: Sign, account_manager: User
) -> None:
    delivery = posted(out, by=account_manager)
    client = client_for(outsider)
    for name in ("detail", "edit", "pdf", "mail", "post", "answer"):
        assert client.get(url(f"letter_{name}", out.pk)).status_code == 404, name
    for name in ("delivery_arrive", "delivery_return", "delivery_receipt"):
        assert client.get(url(name, delivery.pk)).status_code == 404, name
    assert client.get(url("letter_panel", out.case_id)).status_code == 404
    assert client.get(url("letter_draft", out.case_id)).status_code == 404
    assert "Hua Steel" not in text_of(client.get(url("letter_list")))


def test_who_may_not_is_refused(
    waiting: Letter, auditor: User, nobody: User, teammate: User, client_for: Sign
) -> None:
    assert client_for(nobody).get(url("letter_list")).status_code == 403
    assert client_for(auditor).get(url("letter_detail", waiting.pk)).status_code == 200
    for name in ("letter_edit", "letter_release", "letter_mail"):
        assert client_for(auditor).get(url(name, waiting.pk)).status_code == 403, name
    assert client_for(teammate).get(url("letter_release", waiting.pk)).status_code == 403
    assert client_for(teammate).get(url("letter_template_list")).status_code == 403


def test_the_whole_way_through_the_pages(
    case: RemovalCase, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    manager, officer = client_for(account_manager), client_for(risk_officer)
    panel = text_of(manager.get(url("letter_panel", case.pk)))
    assert "No letter yet. Draft the first one" in panel

    draft = f"{url('letter_draft', case.pk)}?kind=warning&language=en"
    page = manager.get(draft)
    assert "What the letter states" in text_of(page)
    answer = manager.post(draft, {
        "reasons": "They pay late.\n\nOften.", "deadline": SOON, "recipient": "Hua\n1 Mill Lane",
        "cure_items": f"Pay invoice 7 | 900.00 USD | {SOON}", "signatory": account_manager.pk,
    })  # fmt: skip
    letter = Letter.objects.get()
    assert answer["Location"] == url("letter_edit", letter.pk)
    assert letter.facts["given"]["reasons"] == ["They pay late.", "Often."]
    assert letter.facts["given"]["cure_items"][0]["due"] == SOON

    page = manager.get(answer["Location"])
    assert page.content.decode().count("data:image/png;base64,") == 1
    said = {
        "subject": letter.subject, "body": letter.body, "reasons": "They pay late.",
        "recipient": "Hua", "version": letter.version, "cure_items": "",
    }  # fmt: skip
    seen = manager.post(url("letter_preview", letter.pk), said | {"body": "Other words."})
    assert b"data:image/png" in seen.content
    wrong = manager.post(answer["Location"], said | {"subject": ""})
    assert wrong.status_code == 422
    manager.post(answer["Location"], said | {"submit": "1"})
    letter.refresh_from_db()
    assert letter.state == "waiting"

    assert "waiting" not in text_of(manager.get(url("letter_release", letter.pk)))
    release = officer.get(url("letter_release", letter.pk))
    assert "Nothing speaks against it" in text_of(release)
    officer.post(url("letter_release", letter.pk), {"version": letter.version})
    letter.refresh_from_db()
    assert letter.state == "released"
    pdf = manager.get(url("letter_pdf", letter.pk))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]

    manager.post(url("letter_post", letter.pk), {
        "channel": "registered", "address": "1 Mill Lane", "source": "customer",
        "sent_on": today().isoformat(), "tracking_number": "RR1",
    })  # fmt: skip
    delivery = letter.deliveries.get()
    receipt = SimpleUploadedFile("receipt.txt", b"Signed", "text/plain")
    manager.post(url("delivery_arrive", delivery.pk), {
        "arrived_on": today().isoformat(), "receipt": receipt, "version": delivery.version,
    })  # fmt: skip
    letter.refresh_from_db()
    assert (letter.state, letter.is_arrival_proven) == ("arrived", True)
    got = manager.get(url("delivery_receipt", delivery.pk))
    assert "attachment" in got["Content-Disposition"]
    manager.post(url("letter_answer", letter.pk), {
        "received_on": today().isoformat(), "text": "We will pay.",
    })  # fmt: skip
    page = text_of(manager.get(url("letter_detail", letter.pk)))
    for part in ("We will pay.", "arrived, proven", "RR1", letter.sha256, "receipt.txt"):
        assert part in page, part


def test_the_drafter_reads_why_they_may_not_release(
    case: RemovalCase, head_of_risk: User, client_for: Sign
) -> None:
    letter = drafted(case, by=head_of_risk)
    client = client_for(head_of_risk)
    page = text_of(client.get(url("letter_release", letter.pk)))
    assert "another person has to release it" in page
    assert "Release the letter" not in page
    client.post(url("letter_release", letter.pk), {"version": letter.version})
    letter.refresh_from_db()
    assert letter.state == "waiting"


def test_pdfs_are_shown_by_the_browser_and_may_load_nothing(
    out: Letter, waiting: Letter, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    for letter in (out, waiting):
        answer = client.get(url("letter_pdf", letter.pk))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("inline")
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert "sandbox" not in answer["Content-Security-Policy"], "browsers show none in one"


def test_an_e_mail_without_a_server_says_so(
    out: Letter, account_manager: User, client_for: Sign, settings: Any
) -> None:
    settings.EMAIL_IS_SET = False
    client = client_for(account_manager)
    assert "No mail server is set" in text_of(client.get(url("letter_mail", out.pk)))
    client.post(url("letter_mail", out.pk), {"address": "li@hua.example", "source": "contact"})
    page = text_of(client.get(url("letter_detail", out.pk)))
    assert "waits to be sent" in page
    assert "No mail server is set" in page


def test_the_list_asks_as_many_queries_for_many_letters_as_for_one(
    case: RemovalCase, waiting: Letter, account_manager: User, client_for: Sign,
    django_assert_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:  # fmt: skip
    client, address = client_for(account_manager), url("letter_list")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(4):
        drafted(case, by=account_manager)
    with django_assert_num_queries(len(one)):
        assert client.get(address).content.decode().count("data-row") == 5


def test_letters_to_release_wait_in_the_inbox_of_the_second_person(
    waiting: Letter, account_manager: User, risk_officer: User, head_of_risk: User
) -> None:
    for person in (risk_officer, head_of_risk):
        rows = waiting_rows(person, "letters")
        assert [row.url for row in rows] == [url("letter_release", waiting.pk)]
    assert waiting_rows(account_manager, "letters") == []


def test_a_template_is_looked_at_compared_and_published(
    case: RemovalCase, legal_reviewer: User, head_of_risk: User, client_for: Sign
) -> None:
    client = client_for(legal_reviewer)
    former = LetterTemplate.objects.get(kind="warning", language="en")
    page = client.get(url("letter_template_detail", former.pk))
    assert "With sample facts." in text_of(page)
    real = client.get(f"{url('letter_template_detail', former.pk)}?case={case.pk}")
    assert "With sample facts." not in text_of(real)
    none = client.get(f"{url('letter_template_detail', former.pk)}?case=999999")
    assert "There is no such case" in text_of(none)
    client.post(url("letter_template_draft", former.pk))
    draft = LetterTemplate.objects.get(state="draft")
    body = draft.body.replace("We value", "We greatly value")
    said = {"subject": draft.subject, "body": body, "note": "Kinder.", "version": draft.version}
    client.post(url("letter_template_change", draft.pk), said)
    client.post(url("letter_template_submit", draft.pk))
    compared = client.get(f"{url('letter_template_detail', draft.pk)}?with={former.pk}")
    assert b"<ins>We greatly value" in compared.content
    draft.refresh_from_db()
    client_for(head_of_risk).post(
        url("letter_template_publish", draft.pk), {"reason": "Good.", "version": draft.version}
    )
    former.refresh_from_db()
    assert former.state == "retired"


def test_every_page_speaks_chinese(
    out: Letter, waiting: Letter, head_of_risk: User, client_for: Sign
) -> None:
    head_of_risk.language = "zh-hans"
    head_of_risk.save()
    client = client_for(head_of_risk)
    for address in (url("letter_list"), url("letter_detail", out.pk),
                    url("letter_release", waiting.pk), url("letter_template_list")):  # fmt: skip
        assert client.get(address).status_code == 200


def test_stale_words_are_refused_on_the_page(
    waiting: Letter, account_manager: User, client_for: Sign
) -> None:
    services.edit_letter(waiting, by=account_manager, at=NOON, subject="Newer", body=waiting.body)
    said = {"subject": "Older", "body": "x", "reasons": "y", "recipient": "z", "version": 1}
    answer = client_for(account_manager).post(url("letter_edit", waiting.pk), said)
    assert answer.status_code == 409
    waiting.refresh_from_db()
    assert waiting.subject == "Newer"
