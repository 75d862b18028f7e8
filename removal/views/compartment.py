"""Pages of the compartment besides its matters: clearances, grants, the sealed log."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from removal.models import CompartmentGrant, RemovalCase, SealedEntry, SendClearance
from removal.restricted.acts import ACTS
from removal.restricted.forms import ClearanceForm, EndForm, GrantForm
from removal.selectors.restricted import exits_of, may_keep, posted_uncleared
from removal.services import compartment_grants as grants
from removal.services import restricted as services
from removal.services.sealed_log import broken_entry
from removal.views.compartment_door import keeping, looking
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of, succeeded
from riskcrm.web.keyset import Sort, page_of

PAGE_SIZE = 25
LOG_SIZE = 100
MOST_POSTED = 50


@require_GET
@looking("read_clearances")
def clearance_list(request: HttpRequest) -> HttpResponse:
    """Every running case, so that looking at one says nothing of it."""
    cases = RemovalCase.objects.visible_to(person_of(request)).open().select_related("customer")
    places = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = page_of(cases, sort=Sort.parse("-proposed_at"), size=PAGE_SIZE, **places)
    context = {
        "here": "clearances",
        "exits": exits_of(page.rows),
        "posted": posted_uncleared(person_of(request))[:MOST_POSTED],
        "page": page,
        "may_keep": may_keep(person_of(request)),
    }
    return render(request, "removal/sendclearance_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
def clearance_decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the letters of one case go out, or hold them."""
    user = person_of(request)
    cases = RemovalCase.objects.visible_to(user).open().select_related("customer")
    case = get_object_or_404(cases, pk=case_id)
    form = ClearanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        decided = made(
            form,
            lambda: services.decide_clearance(case, by=user, at=timezone.now(), **said),
        )
        if decided:
            messages.success(request, _("The decision is written down."))
            return redirect("compliance:clearance_list")
    earlier = SendClearance.objects.filter(case_key=case.pk).select_related("decided_by")
    context = {
        "here": "clearances",
        "exit": exits_of([case])[0],
        "earlier": earlier.order_by("-pk"),
        "form": form,
    }
    template = "removal/sendclearance_decide.html"
    return render(request, template, context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@looking("read_grants")
def grant_list(request: HttpRequest) -> HttpResponse:
    """Who besides the officers may look, and the form that proposes another one."""
    user = person_of(request)
    form = GrantForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if made(form, lambda: grants.propose_grant(by=user, at=timezone.now(), **said)):
            messages.success(request, _("Proposed. Another officer has to approve it."))
            return redirect("compliance:grant_list")
    rows = CompartmentGrant.objects.select_related(
        "person", "proposed_by", "approved_by", "revoked_by"
    )
    context = {
        "here": "grants",
        "rows": [_grant(row, user) for row in rows.order_by("-pk")[:100]],
        "form": form,
        "ending": EndForm(),
        "may_keep": may_keep(user),
    }
    return render(request, "removal/compartmentgrant_list.html", context, status=status_of(form))


def _grant(grant: CompartmentGrant, user: User) -> dict[str, Any]:
    waits = grant.approved_at is None and not grant.is_over
    refused = refusal_of(grants.check_may_approve, grant, by=user) if waits else None
    return {"grant": grant, "waits": waits, "refused": refused}


@require_POST
@keeping
def grant_approve(request: HttpRequest, grant_id: int) -> HttpResponse:
    grant = get_object_or_404(CompartmentGrant, pk=grant_id)
    by, at = person_of(request), timezone.now()
    said = _("Approved.")
    succeeded(request, lambda: grants.approve_grant(grant, by=by, at=at), said)
    return redirect("compliance:grant_list")


@require_POST
@keeping
def grant_end(request: HttpRequest, grant_id: int) -> HttpResponse:
    grant = get_object_or_404(CompartmentGrant, pk=grant_id)
    form = EndForm(request.POST)
    by, at = person_of(request), timezone.now()
    if not form.is_valid():
        messages.error(request, _("Say why it ends."))
    elif done(form, lambda: grants.end_grant(grant, by=by, at=at, **form.cleaned_data)):
        messages.success(request, _("Ended."))
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect("compliance:grant_list")


@require_GET
@looking("read_log")
def sealed_log(request: HttpRequest) -> HttpResponse:
    """Who did and who looked at what in here, the newest first, and whether it is as written."""
    before = request.GET.get("before", "")
    entries = SealedEntry.objects.order_by("-number")
    if before.isdigit() and len(before) < 19:
        entries = entries.filter(number__lt=int(before))
    found = list(entries[: LOG_SIZE + 1])
    lines = [
        {"entry": entry, "act": ACTS.get(entry.act, entry.act), **json.loads(entry.body)}
        for entry in found[:LOG_SIZE]
    ]
    context = {
        "here": "log",
        "lines": lines,
        "older": str(found[LOG_SIZE - 1].number) if len(found) > LOG_SIZE else None,
        "broken": _broken(found[:LOG_SIZE]),
    }
    return render(request, "removal/sealedentry_list.html", context)


def _broken(shown: list[SealedEntry]) -> str:
    """What is wrong among the entries of a page; the command looks at all of them."""
    if not shown:
        return ""
    first = shown[-1]
    previous = bytes(first.previous_hash)
    return broken_entry(reversed(shown), number=first.number - 1, previous=previous)
