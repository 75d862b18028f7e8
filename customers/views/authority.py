"""Pages of the register of requests of authorities and regulators."""

from __future__ import annotations

from collections.abc import Sequence
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

from customers.authority.filters import AuthorityRequestFilter
from customers.authority.forms import AnswerForm, AuthorityRequestForm
from customers.authority.tables import AuthorityRequestTable
from customers.models import AuthorityRequest, ImportFile
from customers.services import authority as services
from customers.views.terms import import_act
from riskcrm.accounts.roles import VIEW_REQUESTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

ADD = "customers.add_authorityrequest"
CHANGE = "customers.change_authorityrequest"
form_page = require_http_methods(["GET", "HEAD", "POST"])


class RequestList(ListPage):
    """Every request, the soonest deadline first."""

    permission_required = VIEW_REQUESTS
    table_class = AuthorityRequestTable
    filterset_class = AuthorityRequestFilter
    sorts: ClassVar[dict[str, Any]] = {
        "deadline_date": "deadline_date",
        "received_date": "-received_date",
    }
    default_sort = "deadline_date"
    detail_route = "customers:request_detail"
    default_columns = (
        "subject",
        "state",
        "authority",
        "reference",
        "customer",
        "deadline_date",
        "responsible",
    )
    title = gettext_lazy("Requests of authorities")
    empty_text = gettext_lazy(
        "No request yet. Enter what an authority or regulator asks, and by when."
    )

    def get_queryset(self) -> QuerySet[AuthorityRequest]:
        rows = AuthorityRequest.objects.visible_to(person_of(self.request))
        return rows.select_related("customer", "responsible")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        mine = f"state=open&responsible={person_of(self.request).pk}"
        return [
            (_("All"), ""),
            (pgettext("state", "Open"), "state=open"),
            (_("Past their deadline"), "late=1"),
            (_("Mine"), mine),
        ]

    def get_actions(self) -> Sequence[Act]:
        acts = import_act(ImportFile.Kind.REQUESTS, person_of(self.request))
        if self.request.user.has_perm(ADD):
            url = reverse("customers:request_create")
            acts.append(Act(_("Enter a request"), url, "plus", True))
        return acts


@requires(ADD)
@form_page
def request_create(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    initial = {"received_date": today(), "responsible": user}
    form = AuthorityRequestForm(request.POST or None, initial=initial, user=user)
    if request.method == "POST" and form.is_valid():
        given, at = _fields(form), timezone.now()
        if row := made(form, lambda: services.register_request(by=user, at=at, **given)):
            messages.success(request, _("The request is in the register."))
            return redirect("customers:request_detail", request_id=row.pk)
    return _edit(request, form, _("Enter a request"), reverse("customers:request_list"))


@requires(CHANGE)
@form_page
def request_edit(request: HttpRequest, request_id: int) -> HttpResponse:
    user = person_of(request)
    row = _find(request, request_id)
    initial = {name: getattr(row, name) for name in (*services.FIELDS, "version")}
    initial["customer"] = row.customer.number if row.customer else ""
    form = AuthorityRequestForm(request.POST or None, initial=initial, user=user)
    back = reverse("customers:request_detail", args=[row.pk])
    if request.method == "POST" and form.is_valid():
        given, version = _fields(form), form.cleaned_data["version"] or 0
        at = timezone.now()
        if done(form, lambda: services.change_request(
                row, by=user, at=at, version=version, **given)):  # fmt: skip
            messages.success(request, _("The request is changed."))
            return redirect(back)
    return _edit(request, form, _("Change the request"), back)


@requires(VIEW_REQUESTS)
@require_GET
def request_detail(request: HttpRequest, request_id: int) -> HttpResponse:
    row = _find(request, request_id)
    form = AnswerForm(initial={"answered_date": today(), "version": row.version})
    return _show(request, row, form)


@requires(CHANGE)
@require_POST
def request_answer(request: HttpRequest, request_id: int) -> HttpResponse:
    row = _find(request, request_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        given, by, at = form.cleaned_data, person_of(request), timezone.now()
        if done(form, lambda: services.answer_request(row, **given, by=by, at=at)):
            messages.success(request, _("The request is closed."))
            return redirect("customers:request_detail", request_id=row.pk)
    return _show(request, _find(request, request_id), form)


def _find(request: HttpRequest, request_id: int) -> AuthorityRequest:
    rows = AuthorityRequest.objects.visible_to(person_of(request))
    return get_object_or_404(rows.select_related("customer", "responsible"), pk=request_id)


def _fields(form: forms.Form) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in services.FIELDS}


def _show(request: HttpRequest, row: AuthorityRequest, form: forms.Form) -> HttpResponse:
    may_change = row.state == row.State.OPEN and request.user.has_perm(CHANGE)
    context = {"row": row, "form": form, "may_change": may_change}
    template = "customers/authorityrequest_detail.html"
    return render(request, template, context, status=status_of(form))


def _edit(request: HttpRequest, form: forms.Form, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "verb": _("Save")}
    template = "customers/authorityrequest_edit.html"
    return render(request, template, context, status=status_of(form))
