"""Letters as tests need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from customers.models import Customer
from removal import services
from removal.models import Letter, LetterDelivery, RemovalCase
from riskcrm.accounts.models import User
from tests.removal.cases import NOON

SOON = dt.date(2026, 6, 1)
FACTS: dict[str, dict[str, Any]] = {
    "warning": {"reasons": ["Invoices are paid later than agreed."], "deadline": SOON},
    "notice": {
        "reasons": ["Invoices are paid later than agreed."],
        "deadline": SOON,
        "appeal_channel": "Legal department, 12 Harbour Road",
        "appeal_deadline": SOON,
        "cure_items": [{"text": "Pay invoice 7", "amount": "900.00 USD", "due": SOON}],
        "amount": "900.00 USD",
        "end_date": SOON,
    },
    "extension": {"deadline": SOON, "former_deadline": dt.date(2026, 5, 20)},
    "cure_accepted": {"cured_date": dt.date(2026, 5, 2)},
    "termination": {
        "reasons": ["Invoices are paid later than agreed."],
        "end_date": SOON,
        "appeal_channel": "Legal department, 12 Harbour Road",
        "appeal_deadline": SOON,
        "clause": "clause 9 of the contract",
    },
    "appeal_answer": {
        "appeal_date": dt.date(2026, 5, 1),
        "outcome": "the decision stands",
        "answer": "The payments you name were taken into account.",
    },
    "list_entry": {
        "reason_class": "payment in default",
        "scope": "the company",
        "review_date": SOON,
        "expiry_date": dt.date(2027, 5, 4),
        "appeal_channel": "Legal department, 12 Harbour Road",
        "appeal_deadline": SOON,
    },
    "compensation": {"offer": "We waive the fee of 300.00 USD.", "accept_by": SOON},
    "reduction_step": {
        "reasons": ["Invoices are paid later than agreed."],
        "measure": "delivery against prepayment",
        "effective_date": SOON,
        "legal_basis": "clause 4 of the contract",
    },
}


def drafted(case: RemovalCase, *, by: User, kind: str = "warning", **said: Any) -> Letter:
    said.setdefault("language", "en")
    return services.draft_letter(
        case,
        kind=kind,
        by=by,
        at=said.pop("at", NOON),
        facts=said.pop("facts", FACTS[kind]),
        **said,
    )


def released(case: RemovalCase, *, by: User, second: User, **said: Any) -> Letter:
    return services.release_letter(drafted(case, by=by, **said), by=second, at=NOON)


def posted(letter: Letter, *, by: User, at: dt.datetime = NOON, **said: Any) -> LetterDelivery:
    said = {"channel": "registered", "address": "1 Mill Lane", "source": "customer"} | said
    return services.record_posted(letter, by=by, at=at, **said)


def addressed(customer: Customer) -> Customer:
    customer.address, customer.city, customer.postal_code = "1 Mill Lane", "Leeds", "LS1"
    customer.save()
    return customer
