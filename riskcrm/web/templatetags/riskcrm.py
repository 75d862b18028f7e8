"""The words that pages are written in: tiers, figures, dates, icons, charts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from riskcrm.web.rows import Row, rows_of

register = template.Library()

NOTHING = "–"
ICONS = "vendor/tabler-icons-3.51.0/icons.svg"
# colour, shape and word say the same thing, so that each alone is enough
TIERS = {
    "low": ("●", pgettext_lazy("tier", "low")),
    "medium": ("▲", pgettext_lazy("tier", "medium")),
    "high": ("■", pgettext_lazy("tier", "high")),
    "unrated": ("○", pgettext_lazy("tier", "unrated")),
}
DELTA_SHAPES = {1: "▲", -1: "▼", 0: "＝"}
CHART_KINDS = {"bars", "line", "waterfall", "donut", "sankey"}

Number = Decimal | int | float


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from the sprite; hidden from screen readers unless it carries a label."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            _drawing(name),
        )
    return _silent_icon(name)


@cache
def _silent_icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        _drawing(name),
    )


def _drawing(name: str) -> str:
    return f"{static(ICONS)}#{name}"


@register.simple_tag
def tier(value: str, short: bool = False) -> SafeString:
    """A tier as shape and word in its colour; `short` keeps the word for screen readers only."""
    shape, word = TIERS.get(value, TIERS["unrated"])
    known = value if value in TIERS else "unrated"
    return format_html(
        '<span class="tier tier-{}"{}><span class="tier-shape" aria-hidden="true">{}</span>'
        '<span class="{}">{}</span></span>',
        known,
        format_html(' title="{}"', word) if short else "",
        shape,
        "visually-hidden" if short else "tier-word",
        word,
    )


def second_line(text: str) -> SafeString | str:
    """What stands small below the first line of a cell; nothing where there is nothing to say."""
    return format_html('<span class="second-line">{}</span>', text) if text else ""


def figure_text(value: Number | None, digits: int = 0) -> str:
    """A number with thousands separators and a true minus sign; a dash where nothing is known."""
    if value is None or value == "":
        return NOTHING
    rounded = round(Decimal(str(value)), digits)
    if rounded == 0:
        rounded = abs(rounded)
    return number_format(rounded, decimal_pos=digits, force_grouping=True).replace("-", "−")


@register.simple_tag
def money(amount: Number | None, digits: int = 2) -> SafeString:
    """An amount without its currency, which a column or heading names once."""
    return format_html('<span class="figure">{}</span>', figure_text(amount, digits))


@register.simple_tag
def figure(value: Number | None, unit: str = "", digits: int = 0) -> SafeString:
    """A number with its unit; the unit is translated text, or nothing."""
    text = figure_text(value, digits)
    if not unit or value is None:
        return format_html('<span class="figure">{}</span>', text)
    return format_html('<span class="figure">{}</span> <span class="unit">{}</span>', text, unit)


@register.simple_tag
def percent(value: Number | None, digits: int = 1) -> SafeString:
    """A share of one, as per cent: 0.124 is 12.4 %."""
    if value is None or value == "":
        return format_html('<span class="figure">{}</span>', NOTHING)
    return format_html(
        '<span class="figure">{} %</span>', figure_text(Decimal(str(value)) * 100, digits)
    )


@register.simple_tag
def delta(value: Number | None, digits: int = 1, good: str = "down") -> SafeString:
    """A change with its direction; `good` says which direction is welcome: up, down or none."""
    if value is None or value == "":
        return format_html('<span class="figure muted">{}</span>', NOTHING)
    change = round(Decimal(str(value)), digits)
    direction = (change > 0) - (change < 0)
    welcome = {"up": 1, "down": -1}.get(good, 0) * direction
    words = {1: _("up by"), -1: _("down by"), 0: _("unchanged")}
    return format_html(
        '<span class="figure delta delta-{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span> {}</span>',
        {1: "better", -1: "worse", 0: "same"}[welcome],
        DELTA_SHAPES[direction],
        words[direction],
        figure_text(abs(change), digits),
    )


@register.simple_tag
def when(moment: dt.datetime | dt.date | None) -> SafeString:
    """A date or time in ISO form; how long ago that is shows as a tooltip."""
    if moment is None or moment == "":
        return format_html('<span class="muted">{}</span>', NOTHING)
    if isinstance(moment, dt.datetime):
        local = timezone.localtime(moment)
        text, machine = date_format(local, "DATETIME_FORMAT"), local.isoformat()
    else:
        text, machine = date_format(moment, "DATE_FORMAT"), moment.isoformat()
    return format_html(
        '<time class="figure" datetime="{}" title="{}">{}</time>', machine, _distance(moment), text
    )


def _distance(moment: dt.datetime | dt.date) -> str:
    now = timezone.now()
    if not isinstance(moment, dt.datetime):
        days = (moment - timezone.localdate(now)).days
        if days == 0:
            return _("today")
        moment = now + dt.timedelta(days=days)
    if moment > now:
        return _("in %(time)s") % {"time": timeuntil(moment, now)}
    return _("%(time)s ago") % {"time": timesince(moment, now)}


@register.inclusion_tag("web/_chart.html")
def chart(id: str, kind: str, data: dict[str, Any], label: str) -> dict[str, Any]:
    """A picture with the same figures as a table behind it.

    Kinds and their data (every text is already translated, every figure a number):
    - bars (stacked) and line: {"categories": […], "series": [{"name", "values", "tone"?, "links"?:
      […per value]}], "unit"?, "links"?: […per category]}
    - bars also "horizontal"?: true, and in a series "tones"?: […per bar]
    - line also "time"?: true where categories are ISO days, "marks"?: [{"at": category, "text"}],
      "bounds"?: [{"at": value, "text", "tone"}], "min"?, "max"?, and in a series "tones"?: […per
      point], "steps"?: true where a value stands until the next
    - waterfall: {"categories": […], "values": […], "total": label of the sum, "sum"?: the sum where
      rounded values would miss it, "links"?: […]}
    - sankey: {"nodes": [{"name", "tone"?}], "items": [{"source", "target": places in nodes, "name",
      "value", "link"?}]}
    - donut: {"items": [{"name", "value", "tone"?, "link"?}], "unit"?}
    A tone is a tier, or one of age-0 … age-6 (from not due to very late), or none.
    """
    if kind not in CHART_KINDS:
        raise template.TemplateSyntaxError(f"{kind} is no kind of chart")
    heads, rows = _chart_table(kind, data)
    return {"id": id, "kind": kind, "data": data, "label": label, "heads": heads, "rows": rows}


def _chart_table(kind: str, data: dict[str, Any]) -> tuple[list[Any], list[dict[str, Any]]]:
    """Heads and rows; a row's cells are (figure, address of the rows behind it or "")."""
    if kind in ("donut", "sankey"):
        return [gettext_lazy("Value")], [
            {"head": item["name"], "cells": [(item["value"], item.get("link", ""))]}
            for item in data["items"]
        ]
    names = data["categories"]
    links = data.get("links") or [""] * len(names)
    if kind == "waterfall":
        series = [{"name": gettext_lazy("Points"), "values": data["values"]}]
    else:
        series = data["series"]
    if len(series) == 1:
        series = [{"links": links, **series[0]}]
    columns = [zip(s["values"], s.get("links") or [""] * len(names), strict=True) for s in series]
    rows = [
        {"head": name, "link": link, "cells": cells}
        for name, link, *cells in zip(names, links, *columns, strict=True)
    ]
    if kind == "waterfall":
        total = data.get("sum", sum(data["values"]))
        rows.append({"head": data["total"], "cells": [(total, "")]})
    return [s["name"] for s in series], rows


@register.filter
def plain_number(value: Number | None) -> str:
    """A figure of a chart's table: as many digits as it has, at most two."""
    if value is None:
        return NOTHING
    number = Decimal(str(value))
    return figure_text(number, 0 if number == number.to_integral_value() else 2)


@register.filter
def with_currency(label: str, currency: str) -> str:
    """The heading of a column of amounts: says their currency once, if they have but one."""
    words = _("%(figure)s, %(currency)s")
    return words % {"figure": label, "currency": currency} if currency else label


def _in_currency(label: str) -> str:
    return with_currency(gettext(label), settings.BASE_CURRENCY)


# the heading of a column of amounts: says the base currency once
in_currency = lazy(_in_currency, str)


@register.filter
def header_of(headers: dict[str, Any] | None, name: str) -> Any:
    """The sort header of a column, or nothing where the column does not sort."""
    return (headers or {}).get(name) or None


@register.filter
def body_of(table: Any) -> list[Row]:
    """A table's rows as cells: label on a card, classes, content."""
    return rows_of(table)
