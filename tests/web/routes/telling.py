"""What the routes of notices, absences and webhooks need, and the rows they are about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from monitoring.models import Notice, WebhookEndpoint, WebhookMessage
from riskcrm.accounts.models import Absence, User
from riskcrm.accounts.services import create_api_key
from riskcrm.audit.services import SYSTEM
from riskcrm.web.today import today
from tests.web.routes.needs import ADMIN, MANAGER, Needs, needs

AT = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)
URL = "https://93.184.216.34/hooks"
WEBHOOK = {"url": URL, "events": ["alert.raised"], "description": "ERP"}


def _away(rows: Any) -> dict[str, Any]:
    return {"from_date": today(), "until_date": today(), "deputy": rows.taker.pk}


PAGES: dict[str, Needs] = {
    "notices/": needs(MANAGER, get=200),
    "notices/count/": needs(MANAGER, get=200),
    "notices/read/": needs(MANAGER, post=302),
    "notices/<pk>/open/": needs(MANAGER, "notice", post=302),
    "notices/<pk>/read/": needs(MANAGER, "notice", post=302),
    "me/notices/": needs(
        MANAGER, get=200, post=(302, {"at_once": "high", "digest": "none", "digest_hour": "7"})
    ),
    "me/absence/": needs(MANAGER, get=200, post=(302, _away)),
    "me/absence/<absence_id>/end/": needs(MANAGER, "absence", post=302),
    "settings/people/<person_id>/absence/": needs(ADMIN, get=200, post=(302, _away)),
    "settings/people/<person_id>/absence/<absence_id>/end/": needs(
        ADMIN, "person person_absence", post=302
    ),
    "settings/webhooks/": needs(ADMIN, get=200),
    "settings/webhooks/new/": needs(
        ADMIN, get=200, post=(302, lambda r: WEBHOOK | {"owner": r.webhook.owner_id})
    ),
    "settings/webhooks/secret/": needs(ADMIN, get=302),
    "settings/webhooks/messages/": needs(ADMIN, get=200),
    "settings/webhooks/messages/<pk>/": needs(ADMIN, "webhook_message", get=200),
    "settings/webhooks/messages/<pk>/resend/": needs(ADMIN, "webhook_message", post=302),
    "settings/webhooks/<pk>/": needs(ADMIN, "webhook", get=200),
    "settings/webhooks/<pk>/edit/": needs(ADMIN, "webhook", get=200, post=(302, WEBHOOK)),
    "settings/webhooks/<pk>/secret/": needs(ADMIN, "webhook", post=302),
    "settings/webhooks/<pk>/switch/": needs(ADMIN, "webhook", post=302),
    "settings/webhooks/<pk>/test/": needs(ADMIN, "webhook", post=302),
}
CALLS: dict[str, Needs] = {
    "people/<pk>/absences/": needs(
        ADMIN,
        "person",
        get=200,
        post=(
            201,
            lambda r: {
                "deputy": r.taker.username,
                "from_date": str(today()),
                "until_date": str(today()),
            },
        ),
    ),
    "absences/<pk>/end/": needs(ADMIN, "person_absence", post=200),
    "webhooks/": needs(
        ADMIN, get=200, post=(201, lambda r: WEBHOOK | {"owner": r.webhook.owner.username})
    ),
    "webhooks/<pk>/": needs(ADMIN, "webhook", get=200, patch=(200, {"description": "BI"})),
    "webhooks/<pk>/rotate-secret/": needs(ADMIN, "webhook", post=200),
    "webhooks/<pk>/test/": needs(ADMIN, "webhook", post=202),
    "webhook-messages/": needs(ADMIN, get=200),
    "webhook-messages/<pk>/": needs(ADMIN, "webhook_message", get=200),
    "webhook-messages/<pk>/resend/": needs(ADMIN, "webhook_message", post=202),
}


def webhooks(officer: User) -> dict[str, Any]:
    """An endpoint and what was told to it."""
    key = create_api_key(name="Hooks", scopes=["alerts:read"], by=SYSTEM, at=AT)[0]
    endpoint = WebhookEndpoint.objects.create(
        url=URL, events=["alert.raised"], owner=key.user, created_by=officer, created_at=AT
    )
    message = WebhookMessage.objects.create(
        message_id="msg_walk", endpoint=endpoint, event="webhook.test", key="test:walk",
        payload="{}", created_at=AT, delivered_at=AT,
    )  # fmt: skip
    return {"webhook": endpoint, "webhook_message": message}


def add_own(rows: Any, officer: User) -> None:
    """What the manager was told, and when they are away."""
    rows.notice = Notice.objects.create(
        person=rows.manager, kind="alert_raised", severity="high", link="/inbox/", key="walk",
        customer=rows.customer, alert=rows.alert, at=AT,
    )  # fmt: skip
    rows.absence = away(rows.manager, officer)


def away(person: User, deputy: User) -> Absence:
    first = today() + dt.timedelta(days=30)
    return Absence.objects.create(
        person=person, deputy=deputy, from_date=first, until_date=first, by=person, at=AT
    )
