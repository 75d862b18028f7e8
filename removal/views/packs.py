"""Pages of policy packs: the list, one version, its life, and what dates come of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from removal.models import PolicyPack
from removal.packs.filters import PolicyPackFilter
from removal.packs.forms import AdaptForm, DraftForm, ParameterForm, SeenForm, TryForm
from removal.packs.names import SPECS
from removal.packs.shown import dates_shown, groups_of
from removal.packs.tables import PolicyPackTable
from removal.packs.trying import facts_of, try_dates
from removal.packs.words import PARAMETERS, place_text
from removal.selectors.packs import versions_of
from removal.services import packs as services
from riskcrm.accounts.removal_rights import APPROVE_PACKS, DRAFT_PACKS, VIEW_PACKS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import made, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from scoring.forms import ReasonForm
from scoring.views.acts import acted

State = PolicyPack.State


class PackList(ListPage):
    """Every version of every pack."""

    permission_required = VIEW_PACKS
    table_class = PolicyPackTable
    filterset_class = PolicyPackFilter
    sorts: ClassVar[dict[str, Any]] = {
        "code": "code",
        "effective_from": Sort("effective_from", descending=True),
    }
    default_sort = "code"
    detail_route = "removal:pack_detail"
    title = gettext_lazy("Policy packs")
    empty_text = gettext_lazy("No pack is like that. Take a filter away.")

    def get_queryset(self) -> QuerySet[PolicyPack]:
        return PolicyPack.objects.select_related("approved_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (_("All"), ""),
            (_("In force"), "state=in_force&joint=false"),
            (_("Drafts"), "state=draft"),
            (_("In review"), "state=review"),
            (_("Put together"), "joint=true"),
        ]


@requires(VIEW_PACKS)
@require_safe
def pack_detail(request: HttpRequest, pack_id: int) -> HttpResponse:
    """One version: its parameters, and what differs from another version."""
    return _show(request, _find(pack_id))


@requires(DRAFT_PACKS)
@require_http_methods(["GET", "HEAD", "POST"])
def pack_adapt(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Begin the next version with the parameters of this one."""
    pack = _find(pack_id)
    form = AdaptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, by = form.cleaned_data, person_of(request)
        draft = made(form, lambda: services.adapt_pack(pack, by=by, at=timezone.now(), **said))
        if draft:
            messages.success(request, _("The draft is made. Change its parameters, then send it."))
            return redirect("removal:pack_detail", draft.pk)
    context = {"pack": pack, "form": form, "place": place_text(pack.jurisdiction)}
    return render(request, "removal/policypack_adapt.html", context, status=status_of(form))


@requires(DRAFT_PACKS)
@require_http_methods(["GET", "HEAD", "POST"])
def pack_change(request: HttpRequest, pack_id: int) -> HttpResponse:
    """From when a draft holds, and why."""
    pack = _find(pack_id)
    seen = {
        "effective_from": pack.effective_from, "reason": pack.reason, "version": pack.version,
    }  # fmt: skip
    form = DraftForm(request.POST or None, initial=seen)
    if acted_on(request, form, partial(services.change_pack, pack), _("The draft is saved.")):
        return redirect("removal:pack_detail", pack.pk)
    context = {"pack": pack, "form": form, "place": place_text(pack.jurisdiction)}
    return render(request, "removal/policypack_adapt.html", context, status=status_of(form))


def acted_on(request: HttpRequest, form: Any, act: Callable[..., Any], said: str) -> bool:
    return request.method == "POST" and acted(request, form, act, said)


