"""The one way in which pages come to a customer."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from customers.models import Customer
from riskcrm.accounts.signed_in import person_of


def find_customer(request: HttpRequest, customer_id: int) -> Customer:
    """A customer this person may see; any other is not there."""
    rows = Customer.objects.visible_to(person_of(request)).select_related("manager", "team")
    return get_object_or_404(rows, pk=customer_id)
