"""Acts on many rows: what is asked first, and what came of each row."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from riskcrm.jobs.models import Item, Run
from riskcrm.jobs.progress import progress_of
from riskcrm.jobs.services import RunClosed, cancel_run
from riskcrm.web import notices
from riskcrm.web.bulk import BulkAction
from riskcrm.web.counting import count_up_to
from riskcrm.web.filters import FilterSet
from riskcrm.web.forms import made, status_of
from riskcrm.web.ids import id_of
from riskcrm.web.list_at import list_at
from riskcrm.web.lists import BULK_ACT, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.person import person_of
from riskcrm.web.services import bulk as services
from riskcrm.web.tables import ItemTable

SEE_RESULTS = "jobs.view_item"
MOST_COUNTED = 10_000
MOST_IDS = 1000  # rows that can be ticked one by one
NAMES_SHOWN = 5


@requires(BULK_ACT)
@require_POST
def bulk_act(request: HttpRequest) -> HttpResponse:
    """Say how many rows it will be and ask for what the act needs; `confirmed`, do it."""
    person, address = person_of(request), request.POST.get("address", "")
    page = list_at(address, by=person)
    act = services.find_action(page, request.POST.get("action", "")) if page else None
    if page is None or act is None:
        raise Http404
    ids = None if request.POST.get("everything") else _ids(request.POST)
    if ids is not None and not ids:
        messages.warning(request, _("Select rows first, then choose what to do with them."))
        return redirect(address)
    is_confirmed = "confirmed" in request.POST
    form = act.form(request.POST if is_confirmed else None, person=person)
    if is_confirmed and form.is_valid():
        run = made(form, lambda: services.request_bulk(
            by=person, address=address, action=act.name, data=_filled_in(form, request.POST),
            ids=ids, language=get_language() or "en", at=timezone.now()))  # fmt: skip
        if run:
            if run.is_open:
                notices.expect(request, services.BULK, run.pk)
            return redirect("web:bulk_result", run_id=run.pk)
    return _ask(request, page, act, ids, form)


def _ask(
    request: HttpRequest,
    page: ListPage,
    act: BulkAction,
    ids: list[int] | None,
    form: forms.Form,
) -> HttpResponse:
    _filters, rows = page.filtered()
    names: list[str] = []
    count: int | None
    if ids is None:
        count = count_up_to(rows, MOST_COUNTED + 1)
    else:
        chosen = page.get_queryset().filter(pk__in=ids)
        names = [str(row) for row in chosen[: NAMES_SHOWN + 1]]
        count = len(ids)
    context = {
        "form": form,
        "act": act,
        "page": page,
        "address": page.here(),
        "ids": ids,
        "count": count,
        "is_many": count is None or count > MOST_COUNTED,
        "most": MOST_COUNTED,
        "names": names[:NAMES_SHOWN],
        "and_more": len(names) > NAMES_SHOWN,
    }
    return render(request, "web/bulk_act.html", context, status=status_of(form))


def _ids(data: QueryDict) -> list[int]:
    given = data.getlist("ids")[:MOST_IDS]
    return [pk for text in given if (pk := id_of(text)) is not None]


def _filled_in(form: forms.Form, data: QueryDict) -> str:
    """What the act's own fields were given, without what the page carries along."""
    kept = QueryDict(mutable=True)
    for name in form.fields:
        if name in data:
            kept.setlist(name, data.getlist(name))
    return kept.urlencode()


class ItemFilter(FilterSet):
    outcome = django_filters.ChoiceFilter(
        label=gettext_lazy("Result"), choices=Item.Outcome.choices, empty_label=gettext_lazy("any")
    )

    class Meta:
        model = Item
        fields: ClassVar[list[str]] = []


class BulkResults(ListPage):
    """What came of each row of one's own act."""

    permission_required = SEE_RESULTS
    table_class = ItemTable
    filterset_class = ItemFilter
    sorts: ClassVar[dict[str, Any]] = {"position": "position"}
    default_sort = "position"
    title = gettext_lazy("What came of it")
    template_name = "web/bulk_result.html"

    @cached_property
    def run(self) -> Run:
        return _find(self.request, self.kwargs["run_id"])

    def get_queryset(self) -> QuerySet[Item]:
        return Item.objects.filter(run=self.run)

    def get_context(self) -> dict[str, Any]:
        return _progress(self.request, self.run)


@requires(SEE_RESULTS)
@require_GET
def bulk_progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far an act is, asked for each second; once it has ended, the page is loaded anew."""
    run = _find(request, run_id)
    response = render(request, "web/_bulk_progress.html", _progress(request, run))
    if not run.is_open:
        response["HX-Refresh"] = "true"
    return response


@requires(BULK_ACT)
@require_POST
def bulk_cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    run = _find(request, run_id)
    try:
        cancel_run(run, by=person_of(request).as_actor(), at=timezone.now())
    except RunClosed as closed:
        messages.warning(request, str(closed))
    else:
        messages.success(request, _("The rest is left as it was. What was done stays done."))
    return redirect("web:bulk_result", run_id=run.pk)


def _progress(request: HttpRequest, run: Run) -> dict[str, Any]:
    page = list_at(run.params["list"], by=person_of(request))
    act = services.find_action(page, run.params["action"]) if page else None
    return {
        "run": run,
        "act": act,
        "list_address": page.here() if page else "",
        "progress": progress_of(run, at=timezone.now()),
    }


def _find(request: HttpRequest, run_id: int) -> Run:
    mine = Run.objects.filter(kind=services.BULK, requested_by=str(person_of(request).pk))
    return get_object_or_404(mine, pk=run_id)
