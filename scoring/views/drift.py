"""How far customers have moved from those that a card was made for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from riskcrm.web.permissions import requires
from scoring import selectors
from scoring.back_tests.forms import name_of
from scoring.drift import Month
from scoring.indicators import INDICATORS
from scoring.measures.stability import ACT, WATCH
from scoring.models import ScorecardVersion

MOST_SHOWN = 12  # months side by side


@requires("scoring.view_scorecard")
@require_safe
def drift(request: HttpRequest, version_id: int) -> HttpResponse:
    """Score and indicators of each month against the month that the card was made on."""
    rows = ScorecardVersion.objects.select_related("scorecard")
    version = get_object_or_404(rows, pk=version_id)
    base, months = selectors.drift_of(version)
    shown = months[-MOST_SHOWN:]
    context = {
        "card_version": version,
        "card_name": name_of(version),
        "base": base,
        "months": shown,
        "lines": _lines(shown),
        "chart": _chart(months) if months else None,
        "watch": WATCH,
        "act": ACT,
    }
    return render(request, "scoring/drift.html", context)


def _lines(months: list[Month]) -> list[dict[str, Any]]:
    """One line an indicator, its shifts month by month."""
    codes = months[-1].indicators if months else {}
    return [
        {
            "indicator": INDICATORS.get(code),
            "code": code,
            "shifts": [month.indicators.get(code) for month in months],
        }
        for code in codes
    ]


def _chart(months: list[Month]) -> dict[str, Any]:
    return {
        "categories": [month.as_of.isoformat() for month in months],
        "series": [
            {"name": _("PSI of the score"), "values": [_rounded(m.score.value) for m in months]},
            {
                "name": _("by chance up to"),
                "values": [_rounded(m.score.line) for m in months],
                "tone": "none",
            },
        ],
        "bounds": [
            {"at": WATCH, "text": _("watch"), "tone": "medium"},
            {"at": ACT, "text": _("act on it"), "tone": "high"},
        ],
        "min": 0,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