@requires(DRAFT_PACKS)
@require_http_methods(["GET", "HEAD", "POST"])
def pack_parameter(request: HttpRequest, pack_id: int, name: str) -> HttpResponse:
    """One parameter of a draft."""
    pack = _find(pack_id)
    if name not in SPECS:
        raise Http404
    form = ParameterForm(name, pack.parameter(name), pack.version, request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = person_of(request)
        if made(form, lambda: services.change_parameter(
            pack, name, by=by, at=timezone.now(), **form.said())):  # fmt: skip
            messages.success(request, _("The parameter is saved."))
            return redirect("removal:pack_detail", pack.pk)
    context = {
        "pack": pack,
        "form": form,
        "label": PARAMETERS[name],
        "place": place_text(pack.jurisdiction),
    }
    return render(request, "removal/policypack_parameter.html", context, status=status_of(form))


@requires(DRAFT_PACKS)
@require_POST
def pack_submit(request: HttpRequest, pack_id: int) -> HttpResponse:
    said = _("The pack waits for another person to decide on it.")
    return _act(request, pack_id, services.submit_pack, said, SeenForm)


@requires(VIEW_PACKS)
@require_POST
def pack_return(request: HttpRequest, pack_id: int) -> HttpResponse:
    """By its drafter, or by who may decide; the service says who."""
    return _act(request, pack_id, services.return_pack, _("The pack is a draft again."))


@requires(APPROVE_PACKS)
@require_POST
def pack_approve(request: HttpRequest, pack_id: int) -> HttpResponse:
    said = _("The pack is decided on. It holds from the day it names.")
    return _act(request, pack_id, services.approve_pack, said)


@requires(APPROVE_PACKS)
@require_POST
def pack_reject(request: HttpRequest, pack_id: int) -> HttpResponse:
    return _act(request, pack_id, services.reject_pack, _("The pack is rejected."))


@requires(VIEW_PACKS)
@require_safe
def pack_dates(request: HttpRequest, pack_id: int) -> HttpResponse:
    """What dates this pack makes of a day, each with its steps."""
    pack = _find(pack_id)
    methods = list(pack.value("deemed_delivery_days"))
    form = TryForm(methods, request.GET if "start" in request.GET else None)
    dates = []
    if form.is_bound and form.is_valid():
        dates = dates_shown(try_dates(pack, facts_of(form.cleaned_data)))
    context = {
        "pack": pack, "form": form, "dates": dates, "place": place_text(pack.jurisdiction),
    }  # fmt: skip
    return render(request, "removal/policypack_dates.html", context, status=status_of(form))


def _find(pack_id: int) -> PolicyPack:
    rows = PolicyPack.objects.select_related("based_on", "drafted_by", "approved_by")
    return get_object_or_404(rows, pk=pack_id)


def _act(
    request: HttpRequest,
    pack_id: int,
    act: Callable[..., Any],
    said: str,
    form_class: type[ReasonForm] | type[SeenForm] = ReasonForm,
) -> HttpResponse:
    pack = _find(pack_id)
    form = form_class(request.POST)
    if not acted(request, form, partial(act, pack), said):
        return _show(request, _find(pack_id), form)
    return redirect("removal:pack_detail", pack.pk)


def _show(request: HttpRequest, pack: PolicyPack, form: Any = None) -> HttpResponse:
    versions = versions_of(pack)
    former = _former(request.GET.get("with", ""), pack, versions)
    groups = groups_of(pack, former)
    by = person_of(request)
    seen = {"version": pack.version}
    lines = [line for group in groups for line in group.lines]
    context = {
        "pack": pack,
        "place": place_text(pack.jurisdiction),
        "groups": groups,
        "versions": versions,
        "others": [each for each in versions if each != pack],
        "former": former,
        "differences": sum(line.differs for line in lines),
        "unverified": sum(line.parameter.verified is False for line in lines),
        "parts": PolicyPack.objects.filter(pk__in=pack.parts),
        "is_drafter": pack.drafted_by_id == by.pk,
        "submit_form": form if isinstance(form, SeenForm) else SeenForm(initial=seen),
        "reason_form": form if isinstance(form, ReasonForm) else ReasonForm(initial=seen),
        "obstacle": refusal_of(services.check_may_decide_pack, pack, by=by),
    }
    status = status_of(form) if form else 200
    return render(request, "removal/policypack_detail.html", context, status=status)


def _former(asked: str, pack: PolicyPack, versions: list[PolicyPack]) -> PolicyPack | None:
    """The version to compare with: the one asked for, else the one that this was made of."""
    if re.fullmatch(r"\d{1,18}", asked):
        return next((each for each in versions if each.pk == int(asked) and each != pack), None)
    return next((each for each in versions if each.pk == pack.based_on_id), None)
