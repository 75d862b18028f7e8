"""The catalogue of indicators, and scoring the whole book."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from customers.models import Customer
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.permissions import requires
from scoring import selectors, services
from scoring.distributions import Bar, Distribution, distributions
from scoring.indicators import FAMILIES, INDICATORS, UNRESTRICTED
from scoring.views.customer import may_see

LINKED = 3  # the upper quarter and the largest: of whom one wants to know who they are


def line(found: Distribution) -> dict[str, Any]:
    """An indicator of the catalogue; its high figures lead to the customers that have them."""
    code, quarters = found.indicator.code, found.quarters or ()
    listed = code in UNRESTRICTED
    return {
        "indicator": found.indicator,
        "missing_share": found.missing_share,
        "bars": histogram(found.bars),
        "quarters": [
            (value, customers_url(code, value) if listed and at >= LINKED else "")
            for at, value in enumerate(quarters)
        ],
    }


def customers_url(code: str, at_least: Decimal) -> str:
    query = urlencode({"indicator": code, "at_least": f"{at_least:f}"})
    return f"{reverse('monitoring:customer_list')}?{query}"


def histogram(bars: list[Bar]) -> list[tuple[Bar, int, int, int]]:
    """Each bar with its left, top and height in a picture 100 high, which the longest one fills."""
    most = max((bar.percent for bar in bars), default=0)
    heights = [round(100 * bar.percent / most) for bar in bars]
    return [
        (bar, at * 10, 100 - height, height)
        for at, (bar, height) in enumerate(zip(bars, heights, strict=True))
    ]


@requires("scoring.view_scorecard")
@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Every indicator: what it is, and how its figures lie in the book."""
    shown = [each for each in INDICATORS.values() if may_see(request, each)]
    found = distributions(
        Customer.objects.visible_to(request.user),
        shown,
        everyone=request.user.has_perm(ALL_CUSTOMERS),
    )
    families = [
        (family.title, [line(each) for each in found if each.indicator.family == family.name])
        for family in FAMILIES
    ]
    context: dict[str, Any] = {
        "families": [each for each in families if each[1]],
        "readings": found[0].readings if found else 0,
    }
    if request.user.has_perm(ALL_CUSTOMERS):
        peers = list(selectors.newest_peers())
        context["book"] = [row for row in peers if not row.part]
        context["parts"] = [row for row in peers if row.part]
    return render(request, "scoring/indicator_list.html", context)


@requires("jobs.add_run")
@require_POST
def book_score(request: HttpRequest) -> HttpResponse:
    """Ask for the whole book to be scored, and go to where its progress shows."""
    try:
        run = services.request_book_run(by=person_of(request).as_actor(), at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("scoring:scorecard_list")
    return redirect("jobs:run_detail", run.pk)
