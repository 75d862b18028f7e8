"""Coming back after a removal: requests, their decision, and the checklist behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.models import Customer
from removal.listing.filters import ReadmissionFilter
from removal.listing.forms import (
    CriterionFormSet,
    NoteForm,
    ReadmissionDecisionForm,
    ReadmissionForm,
    ReasonForm,
    criteria_of,
)
from removal.listing.tables import ReadmissionTable
from removal.models import ListEntry, Readmission, ReadmissionChecklist
from removal.selectors.readmissions import checklist_in_force, exited_on, missing_for
from removal.services import readmission_checklists, readmissions
from riskcrm.accounts.removal_rights import (
    CHANGE_READMISSION_CRITERIA,
    DECIDE_READMISSION,
    DECIDE_READMISSION_CRITERIA,
    PROPOSE_READMISSION,
    VIEW_READMISSIONS,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of, succeeded
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

CONDITIONS = ("needs_prepayment", "most_credit", "probation_until", "conditions")
MOST_VERSIONS = 50


class ReadmissionList(ListPage):
    """Who asks to come back, as far as a person sees the customers."""

    permission_required = VIEW_READMISSIONS
    table_class = ReadmissionTable
    filterset_class = ReadmissionFilter
    sorts: ClassVar[dict[str, Any]] = {
        "state": "state", "requested_at": Sort("requested_at", descending=True),
    }  # fmt: skip
    default_sort = "-requested_at"
    detail_route = "removal:readmission_detail"
    title = gettext_lazy("Readmissions")
    empty_text = gettext_lazy(
        "Nobody asked. A request starts on the page of a removed customer, under “Restricted list”."
    )

    def get_queryset(self) -> QuerySet[Readmission]:
        rows = Readmission.objects.visible_to(self.request.user)
        return rows.select_related("customer", "requested_by", "decided_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs: list[tuple[Any, str]] = [(_("All"), ""), (_("To decide"), "state=waiting")]
        if self.request.user.has_perm(DECIDE_READMISSION):
            tabs.append((_("Waiting for me"), "waiting=1"))
        return [*tabs, (_("Approved"), "state=approved")]

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Checklist"), reverse("removal:readmission_criteria"), "list-check")]


@requires(PROPOSE_READMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def readmission_request(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The form that asks for a removed customer, with evidence for each line."""
    user = person_of(request)
    customer = get_object_or_404(Customer.objects.visible_to(user), pk=customer_id)
    checklist = checklist_in_force()
    if checklist is None:
        messages.error(request, _("No checklist is in force. Put one in force first."))
        return redirect("removal:readmission_criteria")
    form = ReadmissionForm(request.POST or None, checklist=checklist)
    if request.method == "POST" and form.is_valid():
        row = made(form, lambda: readmissions.propose_readmission(
            customer, by=user, summary=form.cleaned_data["summary"], answers=form.answers(),
            on=form.agreed(), at=timezone.now()))  # fmt: skip
        if row:
            messages.success(request, _("The request waits for a second person."))
            return redirect("removal:readmission_detail", readmission_id=row.pk)
    context = {
        "customer": customer,
        "form": form,
        "checklist": checklist,
        "exited_on": exited_on(customer),
        "missing": list(missing_for(customer, checklist, day=today()).values()),
        "entry": ListEntry.objects.in_force().filter(customer=customer).first(),
        "obstacle": refusal_of(readmissions.check_may_readmit, customer, by=user),
    }
    return render(request, "removal/readmission_request.html", context, status=status_of(form))


@requires(VIEW_READMISSIONS)
@require_GET
def readmission_detail(request: HttpRequest, readmission_id: int) -> HttpResponse:
    return _show(request, _find(request, readmission_id))


@requires(DECIDE_READMISSION)
@require_POST
def readmission_decide(request: HttpRequest, readmission_id: int) -> HttpResponse:
    row = _find(request, readmission_id)
    form = ReadmissionDecisionForm(request.POST)
    if form.is_valid():
        said, by, at = form.cleaned_data, person_of(request), timezone.now()
        approve = said["decision"] == "approve"
        if done(form, lambda: readmissions.decide_readmission(
                row, approve=approve, reason=said["reason"], on=form.agreed(),
                version=said["version"], by=by, at=at)):  # fmt: skip
            messages.success(
                request,
                _("The customer may come back: onboarding begins anew.")
                if approve
                else _("The request is rejected."),
            )
            return redirect("removal:readmission_detail", readmission_id=row.pk)
    return _show(request, _find(request, readmission_id), form)


