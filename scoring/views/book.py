"""The catalogue of indicators, the scorecards, and scoring the whole book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers.models import Customer
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from scoring import selectors, services
from scoring.indicators import FAMILIES, INDICATORS
from scoring.models import ScorecardVersion
from scoring.tables import ScorecardVersionTable
from scoring.views.customer import language, may_see, rule_name
from scoring.views.indicator import bins_of


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


class ScorecardList(ListPage):
    """Every version of every card."""

    permission_required = "scoring.view_scorecard"
    table_class = ScorecardVersionTable
    sorts: ClassVar[dict[str, Any]] = {"created_at": "-pk"}
    default_sort = "-created_at"
    title = gettext_lazy("Scorecards")
    empty_text = gettext_lazy("No scorecard yet. The first one is made by the set-up.")

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Fitted scorecards"), reverse("scoring:fitting_list"))]

    def get_queryset(self) -> QuerySet[ScorecardVersion]:
        versions = ScorecardVersion.objects.select_related("scorecard", "created_by")
        return versions.select_related("published_by")


@requires("scoring.view_scorecard")
@require_safe
def scorecard_detail(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version of a card: groups, weights, bins, caps, thresholds, the words of its reasons."""
    version = get_object_or_404(
        ScorecardVersion.objects.select_related("scorecard", "created_by", "published_by"),
        pk=version_id,
    )
    card = selectors.card_of(version)
    groups = [
        {
            "name": group.name.in_language(language()),
            "cap": group.cap,
            "weight": sum(factor.weight for factor in group.factors),
            "factors": [
                {
                    "indicator": INDICATORS[factor.indicator],
                    "factor": factor,
                    "bins": bins_of(factor, None),
                    "internal": factor.internal.in_language(language()),
                    "customer": factor.customer.in_language(language()),
                }
                for factor in group.factors
            ],
        }
        for group in card.groups
    ]
    knock_outs = [
        (
            rule_name(each),
            each,
            INDICATORS[each.indicator],
            each.internal.in_language(language()),
        )
        for each in card.knock_outs
    ]
    context = {"card_version": version, "card": card, "groups": groups, "knock_outs": knock_outs}
    return render(request, "scoring/scorecard_detail.html", context)


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
