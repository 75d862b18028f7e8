"""Open hits that nobody has to decide on any more: their names are others, or the entry ended."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from customers.models import ScreeningHit
from customers.screening.keys import Identity, identity_of, names_of_customer
from riskcrm.audit.services import SYSTEM, record

Outdated = ScreeningHit.Outdated


def outdate_hits(hits: QuerySet[ScreeningHit], *, day: dt.date, at: dt.datetime) -> int:
    """Close those of these hits that are open and outdated, with the reason; how many.

    Comes after the hits of who is screened were kept: what is like the customer by its names of
    now has those names by then.
    """
    rows = hits.filter(state=ScreeningHit.State.OPEN).select_related("entry__of_list", "customer")
    gone = []
    for hit in rows.select_for_update(of=("self",)).order_by("pk"):
        if why := _why(hit, day=day):
            hit.state, hit.outdated = ScreeningHit.State.OUTDATED, why
            gone.append(hit)
    ScreeningHit.objects.bulk_update(gone, ["state", "outdated"], batch_size=1000)
    if gone:
        facts = {"hits": [hit.pk for hit in gone]}
        record("outdate_hits", by=SYSTEM, obj=gone[0], facts=facts, at=at)
    return len(gone)


def past_their_date(day: dt.date) -> QuerySet[ScreeningHit]:
    """Open hits whose entry is not in force any more."""
    ended = Q(entry__ended_at__isnull=False) | Q(entry__valid_until__lt=day)
    return ScreeningHit.objects.open().filter(ended)


def _why(hit: ScreeningHit, *, day: dt.date) -> Outdated | None:
    entry, customer = hit.entry, hit.customer
    if entry.ended_at is not None or (entry.valid_until and entry.valid_until < day):
        return Outdated.ENDED
    names = names_of_customer(customer.name, customer.other_name)
    if hit.customer_name not in _said(identity_of(names, customer.registration_number)):
        return Outdated.RENAMED
    if hit.entry_name not in _said(identity_of(entry.names, entry.registration_number)):
        return Outdated.CHANGED
    return None


def _said(who: Identity) -> set[str]:
    """The names and the number as a hit tells them."""
    return {reading.name for reading in who.readings} | {who.number}
