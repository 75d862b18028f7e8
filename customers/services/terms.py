"""Setting credit limits and payment terms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from customers.merging.following import refuse_merged
from customers.models import CreditTerms, Customer
from customers.services.changes import mark_changed
from customers.services.days import refuse_odd_days
from riskcrm.accounts.models import User
from riskcrm.audit.services import record


def set_credit_terms(
    customer: Customer,
    *,
    by: User,
    at: dt.datetime,
    effective_date: dt.date,
    credit_limit: Decimal | None,
    payment_days: int | None,
) -> CreditTerms:
    """Write the limit (base currency) and payment term that hold from a day on.

    The row adds to the history; the same terms for the same day write nothing.
    """
    refuse_odd_days({"effective_date": effective_date})
    with transaction.atomic():
        refuse_merged(Customer.objects.select_for_update().get(pk=customer.pk))
        before = (
            customer.credit_terms.filter(effective_date__lte=effective_date)
            .order_by("-effective_date", "-recorded_at")
            .first()
        )
        if before and (before.credit_limit, before.payment_days) == (credit_limit, payment_days):
            return before
        terms = CreditTerms(
            customer=customer,
            effective_date=effective_date,
            credit_limit=credit_limit,
            payment_days=payment_days,
            recorded_at=at,
        )
        terms.full_clean()
        terms.save(force_insert=True)
        record(
            "set_credit_terms",
            by=by.as_actor(),
            obj=terms,
            customer_id=customer.pk,
            before=_terms_state(before) if before else None,
            after=_terms_state(terms),
            at=at,
        )
        mark_changed([customer.pk], cause="set_credit_terms", at=at)
    return terms


def _terms_state(terms: CreditTerms) -> dict[str, Any]:
    return {
        "effective_date": str(terms.effective_date),
        "credit_limit": None if terms.credit_limit is None else str(terms.credit_limit),
        "payment_days": terms.payment_days,
    }
