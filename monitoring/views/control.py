"""Pages of the control catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from monitoring.control.filters import ControlFilter
from monitoring.control.forms import ControlForm, DrawForm
from monitoring.control.populations import POPULATIONS
from monitoring.control.selectors import control_tests, controls
from monitoring.control.tables import ControlTable, ControlTestTable
from monitoring.models import Control
from monitoring.services.control import Sampling, change_control, draw_sample
from riskcrm.accounts.control_rights import KEEP_CONTROLS, TEST_CONTROLS, VIEW_CONTROLS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, made, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

BOTH = ["GET", "HEAD", "POST"]
MOST_TESTS = 20


class ControlList(ListPage):
    """The catalogue."""

    permission_required = VIEW_CONTROLS
    table_class = ControlTable
    filterset_class = ControlFilter
    sorts: ClassVar[dict[str, Any]] = {"code": "code"}
    default_sort = "code"
    detail_route = "monitoring:control_detail"
    title = pgettext_lazy("internal control", "Controls")
    empty_text = gettext_lazy("No control is like that. Clear the filters to see the catalogue.")

    def get_queryset(self) -> QuerySet[Control]:
        return controls()

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [(_("All"), ""), (_("Key controls"), "is_key=true")]

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("Tests of controls"), reverse("monitoring:control_test_list"), "list-check")]


@requires(VIEW_CONTROLS)
@require_GET
def control_detail(request: HttpRequest, control_id: int) -> HttpResponse:
    control = get_object_or_404(controls(), pk=control_id)
    tests = control_tests().filter(control=control).order_by("-pk")[:MOST_TESTS]
    population = POPULATIONS.get(control.population)
    context = {
        "control": control,
        "population": population.name if population else control.population,
        "tests": ControlTestTable(list(tests), exclude=("control",)) if tests else None,
        "rows": tests,
        "attributes": control.attribute_names,
    }
    return render(request, "monitoring/control_detail.html", context)


@requires(KEEP_CONTROLS)
@require_http_methods(BOTH)
def control_change(request: HttpRequest, control_id: int) -> HttpResponse:
    """Say who owns a control and how often it is performed."""
    control = get_object_or_404(Control.objects.select_related("owner"), pk=control_id)
    initial = {
        "owner": control.owner, "frequency": control.frequency, "version": control.version
    }  # fmt: skip
    form = ControlForm(request.POST or None, initial=initial)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, form, lambda: change_control(control, by=by, at=at, **form.cleaned_data),
        title=control.name, back=reverse("monitoring:control_detail", args=[control.pk]),
        said=_("The control is changed."),
    )  # fmt: skip


@requires(TEST_CONTROLS)
@require_http_methods(BOTH)
def control_draw(request: HttpRequest, control_id: int) -> HttpResponse:
    """Draw a sample of a period."""
    control = get_object_or_404(Control, pk=control_id)
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        test = made(form, lambda: draw_sample(control, by=by, at=at, **asked_of(form)))
        if test:
            messages.success(request, _("The sample is drawn."))
            return redirect("monitoring:control_test_detail", test_id=test.pk)
    return show_form(
        request, form, title=_("Draw a sample: %(name)s") % {"name": control.name},
        back=reverse("monitoring:control_detail", args=[control.pk]), verb=_("Draw the sample"),
    )  # fmt: skip


def asked_of(form: forms.Form) -> dict[str, Any]:
    """What the services that draw ask for, of a form of theirs."""
    names = ("method", "confidence", "tolerable", "size")
    given = form.cleaned_data
    how = Sampling(**{name: given[name] for name in names})
    return {name: value for name, value in given.items() if name not in names} | {"how": how}


def fill_in(
    request: HttpRequest, form: forms.Form, act: Callable[[], object], *, title: str, back: str,
    said: str, verb: str = "", lead: str = "",
) -> HttpResponse:  # fmt: skip
    """The page of a form: shown, refused, or done and back."""
    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, said)
        return redirect(back)
    return show_form(request, form, title=title, back=back, verb=verb, lead=lead)


def show_form(
    request: HttpRequest, form: forms.Form, *, title: str, back: str, verb: str = "",
    lead: str = "",
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "title": title, "back": back, "verb": verb or _("Save"), "lead": lead
    }  # fmt: skip
    return render(request, "monitoring/control_form.html", context, status=status_of(form))
