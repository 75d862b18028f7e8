"""What tests of notices and mails share: people with an address, alerts, things said."""

from __future__ import annotations

import datetime as dt
from typing import Any

from monitoring.models import AlertNews
from monitoring.services import alert_news
from monitoring.services.notices import notify
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.monitoring.readings import NOON, make_alert

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NINE = NOON - 3 * HOUR  # a Monday


def with_address(person: User, language: str = "en") -> User:
    person.email = f"{person.username}@crm.example"
    person.language = language
    person.save()
    return person


def alert_of(person: User, *, at: dt.datetime = NOON, **said: Any) -> Any:
    """An alert of one of somebody's customers, and that it was raised."""
    alert = make_alert(make_customer(manager=person, team=person.team, **said), at=at)
    AlertNews.objects.all().delete()
    AlertNews.objects.create(alert=alert, kind="raised", at=at)
    return alert


def tell(at: dt.datetime = NOON) -> int:
    return alert_news.tell_alert_news(at=at)


def say(*people: User, key: str = "k", severity: str = "critical", **said: Any) -> int:
    parts = {"webhook": "ERP", "why": {"en": "it failed", "zh": "失败"}}
    said = {"kind": "webhook_off", "link": "/inbox/", "at": NOON, "parts": parts} | said
    return notify(people, key=key, severity=severity, **said)
