"""What screening has found, as it was known at a moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from customers.models import (
    Customer,
    ScreeningDecision,
    ScreeningEntry,
    ScreeningHit,
    ScreeningList,
)
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day, local_date

MOST_COUNTED = 100


def confirmed_hits(as_of: dt.date, known_at: dt.datetime) -> QuerySet[ScreeningHit]:
    """Hits that a person had confirmed by then, of entries in force on that day.

    Each has `recorded_at`, the moment of the decision, and `list_kind`. A decision counts from the
    day on which it was made; one that came after `known_at` does not.
    """
    known = min(known_at, end_of_day(as_of))
    latest = ScreeningDecision.objects.filter(hit=OuterRef("pk"), decided_at__lte=known).order_by(
        "-decided_at", "-pk"
    )
    in_force = (
        (Q(entry__ended_at__isnull=True) | Q(entry__ended_at__gt=known))
        & (Q(entry__valid_from__isnull=True) | Q(entry__valid_from__lte=as_of))
        & (Q(entry__valid_until__isnull=True) | Q(entry__valid_until__gte=as_of))
    )
    return ScreeningHit.objects.annotate(
        outcome=Subquery(latest.values("outcome")[:1]),
        recorded_at=Subquery(latest.values("decided_at")[:1]),
        list_kind=F("entry__of_list__kind"),
    ).filter(in_force, outcome=ScreeningDecision.Outcome.CONFIRMED)


def entry_at(entry: ScreeningEntry, version: int) -> dict[str, Any]:
    """What an entry said in an earlier version: its present values under the former ones."""
    said = {
        field.attname: getattr(entry, field.attname)
        for field in ScreeningEntry._meta.concrete_fields
        if field.attname not in ("keys", "folded", "is_cut")
    }
    for revision in entry.revisions.filter(version__gte=version).order_by("-version"):
        said |= revision.former
    return said | {"version": version}


def listed_on(customer: Customer) -> list[ScreeningHit]:
    """The confirmed hits of a customer whose entries are in force now, the gravest kind first."""
    now = timezone.now()
    hits = confirmed_hits(local_date(now), now).filter(
        customer=customer, state=ScreeningHit.State.CONFIRMED
    )
    kinds = ScreeningList.Kind.values
    rows = hits.select_related("entry__of_list").order_by("pk")
    return sorted(rows, key=lambda hit: kinds.index(hit.entry.of_list.kind))


def open_hits(user: User) -> int:
    """How many hits this person sees wait for a decision, up to `MOST_COUNTED`."""
    hits = ScreeningHit.objects.visible_to(user).open().order_by()
    return hits.values("pk")[:MOST_COUNTED].count()
