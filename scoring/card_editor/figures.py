"""How the figures of each indicator lie in the book, to choose bins by."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from scoring.distributions import Distribution, distributions
from scoring.indicators import INDICATORS, SCORABLE

SECONDS = 300  # each press of a button shows the form again, and the book moves slowly


def distributions_for(person: User) -> dict[str, Distribution]:
    """By the code of the indicator, over the customers that this person sees."""
    everyone = person.has_perm(ALL_CUSTOMERS)
    key = f"distributions:{'all' if everyone else person.pk}"
    found = cache.get_or_set(key, lambda: _read(person, everyone), SECONDS) or {}
    return {
        code: Distribution(INDICATORS[code], *figures)
        for code, figures in found.items()
        if code in INDICATORS
    }


def _read(person: User, everyone: bool) -> dict[str, Any]:
    scored = [INDICATORS[code] for code in sorted(SCORABLE)]
    rows = distributions(Customer.objects.visible_to(person), scored, everyone=everyone)
    return {row.indicator.code: (row.known, row.readings, row.quarters) for row in rows}
