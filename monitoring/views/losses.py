"""Expected losses of the book, and the loss rates that they rest on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from monitoring.ageing import BUCKETS
from monitoring.forms import EstimateForm
from monitoring.losses import losses_of
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import made, status_of, succeeded
from riskcrm.web.permissions import requires
from riskcrm.web.today import today
from scoring import services
from scoring.losses.rates import LOST, OPEN, PAID
from scoring.models import ProvisionMatrix

SHOWN = 12
ESTIMATE = "scoring.add_provisionmatrix"


@requires("scoring.view_provisionmatrix")
@require_safe
def losses(request: HttpRequest) -> HttpResponse:
    """Expected loss by age and by tier, and how the rates were estimated."""
    return _show(request)


def _show(request: HttpRequest, form: EstimateForm | None = None) -> HttpResponse:
    matrices = ProvisionMatrix.objects.select_related("requested_by", "adopted_by", "run")
    newest = list(matrices.order_by("-pk")[:SHOWN])
    shown = next((each for each in newest if str(each.pk) == request.GET.get("matrix")), None)
    shown = shown or (newest[0] if newest else None)
    context: dict[str, Any] = {
        "losses": losses_of(person_of(request), day=today()),
        "matrices": newest,
        "matrix": shown,
        "rolls": _rolls(shown) if shown else [],
        "states": _states(),
        "form": form or EstimateForm(),
    }
    status = 200 if form is None else status_of(form)
    return render(request, "monitoring/losses.html", context, status=status)


def _states() -> list[Any]:
    names = {bucket.code: bucket.name for bucket in BUCKETS}
    return [*(names[code] for code in OPEN), _("paid"), _("lost")]


def _rolls(matrix: ProvisionMatrix) -> list[dict[str, Any]]:
    names = {bucket.code: bucket.name for bucket in BUCKETS}
    rows = []
    for each in matrix.rates:
        cells = [each["rolls"].get(state) for state in (*OPEN, PAID, LOST)]
        rows.append(
            {
                "name": names[each["bucket"]],
                "count": each["count"],
                "cells": [(cell, round(10 * (cell or 0))) for cell in cells],
                "share": each["share"],
            }
        )
    return rows


@requires(ESTIMATE)
@require_POST
def losses_estimate(request: HttpRequest) -> HttpResponse:
    """Ask for new rates from these months; the run's page shows how far it is."""
    form = EstimateForm(request.POST)
    if form.is_valid():
        by, at = person_of(request), timezone.now()
        run = made(form, lambda: services.request_estimate(by=by, at=at, **form.cleaned_data))
        if run:
            return redirect("jobs:run_detail", run.pk)
    return _show(request, form)


@requires(services.ADOPT)
@require_POST
def losses_adopt(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """Let estimated rates hold."""
    matrix = get_object_or_404(ProvisionMatrix, pk=matrix_id)
    by, at = person_of(request), timezone.now()
    succeeded(
        request,
        lambda: services.adopt_matrix(matrix, by=by, at=at),
        _("These rates hold from today on; the worklist follows within minutes."),
    )
    return redirect("monitoring:losses")
