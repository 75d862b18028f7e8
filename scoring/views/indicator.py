"""An indicator of a customer: its figure, the bin that it falls into, and the rows behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.models import Customer
from customers.records import KINDS
from customers.records.tables import record_table
from riskcrm.web.errors import Refused
from riskcrm.web.permissions import requires
from scoring import figure_rows
from scoring.cards.value import Factor
from scoring.figure_parts import part_sums, parts_of
from scoring.figures import Figures, figures_of, figures_on
from scoring.indicators import INDICATORS, Indicator, Rows
from scoring.views.customer import customer_for, language, may_see
from scoring.views.score_day import DayForm

SUMMED = (
    "base_amount", "open_amount", "days", "open_then", "invoiced", "not_due", "moved", "short",
    "term", "counts", "disputed", "covered", "charged",
)  # fmt: skip


@dataclass(frozen=True)
class BinLine:
    """A bin of an indicator as a row of a table."""

    lower: Decimal | None
    upper: Decimal | None
    sub_score: Decimal
    points: Decimal
    is_hit: bool


def bins_of(factor: Factor, value: Decimal | None) -> list[BinLine]:
    """The bins of a factor, the one the value falls into marked."""
    hit = None if value is None else factor.bin_of(value)
    lowers = [None, *(each.upper for each in factor.bins[:-1])]
    return [
        BinLine(lower, each.upper, each.sub_score, each.sub_score * factor.weight / 100, at == hit)
        for at, (lower, each) in enumerate(zip(lowers, factor.bins, strict=True))
    ]


def sums_of(rows: list[dict[str, Any]]) -> dict[str, Decimal | None]:
    """What the amounts and days of the rows add up to; None where one of them is not known."""
    sums: dict[str, Decimal | None] = {}
    for name in SUMMED:
        if rows and name in rows[0]:
            values = [row[name] for row in rows]
            sums[name] = None if None in values else sum(map(Decimal, values), Decimal(0))
    return sums


def is_cut(rows: list[dict[str, Any]]) -> bool:
    return len(rows) >= figure_rows.ROWS_AT_MOST


def facts_shown(
    customer: Customer,
    indicator: Indicator,
    rows: list[dict[str, Any]],
    as_of: dt.date,
    known_at: dt.datetime,
) -> dict[str, Any]:
    """What a page needs to show rows that are no invoices, allocations or days."""
    if indicator.rows is Rows.PARTS:
        return {"parts": parts_of(rows), "part_sums": [] if is_cut(rows) else part_sums(rows)}
    if not indicator.kind:
        return {}
    facts = figure_rows.facts_behind(customer, indicator, as_of=as_of, known_at=known_at)
    table = record_table(KINDS[indicator.kind])(facts, exclude=("customer",), orderable=False)
    return {"table": table}


@requires("scoring.view_riskscore")
@require_safe
def indicator_rows(request: HttpRequest, customer_id: int, code: str) -> HttpResponse:
    """An indicator of a customer, now or on a past day: formula, figure, bin, rows behind it."""
    customer = customer_for(request, customer_id)
    if code not in INDICATORS or not may_see(request, INDICATORS[code]):
        raise Http404
    form = DayForm(request.GET)
    context: dict[str, Any] = {"customer": customer, "indicator": INDICATORS[code], "form": form}
    if form.is_valid():
        context["past_day"] = day = form.past_day()
        try:
            figures = figures_on(customer, day) if day else figures_of(customer)
        except Refused as refusal:
            context["refused"] = refusal.message
        else:
            context |= shown(customer, INDICATORS[code], figures) if figures else {}
    return render(request, "scoring/indicator_rows.html", context)


def shown(customer: Customer, indicator: Indicator, figures: Figures) -> dict[str, Any]:
    """The figure and the rows behind it."""
    as_of, known_at = figures.as_of, figures.known_at
    rows = figure_rows.indicator_rows(customer, indicator.code, as_of=as_of, known_at=known_at)
    return {
        "score": figures.score,
        "value": figures.values[indicator.code],
        "as_of": as_of,
        "known_at": known_at,
        "rows": rows,
        "sums": sums_of(rows),
        "is_cut": is_cut(rows),
        "rows_template": f"scoring/_rows_{indicator.rows}.html",
        **facts_shown(customer, indicator, rows, as_of, known_at),
        **points_shown(figures, indicator.code),
    }


def points_shown(figures: Figures, code: str) -> dict[str, Any]:
    """What the figure gave to the score, where the card has it."""
    part = figures.part(code)
    if part is None:
        return {}
    factor = figures.explanation.card.factor(code)
    return {
        "part": part,
        "counted": figures.explanation.counted_weight(),
        "bins": bins_of(factor, part.value),
        "text": factor.internal.in_language(language()),
        "bin_points": None if part.sub_score is None else part.sub_score * factor.weight / 100,
    }
