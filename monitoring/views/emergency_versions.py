"""Pages on which a draft of an emergency plan is written, handed over and approved."""

from __future__ import annotations

from typing import Any

from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from monitoring.emergency.forms import PART_FORMS, HeadForm
from monitoring.models import PlanVersion
from monitoring.services import plan_versions as services
from monitoring.views.emergency import plan_url
from monitoring.views.form_page import BOTH, form_page
from riskcrm.accounts.plan_rights import APPROVE_PLANS, CHANGE_PLANS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import succeeded
from riskcrm.web.ids import id_of
from riskcrm.web.permissions import requires

TITLES: dict[str, str | Promise] = {
    "roles": gettext_lazy("Role in the emergency"),
    "steps": gettext_lazy("Step of the first hour"),
    "messages": gettext_lazy("Communication"),
    "sections": gettext_lazy("What else the plan says"),
}


@requires(CHANGE_PLANS)
@require_http_methods(BOTH)
def version_edit(request: HttpRequest, version_id: int) -> HttpResponse:
    """Change the head of a draft."""
    version = _find(version_id)
    initial = model_to_dict(version) | {"revision": version.revision}
    form = HeadForm(request.POST or None, initial=initial)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form,
        lambda: services.change_version(version, by=by, at=at, **form.cleaned_data),
        title=_("Head of the plan"), verb=_("Save"), back=_back(version),
        said=_("The draft is kept."),
    )  # fmt: skip


@requires(CHANGE_PLANS)
@require_http_methods(BOTH)
def part_add(request: HttpRequest, version_id: int, part: str) -> HttpResponse:
    return _part(request, _find(version_id), part, None)


@requires(CHANGE_PLANS)
@require_http_methods(BOTH)
def part_edit(request: HttpRequest, version_id: int, part: str, row_id: int) -> HttpResponse:
    version = _find(version_id)
    return _part(request, version, part, _row(version, part, row_id))


def _part(request: HttpRequest, version: PlanVersion, part: str, row: Any) -> HttpResponse:
    if part not in PART_FORMS:
        raise Http404
    initial = model_to_dict(row) if row else {"position": _next_place(version, part)}
    initial["revision"] = version.revision
    form = PART_FORMS[part](request.POST or None, version=version, initial=initial)
    by, at = person_of(request), timezone.now()
    return form_page(
        request, form,
        lambda: services.save_part(version, part, row, by=by, at=at, **form.cleaned_data),
        title=str(TITLES[part]), verb=_("Save"), back=_back(version), said=_("The draft is kept."),
    )  # fmt: skip


@requires(CHANGE_PLANS)
@require_POST
def part_remove(request: HttpRequest, version_id: int, part: str, row_id: int) -> HttpResponse:
    version = _find(version_id)
    if part not in PART_FORMS:
        raise Http404
    row, by, at = _row(version, part, row_id), person_of(request), timezone.now()
    succeeded(
        request, lambda: services.remove_part(version, part, row, by=by, at=at), _("It is removed.")
    )
    return redirect(_back(version))


@requires(CHANGE_PLANS)
@require_POST
def version_offer(request: HttpRequest, version_id: int) -> HttpResponse:
    """Hand the draft over for approval."""
    version, by = _find(version_id), person_of(request)
    said = _("The plan waits for somebody else's approval.")
    succeeded(request, lambda: services.offer_version(version, by=by, at=timezone.now()), said)
    return redirect(_back(version))


@requires(APPROVE_PLANS)
@require_POST
def version_approve(request: HttpRequest, version_id: int) -> HttpResponse:
    version, by = _find(version_id), person_of(request)
    revision = id_of(request.POST.get("revision", "")) or 0  # nobody approves unseen
    succeeded(
        request,
        lambda: services.approve_version(version, by=by, at=timezone.now(), revision=revision),
        _("The plan is in force."),
    )
    return redirect(_back(version))


def _find(version_id: int) -> PlanVersion:
    return get_object_or_404(PlanVersion.objects.select_related("plan"), pk=version_id)


def _row(version: PlanVersion, part: str, row_id: int) -> Any:
    if part not in PART_FORMS:
        raise Http404
    return get_object_or_404(services.PARTS[part], version=version, pk=row_id)


def _next_place(version: PlanVersion, part: str) -> int:
    return int(getattr(version, part).count()) + 1


def _back(version: PlanVersion) -> str:
    return plan_url(version.plan_id, version.number)
