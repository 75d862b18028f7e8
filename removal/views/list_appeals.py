"""Appeals against entries of the restricted list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from removal.listing.forms import AnswerForm, AppealForm, IdentityForm
from removal.listing.terms import TERMS
from removal.models import ListAppeal, ListEntry
from removal.services import list_appeals, list_rights
from riskcrm.accounts.removal_rights import ADD_APPEAL, REVIEW_APPEALS, VIEW_ENTRIES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of, succeeded
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


@requires(ADD_APPEAL)
@require_http_methods(["GET", "HEAD", "POST"])
def list_appeal_create(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The form by which an appeal is entered as it came."""
    user = person_of(request)
    entries = ListEntry.objects.visible_to(user).select_related("customer")
    entry = get_object_or_404(entries, pk=entry_id)
    form = AppealForm(request.POST or None, initial={"received_date": today()})
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        row = made(form, lambda: list_appeals.appeal_entry(entry, by=user, at=at, **said))
        if row:
            messages.success(request, _("The appeal is entered. Acknowledge it, then decide."))
            return redirect("removal:list_appeal_detail", appeal_id=row.pk)
    context = {
        "entry": entry,
        "customer": entry.customer,
        "form": form,
        "terms": TERMS,
        "obstacle": refusal_of(list_rights.check_may_appeal, entry, by=user),
    }
    return render(request, "removal/listappeal_create.html", context, status=status_of(form))


@requires(VIEW_ENTRIES)
@require_GET
def list_appeal_detail(request: HttpRequest, appeal_id: int) -> HttpResponse:
    return _show(request, _find(request, appeal_id))


@requires(ADD_APPEAL)
@require_POST
def list_appeal_acknowledge(request: HttpRequest, appeal_id: int) -> HttpResponse:
    appeal = _find(request, appeal_id)
    act = lambda: list_appeals.acknowledge_appeal(  # noqa: E731
        appeal, by=person_of(request), at=timezone.now()
    )
    succeeded(request, act, _("The appeal is acknowledged."))
    return redirect("removal:list_appeal_detail", appeal_id=appeal.pk)


@requires(ADD_APPEAL)
@require_POST
def list_appeal_identity(request: HttpRequest, appeal_id: int) -> HttpResponse:
    said = _("It is kept how the identity was checked.")
    return _act(
        request, appeal_id, "identity", IdentityForm, list_appeals.check_appeal_identity, said
    )


@requires(REVIEW_APPEALS)
@require_POST
def list_appeal_decide(request: HttpRequest, appeal_id: int) -> HttpResponse:
    said = _("The appeal is decided.")
    return _act(request, appeal_id, "answer", AnswerForm, list_appeals.decide_entry_appeal, said)


def _act(
    request: HttpRequest,
    appeal_id: int,
    name: str,
    form_class: type[forms.Form],
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    appeal = _find(request, appeal_id)
    form = form_class(request.POST)
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(form, lambda: act(appeal, by=by, at=at, **form.cleaned_data)):
        messages.success(request, said)
        return redirect("removal:list_appeal_detail", appeal_id=appeal.pk)
    return _show(request, _find(request, appeal_id), {name: form})


def _show(
    request: HttpRequest, appeal: ListAppeal, filled: dict[str, forms.Form] | None = None
) -> HttpResponse:
    user, filled = person_of(request), filled or {}
    initial = {"version": appeal.version}
    context = {
        "appeal": appeal,
        "entry": appeal.entry,
        "customer": appeal.entry.customer,
        "may_keep": appeal.is_open and user.has_perm(ADD_APPEAL),
        "obstacle": refusal_of(list_rights.check_may_answer, appeal, by=user),
        "identity": filled.get("identity") or IdentityForm(initial=initial, auto_id="id_who_%s"),
        "answer": filled.get("answer") or AnswerForm(initial=initial),
    }
    status = max((status_of(form) for form in filled.values()), default=200)
    return render(request, "removal/listappeal_detail.html", context, status=status)


def _find(request: HttpRequest, appeal_id: int) -> ListAppeal:
    appeals = ListAppeal.objects.visible_to(person_of(request)).select_related(
        "entry__customer", "entry__proposed_by", "entry__decided_by", "recorded_by", "decided_by",
        "acknowledged_by", "identity_checked_by",
    )  # fmt: skip
    return get_object_or_404(appeals, pk=appeal_id)
