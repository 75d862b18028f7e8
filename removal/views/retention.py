"""Retention: whose time is over, runs of erasure with their approvals, and what they certify."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from removal.models import ErasureItem, ErasureRun
from removal.retention.filters import ErasureRunFilter
from removal.retention.forms import FindErasedForm, ProposeErasureForm, RejectErasureForm
from removal.retention.tables import ErasureRunTable
from removal.selectors.retention import dry_run, due, held_items, lines_of, runs, summed
from removal.selectors.retention_holds import in_words
from removal.services.finding_erased import find_erased
from removal.services.retention import approve_erasure, propose_erasure, reject_erasure
from removal.services.retention_periods import periods
from riskcrm.accounts.removal_rights import (
    APPROVE_ERASURES,
    FIND_ERASED,
    PROPOSE_ERASURES,
    VIEW_ERASURES,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.progress import progress_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.keyset import Page, Sort, page_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

PAGE = 100


class ErasureRunList(ListPage):
    """Every run of erasure, the newest first."""

    permission_required = VIEW_ERASURES
    table_class = ErasureRunTable
    filterset_class = ErasureRunFilter
    sorts: ClassVar[dict[str, Any]] = {"proposed_at": "-pk", "customers": "-customers"}
    default_sort = "-proposed_at"
    detail_route = "removal:erasure_detail"
    title = gettext_lazy("Retention")
    empty_text = gettext_lazy(
        "Nothing was erased yet. “What is due” shows whose records need not be kept any longer."
    )

    def get_queryset(self) -> QuerySet[ErasureRun]:
        return runs()

    def get_actions(self) -> Sequence[Act]:
        acts = []
        if self.request.user.has_perm(FIND_ERASED):
            acts.append(Act(_("Was somebody erased here?"), reverse("removal:erased_find")))
        acts.append(Act(_("What is due"), reverse("removal:erasure_due"), primary=True))
        return acts


@requires(VIEW_ERASURES)
@require_safe
def erasure_due(request: HttpRequest) -> HttpResponse:
    """Who is due and what holds them back; with `count`, the dry run of an erasure. Changes
    nothing."""
    day = today()
    kept = periods(day)
    counted = "count" in request.GET
    page = _page(request, due(day, kept))
    context = {
        "day": day,
        "page": page,
        "rows": lines_of(page.rows, counted=counted),
        "found": dry_run(day, kept) if counted else None,
        "kept": "count=1&" if counted else "",
    }
    return render(request, "removal/erasure_due.html", context)


@requires(PROPOSE_ERASURES)
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_propose(request: HttpRequest) -> HttpResponse:
    form = ProposeErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        run = made(form, lambda: propose_erasure(by=by, at=at, **form.cleaned_data))
        if run:
            messages.success(request, _("The erasure is proposed. Two other people approve it."))
            return redirect("removal:erasure_detail", run.pk)
    return render(request, "removal/erasure_propose.html", {"form": form}, status=status_of(form))


@requires(VIEW_ERASURES)
@require_safe
def erasure_detail(request: HttpRequest, run_id: int) -> HttpResponse:
    return _show(request, get_object_or_404(runs(), pk=run_id))


@requires(VIEW_ERASURES)
@require_safe
def erasure_progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The moving part of the page while the run is under way; then the whole page anew."""
    run = get_object_or_404(runs(), pk=run_id)
    if run.state != ErasureRun.State.APPROVED:
        return HttpResponseClientRefresh()
    return render(request, "removal/_erasure_progress.html", _progress(run))


@requires(APPROVE_ERASURES)
@require_POST
def erasure_approve(request: HttpRequest, run_id: int) -> HttpResponse:
    run = get_object_or_404(runs(), pk=run_id)
    by, at = person_of(request), timezone.now()
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() else None
    return _act(request, run, lambda: approve_erasure(run, by=by, at=at, version=seen))


@requires(VIEW_ERASURES)
@require_POST
def erasure_reject(request: HttpRequest, run_id: int) -> HttpResponse:
    """By who may approve, or by who proposed it."""
    run = get_object_or_404(runs(), pk=run_id)
    form = RejectErasureForm(request.POST)
    by, at = person_of(request), timezone.now()
    if not form.is_valid():
        return _show(request, run, form)
    act = lambda: reject_erasure(run, by=by, at=at, **form.cleaned_data)  # noqa: E731
    return _act(request, run, act, form)


@requires(VIEW_ERASURES)
@require_safe
def erasure_certificate(request: HttpRequest, run_id: int) -> HttpResponse:
    """The file as it was made when the run ended."""
    run = get_object_or_404(ErasureRun, pk=run_id)
    if run.state != ErasureRun.State.DONE:
        raise Http404
    name = f'attachment; filename="erasure-{run.pk}.csv"'
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": name}
    return HttpResponse(run.certificate.encode(), headers=headers)


@requires(FIND_ERASED)
@require_http_methods(["GET", "HEAD", "POST"])
def erased_find(request: HttpRequest) -> HttpResponse:
    """Whether somebody of this name or number was erased here; each look is in the audit."""
    form = FindErasedForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        by, text = person_of(request), form.cleaned_data["text"]
        context["found"] = find_erased(text, by=by, at=timezone.now())
    return render(request, "removal/erased_find.html", context, status=status_of(form))


def _act(
    request: HttpRequest,
    run: ErasureRun,
    act: Callable[[], ErasureRun],
    form: RejectErasureForm | None = None,
) -> HttpResponse:
    """Do it, or show the page with the sentence why not."""
    asked = form or RejectErasureForm({"reason": "-", "version": run.version})
    if asked.is_valid() and done(asked, act):
        return redirect("removal:erasure_detail", run.pk)
    return _show(request, get_object_or_404(runs(), pk=run.pk), asked)


def _show(
    request: HttpRequest, run: ErasureRun, refused: RejectErasureForm | None = None
) -> HttpResponse:
    user = person_of(request)
    may_approve = ErasureRun.objects.approvable_by(user).filter(pk=run.pk).exists()
    is_open = run.state == ErasureRun.State.PROPOSED
    initial = {"version": run.version}
    items = run.items.select_related("customer")
    context: dict[str, Any] = {
        "erasure": run,
        "may_approve": may_approve,
        "may_reject": is_open and (may_approve or run.proposed_by_id == user.pk),
        "form": refused or RejectErasureForm(initial=initial),
        "proposed": summed(items.values_list("counts", flat=True)),
        "erased": summed(items.values_list("erased", flat=True)),
        "held": [(item, in_words(item.held)) for item in held_items(run)],
        "erased_count": items.filter(state=ErasureItem.State.ERASED).count(),
        "page": _page(request, items),
        "kept": "",
    }
    if run.run_id:
        context |= _progress(run)
    status = status_of(refused) if refused else 200
    return render(request, "removal/erasure_detail.html", context, status=status)


def _page(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    places = {name: request.GET.get(name, "") for name in ("after", "before")}
    return page_of(rows, sort=Sort("pk"), size=PAGE, **places)


def _progress(run: ErasureRun) -> dict[str, Any]:
    progress = progress_of(run.run, at=timezone.now()) if run.run else None
    return {"erasure": run, "progress": progress}
