"""Pages of emergencies: all of them, and the live checklist of one, made for a phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from customers.models import Customer
from monitoring.emergency.filters import ActivationFilter
from monitoring.emergency.forms import LogForm, StandDownForm, StepDoneForm
from monitoring.emergency.selectors import checklist, letter_name
from monitoring.emergency.tables import ActivationTable
from monitoring.models import Activation, PlanMessage, PlanStep
from monitoring.services import emergency_plans as services
from riskcrm.accounts.plan_rights import ACTIVATE_PLANS, VIEW_ACTIVATIONS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires


class ActivationList(ListPage):
    """Emergencies that run or ran, the newest first."""

    permission_required = VIEW_ACTIVATIONS
    table_class = ActivationTable
    filterset_class = ActivationFilter
    sorts: ClassVar[dict[str, Any]] = {"activated_at": Sort("activated_at", descending=True)}
    default_sort = "-activated_at"
    title = gettext_lazy("Emergencies")
    empty_text = gettext_lazy(
        "No emergency so far. One starts here when somebody activates a plan, or an alert does."
    )

    def get_queryset(self) -> QuerySet[Activation]:
        rows = Activation.objects.visible_to(person_of(self.request))
        return rows.select_related("version", "plan")

    def prepare(self, rows: list[Any]) -> list[Any]:
        for row in rows:
            row.shown_because = because_of(row)
        return rows

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [(_("All"), ""), (_("Running"), "running=1")]


def because_of(row: Activation) -> str:
    """Why it runs; what the clock wrote is said in the reader's language."""
    return _(row.because) if row.because == services.BY_RULE else row.because


@requires(VIEW_ACTIVATIONS)
@require_GET
def activation_detail(request: HttpRequest, activation_id: int) -> HttpResponse:
    return _show(request, _find(request, activation_id))


@requires(VIEW_ACTIVATIONS)
@require_POST
def step_done(request: HttpRequest, activation_id: int, step_id: int) -> HttpResponse:
    """Write down that a step is done."""
    row = _find(request, activation_id)
    step = get_object_or_404(PlanStep, pk=step_id, version=row.version_id)
    form, by, at = StepDoneForm(request.POST), person_of(request), timezone.now()
    return _act(
        request, row, form, f"step-{step.pk}",
        lambda: services.do_step(row, step, by=by, at=at, **form.cleaned_data),
        place=f"#step-{step.pk}",
    )  # fmt: skip


@requires(VIEW_ACTIVATIONS)
@require_POST
def activation_note(request: HttpRequest, activation_id: int) -> HttpResponse:
    row, form = _find(request, activation_id), LogForm(request.POST)
    by, at = person_of(request), timezone.now()
    return _act(
        request, row, form, "log",
        lambda: services.note_in_log(row, by=by, at=at, **form.cleaned_data), place="#log",
    )  # fmt: skip


@requires(ACTIVATE_PLANS)
@require_POST
def activation_stand_down(request: HttpRequest, activation_id: int) -> HttpResponse:
    row, form = _find(request, activation_id), StandDownForm(request.POST)
    by, at = person_of(request), timezone.now()
    return _act(
        request, row, form, "end",
        lambda: services.stand_down(row, by=by, at=at, **form.cleaned_data),
        said=_("The emergency has ended."),
    )  # fmt: skip


def _act(
    request: HttpRequest, row: Activation, form: forms.Form, name: str,
    act: Callable[[], object], *, said: str = "", place: str = "",
) -> HttpResponse:  # fmt: skip
    if form.is_valid() and done(form, act):
        if said:
            messages.success(request, said)
        page = redirect("monitoring:activation_detail", activation_id=row.pk)
        page["Location"] += place
        return page
    return _show(request, _find(request, row.pk), {name: form})


def _show(
    request: HttpRequest, row: Activation, filled: dict[str, forms.Form] | None = None
) -> HttpResponse:
    user, at, filled = person_of(request), timezone.now(), filled or {}
    entries = list(row.entries.select_related("step", "by").order_by("-recorded_at", "-pk"))
    lines = checklist(row, entries, at=at)
    seen = row.customer_id and Customer.objects.visible_to(user).filter(pk=row.customer_id).first()
    context = {
        "row": row,
        "because": because_of(row),
        "customer": seen or None,
        "lines": [
            (line, filled.get(f"step-{line.step.pk}") or _step_form(line.step)) for line in lines
        ],
        "done": sum(line.entry is not None for line in lines),
        "late": sum(line.is_late for line in lines),
        "entries": entries,
        "minutes": int(((row.stood_down_at or at) - row.activated_at).total_seconds() // 60),
        "roles": row.version.roles.all(),
        "spoken": [(said, letter_name(said.letter_kind)) for said in row.version.messages.all()],
        "may_log": refusal_of(services.check_may_log, row, by=user) is None,
        "may_end": row.is_running and user.has_perm(ACTIVATE_PLANS),
        "log": filled.get("log") or LogForm(auto_id="id_log_%s"),
        "end": filled.get("end") or StandDownForm(auto_id="id_end_%s"),
    }
    status = max((status_of(form) for form in filled.values()), default=200)
    return render(request, "monitoring/activation_detail.html", context, status=status)


def _step_form(step: PlanStep) -> StepDoneForm:
    return StepDoneForm(auto_id=f"id_step_{step.pk}_%s")


def _find(request: HttpRequest, activation_id: int) -> Activation:
    steps = PlanStep.objects.select_related("role")
    spoken = PlanMessage.objects.select_related("speaker")
    rows = Activation.objects.visible_to(person_of(request)).select_related(
        "plan", "version", "alert__rule", "activated_by", "stood_down_by"
    )
    rows = rows.prefetch_related(
        Prefetch("version__steps", steps), Prefetch("version__messages", spoken),
        "version__roles__person", "version__roles__deputy", "version__sections",
    )  # fmt: skip
    return get_object_or_404(rows, pk=activation_id)
