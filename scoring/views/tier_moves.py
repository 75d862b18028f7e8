"""The matrix of tiers between two days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from customers.forms import DAY
from customers.services.days import EARLIEST
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import status_of
from riskcrm.web.permissions import requires
from riskcrm.web.today import today
from scoring.cards.value import TIERS
from scoring.models import Tier
from scoring.months import past_month_end
from scoring.tier_moves import NEW, ROWS, Matrix, tier_moves
from scoring.what_if.picture import HEATS


class DaysForm(forms.Form):
    """Two days, the first before the second; without them the last month's end and today."""

    first = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=DAY,
    )
    final = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=DAY,
        validators=[MinValueValidator(EARLIEST)],
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        said["final"] = said.get("final") or today()
        said["first"] = said.get("first") or past_month_end(said["final"])
        if said["first"] >= said["final"]:
            self.add_error("first", _("The first day lies before the second."))
        return said


@requires("scoring.view_riskscore")
@require_safe
def tier_migration(request: HttpRequest) -> HttpResponse:
    """Who moved from which tier to which; each cell leads to its customers."""
    form = DaysForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        matrix = tier_moves(person_of(request), **form.cleaned_data)
        context |= {
            "form": DaysForm(initial=form.cleaned_data),
            "matrix": matrix,
            "tiers": TIERS,
            "rows": [_line(matrix, was) for was in ROWS],
            "is_empty": not any(move.count for row in matrix.rows.values() for move in row),
        }
    return render(request, "scoring/tier_migration.html", context, status=status_of(form))


def _line(matrix: Matrix, was: str) -> dict[str, Any]:
    list_url = reverse("monitoring:customer_list")
    cells = [
        {
            "move": move,
            "url": f"{list_url}?moved={matrix.first}.{was}.{matrix.final}.{move.now}",
            "turn": _turn(was, move.now),
            "heat": max(round(HEATS * (move.share or 0)), bool(move.count)),
        }
        for move in matrix.rows[was]
    ]
    total = sum(move.count for move in matrix.rows[was])
    label = _("not in the book yet") if was == NEW else Tier(was).label
    return {"was": was, "label": label, "cells": cells, "total": total}


def _turn(was: str, now: str) -> str:
    if was not in TIERS or "unrated" in (was, now):
        return "same"
    before, after = TIERS.index(was), TIERS.index(now)
    return "worse" if after > before else "better" if after < before else "same"
