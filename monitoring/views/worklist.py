"""The worklist of collecting: who is next and why, and the acts on each line of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from customers.models import Arrears
from customers.receivables.worklist import beside
from customers.records import KINDS
from customers.records.kinds import Kind
from customers.services.arrears import follow_customers
from customers.services.records import new_key, post_record
from monitoring.filters.worklist import WorklistFilter
from monitoring.tables.worklist import WorklistTable, moving_cells
from monitoring.work_forms import CallForm, PromiseForm, StepForm, TaskForm, WorkForm
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


@dataclass(frozen=True)
class WorkAct:
    """Something that a person does on a line: it posts a fact of a kind."""

    code: str
    label: str | Promise
    kind: Kind
    form: type[WorkForm]

    @property
    def permission(self) -> str:
        return self.kind.permission("add")


ACTS = (
    WorkAct("contact", pgettext_lazy("act", "Contact"), KINDS["interactions"], CallForm),
    WorkAct("promise", gettext_lazy("Promise"), KINDS["promises"], PromiseForm),
    WorkAct("task", gettext_lazy("Task"), KINDS["tasks"], TaskForm),
    WorkAct("step", gettext_lazy("Step"), KINDS["collection-steps"], StepForm),
)


class Worklist(ListPage):
    """Customers that need collecting, the most pressing first."""

    permission_required = "customers.view_collectionstep"
    table_class = WorklistTable
    filterset_class = WorklistFilter
    title = gettext_lazy("Worklist")
    empty_text = gettext_lazy(
        "Nobody needs collecting: nothing is overdue beyond what the organisation tolerates."
    )
    template_name = "monitoring/worklist.html"
    exported_with: ClassVar[dict[str, str]] = {"customer": "number"}
    default_sort = "-urgency"
    sorts: ClassVar[dict[str, Any]] = {
        "urgency": Sort("rank", descending=True, tie_reversed=True),
        "overdue": Sort("overdue", descending=True, tie_reversed=True),
        "oldest_days": Sort("oldest_due_date"),
    }
    default_columns = (
        "tier", "customer", "urgency", "overdue", "expected_loss", "next_step",
        "last_contact", "acts",
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Arrears]:
        rows = Arrears.objects.visible_to(self.request.user)
        return rows.select_related("customer__rating", "customer__manager")

    def get_tabs(self) -> Sequence[tuple[str | Promise, str]]:
        person = person_of(self.request)
        tabs: list[tuple[str | Promise, str]] = [(_("All"), ""), (_("Mine"), "whose=mine")]
        if person.team_id:
            tabs.append((_("My team's"), "whose=team"))
        return [
            *tabs,
            (_("Promises broken"), "urgency=3"),
            (_("Due now"), "urgency=2"),
            (_("Waiting"), "urgency=0"),
        ]

    def get_actions(self) -> Sequence[Act]:
        wanted = (
            (_("Ageing"), "monitoring:ageing", "report-analytics", "customers.view_invoice"),
            (_("Reminders"), "customers:reminder_list", "mail", "customers.view_reminder"),
        )
        may = self.request.user.has_perm
        return [Act(label, reverse(route), icon) for label, route, icon, needed in wanted
                if may(needed)]  # fmt: skip

    def prepare(self, rows: list[Any]) -> list[Any]:
        return prepared(rows, person_of(self.request))


def prepared(rows: list[Any], person: User) -> list[Any]:
    """Lines with what stands beside their figures, and what this person may do on them."""
    found = beside([row.pk for row in rows])
    acts = [act for act in ACTS if person.has_perm(act.permission)]
    for row in rows:
        row.beside = found[row.pk]
        row.acts = [
            (act.label, reverse(f"monitoring:worklist_{act.code}", args=[row.pk])) for act in acts
        ]
    return rows


def _view(act: WorkAct) -> Callable[..., HttpResponse]:
    """The form of an act on a line, and what comes of it: the line as it then stands."""

    @requires(act.permission)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, customer_id: int) -> HttpResponse:
        person, at, day = person_of(request), timezone.now(), today()
        rows = Arrears.objects.visible_to(person).select_related(
            "customer__rating", "customer__manager"
        )
        arrears = get_object_or_404(rows, pk=customer_id)
        form = act.form(request.POST or None, initial=act.form.ready(arrears, day=day))
        if request.method == "POST" and form.is_valid():
            row = {
                "customer": arrears.customer.number,
                "source_key": new_key(at),
                **form.row(by=person, day=day),
            }
            if done(form, lambda: post_record(act.kind, row, by=person, at=at)):
                follow_customers([arrears.pk], at=at)
                return _done(request, act, customer_id)
        return _show(request, act, arrears, form)

    return view


def _show(request: HttpRequest, act: WorkAct, arrears: Arrears, form: WorkForm) -> HttpResponse:
    words = {"form": form, "act": act, "arrears": arrears, "url": request.path}
    if request.htmx:  # type: ignore[attr-defined]
        # htmx swaps answers of 200 only, and the refusal belongs beside the field
        return render(request, "monitoring/_work_form.html", words)
    return render(request, "monitoring/work_form.html", words, status=status_of(form))


def _done(request: HttpRequest, act: WorkAct, customer_id: int) -> HttpResponse:
    """What changed on the line by an act; without htmx the worklist it belongs to."""
    said = _("Saved: %(act)s") % {"act": act.label}
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, said)
        return redirect("monitoring:worklist")
    rows = list(Arrears.objects.filter(pk=customer_id).select_related("customer"))
    prepared(rows, person_of(request))
    cells = [cell for row in rows for cell in moving_cells(row)]
    return render(request, "monitoring/_work_done.html", {"text": said, "cells": cells})


def worklist_urls() -> list[URLPattern]:
    """The worklist and the acts on its lines."""
    return [
        path("worklist/", Worklist.as_view(), name="worklist"),
        *(
            path(f"worklist/<int:customer_id>/{act.code}/", _view(act),
                 name=f"worklist_{act.code}")
            for act in ACTS
        ),
    ]  # fmt: skip
