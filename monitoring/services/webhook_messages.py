"""Messages for other systems: written where something happened, in the order it was committed.

Alerts come from the rows that their sweep writes, acts from their places in the sealed audit chain,
tiers and restrictions from the numbered feed of credit changes. Each endpoint is told only of
customers that its owner sees, and of what its owner has the right to see.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max

from customers.models import Customer
from monitoring.models import Alert, EventType, WebhookCursor, WebhookEndpoint, WebhookMessage
from monitoring.webhooks.events import (
    ACTS,
    RIGHTS,
    Told,
    about_customer,
    alert_data,
    case_data,
)
from removal.models import RemovalCase
from riskcrm.audit.models import Event, Seal
from riskcrm.jobs.locks import try_lock
from scoring.models import CreditChange

AT_ONCE = 2000
CREDIT = {
    CreditChange.Kind.TIER: EventType.TIER_CHANGED,
    CreditChange.Kind.REDUCTION: EventType.RESTRICTION_CHANGED,
}


def tell_alerts(news: Iterable[tuple[str, int, Alert, dt.datetime]], *, at: dt.datetime) -> int:
    """(raised, graver or cleared; id of the news; alert; time) each, in its transaction."""
    return write_messages(
        [
            Told(f"alert.{kind}", f"alert:{key}", moment, alert.customer_id, alert_data(alert))
            for kind, key, alert, moment in news
        ],
        at=at,
    )


def tell_acts(*, at: dt.datetime, most: int = AT_ONCE) -> int:
    """Acts on cases that were sealed since; how many places of the chain were taken."""
    with transaction.atomic():
        if not try_lock("monitoring.tell_acts"):
            return 0
        cursor = _cursor("acts", Seal.objects.aggregate(most=Max("position"))["most"])
        seals = Seal.objects.filter(position__gt=cursor.position).order_by("position")[:most]
        places = {seal.event_id: seal.position for seal in seals}
        if not places:
            return 0
        events = Event.objects.filter(
            pk__in=places, verb__in=ACTS, object_kind=RemovalCase._meta.model_name
        )
        write_messages(_of_cases(list(events)), at=at)
        _move(cursor, max(places.values()))
    return len(places)


def _of_cases(events: Sequence[Event]) -> list[Told]:
    cases = RemovalCase.objects.select_related("customer").in_bulk(
        int(event.object_id) for event in events
    )
    return [
        Told(kind, f"act:{event.pk}:{kind}", event.recorded_at, case.customer_id, case_data(case))
        for event in sorted(events, key=lambda each: each.pk)
        if (case := cases.get(int(event.object_id))) is not None
        for kind in ACTS[event.verb]
    ]


def tell_credit_changes(*, at: dt.datetime, most: int = AT_ONCE) -> int:
    """Tiers and restrictions that changed since; how many places of the feed were taken."""
    with transaction.atomic():
        if not try_lock("monitoring.tell_credit_changes"):
            return 0
        newest = CreditChange.objects.aggregate(most=Max("position"))["most"]
        cursor = _cursor("credit", newest)
        rows = CreditChange.objects.filter(position__gt=cursor.position).order_by("position")
        changes = list(rows[:most])
        if not changes:
            return 0
        told = [each for each in changes if each.kind in CREDIT and each.customer_id]
        customers = Customer.objects.in_bulk({each.customer_id for each in told})
        write_messages(
            [
                Told(
                    CREDIT[CreditChange.Kind(each.kind)], f"credit:{each.position}",
                    each.recorded_at, each.customer_id, about_customer(customers[each.customer_id]),
                )
                for each in told
                if each.customer_id in customers
            ],
            at=at,
        )  # fmt: skip
        _move(cursor, changes[-1].position or cursor.position)
    return len(changes)


def _cursor(feed: str, newest: int | None) -> WebhookCursor:
    """How far this feed was told; at first as far as it goes: nobody asked for what was before."""
    row, _is_new = WebhookCursor.objects.get_or_create(
        feed=feed, defaults={"position": newest or 0}
    )
    return row


def _move(cursor: WebhookCursor, position: int) -> None:
    cursor.position = position
    cursor.save(update_fields=["position"])


def write_messages(told: Sequence[Told], *, at: dt.datetime) -> int:
    """One message per event and endpoint that asked for it and may know it; how many."""
    if not told:
        return 0
    messages = [
        message
        for endpoint in WebhookEndpoint.objects.live(at).select_related("owner")
        for message in _messages_for(endpoint, told, at)
    ]
    WebhookMessage.objects.bulk_create(messages, ignore_conflicts=True, batch_size=2000)
    return len(messages)


def _messages_for(
    endpoint: WebhookEndpoint, told: Sequence[Told], at: dt.datetime
) -> list[WebhookMessage]:
    wanted = [
        each
        for each in told
        if each.event in endpoint.events and endpoint.owner.has_perm(RIGHTS[each.event])
    ]
    if not wanted:
        return []
    asked = {each.customer_id for each in wanted if each.customer_id is not None}
    seen = Customer.objects.visible_to(endpoint.owner).filter(pk__in=asked)
    visible = set(seen.values_list("pk", flat=True))
    return [message_of(endpoint, each, at) for each in wanted if each.customer_id in visible]


def message_of(endpoint: WebhookEndpoint, told: Told, at: dt.datetime) -> WebhookMessage:
    return WebhookMessage(
        message_id=f"msg_{uuid.uuid4().hex}",
        endpoint=endpoint,
        event=told.event,
        key=told.key,
        customer_id=told.customer_id,
        payload=told.payload,
        created_at=at,
    )
