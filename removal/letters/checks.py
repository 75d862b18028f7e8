"""What keeps a letter in the house: each fault is a sentence that says what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from removal.letters import font
from removal.letters.document import Facts, document_of, words_of
from removal.letters.kinds import DAY, FACTS, SPECS, block_names, inline_names
from removal.letters.lint import Finding, lint
from removal.letters.words import block_of, day_in, names_in, paragraphs

TO_COME = ("deadline", "appeal_deadline", "accept_by")  # days that must not be over yet
IN_BLOCKS = ("reasons", "cure_items", "appeal_channel", "appeal_deadline")


def facts_missing(kind: str, given: Mapping[str, Any]) -> list[str]:
    """The facts that a letter of this kind must state and does not."""
    return [name for name in SPECS[kind].needed if not given.get(name)]


def faults_of(
    *,
    kind: str,
    language: str,
    subject: str,
    body: str,
    facts: Facts,
    on: dt.date,
    least: Mapping[str, dt.date],
    items: int | None,
) -> list[str]:
    """Everything that speaks against letting this letter go, in words.

    `least` are the earliest days that law and contract allow in a letter that goes out on this day;
    `items` is how many rectification items it has to list, where the customer is held to them.
    """
    given = facts["given"]
    document = document_of(
        language=language, subject=subject, body=body, facts=facts, is_draft=False
    )
    return [
        *(_("The letter must state: {fact}.").format(fact=FACTS[name].label)
          for name in facts_missing(kind, given)),
        *_lost_blocks(kind, body),
        *_strange_names(kind, subject, body, is_filled=True),
        *_unsaid_days(kind, language, f"{subject}\n{body}", given),
        *_items_unsaid(body, given, items),
        *_days_over(given, on),
        *_days_early(given, least),
        *(finding.sentence() for finding in findings_of(subject, body, facts)),
        *_unprintable(words_of(document)),
    ]  # fmt: skip


def template_faults_of(*, kind: str, subject: str, body: str) -> list[str]:
    """Everything that speaks against publishing these words as a template."""
    named = set(names_in(f"{subject}\n{body}"))
    unsaid = [name for name in SPECS[kind].needed if name not in IN_BLOCKS and name not in named]
    return [
        *_lost_blocks(kind, body),
        *_strange_names(kind, subject, body, is_filled=False),
        *(_("The template must name {name} somewhere: {fact}.").format(
            name="{" + name + "}", fact=FACTS[name].label) for name in unsaid),
        *(finding.sentence() for finding in lint(f"{subject}\n{body}")),
        *_unprintable(f"{subject}\n{body}"),
    ]  # fmt: skip


def findings_of(subject: str, body: str, facts: Facts) -> list[Finding]:
    """Words that must not stand in the letter, wherever on the sheet a person wrote them."""
    said = [subject, body, *_words_in(facts["given"])]
    return lint("\n".join(said), names=[*facts["names"], facts["organisation"]["name"]])


def _words_in(given: Mapping[str, Any]) -> Iterable[str]:
    for value in given.values():
        for each in value if isinstance(value, list) else [value]:
            yield from map(str, each.values()) if isinstance(each, Mapping) else [str(each)]


def _lost_blocks(kind: str, body: str) -> list[str]:
    present = {block_of(part) for part in paragraphs(body)}
    known = block_names(kind)
    return [
        _("The text has lost {name}: {block}. Put it back as a paragraph of its own.").format(
            name="{" + name + "}", block=known[name]
        )
        for name in SPECS[kind].blocks
        if name not in present
    ]


def _strange_names(kind: str, subject: str, body: str, *, is_filled: bool) -> list[str]:
    """What stands in braces without meaning anything; a letter has only its blocks left."""
    blocks = block_names(kind)
    inline = {} if is_filled else inline_names(kind)
    strange = [name for name in names_in(subject) if name not in inline]
    for part in paragraphs(body):
        if block_of(part) not in blocks:
            strange += [name for name in names_in(part) if name not in inline]
    return [
        _("Nothing can stand for {name} here. Take it out, or write what is meant.").format(
            name="{" + name + "}"
        )
        for name in dict.fromkeys(strange)
    ]


def _unsaid_days(kind: str, language: str, text: str, given: Mapping[str, Any]) -> list[str]:
    """A day that the case counts with and that the text no longer says."""
    days = [
        (name, day_in(dt.date.fromisoformat(given[name]), language))
        for name in SPECS[kind].needed
        if FACTS[name].sort == DAY and name not in IN_BLOCKS and given.get(name)
    ]
    return [
        _("The text no longer says “{day}” ({fact}). Put it back, or draft the letter anew.")
        .format(day=day, fact=FACTS[name].label)
        for name, day in days
        if day not in text
    ]  # fmt: skip


def _items_unsaid(body: str, given: Mapping[str, Any], items: int | None) -> list[str]:
    """How many rectification items the letter says less than there are; their words are free."""
    if items is None:
        return []
    if not items:
        return [_("Say first what the customer must do: add at least one rectification item.")]
    is_there = "cure_items" in (block_of(part) for part in paragraphs(body))
    listed = len(given.get("cure_items") or ()) if is_there else 0
    if listed >= items:
        return []
    return [
        _("The letter lists {listed} of {items} rectification items. Draft it anew.").format(
            listed=listed, items=items
        )
    ]


def _days_over(given: Mapping[str, Any], on: dt.date) -> list[str]:
    return [
        _("{fact}: {day} is over or today. Draft the letter anew with a later day.").format(
            fact=FACTS[name].label, day=given[name]
        )
        for name in TO_COME
        if given.get(name) and dt.date.fromisoformat(given[name]) <= on
    ]


def _days_early(given: Mapping[str, Any], least: Mapping[str, dt.date]) -> list[str]:
    return [
        _(
            "{fact}: {day} is too early. Sent today by registered post, the letter may not say a"
            " day before {least}. Draft it anew."
        ).format(fact=FACTS[name].label, day=given[name], least=day)
        for name, day in least.items()
        if given.get(name) and dt.date.fromisoformat(given[name]) < day
    ]


def _unprintable(text: str) -> list[str]:
    signs = font.missing(text)
    if not signs:
        return []
    return [
        _("The letters' font cannot print {signs}. Write it with other characters.").format(
            signs=" ".join(signs)
        )
    ]
