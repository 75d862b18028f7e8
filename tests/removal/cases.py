"""Cases as tests need them."""

from __future__ import annotations

import datetime as dt

from customers.models import Customer
from removal.models import RemovalCase
from removal.services import propose_removal
from riskcrm.accounts.models import User

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


def make_case(customer: Customer, *, by: User, at: dt.datetime = NOON) -> RemovalCase:
    """An open case, proposed through the service."""
    return propose_removal(customer, by=by, summary="Pays later and later.", reasons=[], at=at)
