"""Giving invoices more of what their customer's credits have left, line by line of a page."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from customers.ledger import selectors as ledger
from customers.ledger.matching import Credit, Item
from customers.models import Customer
from customers.services.allocations import allocate
from customers.services.rows import AllocateRow, Result
from riskcrm.accounts.models import User
from riskcrm.web.etags import stale


@dataclass(frozen=True)
class Match:
    """So much more of a credit for an invoice."""

    credit: Credit
    item: Item
    amount: Decimal


def state_of(customer: Customer, credits: Iterable[Credit]) -> str:
    """What open credits give so far, in short: a page sends back what it was made with."""
    given = sorted(ledger.given_of(customer, credits).items())
    return hashlib.sha256(repr(given).encode()).hexdigest()[:32]


def match(
    customer: Customer, matches: Sequence[Match], *, state: str, by: User, at: dt.datetime
) -> tuple[list[AllocateRow], list[Result]]:
    """Add each amount to what its credit gives the invoice already; the rows and what became of
    them. Raises `Stale` where credits give something else than the page showed (`state`): a form
    that is sent twice would add twice."""
    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
        if state != state_of(customer, ledger.open_credits_of(customer)):
            raise stale()
        given = ledger.given_of(customer, [one.credit for one in matches])
        rows = []
        for one in matches:
            key = (one.credit.source, one.credit.source_id, one.item.id)
            amount = given.get(key, Decimal(0)) + one.amount
            rows.append(AllocateRow(customer.number, one.credit.source, one.credit.number,
                                    one.item.number, amount))  # fmt: skip
        return rows, allocate(rows, by=by, at=at)
