"""Pages of what was learnt from cases."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from removal import services
from removal.criteria.learning import FEWEST_ENDED
from removal.filters import LessonFilter
from removal.forms import LessonForm
from removal.models import CaseLesson
from removal.selectors.lessons import lessons_by_ground, lessons_by_reason
from removal.tables import LessonTable
from removal.transitions import CONTRIBUTE
from removal.views.case_page import find_case
from removal.views.case_parts import BOTH, fill_in
from riskcrm.accounts.roles import ALL_CUSTOMERS, VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires


class LessonList(ListPage):
    """Lessons of the cases a person sees."""

    permission_required = VIEW_CASES
    table_class = LessonTable
    filterset_class = LessonFilter
    sorts: ClassVar[dict[str, Any]] = {"written_at": Sort("written_at", descending=True)}
    default_sort = "-written_at"
    title = gettext_lazy("Lessons")
    empty_text = gettext_lazy(
        "No lesson yet. Each case that ends asks for its result and its lesson."
    )

    def get_queryset(self) -> QuerySet[CaseLesson]:
        lessons = CaseLesson.objects.visible_to(self.request.user)
        return lessons.select_related("case__customer")


@requires(VIEW_CASES)
@require_GET
def lesson_counts(request: HttpRequest) -> HttpResponse:
    """How cases ended by what they rested on; for who sees all customers."""
    sees_all = request.user.has_perm(ALL_CUSTOMERS)
    context = {
        "sees_all": sees_all,
        "fewest": FEWEST_ENDED,
        "by_ground": lessons_by_ground() if sees_all else [],
        "by_reason": lessons_by_reason() if sees_all else [],
    }
    return render(request, "removal/caselesson_counts.html", context)


@requires(CONTRIBUTE)
@require_http_methods(BOTH)
def lesson_write(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write down result and lesson of a case."""
    case = find_case(request, case_id)
    former = case.lessons.filter(round=case.round).first()
    form = LessonForm(request.POST or None, instance=former)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.write_lesson(case, by=by, at=at, **form.cleaned_data),
        title=_("Result and lesson"), said=_("The lesson is kept."),
    )  # fmt: skip
