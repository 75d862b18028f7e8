"""The register of data subjects' requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from removal.listing.forms import IdentityForm
from removal.models import SubjectRequest
from removal.services import subject_requests as services
from removal.subject_requests.deadlines import DAYS
from removal.subject_requests.filters import SubjectRequestFilter
from removal.subject_requests.forms import SubjectAnswerForm, SubjectRequestForm
from removal.subject_requests.tables import SubjectRequestTable
from riskcrm.accounts.removal_rights import VIEW_SUBJECT_REQUESTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


class SubjectRequestList(ListPage):
    """Who asks about data of their own, the most urgent first."""

    permission_required = VIEW_SUBJECT_REQUESTS
    table_class = SubjectRequestTable
    filterset_class = SubjectRequestFilter
    sorts: ClassVar[dict[str, Any]] = {
        "deadline_date": "deadline_date", "received_date": "received_date",
    }  # fmt: skip
    default_sort = "deadline_date"
    detail_route = "removal:subject_request_detail"
    title = gettext_lazy("Requests of data subjects")
    empty_text = gettext_lazy(
        "No request yet. Enter each one on the day it comes: the clock runs from then."
    )

    def get_queryset(self) -> QuerySet[SubjectRequest]:
        rows = SubjectRequest.objects.visible_to(person_of(self.request))
        return rows.select_related("customer")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (_("All"), ""),
            (pgettext("state", "Open"), "state=open"),
            (_("Past their deadline"), "late=1"),
        ]

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(services.ADD):
            return []
        return [Act(_("Enter a request"), reverse("removal:subject_request_create"), "plus", True)]


@requires(services.ADD)
@require_http_methods(["GET", "HEAD", "POST"])
def subject_request_create(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = SubjectRequestForm(request.POST or None, initial={"received_date": today()}, user=user)
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        row = made(form, lambda: services.register_subject_request(by=user, at=at, **said))
        if row:
            messages.success(request, _("The request is in the register."))
            return redirect("removal:subject_request_detail", request_id=row.pk)
    kinds = [(label, DAYS[kind]) for kind, label in SubjectRequest.Kind.choices]
    context = {"form": form, "kinds": kinds}
    return render(request, "removal/subjectrequest_create.html", context, status=status_of(form))


@requires(VIEW_SUBJECT_REQUESTS)
@require_GET
def subject_request_detail(request: HttpRequest, request_id: int) -> HttpResponse:
    return _show(request, _find(request, request_id))


@requires(services.CHANGE)
@require_POST
def subject_request_identity(request: HttpRequest, request_id: int) -> HttpResponse:
    said = _("It is kept how the identity was checked.")
    return _act(
        request, request_id, "identity", IdentityForm, services.check_subject_identity, said
    )


@requires(services.CHANGE)
@require_POST
def subject_request_answer(request: HttpRequest, request_id: int) -> HttpResponse:
    said = _("The request is closed.")
    act = services.answer_subject_request
    return _act(request, request_id, "answer", SubjectAnswerForm, act, said)


def _act(
    request: HttpRequest,
    request_id: int,
    name: str,
    form_class: type[forms.Form],
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    row = _find(request, request_id)
    form = form_class(request.POST)
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(form, lambda: act(row, by=by, at=at, **form.cleaned_data)):
        messages.success(request, said)
        return redirect("removal:subject_request_detail", request_id=row.pk)
    return _show(request, _find(request, request_id), {name: form})


def _show(
    request: HttpRequest, row: SubjectRequest, filled: dict[str, forms.Form] | None = None
) -> HttpResponse:
    filled, initial = filled or {}, {"version": row.version}
    context = {
        "row": row,
        "may_change": row.is_open and request.user.has_perm(services.CHANGE),
        "identity": filled.get("identity") or IdentityForm(initial=initial, auto_id="id_who_%s"),
        "answer": filled.get("answer") or SubjectAnswerForm(initial=initial),
    }
    status = max((status_of(form) for form in filled.values()), default=200)
    return render(request, "removal/subjectrequest_detail.html", context, status=status)


def _find(request: HttpRequest, request_id: int) -> SubjectRequest:
    rows = SubjectRequest.objects.visible_to(person_of(request)).select_related(
        "customer", "recorded_by", "identity_checked_by", "answered_by"
    )
    return get_object_or_404(rows, pk=request_id)
