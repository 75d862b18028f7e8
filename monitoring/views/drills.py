"""Pages of drills: those held, recording one, its findings and what is done about them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from monitoring.emergency.filters import DrillFilter
from monitoring.emergency.forms import DrillForm, FindingForm, FinishForm
from monitoring.emergency.selectors import State, played
from monitoring.emergency.tables import DrillTable
from monitoring.models import Drill, DrillFinding
from monitoring.services import drills as services
from monitoring.views.emergency import find_plan, plan_url
from monitoring.views.form_page import BOTH, form_page
from riskcrm.accounts.plan_rights import HOLD_DRILLS, VIEW_DRILLS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


class DrillList(ListPage):
    """Drills that were held, the newest first."""

    permission_required = VIEW_DRILLS
    table_class = DrillTable
    filterset_class = DrillFilter
    sorts: ClassVar[dict[str, Any]] = {"held_date": Sort("held_date", descending=True)}
    default_sort = "-held_date"
    title = gettext_lazy("Drills")
    empty_text = gettext_lazy("No drill yet. Record one on the page of a plan that is in force.")

    def get_queryset(self) -> QuerySet[Drill]:
        is_open = Q(findings__done_at__isnull=True, findings__isnull=False)
        rows = Drill.objects.select_related("version")
        return rows.annotate(
            found=Count("findings"), open_actions=Count("findings", filter=is_open)
        )


@requires(HOLD_DRILLS)
@require_http_methods(BOTH)
def drill_new(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(plan_id)
    version = next((each for each in plan.versions.all() if each.state == State.APPROVED), None)
    if version is None:
        raise Http404
    form = DrillForm(request.POST or None, version=version, initial={"held_date": today()})
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form,
        lambda: services.record_drill(plan, minutes=form.minutes(), by=by, at=at, **form.said()),
        title=_("Record a drill"), verb=_("Keep the drill"), back=plan_url(plan.pk),
        to=lambda drill: reverse("monitoring:drill_detail", args=[drill.pk]),
        said=_("The drill is kept. Add what it showed."),
    )  # fmt: skip


@requires(VIEW_DRILLS)
@require_GET
def drill_detail(request: HttpRequest, drill_id: int) -> HttpResponse:
    drill, user = _find(drill_id), person_of(request)
    findings = drill.findings.select_related("owner", "done_by").order_by("due_date", "pk")
    context = {
        "drill": drill,
        "played": played(drill),
        "findings": [
            (row, refusal_of(services.check_may_finish, row, by=user) is None) for row in findings
        ],
        "today": today(),
        "participants": drill.participants.order_by("name"),
        "retests": drill.retests.order_by("held_date"),
        "may_add": user.has_perm(HOLD_DRILLS),
    }
    return render(request, "monitoring/drill_detail.html", context)


@requires(HOLD_DRILLS)
@require_http_methods(BOTH)
def finding_add(request: HttpRequest, drill_id: int) -> HttpResponse:
    drill, form = _find(drill_id), FindingForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form, lambda: services.add_finding(drill, by=by, at=at, **form.cleaned_data),
        title=_("What the drill showed"), verb=_("Keep the finding"), back=_url(drill.pk),
        said=_("The finding is kept; its owner finds it in the inbox."),
    )  # fmt: skip


@requires(VIEW_DRILLS)
@require_http_methods(BOTH)
def finding_finish(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Say what was done about a finding; its owner, or who may hold drills."""
    finding = get_object_or_404(DrillFinding, pk=finding_id)
    form, by, at = FinishForm(request.POST or None), person_of(request), timezone.now()
    return form_page(
        request, form, lambda: services.finish_finding(finding, by=by, at=at, **form.cleaned_data),
        title=_("Corrective action"), verb=_("It is done"), back=_url(finding.drill_id),
        said=_("The action is done."), intro=finding.action,
    )  # fmt: skip


def _find(drill_id: int) -> Drill:
    rows = Drill.objects.select_related("plan", "version", "retest_of", "recorded_by")
    return get_object_or_404(rows, pk=drill_id)


def _url(drill_id: int) -> str:
    return reverse("monitoring:drill_detail", args=[drill_id])
