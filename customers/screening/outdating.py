"""Open hits that nobody has to decide on any more: their names are others, or the entry ended."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from customers.models import ScreeningHit
from customers.screening.behind import known_by
from customers.screening.keys import identity_of
from riskcrm.audit.services import SYSTEM, record

Outdated = ScreeningHit.Outdated


def outdate_hits(hits: QuerySet[ScreeningHit], *, day: dt.date, at: dt.datetime) -> int:
    """Close those of these hits that are open and outdated, with the reason; how many.

    Comes after the hits of who is screened were kept: what is like the customer by its names of
    now has those names by then.
    """
    rows = hits.filter(state=ScreeningHit.State.OPEN).select_related("entry__of_list")
    gone = []
    held = list(rows.select_for_update(of=("self",)).order_by("pk"))
    customers = known_by([hit.customer_id for hit in held], day=day)
    known = {pk: identity_of(**said).said for pk, said in customers.items()}
    for hit in held:
        if why := _why(hit, known.get(hit.customer_id, set()), day=day):
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


def _why(hit: ScreeningHit, known: set[str], *, day: dt.date) -> Outdated | None:
    """Why a hit is outdated; `known` are the names and the number that its customer has now."""
    entry = hit.entry
    if entry.ended_at is not None or (entry.valid_until and entry.valid_until < day):
        return Outdated.ENDED
    if hit.customer_name not in known:
        return Outdated.RENAMED
    if hit.entry_name not in identity_of(entry.names, entry.registration_number).said:
        return Outdated.CHANGED
    return None
