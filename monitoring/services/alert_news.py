"""What the sweep of alerts found, told to people and to other systems.

The sweep writes a row per alert that was raised, got graver or was cleared. One transaction takes
rows, writes the notices and the messages, and deletes exactly those rows: a
crash leaves everything as it was.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.urls import reverse

from monitoring.models import Alert, AlertNews, Notice
from monitoring.notices.recipients import recipients_of
from monitoring.services.notices import write_notices
from monitoring.services.webhook_messages import tell_alerts
from riskcrm.jobs.locks import try_lock

MOST = 1000

_TAKE = """
DELETE FROM monitoring_alertnews WHERE id IN (
    SELECT id FROM monitoring_alertnews ORDER BY id LIMIT %s
) RETURNING id, alert_id, kind, at"""


@dataclass(frozen=True)
class News:
    """That an alert was raised, got graver or was cleared."""

    id: int
    alert_id: int
    kind: str
    at: dt.datetime


def tell_alert_news(*, at: dt.datetime, most: int = MOST) -> int:
    """Tell what waits, in its order; how many news were taken.

    Safe twice and side by side: a second call while one works does nothing.
    """
    with transaction.atomic():
        if not try_lock("monitoring.tell_alert_news"):
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [most])
            news = sorted((News(*row) for row in cursor.fetchall()), key=lambda each: each.id)
        if not news:
            return 0
        taken, ids = len(news), {each.alert_id for each in news}
        alerts = Alert.objects.select_related("customer", "rule").in_bulk(ids)
        news = [each for each in news if each.alert_id in alerts]
        _tell_people(news, alerts, at=at)
        tell_alerts([(each.kind, each.id, alerts[each.alert_id], each.at) for each in news], at=at)
    return taken


def _tell_people(news: list[News], alerts: dict[int, Alert], *, at: dt.datetime) -> None:
    """What is over by now is told to nobody, and who was told of it has it read."""
    open_ids = set(Alert.objects.open().filter(pk__in=alerts).values_list("pk", flat=True))
    over = alerts.keys() - open_ids
    if over:
        told_of = Notice.objects.filter(alert__in=over).unread()
        told_of.settled().update(read_at=at, is_mail_due=False)
    still = [each for each in news if each.alert_id in open_ids]
    told = [each for each in still if each.kind != AlertNews.Kind.CLEARED]
    people = recipients_of({each.alert_id for each in told}) if told else {}
    rows = [
        (person, _columns(each, alerts[each.alert_id]))
        for each in told
        for person in sorted(people.get(each.alert_id, ()))
    ]
    if rows:
        write_notices(rows, now=at)


def _columns(news: News, alert: Alert) -> dict[str, object]:
    return {
        "kind": f"alert_{news.kind}",
        "severity": alert.severity,
        "link": reverse("monitoring:alert_detail", args=[alert.pk]),
        "key": f"alert:{alert.pk}:{news.kind}:{alert.severity}",
        "customer_id": alert.customer_id,
        "alert_id": alert.pk,
        "at": news.at,
    }
