"""Pages of studied cases, and those that rest on the same reasons as a customer's score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from customers.models import Customer
from monitoring.emergency.forms import ReasonForm
from monitoring.models import StudiedCase
from monitoring.services import library as services
from monitoring.training.filters import StudiedCaseFilter
from monitoring.training.forms import EditedCaseForm, StudiedCaseForm
from monitoring.training.selectors import similar_cases, studied_cases, with_customers
from monitoring.training.tables import StudiedCaseTable
from monitoring.views.form_page import BOTH, form_page
from removal.grounds import Ground
from removal.models import CaseLesson
from riskcrm.accounts.plan_rights import VIEW_LIBRARY, WRITE_LIBRARY
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.ids import id_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from scoring.indicators import INDICATORS


class StudiedCaseList(ListPage):
    """Cases worth learning from, the newest first."""

    permission_required = VIEW_LIBRARY
    table_class = StudiedCaseTable
    filterset_class = StudiedCaseFilter
    sorts: ClassVar[dict[str, Any]] = {"written_at": Sort("written_at", descending=True)}
    default_sort = "-written_at"
    title = gettext_lazy("Studied cases")
    empty_text = gettext_lazy(
        "No studied case fits. Write one down, or take one over from the lesson of a removal case."
    )

    def get_queryset(self) -> QuerySet[StudiedCase]:
        return studied_cases()

    def prepare(self, rows: list[Any]) -> list[Any]:
        with_customers(rows, person_of(self.request))
        return rows

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (_("All"), ""), (_("Went well"), "outcome=good"), (_("Went badly"), "outcome=bad"),
        ]  # fmt: skip

    def get_actions(self) -> Sequence[Act]:
        acts = [Act(_("Lessons of cases"), reverse("removal:lesson_list"), "gavel")]
        if self.request.user.has_perm(WRITE_LIBRARY):
            address = reverse("monitoring:studied_case_new")
            acts.append(Act(_("Add a studied case"), address, "plus", primary=True))
        return acts


@requires(VIEW_LIBRARY)
@require_GET
def studied_case(request: HttpRequest, studied_id: int) -> HttpResponse:
    row = _find(studied_id)
    with_customers([row], person_of(request))
    context = {
        "row": row,
        "grounds": [Ground(code).label for code in row.grounds if code in Ground.values],
        "reasons": _names(row.reasons),
        "may_write": request.user.has_perm(WRITE_LIBRARY),
    }
    return render(request, "monitoring/studied_case.html", context)


@requires(WRITE_LIBRARY)
@require_http_methods(BOTH)
def studied_case_new(request: HttpRequest) -> HttpResponse:
    """Write a studied case, or with `?lesson=` one from the lesson of a removal case."""
    by, at = person_of(request), timezone.now()
    asked = request.GET.get("lesson", "")
    lesson = None
    if asked:
        rows = CaseLesson.objects.visible_to(by).select_related("case__customer")
        key = id_of(asked) or 0
        lesson = get_object_or_404(rows, pk=key)
    form = StudiedCaseForm(request.POST or None, initial=_initial(lesson))
    return form_page(
        request, form,
        lambda: services.add_studied_case(by=by, at=at, lesson_of=lesson, **form.cleaned_data),
        title=_("Studied case"), verb=_("Add it to the library"),
        back=reverse("monitoring:studied_case_list"), to=_url, said=_("The case is kept."),
        intro=_(
            "Everybody may read it: write so that nobody can be recognised. The customer's name is"
            " shown beside it to those alone who see the customer."
        ),
    )  # fmt: skip


def _initial(lesson: CaseLesson | None) -> dict[str, Any]:
    if lesson is None:
        return {}
    case = lesson.case
    wrong = lesson.signal == CaseLesson.Signal.WRONGLY
    return {
        "story": lesson.result,
        "lesson": lesson.lesson,
        "outcome": StudiedCase.Outcome.BAD if wrong else StudiedCase.Outcome.GOOD,
        "grounds": [case.ground] if case.ground else [],
        "reasons": [reason["code"] for reason in case.reasons],
        "industry": case.customer.industry,
    }


@requires(WRITE_LIBRARY)
@require_http_methods(BOTH)
def studied_case_edit(request: HttpRequest, studied_id: int) -> HttpResponse:
    row = _find(studied_id)
    form = EditedCaseForm(
        request.POST or None, instance=_find(studied_id), initial={"version": row.version}
    )
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form,
        lambda: services.change_studied_case(
            row, by=by, at=at, **form.cleaned_data
        ),
        title=_("Studied case"), verb=_("Save"), back=_url(row), said=_("The case is kept."),
    )  # fmt: skip


@requires(WRITE_LIBRARY)
@require_http_methods(BOTH)
def studied_case_withdraw(request: HttpRequest, studied_id: int) -> HttpResponse:
    row, form = _find(studied_id), ReasonForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form,
        lambda: services.withdraw_studied_case(row, by=by, at=at, **form.cleaned_data),
        title=_("Take the case out of the library"), verb=_("Take it out"),
        back=reverse("monitoring:studied_case_list"), said=_("The case is out of the library."),
    )  # fmt: skip


@requires(VIEW_LIBRARY)
@require_GET
def studied_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Studied cases with the same reasons, for the customer's page."""
    user = person_of(request)
    customer = get_object_or_404(Customer.objects.visible_to(user), pk=customer_id)
    codes, rows = similar_cases(customer)
    with_customers(rows, user)
    lines = [(row, _names([code for code in codes if code in row.reasons])) for row in rows]
    context = {"customer": customer, "lines": lines, "reasons": _names(codes)}
    return render(request, "monitoring/_studied_panel.html", context)


def _names(codes: Sequence[str]) -> list[Any]:
    return [INDICATORS[code].name if code in INDICATORS else code for code in codes]


def _find(studied_id: int) -> StudiedCase:
    return get_object_or_404(studied_cases(), pk=studied_id)


def _url(row: StudiedCase) -> str:
    return reverse("monitoring:studied_case", args=[row.pk])
