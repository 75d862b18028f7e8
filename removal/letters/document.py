"""What stands on a letter's sheet, put together from its text and its frozen facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from removal.letters.kinds import BLOCKS, Language
from removal.letters.words import LABELS, block_of, day_in, label, paragraphs, told

Facts = Mapping[str, Any]  # `given`: what the kind states; the rest: see `selectors.letters`


def document_of(
    *, language: str, subject: str, body: str, facts: Facts, is_draft: bool
) -> dict[str, Any]:
    """The document that `paper/letter.typ` sets."""
    date = dt.date.fromisoformat(facts["date"])
    parts = enumerate(paragraphs(body))
    blocks = [each for n, part in parts if (each := _block(part, facts, language, is_first=not n))]
    return {
        "lang": "zh" if language == Language.CHINESE else "en",
        "watermark": label("draft", language) if is_draft else "",
        "organisation": facts["organisation"],
        "reference": facts["reference"],
        "recipient": facts["recipient"],
        "references": [
            [label("date", language), day_in(date, language)],
            [label("reference", language), facts["reference"]],
            [label("number", language), facts["number"]],
            [label("contact", language), facts["signatory"]["name"]],
        ],
        "subject": subject,
        "blocks": blocks,
        "closing": label("closing", language),
        "signature": _signature(facts, date, language),
    }


def _signature(facts: Facts, date: dt.date, language: str) -> list[str]:
    organisation, who = facts["organisation"]["name"], facts["signatory"]
    named = [who["name"], who["role"]]
    if language == Language.CHINESE:  # the organisation and the day stand below, as is the custom
        return [*filter(None, named), organisation, day_in(date, language)]
    return [*filter(None, named), organisation]


def _block(paragraph: str, facts: Facts, language: str, *, is_first: bool) -> dict[str, Any] | None:
    name = block_of(paragraph)
    if name not in BLOCKS:  # the first paragraph is the salutation
        return {"kind": "text", "text": paragraph, "indent": not is_first}
    return _SPECIAL[name](facts["given"], language)


def _reasons(given: Facts, _language: str) -> dict[str, Any] | None:
    reasons = given.get("reasons")
    return {"kind": "list", "items": reasons} if reasons else None


def _cure_items(given: Facts, language: str) -> dict[str, Any] | None:
    items = given.get("cure_items")
    if not items:
        return None
    return {
        "kind": "table",
        "head": [label(name, language) for name in ("what", "amount", "by")],
        "widths": [5, 2, 2],
        "ends": [1],
        "rows": [[i["text"], i.get("amount", ""), _day(i.get("due", ""), language)] for i in items],
    }


def _day(iso: str, language: str) -> str:
    return day_in(dt.date.fromisoformat(iso), language) if iso else ""


def _appeal(given: Facts, language: str) -> dict[str, Any] | None:
    if not given.get("appeal_channel") or not given.get("appeal_deadline"):
        return None
    words = {
        name: told(name, given[name], language).rstrip(".。")
        for name in ("appeal_channel", "appeal_deadline")
    }
    text = LABELS[language]["appeal_text"].format(**words)
    return {"kind": "box", "title": label("appeal", language), "text": text}


def _no_waiver(_given: Facts, language: str) -> dict[str, Any]:
    return {"kind": "text", "text": label("no_waiver", language), "indent": True}


_SPECIAL = {
    "reasons": _reasons,
    "cure_items": _cure_items,
    "appeal": _appeal,
    "no_waiver": _no_waiver,
}


def words_of(document: Mapping[str, Any]) -> str:
    """Every word on the sheet, for those who look for signs that cannot be printed."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, Mapping):
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(document)
    return "\n".join(found)
