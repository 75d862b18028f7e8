"""Keeping what a customer was before a change."""

from __future__ import annotations

import datetime as dt
from typing import Any

from customers.models import Customer, CustomerRevision
from riskcrm.audit.services import Actor


def text_of(value: Any) -> str:
    """A value as what was kept of it is compared and told; "" for none."""
    return "" if value is None else str(value)


def keep_former(
    customer: Customer,
    former: dict[str, Any],
    *,
    version: int,
    by: Actor,
    cause: str,
    at: dt.datetime,
) -> None:
    """Write the former values of the changed columns, inside the transaction that changes them.

    `version` is the one that the change supersedes. Imports write the same row in their statement.
    """
    CustomerRevision.objects.create(
        customer=customer,
        version=version,
        former=former,
        superseded_at=at,
        changed_by=by.name[:200],
        cause=cause,
    )
