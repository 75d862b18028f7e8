"""The catalogue of indicators, and scoring the whole book."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from customers.models import Customer
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.permissions import requires
from scoring import selectors, services
from scoring.indicators import FAMILIES, INDICATORS
from scoring.views.customer import may_see


@requires("scoring.view_scorecard")
@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Every indicator: what it is, and how its figures lie in the book."""
    shown = [each for each in INDICATORS.values() if may_see(request, each)]
    found = selectors.distributions(
        Customer.objects.visible_to(request.user),
        shown,
        everyone=request.user.has_perm(ALL_CUSTOMERS),
    )
    families = [
        (family.title, [each for each in found if each.indicator.family == family.name])
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
