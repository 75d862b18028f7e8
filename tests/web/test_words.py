"""The words that pages are written in."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.template import TemplateSyntaxError, engines
from django.utils import timezone, translation


def render(text: str, **context: Any) -> str:
    return engines["django"].from_string("{% load riskcrm %}" + text).render(context).strip()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234567.5"), "1,234,567.50"),
        (Decimal("-3.005"), "−3.00"),
        (0, "0.00"),
        (Decimal("-0.001"), "0.00"),
        (None, "–"),
    ],
)
def test_money_has_separators_and_says_when_nothing_is_known(value: Any, shown: str) -> None:
    assert render("{% money value %}", value=value) == f'<span class="figure">{shown}</span>'


def test_a_tier_is_colour_shape_and_word() -> None:
    html = render('{% tier "high" %}')
    assert "tier-high" in html
    assert "■" in html
    assert "high" in html
    assert "○" in render('{% tier "nonsense" %}')


def test_a_change_says_its_direction_to_those_who_do_not_see_it() -> None:
    rise = render("{% delta value %}", value=Decimal("2.1"))
    fall = render("{% delta value %}", value=Decimal("-2.1"))
    assert "up by" in rise
    assert "delta-worse" in rise
    assert "down by" in fall
    assert "delta-better" in fall
    assert "−" not in fall
    assert "delta-better" in render('{% delta value good="up" %}', value=1)


def test_a_share_is_shown_as_per_cent() -> None:
    assert "12.4 %" in render("{% percent value %}", value=Decimal("0.124"))


def test_dates_are_iso_in_both_languages_and_relative_as_tooltip() -> None:
    moment = timezone.now() - dt.timedelta(hours=3)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            html = render("{% when moment %}", moment=moment)
        assert timezone.localtime(moment).strftime(">%Y-%m-%d %H:%M<") in html
        assert 'title="3' in html
    assert "2026-06-01" in render("{% when day %}", day=dt.date(2026, 6, 1))
    assert "–" in render("{% when nothing %}", nothing=None)


def test_a_chart_carries_its_figures_as_a_table() -> None:
    data = {
        "categories": ["<May>", "June"],
        "series": [{"name": "Open", "values": [Decimal("1234.5"), None]}],
        "links": ["/rows/1/", ""],
    }
    html = render('{% chart "c" "bars" data "Label" %}', data=data)
    assert "1,234.50" in html
    assert "–" in html
    assert '<a href="/rows/1/">' in html
    assert "<May>" not in html
    assert 'type="application/json"' in html


@pytest.mark.parametrize(
    ("kind", "data", "shown"),
    [
        ("donut", {"items": [{"name": "high", "value": 7, "tone": "high"}]}, "7"),
        ("waterfall", {"categories": ["dso"], "values": [Decimal("3.25")], "total": "sum"}, "3.25"),
        ("line", {"categories": ["May"], "series": [{"name": "score", "values": [78]}]}, "78"),
    ],
)
def test_each_kind_of_chart_has_its_table(kind: str, data: dict[str, Any], shown: str) -> None:
    assert re.search(
        rf">\s*{shown}\s*<", render(f'{{% chart "c" "{kind}" data "Label" %}}', data=data)
    )


def test_each_figure_of_a_charts_table_leads_to_its_own_rows() -> None:
    data = {
        "categories": ["May"],
        "series": [
            {"name": "low", "values": [1], "links": ["/low/"]},
            {"name": "high", "values": [2]},
        ],
        "links": ["/may/"],
    }
    html = render('{% chart "c" "bars" data "Label" %}', data=data)
    assert '<a href="/may/">May</a>' in html
    assert '<a href="/low/">1</a>' in html
    assert ">2</a>" not in html
    donut = {"items": [{"name": "high", "value": 7, "link": "/high/"}]}
    assert '<a href="/high/">7</a>' in render('{% chart "c" "donut" data "Label" %}', data=donut)


def test_an_unknown_kind_of_chart_fails_loudly() -> None:
    with pytest.raises(TemplateSyntaxError):
        render('{% chart "c" "pie" data "Label" %}', data={})


def test_an_icon_is_hidden_from_readers_unless_it_says_something() -> None:
    assert 'aria-hidden="true"' in render('{% icon "bell" %}')
    assert 'aria-label="Alerts"' in render('{% icon "bell" "Alerts" %}')
