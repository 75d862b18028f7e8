"""Setting credit limits and payment terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

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


MANY_DAYS = """
    INSERT INTO customers_creditterms
      (customer_id, effective_date, credit_limit, payment_days, recorded_at)
    SELECT d.customer_id, %(day)s, t.credit_limit, d.days, %(at)s
    FROM unnest(%(customers)s::bigint[], %(days)s::int[]) AS d (customer_id, days)
    LEFT JOIN LATERAL (
      SELECT credit_limit, payment_days FROM customers_creditterms
      WHERE customer_id = d.customer_id AND effective_date <= %(day)s
      ORDER BY effective_date DESC, recorded_at DESC LIMIT 1) t ON true
    WHERE t.payment_days IS DISTINCT FROM d.days"""


def set_many_payment_days(
    days: Mapping[int, int | None], *, effective_date: dt.date, at: dt.datetime
) -> int:
    """Write the payment term of many customers from a day on, each limit as it is; how many differ.

    The caller holds the customers, and records what the act is.
    """
    values: dict[str, Any] = {
        "customers": list(days), "days": list(days.values()), "day": effective_date, "at": at
    }  # fmt: skip
    if not days:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(MANY_DAYS, values)
        written = int(cursor.rowcount)
    mark_changed(days, cause="set_credit_terms", at=at)
    return written


def _terms_state(terms: CreditTerms) -> dict[str, Any]:
    return {
        "effective_date": str(terms.effective_date),
        "credit_limit": None if terms.credit_limit is None else str(terms.credit_limit),
        "payment_days": terms.payment_days,
    }
