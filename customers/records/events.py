"""Market events as they belong together: reports of one event share a cluster, and count once."""

from __future__ import annotations

import datetime as dt

from customers.models import Customer, MarketEvent
from customers.records.as_of import as_known
from customers.records.signals import MARKET_EVENTS

MOST = 100
# reports of one event share its cluster; one without a cluster is an event of its own
EVENT = "coalesce(nullif(e.cluster, ''), e.id::text)"
# the gravest report stands for its event, of equals the most credible, then the earliest
GRAVEST = "e.severity DESC, e.credibility DESC, e.effective_date, e.id"


def cluster_of(event: MarketEvent) -> list[MarketEvent]:
    """The other standing reports of the same event, the earliest first."""
    if not event.cluster:
        return []
    rows = MarketEvent.objects.filter(customer_id=event.customer_id, cluster=event.cluster)
    others = rows.standing().exclude(pk=event.pk).select_related("confirmed_by")
    return list(others.order_by("effective_date", "pk")[:MOST])


def others_than(event: MarketEvent) -> list[MarketEvent]:
    """Reports about the same customer that tell of other events, the latest first."""
    rows = MarketEvent.objects.filter(customer_id=event.customer_id).standing()
    rows = rows.exclude(pk=event.pk)
    if event.cluster:
        rows = rows.exclude(cluster=event.cluster)
    return list(rows.order_by("-effective_date", "-pk")[:MOST])


def confirmed_sql() -> str:
    """SQL: confirmed events by `%(as_of)s`, as known at `%(known_at)s`; of a cluster one row.

    The gravest report stands for its event, of equals the most credible, then the earliest. To be
    used in a FROM clause, with an alias; narrow it by `customer_id`.
    """
    return f"""(
        SELECT DISTINCT ON (e.customer_id, {EVENT}) e.*
        FROM {as_known(MARKET_EVENTS)} e
        WHERE e.confirmation = 'confirmed' AND e.effective_date <= %(as_of)s
        ORDER BY e.customer_id, {EVENT}, {GRAVEST}
    )"""  # noqa: S608 (names of our own tables)


def confirmed_events(
    customer: Customer, *, as_of: dt.date, known_at: dt.datetime
) -> list[MarketEvent]:
    """What was confirmed of a customer up to a day, as it was known then, the latest first."""
    rows = MarketEvent.objects.raw(
        f"SELECT e.* FROM {confirmed_sql()} e WHERE e.customer_id = %(customer)s"  # noqa: S608
        " ORDER BY e.effective_date DESC, e.id DESC",
        {"as_of": as_of, "known_at": known_at, "customer": customer.pk},
    )
    return list(rows)
