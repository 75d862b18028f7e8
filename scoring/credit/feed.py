"""Reading the feed of credit changes: what a person may see of it, with figures as they are now."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, OuterRef, Q, Subquery

from customers.models import CreditTerms, Customer
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from scoring.models import CreditChange


def changes_after(after: int, *, by: User, limit: int) -> dict[str, Any] | None:
    """The changes after a place, oldest first; None where some after it are not kept any more.

    `after` of the answer is the place to go on from. It passes over what this person may not see.
    """
    ends = CreditChange.objects.aggregate(first=Min("position"), newest=Max("position"))
    first, newest = ends["first"] or 0, ends["newest"] or 0
    if 0 < after < first - 1:
        return None
    seen = Q(customer__isnull=True) | Q(customer__in=Customer.objects.visible_to(by))
    rows = CreditChange.objects.filter(seen, position__gt=after, position__lte=newest)
    found = list(_with_figures(rows, today()).order_by("position")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return {
        "results": [_shown(row) for row in found],
        "after": found[-1].position if more else max(newest, after),
        "more": more,
    }


def _with_figures(rows: Any, day: dt.date) -> Any:
    terms = CreditTerms.objects.filter(customer=OuterRef("customer"), effective_date__lte=day)
    latest = terms.order_by("-effective_date", "-recorded_at").values("credit_limit")[:1]
    return rows.select_related("customer__rating").annotate(limit_now=Subquery(latest))


def _shown(row: Any) -> dict[str, Any]:
    customer = row.customer
    limit: Decimal | None = row.limit_now
    return {
        "position": row.position,
        "kind": row.kind,
        "customer": row.customer_id,
        "customer_number": customer.number if customer else None,
        "tier": customer.rating.tier if customer else None,
        "credit_limit": limit,
        "credit_check": row.check_id,
        "recorded_at": row.recorded_at,
    }
