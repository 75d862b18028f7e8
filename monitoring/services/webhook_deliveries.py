"""Messages leave: at least once, under one id, in the time each receiver can take them.

The attempt is committed before the call, so a message whose worker died is tried again when its
claim ends. One that fails waits longer each time and is given up after the last attempt; a receiver
that fails rests, so that it holds up nobody else, and one that fails for days is switched off.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import deque
from collections.abc import Callable

import structlog
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from monitoring.models import (
    Severity,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookMessage,
    WebhookSecret,
)
from monitoring.services.notices import notify
from monitoring.webhooks.client import Outcome, deliver
from monitoring.webhooks.signing import headers, unseal
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs.claims import claim, free

# seconds to wait after each failed attempt: ten attempts in about three days
WAITS = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
MAX_ATTEMPTS = len(WAITS) + 1
CLAIM = dt.timedelta(minutes=2)  # longer than a call can take; then somebody else tries
LONGEST_REST = 300  # seconds a receiver that fails is left in peace
OFF_AFTER = dt.timedelta(days=5)
KEPT_FOR = dt.timedelta(days=30)
AT_ONCE = 100
GONE = 410
SECONDS = 20  # after which the next tick goes on
SLOW = 2000  # milliseconds

log = structlog.get_logger()


def deliver_webhooks(
    *, clock: Callable[[], dt.datetime] = timezone.now, most: int = AT_ONCE
) -> int:
    """Send what waits; how many arrived. Workers may call this side by side.

    Endpoints take turns, and one that failed or took long has no other turn here; nobody has after
    `SECONDS`, lest slow receivers hold up all other work.
    """
    arrived = tried = 0
    until = time.monotonic() + SECONDS
    ready = deque(_ready(clock()).values_list("pk", flat=True))
    while ready and tried < most and time.monotonic() < until:
        pk = ready.popleft()
        outcome = _deliver_next(pk, clock)
        if outcome is not None and not outcome.error and outcome.milliseconds < SLOW:
            ready.append(pk)
        tried += outcome is not None
        arrived += outcome is not None and not outcome.error
    return arrived


def _ready(at: dt.datetime) -> QuerySet[WebhookEndpoint]:
    waiting = WebhookMessage.objects.waiting().filter(free(at), endpoint=OuterRef("pk"))
    rested = Q(resting_until__isnull=True) | Q(resting_until__lte=at)
    return WebhookEndpoint.objects.live(at).filter(rested, Exists(waiting)).order_by("pk")


def _deliver_next(endpoint_id: int, clock: Callable[[], dt.datetime]) -> Outcome | None:
    """The endpoint's next message, if there is one still."""
    at = clock()
    if not _ready(at).filter(pk=endpoint_id).exists():
        return None
    waiting = WebhookMessage.objects.waiting().filter(endpoint=endpoint_id).order_by("pk")
    message = claim(waiting, at=at, lasting=CLAIM)
    if message is None:
        return None
    endpoint = WebhookEndpoint.objects.get(pk=endpoint_id)
    outcome = _call(endpoint, message, at=at)
    _note(endpoint, message, outcome, at=clock())
    return outcome


def _call(endpoint: WebhookEndpoint, message: WebhookMessage, *, at: dt.datetime) -> Outcome:
    rows = WebhookSecret.objects.filter(endpoint=endpoint).order_by("-made_at", "-pk")
    keys = []
    for row in rows:
        try:
            keys += [unseal(row.sealed)] if row.signs_at(at) else []
        except InvalidToken:  # of a former RISKCRM_SECRET_KEY; a new one may stand beside it
            log.error("webhook_secret_unreadable", endpoint=endpoint.pk)
    if not keys:
        return Outcome(WebhookMessage.Error.SECRET)
    signed = headers(keys, message.message_id, int(at.timestamp()), message.payload)
    return deliver(endpoint.url, message.payload, signed)


