"""How a letter from a template looks: with sample facts, or with those of a case."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import translation

from removal.letters.document import document_of
from removal.letters.kinds import DAY, FACTS, ITEMS, LINES, SPECS, Language, block_names
from removal.letters.words import filled, told
from removal.models import LetterTemplate, RemovalCase
from removal.selectors.letters import (
    facts_of,
    organisation_on_paper,
    reasons_for,
    recipient_of,
    signatory_of,
    values_of,
)
from riskcrm.accounts.models import User
from scoring.indicators import INDICATORS

SAMPLE = {
    Language.ENGLISH: ("Sample Trading Ltd", "1 Sample Street", "Sampletown"),
    Language.CHINESE: ("示例贸易有限公司", "示例路1号", "示例市"),
}


def sample_document(
    template: LetterTemplate, *, case: RemovalCase | None, by: User, on: dt.date
) -> dict[str, Any]:
    """The sheet of a draft from these words; what the case does not give is made up as samples."""
    kind, language = template.kind, template.language
    given = _sample_given(kind, language, on=on)
    if case is None:
        facts, values = _made_up(kind, language, given, by=by, on=on)
    else:
        if "reasons" in given:
            given["reasons"] = reasons_for(case, language) or given["reasons"]
        facts = facts_of(
            case, number=1, language=language, given=given, signatory=by, on=on,
            recipient=recipient_of(case.customer, language),
        )  # fmt: skip
        values = values_of(case, kind=kind, language=language, facts=facts)
    blocks = frozenset(block_names(kind))
    return document_of(
        language=language, subject=filled(template.subject, values, blocks),
        body=filled(template.body, values, blocks), facts=facts, is_draft=True,
    )  # fmt: skip


def _made_up(
    kind: str, language: str, given: dict[str, Any], *, by: User, on: dt.date
) -> tuple[dict[str, Any], dict[str, str]]:
    recipient = SAMPLE[Language(language)]
    facts = {
        "date": on.isoformat(),
        "reference": "RC-0/1",
        "number": "C-00000",
        "names": [recipient[0]],
        "organisation": organisation_on_paper(),
        "signatory": signatory_of(by, language),
        "recipient": list(recipient),
        "given": given,
    }
    simple = {name: told(name, given[name], language) for name in SPECS[kind].facts
              if isinstance(given[name], str)}  # fmt: skip
    own = {"customer": recipient[0], "number": "C-00000", "case": "0", "signatory": str(by)}
    return facts, own | {"organisation": settings.ORGANISATION} | simple


def _sample_given(kind: str, language: str, *, on: dt.date) -> dict[str, Any]:
    later = (on + dt.timedelta(days=30)).isoformat()
    amount = f"12,000.00 {settings.BASE_CURRENCY}"
    with translation.override(language):
        label = {name: str(FACTS[name].label) for name in SPECS[kind].facts}
        names = [str(each.name) for each in list(INDICATORS.values())[:3]]
    samples: dict[str, Any] = {}
    for name, words in label.items():
        sort = FACTS[name].sort
        if sort == DAY:
            samples[name] = later
        elif sort == LINES:
            samples[name] = names
        elif sort == ITEMS:
            samples[name] = [{"text": words, "amount": amount, "due": later}]
        else:
            samples[name] = amount if name == "amount" else words
    return samples
