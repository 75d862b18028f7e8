"""Which pack holds for a customer on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings

from customers.models import Customer
from removal.models import PolicyPack
from removal.packs.places import JURISDICTIONS, jurisdiction_of
from removal.services.built_in_packs import join_packs


def pack_for(customer: Customer, on: dt.date) -> PolicyPack:
    """The pack of the customer's country and of the organisation's: where both differ, the
    strictest of each parameter, in a pack put together of them. At most two queries once it is
    there. For a country without a pack, and none of the organisation's, the strictest of all.
    """
    packs = packs_for([customer.country, settings.COUNTRY], on)
    return packs[0] if len(packs) == 1 else join_packs(packs)


def packs_for(countries: Iterable[str], on: dt.date) -> list[PolicyPack]:
    """The packs of these countries that hold on a day, by jurisdiction. One query."""
    known = {jurisdiction_of(country) for country in countries} - {""}
    rows = (
        PolicyPack.objects.plain()
        .standing()
        .filter(kind=settings.BUSINESS, jurisdiction__in=known or JURISDICTIONS)
    )
    by_place: dict[str, list[PolicyPack]] = {}
    for row in rows.order_by("jurisdiction", "effective_from", "number"):
        by_place.setdefault(row.jurisdiction, []).append(row)
    return [_standing(versions, on) for versions in by_place.values()]


def _standing(versions: list[PolicyPack], on: dt.date) -> PolicyPack:
    """The version of a day; for days before the first one that one, so that a case has a pack."""
    begun = [each for each in versions if each.effective_from <= on]
    return begun[-1] if begun else versions[0]
