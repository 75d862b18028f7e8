"""By which names customers are known: their own, and those of who stands behind them.

Held against the lists are a legal representative, beneficial owners and guarantors by their names,
until their last day. Who is a customer itself is screened as one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from customers.models import Customer, RelatedParty, ScreeningHit
from customers.screening.keys import Behind

Whose = ScreeningHit.Whose


def parties_behind(customer_ids: Sequence[int], *, day: dt.date) -> QuerySet[RelatedParty]:
    """Who stands behind these customers, save those whose last day has passed."""
    rows = RelatedParty.objects.filter(customer__in=customer_ids, kind__in=Whose.values)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def known_by(customer_ids: Sequence[int], *, day: dt.date) -> dict[int, dict[str, Any]]:
    """What `identity_of` asks for, of the customers that were not merged. Two queries."""
    behind: dict[int, list[Behind]] = defaultdict(list)
    parties = parties_behind(customer_ids, day=day).exclude(name="").order_by("pk")
    for pk, kind, name in parties.values_list("customer", "kind", "name"):
        behind[pk].append((kind, name))
    rows = Customer.objects.filter(pk__in=customer_ids, merged_into__isnull=True)
    found = {}
    for customer in rows.only("name", "other_name", "registration_number", "legal_representative"):
        if customer.legal_representative.strip():
            behind[customer.pk].insert(0, (Whose.REPRESENTATIVE, customer.legal_representative))
        found[customer.pk] = {
            "names": [customer.name, customer.other_name],
            "registration_number": customer.registration_number,
            "behind": behind[customer.pk],
        }
    return found