def _note(
    endpoint: WebhookEndpoint, message: WebhookMessage, outcome: Outcome, *, at: dt.datetime
) -> None:
    """Write down what came of an attempt, of the message and of the receiver."""
    with transaction.atomic():
        WebhookAttempt.objects.create(
            message=message, at=at, status=outcome.status, error=outcome.error,
            milliseconds=outcome.milliseconds, answer=outcome.answer,
        )  # fmt: skip
        own = WebhookMessage.objects.waiting().filter(pk=message.pk, attempts=message.attempts)
        if not outcome.error:
            own.update(delivered_at=at, error="", claimed_until=None)
            WebhookEndpoint.objects.filter(pk=endpoint.pk, failures__gt=0).update(
                failures=0, failing_since=None, resting_until=None
            )
            return
        is_final = message.attempts >= MAX_ATTEMPTS
        own.update(
            error=outcome.error,
            failed_at=at if is_final else None,
            claimed_until=None if is_final else at + wait_after(message.attempts),
        )
        _note_failing(endpoint, outcome, at=at)


def wait_after(attempts: int) -> dt.timedelta:
    """How long a message rests after so many attempts; not to the second, lest all come at once."""
    return _about(WAITS[min(attempts, len(WAITS)) - 1])


def _about(seconds: float) -> dt.timedelta:
    return dt.timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - no secret


def _note_failing(endpoint: WebhookEndpoint, outcome: Outcome, *, at: dt.datetime) -> None:
    rest = _about(min(5 * 2 ** min(endpoint.failures, 10), LONGEST_REST))
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        failures=F("failures") + 1,
        failing_since=Coalesce("failing_since", at),
        resting_until=at + rest,
    )
    if outcome.status == GONE:
        switch_off(endpoint, because=WebhookEndpoint.Because.GONE, at=at)
    elif endpoint.failing_since is not None and endpoint.failing_since <= at - OFF_AFTER:
        switch_off(endpoint, because=WebhookEndpoint.Because.FAILING, at=at)


def switch_off(endpoint: WebhookEndpoint, *, because: str, at: dt.datetime) -> None:
    """By itself, in its transaction: what waits is given up, and who answers for it is told."""
    live = WebhookEndpoint.objects.filter(pk=endpoint.pk, disabled_at__isnull=True)
    if not live.update(disabled_at=at, disabled_because=because, version=F("version") + 1):
        return
    give_up_waiting(endpoint, at=at)
    record("switch_off_webhook", by=SYSTEM, obj=endpoint, after={"because": because}, at=at)
    people = {endpoint.created_by_id, endpoint.owner.responsible_id} - {None}
    notify(
        [pk for pk in people if pk],
        kind="webhook_off",
        severity=Severity.HIGH,
        link=reverse("monitoring:webhook_detail", args=[endpoint.pk]),
        key=f"webhook-off:{endpoint.pk}:{at:%Y%m%d%H%M%S}",
        parts={"webhook": str(endpoint), "why": WHY[because]},
        at=at,
    )


# said in the reader's language, so both are kept
WHY: dict[str, dict[str, str]] = {
    WebhookEndpoint.Because.FAILING: {"en": "it failed for five days", "zh": "已连续失败五天"},
    WebhookEndpoint.Because.GONE: {
        "en": "the receiver says that it is gone (410)",
        "zh": "接收方表示该地址已不存在（410）",
    },
}


def give_up_waiting(endpoint: WebhookEndpoint, *, at: dt.datetime) -> None:
    WebhookMessage.objects.waiting().filter(endpoint=endpoint).update(
        failed_at=at, error=WebhookMessage.Error.OFF, claimed_until=None
    )


def purge_webhooks(*, at: dt.datetime) -> int:
    """Forget what is done and older than `KEPT_FOR`, and secrets that sign no more; how many.

    What is twice as old waits for a key that ended, and for nothing else.
    """
    WebhookSecret.objects.filter(expires_at__lt=at - KEPT_FOR).delete()
    done = Q(delivered_at__isnull=False) | Q(failed_at__isnull=False)
    old = Q(created_at__lt=at - KEPT_FOR) & done | Q(created_at__lt=at - 2 * KEPT_FOR)
    return WebhookMessage.objects.filter(old).delete()[0]
