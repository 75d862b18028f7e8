"""What the policy pack of a customer says of the restricted list."""

from __future__ import annotations

import datetime as dt

from customers.models import Customer
from removal.listing.terms import TERMS, ListTerms
from removal.packs.standing import pack_for


def terms_of(customer: Customer, on: dt.date) -> ListTerms:
    """How long entries may last and how soon appeals are answered, by the pack of that day."""
    pack = pack_for(customer, on)
    return ListTerms(
        entry_years_most=int(pack.value("list_entry_years_most")),
        ack_business_days=int(pack.value("appeal_ack_business_days")),
        answer_days=int(pack.value("appeal_answer_days")),
        review_months=TERMS.review_months,
        review_days_ahead=TERMS.review_days_ahead,
    )
