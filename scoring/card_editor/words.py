"""What people call the fields of a card, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.cards.problems import WORDS, Problem
from scoring.indicators import INDICATORS

FIELD_NAMES = {
    "medium_at": _("medium from a score of"),
    "high_at": _("high from a score of"),
    "minimum_coverage": _("minimum coverage"),
    "reason_method": _("method of reasons"),
    "calibration": _("calibration"),
    "fit": _("fit"),
    "name_en": _("name in English"),
    "name_zh": _("name in Chinese"),
    "cap": _("cap"),
    "group": _("group"),
    "weight": _("weight"),
    "bins": _("bins"),
    "missing": _("sub-score when not known"),
    "indicator": _("indicator"),
    "bound": _("bound"),
    "tier": _("tier"),
    "internal_en": _("reason, internal, in English"),
    "internal_zh": _("reason, internal, in Chinese"),
    "customer_en": _("reason, to the customer, in English"),
    "customer_zh": _("reason, to the customer, in Chinese"),
}


def in_words(problem: Problem) -> str:
    """What is wrong, in the reader's language."""
    facts = dict(problem.facts)
    indicator = INDICATORS.get(str(facts.get("value")))
    if problem.path[-1:] == ("indicator",) and indicator is not None:
        facts["value"] = indicator.name
    return gettext(WORDS[problem.code]) % facts


def by_place(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """The words of all problems, by their place in the definition."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.place, []).append(in_words(problem))
    return found
