"""The one way in which calls come to a customer by its number."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from customers.merging.following import merged_among, refusal
from customers.models import Customer
from riskcrm.accounts.models import User


def customer_by_number(person: User, number: str) -> Customer:
    """A customer this person sees; any other is not there. One that was merged says into whom."""
    rows = Customer.objects.visible_to(person).filter(number=number)
    if not rows.exists() and (gone := merged_among([number], person)):
        raise refusal(number, gone[number])
    return get_object_or_404(rows)
