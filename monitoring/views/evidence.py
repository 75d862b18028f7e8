"""Taking evidence of a customer or a case out: what will be in it, and the file."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.models import Customer
from monitoring.control import evidence
from monitoring.control.sending import zip_of
from monitoring.services.evidence_bundles import bundle_of_case, bundle_of_customer
from monitoring.views.control import BOTH
from removal.models import RemovalCase
from riskcrm.accounts.control_rights import MAKE_BUNDLES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.permissions import requires


@requires(MAKE_BUNDLES)
@require_http_methods(BOTH)
def customer_evidence(request: HttpRequest, customer_id: int) -> HttpResponse | FileResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=customer_id)
    by, at = person_of(request), timezone.now()
    if request.method == "POST":
        return zip_of(
            lambda into: bundle_of_customer(customer, into, by=by, at=at),
            f"evidence-customer-{customer.pk}.zip",
        )
    context = {
        "title": _("Evidence of %(name)s") % {"name": customer.name},
        "back": reverse("monitoring:customer_detail", args=[customer.pk]),
        "events": evidence.events_of_customer(customer).count(),
        "files": sum(1 for _file in evidence.files_of_customer(customer)),
    }
    return render(request, "monitoring/evidence.html", context)


@requires(MAKE_BUNDLES)
@require_http_methods(BOTH)
def case_evidence(request: HttpRequest, case_id: int) -> HttpResponse | FileResponse:
    cases = RemovalCase.objects.visible_to(request.user).select_related("customer")
    case = get_object_or_404(cases, pk=case_id)
    by, at = person_of(request), timezone.now()
    if request.method == "POST":
        return zip_of(
            lambda into: bundle_of_case(case, into, by=by, at=at), f"evidence-case-{case.pk}.zip"
        )
    context: dict[str, Any] = {
        "title": _("Evidence of case %(number)s") % {"number": case.pk},
        "back": reverse("removal:case_detail", args=[case.pk]),
        "events": evidence.events_of_case(case).count(),
        "files": sum(1 for _file in evidence.files_of_case(case)),
    }
    return render(request, "monitoring/evidence.html", context)
