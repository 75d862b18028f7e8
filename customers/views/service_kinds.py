"""Pages of the kinds of service: the list, and the wording of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from customers.models import ServiceKind
from customers.restricting.forms import ServiceKindForm
from customers.services.restrictions import KEEP_SERVICES, save_service_kind
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.permissions import requires

FORM_METHODS = ["GET", "HEAD", "POST"]


@requires(KEEP_SERVICES)
@require_safe
def service_kind_list(request: HttpRequest) -> HttpResponse:
    """All kinds of service, those out of use among them."""
    return render(
        request, "customers/servicekind_list.html", {"kinds": ServiceKind.objects.order_by("code")}
    )


@requires(KEEP_SERVICES)
@require_http_methods(FORM_METHODS)
def service_kind_create(request: HttpRequest) -> HttpResponse:
    return _save(request, None)


@requires(KEEP_SERVICES)
@require_http_methods(FORM_METHODS)
def service_kind_edit(request: HttpRequest, kind_id: int) -> HttpResponse:
    return _save(request, get_object_or_404(ServiceKind, pk=kind_id))


def _save(request: HttpRequest, kind: ServiceKind | None) -> HttpResponse:
    form = ServiceKindForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        by, at, said = person_of(request), timezone.now(), form.cleaned_data
        if done(form, lambda: save_service_kind(kind, by=by, at=at, **said)):
            messages.success(request, _("The kind of service is saved."))
            return redirect("customers:service_kind_list")
    context = {"form": form, "kind": kind}
    return render(request, "customers/servicekind_form.html", context, status=status_of(form))
