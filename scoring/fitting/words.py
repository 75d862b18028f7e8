"""What a fitted card says about its indicators: the expert card's words, else their names."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.functional import Promise

from scoring.cards import expert
from scoring.cards.value import Text
from scoring.fitting.points import Words
from scoring.indicators import FAMILIES, INDICATORS, SCORABLE


def words_of(codes: Iterable[str]) -> dict[str, Words] | None:
    """Words for each of these indicators; None where one is none, and so cannot score the book."""
    codes = list(codes)
    if not set(codes) <= SCORABLE:
        return None
    titles = {i.code: _both(family.title) for family in FAMILIES for i in family.indicators}
    known = {factor.indicator: factor for factor in expert.CARD.factors()}
    words = {}
    for code in codes:
        name, factor = _both(INDICATORS[code].name), known.get(code)
        words[code] = Words(
            INDICATORS[code].family,
            titles[code],
            name if factor is None else factor.internal,
            name if factor is None else factor.customer,
        )
    return words


def _both(text: Promise) -> Text:
    with translation.override("en"):
        english = str(text)
    with translation.override("zh-hans"):
        return Text(english, str(text))
