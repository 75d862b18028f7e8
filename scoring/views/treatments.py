"""Pages of treatment policies: the versions, one side by side with another, and their life."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused, refusal_of
from riskcrm.web.forms import made, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from scoring import selectors, services
from scoring.forms import ReasonForm
from scoring.models import PUBLISH_TREATMENTS, TreatmentPolicy
from scoring.services.treatment_policies import KEEP
from scoring.treating.filters import TreatmentPolicyFilter
from scoring.treating.forms import NoteForm, WholePolicyForm
from scoring.treating.rules import TERM_FIELDS, TIERS, Line, compare, warnings
from scoring.treating.tables import TreatmentPolicyTable
from scoring.treating.words import text_of
from scoring.views.acts import acted

VIEW = "scoring.view_treatmentpolicy"
State = TreatmentPolicy.State


class TreatmentPolicyList(ListPage):
    """Every version, the newest first."""

    permission_required = VIEW
    table_class = TreatmentPolicyTable
    filterset_class = TreatmentPolicyFilter
    sorts: ClassVar[dict[str, Any]] = {"number": Sort("number", descending=True)}
    default_sort = "-number"
    detail_route = "scoring:treatment_detail"
    title = gettext_lazy("Treatments")
    empty_text = gettext_lazy("No version is like that. Take a filter away.")

    def get_queryset(self) -> QuerySet[TreatmentPolicy]:
        return TreatmentPolicy.objects.select_related("created_by", "published_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [(_("All"), ""), (_("In force"), "state=published"), (_("Drafts"), "state=draft")]


@requires(VIEW)
@require_safe
def treatment_detail(request: HttpRequest, policy_id: int) -> HttpResponse:
    """One version: the tiers side by side, and what differs from another version."""
    return _show(request, _find(policy_id))


@requires(KEEP)
@require_POST
def treatment_draft(request: HttpRequest) -> HttpResponse:
    """Begin a draft with the terms in force."""
    try:
        policy = services.draft_treatments(by=person_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("scoring:treatment_list")
    return redirect("scoring:treatment_change", policy.pk)


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def treatment_change(request: HttpRequest, policy_id: int) -> HttpResponse:
    """All figures of a draft on one page."""
    policy = _find(policy_id)
    form = WholePolicyForm(policy, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = made(form.own, lambda: services.change_treatments(
            policy, by=person_of(request), at=timezone.now(), **form.said()))  # fmt: skip
        if changed:
            messages.success(request, _("The draft is saved."))
            return redirect("scoring:treatment_detail", policy.pk)
    status = status_of(form.own)
    if request.method == "POST" and status == 200:
        status = 422  # something is wrong with a tier or an industry
    context = {"policy": policy, "form": form, "tiers": list(form.tiers)}
    return render(request, "scoring/treatment_change.html", context, status=status)


@requires(KEEP)
@require_POST
def treatment_submit(request: HttpRequest, policy_id: int) -> HttpResponse:
    said = _("The policy waits for another person to publish it.")
    return _act(request, policy_id, services.submit_treatments, said, NoteForm)


@requires(KEEP)
@require_POST
def treatment_return(request: HttpRequest, policy_id: int) -> HttpResponse:
    return _act(request, policy_id, services.return_treatments, _("The policy is a draft again."))


@requires(PUBLISH_TREATMENTS)
@require_POST
def treatment_publish(request: HttpRequest, policy_id: int) -> HttpResponse:
    said = _("The policy is in force. Customers are held against it within minutes.")
    return _act(request, policy_id, services.publish_treatments, said)


def _find(policy_id: int) -> TreatmentPolicy:
    people = ("created_by", "submitted_by", "published_by")
    rows = TreatmentPolicy.objects.select_related(*people).prefetch_related("tiers", "sectors")
    return get_object_or_404(rows, pk=policy_id)


def _act(
    request: HttpRequest,
    policy_id: int,
    act: Callable[..., Any],
    said: str,
    form_class: type[NoteForm] | type[ReasonForm] = ReasonForm,
) -> HttpResponse:
    policy = _find(policy_id)
    form = form_class(request.POST)
    if not acted(request, form, partial(act, policy), said):
        return _show(request, _find(policy_id), form)
    return redirect("scoring:treatment_detail", policy.pk)


def _show(request: HttpRequest, policy: TreatmentPolicy, form: Any = None) -> HttpResponse:
    others = list(TreatmentPolicy.objects.exclude(pk=policy.pk).order_by("-number"))
    former = _other(request.GET.get("with", ""), policy, others)
    lines = compare(former or policy, policy)
    seen = {"version": policy.version}
    context = {
        "policy": policy,
        "tiers": TIERS,
        "own": [_cell(line) for line in lines if not line.tier],
        "rows": [_row(name, lines) for name in TERM_FIELDS],
        "others": others,
        "former": former,
        "differences": sum(line.differs for line in lines),
        "warnings": warnings(policy.by_tier()),
        "authors": [each.person for each in policy.authors.select_related("person")],
        "note_form": form if isinstance(form, NoteForm) else NoteForm(
            initial={**seen, "note": policy.note}),
        "reason_form": form if isinstance(form, ReasonForm) else ReasonForm(initial=seen),
        "what_if_url": _what_if_url(request, policy),
        "obstacle": refusal_of(
            services.check_may_publish_treatments, policy, by=person_of(request)),
    }  # fmt: skip
    status = status_of(form) if form else 200
    return render(request, "scoring/treatment_detail.html", context, status=status)


def _what_if_url(request: HttpRequest, policy: TreatmentPolicy) -> str:
    """The book treated by this policy, if it is not in force yet, under the card that scores it."""
    is_open = policy.state in (State.DRAFT, State.REVIEW)
    if not is_open or not request.user.has_perm("scoring.view_scorecard"):
        return ""
    path = reverse("scoring:what_if", args=[selectors.champion().pk])
    return f"{path}?policy={policy.pk}"


def _other(
    asked: str, policy: TreatmentPolicy, others: list[TreatmentPolicy]
) -> TreatmentPolicy | None:
    """The version to stand beside this one: the one asked for; by itself a draft has the one in
    force beside it, and a published one the one before it."""
    if re.fullmatch(r"\d{1,18}", asked):
        return next((each for each in others if each.pk == int(asked)), None)
    if policy.state in (State.DRAFT, State.REVIEW):
        return next((each for each in others if each.state == State.PUBLISHED), None)
    published = (each for each in others if each.published_at and policy.published_at)
    earlier = [e for e in published if e.published_at < policy.published_at]  # type: ignore[operator]
    return max(earlier, key=lambda each: each.number, default=None)


def _row(name: str, lines: list[Line]) -> dict[str, Any]:
    cells = [_cell(line) for line in lines if line.tier and line.name == name]
    return {"label": cells[0]["label"], "cells": cells}


def _cell(line: Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "new": text_of(line.name, line.new),
        "former": text_of(line.name, line.former),
        "differs": line.differs,
    }
