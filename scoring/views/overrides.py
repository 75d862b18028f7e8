"""Pages of overrides: the list, asking for one, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import made, status_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from scoring import services
from scoring.forms import ReasonForm
from scoring.models import DECIDE_OVERRIDES, Override, Rating
from scoring.overriding.filters import OverrideFilter
from scoring.overriding.forms import OverrideForm
from scoring.overriding.tables import OverrideTable
from scoring.views.acts import acted
from scoring.views.customer import customer_for

VIEW = "scoring.view_override"
ADD = "scoring.add_override"


class OverrideList(ListPage):
    """Every override of the customers a person sees."""

    permission_required = VIEW
    table_class = OverrideTable
    filterset_class = OverrideFilter
    sorts: ClassVar[dict[str, Any]] = {"requested_at": Sort("requested_at", descending=True)}
    default_sort = "-requested_at"
    detail_route = "scoring:override_detail"
    title = gettext_lazy("Overrides")
    empty_text = gettext_lazy(
        "No override yet. One is asked for on a customer's page, where the score is explained."
    )

    def get_queryset(self) -> QuerySet[Override]:
        rows = Override.objects.visible_to(self.request.user)
        return rows.select_related("customer", "requested_by", "decided_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs: list[tuple[Any, str]] = [(_("All"), ""), (_("In force"), "state=in_force")]
        if self.request.user.has_perm(DECIDE_OVERRIDES):
            tabs.append((_("Waiting for me"), "waiting=1"))
        return tabs


@requires(ADD)
@require_http_methods(["GET", "HEAD", "POST"])
def override_request(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Ask for another tier of a customer."""
    customer = customer_for(request, customer_id)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        override = made(form, lambda: services.request_override(
            customer, by=person_of(request), at=timezone.now(), **form.cleaned_data))  # fmt: skip
        if override:
            messages.success(request, _("The override waits for the decision of another person."))
            return redirect("scoring:override_detail", override.pk)
    context = {
        "customer": customer,
        "form": form,
        "rating": get_object_or_404(Rating, customer=customer),
    }
    return render(request, "scoring/override_request.html", context, status=status_of(form))


@requires(VIEW)
@require_safe
def override_detail(request: HttpRequest, override_id: int) -> HttpResponse:
    """One override: what was asked, by whom, what proves it, and what became of it."""
    return _show(request, _find(request, override_id))


@requires(DECIDE_OVERRIDES)
@require_POST
def override_approve(request: HttpRequest, override_id: int) -> HttpResponse:
    said = _("The override holds within seconds.")
    return _act(request, override_id, services.approve_override, said)


@requires(DECIDE_OVERRIDES)
@require_POST
def override_reject(request: HttpRequest, override_id: int) -> HttpResponse:
    return _act(request, override_id, services.reject_override, _("The override is rejected."))


@requires(ADD)
@require_POST
def override_withdraw(request: HttpRequest, override_id: int) -> HttpResponse:
    return _act(request, override_id, services.withdraw_override, _("The request is withdrawn."))


@requires(DECIDE_OVERRIDES)
@require_POST
def override_lift(request: HttpRequest, override_id: int) -> HttpResponse:
    said = _("The override is lifted; the scorecard's tier holds within seconds.")
    return _act(request, override_id, services.lift_override, said)


def _find(request: HttpRequest, override_id: int) -> Override:
    rows = Override.objects.visible_to(person_of(request))
    people = ("customer__manager", "requested_by", "decided_by", "ended_by")
    return get_object_or_404(rows.select_related(*people), pk=override_id)


def _act(
    request: HttpRequest, override_id: int, act: Callable[..., Any], said: str
) -> HttpResponse:
    override = _find(request, override_id)
    form = ReasonForm(request.POST)
    if not acted(request, form, partial(act, override), said):
        return _show(request, _find(request, override_id), form)
    return redirect("scoring:override_detail", override.pk)


def _show(request: HttpRequest, override: Override, form: ReasonForm | None = None) -> HttpResponse:
    user = person_of(request)
    form = form or ReasonForm(initial={"version": override.version})
    context = {
        "override": override,
        "customer": override.customer,
        "rating": get_object_or_404(Rating, customer=override.customer_id),
        "form": form,
        "obstacle": refusal_of(services.check_may_decide, override, by=user),
        "may_withdraw": user.pk in (override.requested_by_id, override.responsible_id),
        "may_lift": user.has_perm(DECIDE_OVERRIDES),
    }
    return render(request, "scoring/override_detail.html", context, status=status_of(form))
