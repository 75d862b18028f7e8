"""The words of figures that belong to an indicator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from riskcrm.web.templatetags.riskcrm import figure, figure_text, plain_number
from scoring.card_editor.shown import Part
from scoring.indicators import Indicator

register = template.Library()


@register.simple_tag
def reading(value: Decimal | None, indicator: Indicator | None) -> SafeString:
    """A figure of an indicator with as many digits as it deserves, and its unit; of none, bare."""
    if indicator is None:
        return figure(value, digits=1)
    unit = "" if value is None else indicator.unit.beside(value)
    return figure(value, unit=unit, digits=indicator.digits)


@register.filter
def estimate(found: dict[str, float] | None) -> SafeString:
    """A figure with its 95 % interval, three digits; a dash where there is none."""
    if found is None:
        return figure(None)
    value, low, high = (figure_text(found[name], 3) for name in ("value", "low", "high"))
    return format_html(
        '<span class="figure">{}</span> <span class="muted figure">[{}, {}]</span>',
        value, low, high,
    )  # fmt: skip


@register.simple_tag
def bound(value: Decimal | None, indicator: Indicator) -> SafeString:
    """A bound of a bin, to the digit as the card has it, with the indicator's unit."""
    if value is None:
        return figure(None)
    return format_html(
        '<span class="figure">{}</span> <span class="unit">{}</span>',
        plain_number(value),
        indicator.unit.beside(value),
    )


@register.inclusion_tag("scoring/_card_input.html")
def card_input(part: Part, name: str, label: str, kind: str = "number") -> dict[str, Any]:
    """A field of a scorecard's form, called after its place, with what is wrong beside it.

    Kinds: number, text, hidden, and bare (a number whose label is for screen readers alone).
    """
    place = part.name(name)
    return {
        "anchor": place.replace(".", "-"),
        "name": place,
        "field": name,
        "value": part.value(name),
        "problem": part.problem(name),
        "label": label,
        "kind": kind,
    }


@register.inclusion_tag("scoring/_card_acts.html")
def card_acts(part: Part, what: str, moves: bool = True) -> dict[str, Any]:
    """The buttons that move and remove a part; `what` says to screen readers which one."""
    return {"place": part.place, "anchor": part.anchor, "what": what, "moves": moves}
