"""Back-tests: all of them, asking for one, and what one found."""

from __future__ import annotations

from collections.abc import Sequence
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

from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.progress import progress_of
from riskcrm.web.errors import Refused
from riskcrm.web.export_files import FILES
from riskcrm.web.forms import made, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today
from scoring import services
from scoring.back_tests import charts
from scoring.back_tests.export import file_of
from scoring.back_tests.filters import BackTestFilter
from scoring.back_tests.forms import BackTestForm, first_choice, name_of
from scoring.back_tests.result import LEAK
from scoring.back_tests.tables import BackTestTable, state_of
from scoring.indicators import INDICATORS
from scoring.measures.bootstrap import FEWEST_BADS
from scoring.measures.stability import ACT, WATCH
from scoring.models import BackTest, ScorecardVersion

VIEW = "scoring.view_scorecard"
ASK = "scoring.add_backtest"
CONTENT = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def back_tests() -> QuerySet[BackTest]:
    return BackTest.objects.select_related(
        "card_version__scorecard", "challenger__scorecard", "requested_by", "run"
    )


class BackTestList(ListPage):
    """Every back-test, the newest first."""

    permission_required = VIEW
    table_class = BackTestTable
    filterset_class = BackTestFilter
    sorts: ClassVar[dict[str, Any]] = {"requested_at": "-pk"}
    default_sort = "-requested_at"
    title = gettext_lazy("Back-tests")
    empty_text = gettext_lazy(
        "No back-test yet. One shows how well a card foretold what became of customers after past"
        " month ends."
    )

    def get_queryset(self) -> QuerySet[BackTest]:
        return back_tests()

    def get_actions(self) -> Sequence[Act]:
        acts = []
        if champion := _champion():
            address = reverse("scoring:drift", args=[champion])
            acts.append(Act(_("Drift"), address, "report-analytics"))
        if self.request.user.has_perm(ASK):
            address = reverse("scoring:back_test_add")
            acts.append(Act(_("New back-test"), address, "plus", primary=True))
        return acts


@requires(ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def back_test_add(request: HttpRequest) -> HttpResponse:
    """Ask for a back-test; `?card=` chooses the version."""
    form = BackTestForm(request.POST or None, initial=_chosen(request))
    if request.method == "POST" and form.is_valid():
        asked = dict(form.cleaned_data)
        version = asked.pop("card_version")
        by = person_of(request)
        back_test = made(
            form,
            lambda: services.request_back_test(version, **asked, by=by, at=timezone.now()),
        )
        if back_test:
            return redirect("scoring:back_test_detail", back_test.pk)
    return render(request, "scoring/backtest_add.html", {"form": form}, status=status_of(form))


def _champion() -> int | None:
    """The version that scores the book, if one is published."""
    return ScorecardVersion.objects.scoring_book().values_list("pk", flat=True).first()


def _chosen(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("card", "")
    card = asked if asked.isdecimal() else _champion()
    return {"card_version": card, **first_choice(today())}


@requires(VIEW)
@require_safe
def back_test_detail(request: HttpRequest, back_test_id: int) -> HttpResponse:
    back_test = get_object_or_404(back_tests(), pk=back_test_id)
    return render(request, "scoring/backtest_detail.html", _context(back_test))


@requires(VIEW)
@require_safe
def back_test_progress(request: HttpRequest, back_test_id: int) -> HttpResponse:
    """The moving part of the page while there is no result; then the whole page anew."""
    back_test = get_object_or_404(back_tests(), pk=back_test_id)
    if back_test.result is not None:
        return HttpResponseClientRefresh()
    return render(request, "scoring/_backtest_progress.html", _progress(back_test))


def _progress(back_test: BackTest) -> dict[str, Any]:
    return {
        "back_test": back_test,
        "state": state_of(back_test),
        "is_under_way": back_test.run.is_open or back_test.run.state == "done",
        "progress": progress_of(back_test.run, at=timezone.now()),
    }


def _context(back_test: BackTest) -> dict[str, Any]:
    context = _progress(back_test) | {
        "card_name": name_of(back_test.card_version),
        "challenger_name": name_of(back_test.challenger) if back_test.challenger else "",
    }
    if back_test.result is None:
        return context
    result = back_test.result
    return context | {
        "result": result,
        "cards": _cards(back_test, context),
        "fewest_bads": FEWEST_BADS,
        "leak": LEAK,
        "lines": (WATCH, ACT),
        "suspects": [INDICATORS[code] for code in result["suspects"] if code in INDICATORS],
        "features": [
            each | {"indicator": INDICATORS.get(each["indicator"])} for each in result["features"]
        ],
        "months_chart": charts.months_chart(result["months"]),
        "capture_chart": charts.capture_chart(result),
        "worst": next(each for each in result["card"]["capture"] if each["share"] == 0.05),
    }


def _cards(back_test: BackTest, names: dict[str, Any]) -> list[dict[str, Any]]:
    """The card, and the challenger if there is one, each with its name and its pictures."""
    result = back_test.result or {}
    return [
        {"which": which, "name": names[f"{which}_name"], "found": result[which]}
        | _pictures(result[which])
        for which in ("card", "challenger")
        if result[which]
    ]


def _pictures(found: dict[str, Any]) -> dict[str, Any]:
    calibration = found["calibration"]
    return {
        "rates_chart": charts.rates_chart(found["bands"]),
        "calibration_chart": (
            charts.calibration_chart(calibration["bands"]) if calibration else None
        ),
    }


@requires(VIEW)
@require_safe
def back_test_file(request: HttpRequest, back_test_id: int, kind: str) -> HttpResponse:
    """The result as a CSV file or a workbook."""
    back_test = get_object_or_404(back_tests(), pk=back_test_id)
    if kind not in FILES or back_test.result is None:
        raise Http404
    name = f'attachment; filename="back-test-{back_test.pk}.{kind}"'
    return HttpResponse(
        file_of(back_test, kind),
        headers={"Content-Type": CONTENT[kind], "Content-Disposition": name},
    )


@requires(ASK)
@require_POST
def back_test_calibrate(request: HttpRequest, back_test_id: int) -> HttpResponse:
    """Make a draft of the card with probabilities of default, and go there."""
    back_test = get_object_or_404(back_tests(), pk=back_test_id)
    try:
        draft = services.calibrate_card(back_test, by=person_of(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("scoring:back_test_detail", back_test.pk)
    messages.success(request, _("The draft is made. Scores follow it once it is published."))
    return redirect("scoring:scorecard_detail", draft.pk)
