"""The page of the approval limits: what is in force, and what waits for a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from removal import services
from removal.forms import LimitsForm
from removal.models import ApprovalLimits
from removal.selectors.limits import limits_now
from riskcrm.accounts.removal_rights import APPROVE_LIMITS, PROPOSE_LIMITS
from riskcrm.accounts.roles import VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, status_of, succeeded
from riskcrm.web.permissions import requires


@requires(VIEW_CASES)
@require_GET
def limits_page(request: HttpRequest) -> HttpResponse:
    """What is in force, what is proposed, and what was before."""
    user = person_of(request)
    rows = ApprovalLimits.objects.select_related("proposed_by", "decided_by").order_by("-pk")
    proposed = rows.filter(state=ApprovalLimits.State.PROPOSED).first()
    officer_most, two_above = limits_now()
    refused = proposed and refusal_of(services.check_may_decide_limits, proposed, by=user)
    context = {
        "officer_most": officer_most,
        "two_above": two_above,
        "proposed": proposed,
        "refused": refused,
        "rows": rows[:50],
        "may_propose": user.has_perm(PROPOSE_LIMITS) and proposed is None,
    }
    return render(request, "removal/approvallimits_detail.html", context)


@requires(PROPOSE_LIMITS)
@require_http_methods(["GET", "HEAD", "POST"])
def limits_propose(request: HttpRequest) -> HttpResponse:
    """Propose other limits."""
    officer_most, two_above = limits_now()
    initial = {"officer_most": officer_most, "two_above": two_above}
    form = LimitsForm(request.POST or None, initial=initial)
    by, at = person_of(request), timezone.now()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if done(form, lambda: services.propose_limits(by=by, at=at, **said)):
            messages.success(request, _("The limits are proposed; a second person decides."))
            return redirect("removal:limits")
    return render(
        request, "removal/approvallimits_propose.html", {"form": form}, status=status_of(form)
    )


@requires(APPROVE_LIMITS)
@require_POST
def limits_approve(request: HttpRequest, limits_id: int) -> HttpResponse:
    row = get_object_or_404(ApprovalLimits, pk=limits_id)
    by, at = person_of(request), timezone.now()
    said = _("The limits are in force.")
    succeeded(request, lambda: services.approve_limits(row, by=by, at=at), said)
    return redirect("removal:limits")


@requires(APPROVE_LIMITS)
@require_POST
def limits_reject(request: HttpRequest, limits_id: int) -> HttpResponse:
    row = get_object_or_404(ApprovalLimits, pk=limits_id)
    by, at = person_of(request), timezone.now()
    said = _("The limits are rejected.")
    succeeded(request, lambda: services.reject_limits(row, by=by, at=at), said)
    return redirect("removal:limits")
