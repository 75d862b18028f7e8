"""The panel with everything the customer file says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customers.facts import facts_of
from customers.timeline.history import changes_of
from customers.views.find import find_customer
from riskcrm.web.permissions import requires


@requires("customers.view_customer")
@require_GET
def details_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer = find_customer(request, customer_id)
    context = {
        "customer": customer,
        "facts": facts_of(customer),
        "changes": changes_of(customer, count=20),
    }
    return render(request, "customers/_details_panel.html", context)
