"""Pages of tests of controls: the sample, its items, its population, the result."""

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
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from monitoring.control.filters import ControlTestFilter, PopulationFilter
from monitoring.control.forms import FinishForm, ItemForm, RedrawForm
from monitoring.control.selectors import (
    control_tests,
    items_of,
    population_of,
    result_sentence,
    say_items,
)
from monitoring.control.tables import ControlTestTable, PopulationTable, item_link
from monitoring.models import ControlTest, PopulationRow, SampleItem
from monitoring.services.control import redraw_sample
from monitoring.services.control_tests import (
    check_may_sign,
    finish_test,
    judge_item,
    sign_test,
)
from monitoring.views.control import BOTH, asked_of, fill_in, show_form
from riskcrm.accounts.control_rights import SIGN_TESTS, TEST_CONTROLS, VIEW_CONTROLS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import made, succeeded
from riskcrm.web.ids import id_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

Outcome = SampleItem.Outcome


class ControlTestList(ListPage):
    """Tests of controls, the newest first."""

    permission_required = VIEW_CONTROLS
    table_class = ControlTestTable
    filterset_class = ControlTestFilter
    sorts: ClassVar[dict[str, Any]] = {"drawn_at": "-drawn_at"}
    default_sort = "-drawn_at"
    detail_route = "monitoring:control_test_detail"
    title = gettext_lazy("Tests of controls")
    empty_text = gettext_lazy("No test yet. Open a control and draw a sample of a period.")

    def get_queryset(self) -> QuerySet[ControlTest]:
        return control_tests()

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (_("All"), ""),
            (_("Running"), "state=running"),
            (_("To be signed"), "state=finished"),
            (_("With deviations"), "deviating=true"),
        ]

    def get_actions(self) -> Sequence[Act]:
        name = pgettext("internal control", "Controls")
        return [Act(name, reverse("monitoring:control_list"), "list-check")]


class PopulationList(ListPage):
    """The population of a test as it was saved, so that anybody can draw the sample again."""

    permission_required = VIEW_CONTROLS
    table_class = PopulationTable
    filterset_class = PopulationFilter
    sorts: ClassVar[dict[str, Any]] = {"row_id": "pk"}
    default_sort = "row_id"
    title = gettext_lazy("Population of a test")
    empty_text = gettext_lazy("No item is like that. Clear the filters to see all of them.")

    def get_queryset(self) -> QuerySet[PopulationRow]:
        return population_of(get_object_or_404(ControlTest, pk=self.kwargs["test_id"]))

    def prepare(self, rows: list[Any]) -> list[Any]:
        say_items(rows)
        return rows

    def get_actions(self) -> Sequence[Act]:
        url = reverse("monitoring:control_test_detail", args=[self.kwargs["test_id"]])
        return [Act(_("Back to the test"), url)]


@requires(VIEW_CONTROLS)
@require_GET
def control_test_detail(request: HttpRequest, test_id: int) -> HttpResponse:
    test = get_object_or_404(control_tests().select_related("redraws"), pk=test_id)
    user = person_of(request)
    items = items_of(test, after=id_of(request.GET.get("after", "")) or 0)
    left = test.items.filter(outcome="")
    is_tester = test.is_running and test.tester_id == user.pk
    finished = test.state == ControlTest.State.FINISHED and user.has_perm(SIGN_TESTS)
    context = {
        "test": test,
        "control": test.control,
        "items": [(item, item_link(item.row, item.row.words)) for item in items],  # type: ignore[attr-defined]
        "more_after": items[-1].place if items and items[-1].place < test.sample_size else None,
        "left": left.count(),
        "next": left.order_by("place").first(),
        "may_test": is_tester and user.has_perm(TEST_CONTROLS),
        "asks_to_sign": finished,
        "may_not_sign": refusal_of(check_may_sign, test, by=user) if finished else None,
        "sentence": result_sentence(test),
        "redrawn_as": ControlTest.objects.filter(redraws=test).first(),
    }
    return render(request, "monitoring/controltest_detail.html", context)


@requires(TEST_CONTROLS)
@require_http_methods(BOTH)
def control_test_item(request: HttpRequest, test_id: int, place: int) -> HttpResponse:
    """Judge one item; then comes the next that is left."""
    items = SampleItem.objects.select_related("row__test__control", "test__control", "test__tester")
    item = get_object_or_404(items, test=test_id, place=place)
    say_items([item.row])
    initial = {f"attribute_{code}": said for code, said in item.results.items()}
    initial |= {"note": item.note, "evidence": item.evidence}
    attributes = item.test.control.attribute_names
    form = ItemForm(request.POST or None, initial=initial, attributes=attributes)
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        if made(form, lambda: judge_item(item, by=by, at=at, **form.said())):
            return _onwards(request, item)
    words = _("Item %(place)s of %(count)s") % {"place": place, "count": item.test.sample_size}
    return show_form(
        request, form, title=words, lead=item_link(item.row, item.row.words),  # type: ignore[attr-defined]
        back=reverse("monitoring:control_test_detail", args=[test_id]), verb=_("Keep the result"),
    )  # fmt: skip


def _onwards(request: HttpRequest, item: SampleItem) -> HttpResponse:
    messages.success(request, _("Item %(place)s is tested.") % {"place": item.place})
    left = item.test.items.filter(outcome="").order_by("place").first()
    if left is None or item.outcome == Outcome.FAIL:  # a deviation may become a finding
        return redirect("monitoring:control_test_detail", test_id=item.test_id)
    return redirect("monitoring:control_test_item", test_id=item.test_id, place=left.place)


@requires(TEST_CONTROLS)
@require_http_methods(BOTH)
def control_test_finish(request: HttpRequest, test_id: int) -> HttpResponse:
    test = get_object_or_404(control_tests(), pk=test_id)
    form = FinishForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, form, lambda: finish_test(test, by=by, at=at, **form.cleaned_data),
        title=_("Finish the test: %(name)s") % {"name": test.control.name},
        back=reverse("monitoring:control_test_detail", args=[test.pk]),
        said=_("The test is finished and waits to be signed."), verb=_("Finish the test"),
    )  # fmt: skip


@requires(TEST_CONTROLS)
@require_http_methods(BOTH)
def control_test_redraw(request: HttpRequest, test_id: int) -> HttpResponse:
    """Draw anew, with a reason; the former draw stays beside it."""
    test = get_object_or_404(control_tests(), pk=test_id)
    initial = {
        "method": test.method, "confidence": test.confidence or 95, "tolerable": test.tolerable or 5
    }  # fmt: skip
    form = RedrawForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        drawn = made(form, lambda: redraw_sample(test, by=by, at=at, **asked_of(form)))
        if drawn:
            messages.success(request, _("The sample is drawn anew."))
            return redirect("monitoring:control_test_detail", test_id=drawn.pk)
    return show_form(
        request, form, title=_("Draw anew: %(name)s") % {"name": test.control.name},
        back=reverse("monitoring:control_test_detail", args=[test.pk]), verb=_("Draw anew"),
    )  # fmt: skip


@requires(SIGN_TESTS)
@require_POST
def control_test_sign(request: HttpRequest, test_id: int) -> HttpResponse:
    test = get_object_or_404(control_tests(), pk=test_id)
    by, at = person_of(request), timezone.now()
    succeeded(request, lambda: sign_test(test, by=by, at=at), _("The test is signed."))
    return redirect("monitoring:control_test_detail", test_id=test.pk)
