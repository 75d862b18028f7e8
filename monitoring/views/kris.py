"""Key risk indicators with their limits and owners, and the management reports of months."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from monitoring import services
from monitoring.book_days.indicators import STATUS, kri_readings
from monitoring.book_days.sums import kept_day, whole_book
from monitoring.kris.catalogue import KRIS
from monitoring.kris.forms import LimitsForm, ReportForm
from monitoring.kris.limits import limits_now, status_of
from monitoring.models import BookDay, KriLimit, KriValue, MonthReport
from monitoring.views.book_days import asked_day
from riskcrm.accounts.kri_rights import (
    APPROVE_LIMITS,
    CHANGE_LIMITS,
    MAKE_REPORTS,
    VIEW_KRIS,
    VIEW_REPORTS,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.web import forms as web_forms
from riskcrm.web.permissions import requires
from scoring.months import month_end

MONTHS = 13


@requires(VIEW_KRIS)
@require_GET
def kri_list(request: HttpRequest) -> HttpResponse:
    """Each indicator of the newest day, what it was at the ends of months, and its limits.

    A day that is asked for is held against its own limits, and nothing is changed there.
    """
    day, why = asked_day(request.GET.get("as_of", ""))
    kept = None if why else kept_day(day)
    if day is not None and kept is None:
        why = _("The figures of that day were not kept.")
    is_now = day is None
    readings = kri_readings(whole_book(kept), is_now=is_now) if kept else []
    past = _past()
    rows = [{"reading": each, "past": past.get(each.kri.code, [])} for each in readings]
    context = {"kept": kept, "rows": rows, "user_id": person_of(request).pk, "why": why,
               "is_now": is_now}  # fmt: skip
    return render(request, "monitoring/kri_list.html", context, status=404 if why else 200)


def _past() -> dict[str, list[dict[str, Any]]]:
    """By indicator its values at the ends of months, held against the limits of then."""
    days = BookDay.objects.order_by("-day").values_list("day", flat=True)
    ends = [day for day in days if day == month_end(day)][:MONTHS]
    past: dict[str, list[dict[str, Any]]] = {}
    for value in KriValue.objects.filter(day__in=ends).select_related("day").order_by("day_id"):
        status = status_of(value.value, value.amber, value.red)
        said = {"value": value, "shape": STATUS[status][0], "status": status}
        past.setdefault(value.code, []).append(said)
    return past


@requires(CHANGE_LIMITS)
@require_http_methods(["GET", "POST"])
def kri_limits(request: HttpRequest, code: str) -> HttpResponse:
    """Change limits or owner; looser limits wait for a second person."""
    if (kri := KRIS.get(code)) is None:
        raise Http404
    now = limits_now()[code]
    start = {"amber": now.amber, "red": now.red, "owner": now.owner}
    form = LimitsForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        change = lambda: services.change_limits(kri, by=by, at=at, **form.cleaned_data)  # noqa: E731
        if web_forms.done(form, change):
            return redirect("monitoring:kri_list")
    context = {"kri": kri, "form": form, "now": now}
    return render(request, "monitoring/kri_limits.html", context,
                  status=web_forms.status_of(form))  # fmt: skip


@requires(APPROVE_LIMITS)
@require_POST
def kri_decide(request: HttpRequest, limit_id: int) -> HttpResponse:
    """Agree to looser limits, or turn them down."""
    asked = get_object_or_404(KriLimit, pk=limit_id)
    approve = request.POST.get("decision") == "approve"
    by, at = person_of(request), timezone.now()
    web_forms.succeeded(
        request,
        lambda: services.decide_limits(asked, approve=approve, by=by, at=at),
        _("The limits are in force.") if approve else _("The limits stay as they were."),
    )
    return redirect("monitoring:kri_list")


@requires(VIEW_REPORTS)
@require_GET
def month_report_list(request: HttpRequest) -> HttpResponse:
    """The reports that were made, the newest month first."""
    return _reports(request, None)


def _reports(request: HttpRequest, form: ReportForm | None) -> HttpResponse:
    reports = MonthReport.objects.defer("content").select_related("made_by")
    context = {"reports": reports.order_by("-month_end", "language")[:100],
               "form": form or ReportForm()}  # fmt: skip
    status = 200 if form is None else web_forms.status_of(form)
    return render(request, "monitoring/monthreport_list.html", context, status=status)


@requires(MAKE_REPORTS)
@require_POST
def month_report_make(request: HttpRequest) -> HttpResponse:
    """Make the report of a month in every language."""
    form = ReportForm(request.POST)
    if form.is_valid():
        end, by, at = month_end(form.cleaned_data["month"]), person_of(request), timezone.now()
        if web_forms.done(form, lambda: services.make_month_report(end, by=by, at=at), "month"):
            return redirect("monitoring:month_report_list")
    return _reports(request, form)


@requires(VIEW_REPORTS)
@require_GET
def month_report_file(request: HttpRequest, report_id: int) -> HttpResponse:
    """The report as it was made."""
    report = get_object_or_404(MonthReport, pk=report_id)
    name = f'inline; filename="book-{report.month_end}-{report.language}.pdf"'
    return HttpResponse(
        bytes(report.content),
        headers={"Content-Type": "application/pdf", "Content-Disposition": name},
    )
