"""Noting that a customer is reached in another way, or that somebody else stands behind it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from customers.models import CONTACT_DETAILS, ContactChange, Customer
from riskcrm.web.today import local_date


def note_details(customer: Customer, before: dict[str, Any], *, at: dt.datetime) -> None:
    """Write what the changed customer's details were and are, inside the change's transaction.

    To fill in what was blank changes nothing that was known, and leaves no trace here.
    """
    ContactChange.objects.bulk_create(
        ContactChange(
            customer=customer,
            source_key=f"{at:%Y%m%dT%H%M%S%f}-{customer.version}-{kind}",
            kind=kind,
            effective_date=local_date(at),
            old_value=before[name],
            new_value=getattr(customer, name),
            recorded_at=at,
        )
        for name, kind in CONTACT_DETAILS.items()
        if before[name] and before[name] != getattr(customer, name)
    )
