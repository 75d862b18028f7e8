"""A score computed again from its rows, before a person's eyes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from riskcrm.web.errors import Refused
from riskcrm.web.permissions import requires
from riskcrm.web.today import today
from scoring.replay import replay_score
from scoring.views.customer import customer_for
from scoring.views.score_day import DayForm


@requires("scoring.view_riskscore")
@require_safe
def score_replay(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Whether the score that held on a day comes out again, digit by digit."""
    customer = customer_for(request, customer_id)
    form = DayForm(request.GET)
    context: dict[str, Any] = {"customer": customer, "form": form}
    if form.is_valid():
        day = form.cleaned_data["as_of"] or today()
        context["day"] = day
        try:
            context["replay"] = replay_score(customer, as_of=day)
        except Refused as refusal:
            context["refused"] = refusal.message
    return render(request, "scoring/score_replay.html", context)