@requires(PROPOSE_READMISSION)
@require_POST
def readmission_withdraw(request: HttpRequest, readmission_id: int) -> HttpResponse:
    row = _find(request, readmission_id)
    form = ReasonForm(request.POST, auto_id="id_withdraw_%s")
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(form, lambda: readmissions.withdraw_readmission(
            row, by=by, at=at, **form.cleaned_data)):  # fmt: skip
        messages.success(request, _("The request is withdrawn."))
        return redirect("removal:readmission_detail", readmission_id=row.pk)
    return _show(request, _find(request, readmission_id), withdrawal=form)


def _show(
    request: HttpRequest,
    row: Readmission,
    form: ReadmissionDecisionForm | None = None,
    withdrawal: ReasonForm | None = None,
) -> HttpResponse:
    user = person_of(request)
    terms = {name: getattr(row, name) for name in CONDITIONS}
    is_open = row.state == Readmission.State.WAITING
    missing = missing_for(row.customer, row.checklist, day=today()) if is_open else {}
    lines = [
        line | {"answer": row.answers.get(line["code"], ""), "missing": missing.get(line["code"])}
        for line in row.checklist.lines
    ]
    shown = form or withdrawal
    context = {
        "row": row,
        "customer": row.customer,
        "lines": lines,
        "is_open": is_open,
        "obstacle": refusal_of(readmissions.check_may_decide_readmission, row, by=user),
        "may_withdraw": refusal_of(readmissions.check_may_withdraw_readmission, row, by=user)
        is None,
        "form": form or ReadmissionDecisionForm(initial={"version": row.version} | terms),
        "withdrawal": withdrawal
        or ReasonForm(initial={"version": row.version}, auto_id="id_withdraw_%s"),
    }
    status = status_of(shown) if shown else 200
    return render(request, "removal/readmission_detail.html", context, status=status)


def _find(request: HttpRequest, readmission_id: int) -> Readmission:
    rows = Readmission.objects.visible_to(person_of(request)).select_related(
        "customer__manager", "entry", "case", "checklist", "requested_by", "decided_by"
    )
    return get_object_or_404(rows, pk=readmission_id)


# --- the checklist --------------------------------------------------------------------------------


@requires(VIEW_READMISSIONS)
@require_GET
def readmission_criteria(request: HttpRequest) -> HttpResponse:
    """The checklist in force, the proposed one, and those before."""
    user = person_of(request)
    rows = ReadmissionChecklist.objects.select_related("proposed_by", "decided_by")
    proposed = rows.filter(state=ReadmissionChecklist.State.PROPOSED).first()
    context = {
        "current": checklist_in_force(),
        "proposed": proposed,
        "obstacle": proposed
        and refusal_of(readmission_checklists.check_may_decide_checklist, proposed, by=user),
        "versions": rows.order_by("-number")[:MOST_VERSIONS],
        "may_propose": user.has_perm(CHANGE_READMISSION_CRITERIA) and proposed is None,
    }
    return render(request, "removal/readmission_criteria.html", context)


@requires(CHANGE_READMISSION_CRITERIA)
@require_http_methods(["GET", "HEAD", "POST"])
def readmission_criteria_propose(request: HttpRequest) -> HttpResponse:
    """The lines of the next version, beginning with those in force."""
    current = checklist_in_force()
    initial = current.criteria if current else []
    form = NoteForm(request.POST or None)
    lines = CriterionFormSet(request.POST or None, initial=initial, prefix="line")
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        row = made(form, lambda: readmission_checklists.propose_checklist(
            criteria_of(lines), note=form.cleaned_data["note"], by=person_of(request),
            at=timezone.now()))  # fmt: skip
        if row:
            messages.success(request, _("The new version waits for a second person."))
            return redirect("removal:readmission_criteria")
    context = {"form": form, "lines": lines}
    return render(request, "removal/readmission_criteria_propose.html", context,
                  status=status_of(form))  # fmt: skip


@requires(DECIDE_READMISSION_CRITERIA)
@require_POST
def readmission_criteria_decide(request: HttpRequest, checklist_id: int) -> HttpResponse:
    row = get_object_or_404(ReadmissionChecklist, pk=checklist_id)
    approve = request.POST.get("decision") == "approve"
    by, at = person_of(request), timezone.now()
    succeeded(
        request,
        lambda: readmission_checklists.decide_checklist(row, approve=approve, by=by, at=at),
        _("The version is in force.") if approve else _("The version is rejected."),
    )
    return redirect("removal:readmission_criteria")
