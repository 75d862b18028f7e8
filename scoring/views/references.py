"""Pages of what others publish: grades of regions, and tables of scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from customers.services.rows import Result
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import show_refusal, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today
from scoring import services
from scoring.models import RegionGrade, ScoreTable
from scoring.references.filters import RegionGradeFilter, ScoreTableFilter
from scoring.references.forms import RegionGradeForm, ScoreTableForm
from scoring.references.tables import RegionGradeTable, ScoreTableTable
from scoring.services.references import GradeRow, TableRow

KEEP_GRADES = "scoring.add_regiongrade"
KEEP_TABLES = "scoring.add_scoretable"


class RegionGradeList(ListPage):
    """Every grade that was entered, the newest first."""

    permission_required = "scoring.view_regiongrade"
    table_class = RegionGradeTable
    filterset_class = RegionGradeFilter
    sorts: ClassVar[dict[str, Any]] = {"effective_date": "-effective_date"}
    default_sort = "-effective_date"
    title = gettext_lazy("Grades of regions")
    empty_text = gettext_lazy(
        "No grade yet, so the grade of no customer's region is known. Enter what the lists that "
        "you follow say of countries and regions."
    )

    def get_queryset(self) -> QuerySet[RegionGrade]:
        return RegionGrade.objects.select_related("entered_by")

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(KEEP_GRADES):
            return ()
        return (Act(_("Add a grade"), reverse("scoring:grade_add"), "plus", primary=True),)


class ScoreTableList(ListPage):
    """Every table that was entered, the newest first."""

    permission_required = "scoring.view_scoretable"
    table_class = ScoreTableTable
    filterset_class = ScoreTableFilter
    sorts: ClassVar[dict[str, Any]] = {"effective_date": "-effective_date"}
    default_sort = "-effective_date"
    title = gettext_lazy("Tables of scores")
    empty_text = gettext_lazy(
        "No table yet, so credit reports that give a score alone say no probability of default. "
        "Enter what their providers publish."
    )

    def get_queryset(self) -> QuerySet[ScoreTable]:
        return ScoreTable.objects.select_related("entered_by").prefetch_related("lines")

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(KEEP_TABLES):
            return ()
        return (Act(_("Add a table"), reverse("scoring:table_add"), "plus", primary=True),)


@requires(KEEP_GRADES)
@require_http_methods(["GET", "HEAD", "POST"])
def grade_add(request: HttpRequest) -> HttpResponse:
    form = RegionGradeForm(request.POST or None, initial={"effective_date": today()})
    return _add(
        request, form, GradeRow, services.post_grades, title=_("Add a grade"), back="grade_list"
    )


@requires(KEEP_TABLES)
@require_http_methods(["GET", "HEAD", "POST"])
def table_add(request: HttpRequest) -> HttpResponse:
    form = ScoreTableForm(request.POST or None, initial={"effective_date": today()})
    return _add(
        request, form, TableRow, services.post_tables, title=_("Add a table"), back="table_list"
    )


def _add(
    request: HttpRequest,
    form: forms.Form,
    row: Callable[..., Any],
    post: Callable[..., list[Result]],
    *,
    title: str,
    back: str,
) -> HttpResponse:
    """Write what was filled in, or show what is wrong with it."""
    address = reverse(f"scoring:{back}")
    if request.method == "POST" and form.is_valid():
        [result] = post([row(**form.cleaned_data)], by=person_of(request), at=timezone.now())
        if result.outcome != "refused":
            messages.success(
                request,
                _("It is there. Figures follow with the next reading of each customer, at the "
                  "latest tonight."),
            )  # fmt: skip
            return redirect(address)
        show_refusal(form, Refused(result.reason, code=result.code, field=result.field))
    context = {"form": form, "title": title, "back": address}
    return render(request, "scoring/reference_add.html", context, status=status_of(form))
