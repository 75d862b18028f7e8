"""Fitted scorecards: asked for, watched, read, and made a draft."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from kombu.exceptions import OperationalError

from riskcrm.accounts.roles import FIT_CARDS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import made, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from scoring import selectors, services, tasks
from scoring.fitting import shown
from scoring.fitting.forms import ColumnsForm, DraftForm, HistoryForm, TableForm
from scoring.fitting.history import kept_span
from scoring.fitting.tables import FittingTable
from scoring.models import Fitting

FORM = "scoring/fitting_form.html"
State = Fitting.State


class FittingList(ListPage):
    """Every fit, the newest first."""

    permission_required = "scoring.view_scorecard"
    table_class = FittingTable
    sorts: ClassVar[dict[str, Any]] = {"created_at": "-pk"}
    default_sort = "-created_at"
    title = gettext_lazy("Fitted scorecards")
    empty_text = gettext_lazy(
        "Nothing has been fitted yet. A card is fitted to the book's month ends or to a table."
    )

    def get_queryset(self) -> QuerySet[Fitting]:
        return Fitting.objects.select_related("requested_by")

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(FIT_CARDS):
            return []
        return [
            Act(_("Fit to a table"), reverse("scoring:fitting_table"), "file-import"),
            Act(_("Fit to the history"), reverse("scoring:fitting_history"), "plus", primary=True),
        ]

    def prepare(self, rows: list[Any]) -> list[Any]:
        for row in rows:
            found = row.result.get("auc_unseen") or row.result.get("auc") or {}
            row.auc = found.get("value")
        return rows


def _form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    back = context.pop("back", reverse("scoring:fitting_list"))
    return render(request, FORM, {"form": form, "back": back, **context}, status=status_of(form))


def _hurry() -> None:
    """Wake a worker; when the broker is away, the next sweep finds the row."""
    with contextlib.suppress(OperationalError):
        tasks.work_on_fittings.delay_on_commit()


@requires(FIT_CARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def fitting_history(request: HttpRequest) -> HttpResponse:
    """Have a card fitted to the book's own month ends."""
    form = HistoryForm(request.POST or None, initial=kept_span())
    if request.method == "POST" and form.is_valid():
        fitting = made(form, lambda: services.request_fitting(
            **form.cleaned_data, by=person_of(request), at=timezone.now()))  # fmt: skip
        if fitting:
            _hurry()
            return redirect("scoring:fitting_detail", fitting.pk)
    return _form_page(
        request, form, title=_("Fit to the history"), verb=_("Fit"),
        note=_("Month ends whose horizon is not over yet are left out; the result counts them."),
    )  # fmt: skip


@requires(FIT_CARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def fitting_table(request: HttpRequest) -> HttpResponse:
    """Bring a labelled table; the next page asks what its columns are."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fitting = made(form, lambda: services.upload_table(
            **form.cleaned_data, by=person_of(request), at=timezone.now()), "file")  # fmt: skip
        if fitting:
            return redirect("scoring:fitting_columns", fitting.pk)
    return _form_page(
        request, form, title=_("Fit to a table"), verb=_("Upload"),
        note=_("The file is deleted as soon as it has been learnt from; the findings stay."),
    )  # fmt: skip


@requires(FIT_CARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def fitting_columns(request: HttpRequest, fitting_id: int) -> HttpResponse:
    """Say what the columns of an uploaded table are."""
    fitting = get_object_or_404(Fitting, pk=fitting_id, source=Fitting.Source.TABLE)
    header = fitting.preview.get("header", [])
    form = ColumnsForm(request.POST or None, header=header)
    if request.method == "POST" and form.is_valid():
        chosen = made(form, lambda: services.choose_columns(
            fitting, form.columns(), by=person_of(request), at=timezone.now(),
            **form.settings()))  # fmt: skip
        if chosen:
            _hurry()
            return redirect("scoring:fitting_detail", fitting.pk)
    return _form_page(request, form, title=fitting.name, verb=_("Fit"))


@requires("scoring.view_scorecard")
@require_safe
def fitting_detail(request: HttpRequest, fitting_id: int) -> HttpResponse:
    """One fit: what was asked for, and what was found."""
    return render(request, "scoring/fitting_detail.html", _context(_find(fitting_id)))


@requires("scoring.view_scorecard")
@require_safe
def fitting_progress(request: HttpRequest, fitting_id: int) -> HttpResponse:
    """The page's changing part, asked for again while a worker is at it."""
    return render(request, "scoring/_fitting_result.html", _context(_find(fitting_id)))


def _find(fitting_id: int) -> Fitting:
    rows = Fitting.objects.select_related("run", "card_version__scorecard", "requested_by")
    return get_object_or_404(rows, pk=fitting_id)


def _context(fitting: Fitting) -> dict[str, Any]:
    result = fitting.result
    context: dict[str, Any] = {
        "fitting": fitting,
        "result": result,
        "bands": result.get("bands", []),
        "bands_chart": shown.bands_chart(result.get("bands", [])),
        "nobody_can": fitting.state == State.WAITING
        and not selectors.somebody_fits(fitting, at=timezone.now()),
    }
    if fitting.state == State.REFUSED:
        context["refusal"] = shown.refusal_text(result["refusal"])
    if fitting.state == State.DONE:
        context["columns"] = shown.columns_shown(result)
        context["tested_on"] = shown.tested_on(result)
    return context


@requires(FIT_CARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def fitting_draft(request: HttpRequest, fitting_id: int) -> HttpResponse:
    """Make a draft of the card that was found."""
    fitting = _find(fitting_id)
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = made(form, lambda: services.draft_fitted_card(
            fitting, **form.cleaned_data, by=person_of(request), at=timezone.now()))  # fmt: skip
        if version:
            return redirect("scoring:scorecard_detail", version.pk)
    return _form_page(
        request, form, title=_("A draft of %(name)s") % {"name": fitting.name},
        verb=_("Make a draft card"), back=reverse("scoring:fitting_detail", args=[fitting.pk]),
        note=_("Its knock-outs are those of the card in force. Nothing is scored by a draft."),
    )  # fmt: skip
