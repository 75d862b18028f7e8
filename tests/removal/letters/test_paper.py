"""What comes out of the printer: the font, the sheet, its text and its bytes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from pypdf import PdfReader

from removal.letters import font
from removal.letters.kinds import SPECS, Kind, Language
from removal.letters.pdf import PAPER, pages_of, pdf_of
from removal.models import LetterTemplate, RemovalCase
from removal.selectors.letter_samples import sample_document
from removal.selectors.letters import document_for
from removal.states import State
from riskcrm.accounts.models import User
from tests.removal.cases import NOON, Crew, lead_to
from tests.removal.letters.cases import FACTS, drafted

BOTH = list(Language)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_committed_font_is_the_pinned_one() -> None:
    assert font.check() == []


def test_the_font_has_every_character_of_the_letters_own_words_and_says_what_it_lacks() -> None:
    assert font.missing("Grüße, 华钢有限公司 镕 喆 €1,200.00 “”…—") == []
    assert font.missing("ก 𠮷 ก") == ["ก", "𠮷"]


def squeezed(text: str) -> str:
    """Without the room that is left between Chinese and figures, and where lines end."""
    return "".join(text.split())


@pytest.mark.django_db
@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_printed_from_its_shipped_template(
    kind: str, language: str, risk_officer: User
) -> None:
    template = LetterTemplate.objects.get(kind=kind, language=language, state="published")
    document = sample_document(template, case=None, by=risk_officer, on=dt.date(2026, 5, 4))
    reader = PdfReader(io.BytesIO(pdf_of(document, at=NOON)))
    text = squeezed(text_of(pdf_of(document, at=NOON)))
    assert squeezed(document["subject"]) in text
    assert "{" not in text
    assert reader.metadata is not None
    assert reader.metadata.title == document["subject"]
    assert font.missing(str(document)) == []


@pytest.mark.django_db
def test_the_sheet_states_what_the_letter_says(
    case: RemovalCase, account_manager: User, crew: Crew
) -> None:
    lead_to(case, State.NOTICE, crew=crew)
    letter = drafted(case, by=account_manager, kind="notice")
    text = text_of(pdf_of(document_for(letter), at=NOON))
    for said in (
        "Hua Steel", "1 Mill Lane", "4 May 2026", letter.reference,
        "Invoices are paid later than agreed.", "Pay invoice 7", "900.00 USD", "1 June 2026",
        "Your right to object", "Legal department, 12 Harbour Road", "All our rights remain",
        "Ming Chen", "Account manager", "DRAFT",
    ):  # fmt: skip
        assert said in text, said


@pytest.mark.django_db
def test_a_chinese_letter_is_chinese_throughout(
    case: RemovalCase, account_manager: User, crew: Crew
) -> None:
    lead_to(case, State.NOTICE, crew=crew)
    facts = FACTS["notice"] | {"reasons": ["付款晚于约定日期。"]}
    letter = drafted(case, by=account_manager, kind="notice", language="zh-hans", facts=facts)
    text = squeezed(text_of(pdf_of(document_for(letter), at=NOON)))
    for said in (
        "2026年6月1日",
        "付款晚于约定日期。",
        "您的申诉权利",
        "我方保留全部权利",
        "客户经理",
        "此致",
        "草稿",
    ):
        assert said in text, said
    assert "Yours" not in text


def test_the_same_document_gives_the_same_bytes(sheet: dict[str, Any]) -> None:
    assert pdf_of(sheet, at=NOON) == pdf_of(sheet, at=NOON)
    assert pages_of(sheet) == pages_of(sheet)
    assert pdf_of(sheet, at=NOON) != pdf_of(sheet | {"subject": "Other"}, at=NOON)


def test_what_a_person_writes_is_never_markup(sheet: dict[str, Any]) -> None:
    nasty = (
        '#read("/etc/passwd") #strong[x] $a^2$ \\ *bold* </> "quoted" #import "@preview/x:1.0.0"'
    )
    text = text_of(pdf_of(sheet | {"subject": nasty, "recipient": [nasty]}, at=NOON))
    plain = text.replace("\n", " ")
    assert '#read("/etc/passwd") #strong[x] $a^2$' in plain
    assert "*bold*" in plain
    assert "root:" not in text


def test_the_template_reads_nothing_outside_its_folder() -> None:
    import typst

    for path in ("../words.py", "/../../../settings.py"):
        with pytest.raises(typst.TypstError):
            typst.Compiler(
                input=f'#read("{path}")'.encode(), root=PAPER, ignore_system_fonts=True
            ).compile(format="pdf")


def test_a_long_letter_goes_on_over_pages_that_are_numbered(sheet: dict[str, Any]) -> None:
    blocks = [{"kind": "text", "text": "Word " * 120, "indent": False}] * 12
    pages = PdfReader(io.BytesIO(pdf_of(sheet | {"blocks": blocks}, at=NOON))).pages
    assert len(pages) > 1
    assert f"2 / {len(pages)}" in pages[1].extract_text()
    assert len(pages_of(sheet | {"blocks": blocks})) == len(pages)


def test_every_shipped_template_names_what_its_kind_must_state() -> None:
    from removal.letters.checks import template_faults_of
    from removal.letters.first_templates import FIRST

    faults = {
        (kind, language): template_faults_of(kind=kind, subject=subject, body=body)
        for (kind, language), (subject, body) in FIRST.items()
    }
    assert {key: found for key, found in faults.items() if found} == {}
    assert set(faults) == {(kind, language) for kind in SPECS for language in BOTH}


@pytest.fixture
def sheet() -> dict[str, Any]:
    return {
        "lang": "en", "watermark": "", "reference": "RC-1/1", "recipient": ["Hua Steel"],
        "organisation": {"name": "Northgate", "address": ["12 Harbour Road"], "register": ""},
        "references": [["Date", "4 May 2026"]], "subject": "Warning", "closing": "Yours,",
        "blocks": [{"kind": "text", "text": "Pay.", "indent": False}], "signature": ["Olivia"],
    }  # fmt: skip
