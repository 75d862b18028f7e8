"""What people and keys do with webhooks: making, changing, secrets, tests, sending again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from monitoring.models import EventType, WebhookEndpoint, WebhookMessage, WebhookSecret
from monitoring.models.webhooks import CHANGE_WEBHOOKS
from monitoring.services.webhook_deliveries import give_up_waiting
from monitoring.services.webhook_messages import message_of
from monitoring.webhooks.addresses import Forbidden, checked_addresses, target_of
from monitoring.webhooks.events import RIGHTS, Told
from monitoring.webhooks.signing import new_secret, seal
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale

GRACE = dt.timedelta(hours=24)  # in which the former secret signs beside the new one


def create_webhook(
    *, url: str, events: Sequence[str], owner: User, by: User, at: dt.datetime,
    description: str = "",
) -> tuple[WebhookEndpoint, str]:  # fmt: skip
    """An endpoint and its secret, which is shown once.

    Told is only what `owner`, a service user, sees; a key makes endpoints of its own alone.
    """
    check_right(by, CHANGE_WEBHOOKS)
    _check_owner(owner, by=by, at=at)
    _check_url(url)
    events = _checked_events(events, owner)
    answerable = by if by.kind == User.Kind.PERSON else by.responsible
    if answerable is None:
        message = _("This API key has no responsible person. Have a key made that names one.")
        raise Refused(message, code="nobody_responsible")
    endpoint = WebhookEndpoint(
        url=url.strip(), description=description.strip(), events=events, owner=owner,
        created_by=answerable, created_at=at,
    )  # fmt: skip
    endpoint.clean_fields(exclude={"disabled_at", "failing_since", "resting_until"})
    with transaction.atomic():
        endpoint.save(force_insert=True)
        secret = _new_secret(endpoint, at=at)
        after = {"url": endpoint.url, "events": events, "owner": owner.username}
        record("create_webhook", by=by.as_actor(), obj=endpoint, after=after, at=at)
    return endpoint, secret


def change_webhook(
    endpoint: WebhookEndpoint, *, url: str, events: Sequence[str], description: str, by: User,
    at: dt.datetime, version: int,
) -> WebhookEndpoint:  # fmt: skip
    """Another address, other events. What waits goes to the new address."""
    check_right(by, CHANGE_WEBHOOKS)
    _check_url(url)
    events = _checked_events(events, endpoint.owner)
    before = {"url": endpoint.url, "events": endpoint.events, "description": endpoint.description}
    after = {"url": url.strip(), "events": events, "description": description.strip()}
    with transaction.atomic():
        rows = WebhookEndpoint.objects.filter(pk=endpoint.pk, version=version)
        if not rows.update(**after, version=F("version") + 1, resting_until=None):
            raise stale()
        endpoint.refresh_from_db()
        record("change_webhook", by=by.as_actor(), obj=endpoint, before=before, after=after, at=at)
    return endpoint


def rotate_secret(
    endpoint: WebhookEndpoint, *, by: User, at: dt.datetime, grace: dt.timedelta = GRACE
) -> str:
    """A new secret, shown once. The former one signs beside it until the grace is over."""
    check_right(by, CHANGE_WEBHOOKS)
    with transaction.atomic():
        WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
        former = WebhookSecret.objects.filter(endpoint=endpoint, expires_at__isnull=True)
        former.update(expires_at=at + grace)
        secret = _new_secret(endpoint, at=at)
        after = {"former_signs_until": at + grace}
        record("rotate_webhook_secret", by=by.as_actor(), obj=endpoint, after=after, at=at)
    return secret


def switch_webhook(
    endpoint: WebhookEndpoint, *, on: bool, by: User, at: dt.datetime
) -> WebhookEndpoint:
    """Switch an endpoint on or off; off, what waits is given up. Twice changes nothing."""
    check_right(by, CHANGE_WEBHOOKS)
    with transaction.atomic():
        rows = WebhookEndpoint.objects.filter(pk=endpoint.pk, disabled_at__isnull=not on)
        changed = rows.update(
            disabled_at=None if on else at,
            disabled_because="" if on else WebhookEndpoint.Because.PERSON,
            failures=0, failing_since=None, resting_until=None, version=F("version") + 1,
        )  # fmt: skip
        endpoint.refresh_from_db()
        if changed:
            if not on:
                give_up_waiting(endpoint, at=at)
            verb = "switch_on_webhook" if on else "switch_off_webhook"
            record(verb, by=by.as_actor(), obj=endpoint, at=at)
    return endpoint


def send_test(endpoint: WebhookEndpoint, *, by: User, at: dt.datetime) -> WebhookMessage:
    """A message about nothing, to see whether it arrives."""
    check_right(by, CHANGE_WEBHOOKS)
    _check_is_on(endpoint, at=at)
    key = f"test:{uuid.uuid4().hex}"
    told = Told(EventType.TEST, key, at, None, {"webhook": endpoint.pk})
    message = message_of(endpoint, told, at)
    with transaction.atomic():
        message.save(force_insert=True)
        _let_try(endpoint)
        record("test_webhook", by=by.as_actor(), obj=endpoint, at=at)
    return message


def send_again(message: WebhookMessage, *, by: User, at: dt.datetime) -> WebhookMessage:
    """Let a message that arrived or was given up be sent again, under the same id."""
    check_right(by, CHANGE_WEBHOOKS)
    _check_is_on(message.endpoint, at=at)
    done = WebhookMessage.objects.filter(pk=message.pk).exclude(
        delivered_at__isnull=True, failed_at__isnull=True
    )
    with transaction.atomic():
        if not done.update(
            delivered_at=None, failed_at=None, attempts=0, claimed_until=None, error=""
        ):
            raise Refused(_("This message is still on its way."), code="on_its_way")
        _let_try(message.endpoint)
        record(
            "resend_webhook_message", by=by.as_actor(), obj=message.endpoint,
            facts={"message": message.message_id}, at=at,
        )  # fmt: skip
    message.refresh_from_db()
    return message


def _let_try(endpoint: WebhookEndpoint) -> None:
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(resting_until=None)


def _new_secret(endpoint: WebhookEndpoint, *, at: dt.datetime) -> str:
    secret = new_secret()
    WebhookSecret.objects.create(endpoint=endpoint, sealed=seal(secret), made_at=at)
    return secret


def _check_is_on(endpoint: WebhookEndpoint, *, at: dt.datetime) -> None:
    if not endpoint.is_enabled:
        raise Refused(_("The webhook is switched off. Switch it on first."), code="switched_off")
    if not WebhookEndpoint.objects.live(at).filter(pk=endpoint.pk).exists():
        message = _("The API key of this webhook is no longer in force. Make one for another key.")
        raise Refused(message, code="key_ended")


def _check_owner(owner: User, *, by: User, at: dt.datetime) -> None:
    has_ended = owner.api_keys.filter(expires_at__lte=at).exists()
    if owner.kind != User.Kind.SERVICE or not owner.is_active or has_ended:
        message = _("Choose an API key that is in force: what it sees is told, and nothing else.")
        raise Refused(message, code="wrong_owner", field="owner")
    if by.kind == User.Kind.SERVICE and by.pk != owner.pk:
        message = _("A key makes webhooks of its own only.")
        raise Refused(message, code="wrong_owner", field="owner")


def _check_url(url: str) -> None:
    """Its form, and that it leads to no internal address now; looked up again at each attempt."""
    target = target_of(url)
    try:
        checked_addresses(target.host, target.port)
    except Forbidden:
        message = _(
            "This leads to an internal address, which is not called. Whoever runs this copy can "
            "allow it with RISKCRM_WEBHOOK_INTERNAL_HOSTS."
        )
        raise Refused(message, code="internal_address", field="url") from None
    except (OSError, UnicodeError):
        return  # a name without an address yet; the log of deliveries tells if it stays so


def _checked_events(events: Sequence[str], owner: User) -> list[str]:
    wanted = [event for event in RIGHTS if event in set(events)]
    if unknown := sorted(set(events) - set(RIGHTS)):
        message = _("Unknown events: %(events)s.") % {"events": ", ".join(unknown)}
        raise Refused(message, code="unknown_event", field="events")
    if not wanted:
        raise Refused(_("Choose at least one event."), code="no_event", field="events")
    if lacking := [event for event in wanted if not owner.has_perm(RIGHTS[event])]:
        message = _(
            "The key does not have the right to see what these events tell: %(events)s. Choose a "
            "key with more scopes, or fewer events."
        )
        raise Refused(
            message % {"events": ", ".join(lacking)}, code="no_right_to_event", field="events"
        )
    return [str(event) for event in wanted]
