"""Why a customer had the score that held on a past day, down to the rows behind each figure."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from riskcrm.web.errors import Refused
from riskcrm.web.permissions import requires
from riskcrm.web.today import today
from scoring.figures import figures_on, tier_on
from scoring.views.customer import customer_for, explained, indicator_url


class DayForm(forms.Form):
    as_of = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def past_day(self) -> dt.date | None:
        """The day asked for, if it is over; None = now."""
        day: dt.date | None = self.cleaned_data["as_of"]
        return day if day and day < today() else None


@requires("scoring.view_riskscore")
@require_safe
def score_day(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The score that held on a day, point by point; without a day the latest."""
    customer = customer_for(request, customer_id)
    form = DayForm(request.GET)
    context: dict[str, Any] = {"customer": customer, "form": form}
    if form.is_valid():
        context["past_day"] = past = form.past_day()
        day = past or today()
        try:
            figures = figures_on(customer, day)
        except Refused as refusal:
            context["refused"] = refusal.message
        else:
            context |= explained(request, figures, partial(indicator_url, customer, day=past)) | {
                "score": figures.score,
                "tier": tier_on(customer, day) or figures.score.tier,
            }
    return render(request, "scoring/score_day.html", context)
