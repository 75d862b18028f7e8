"""What notices of alerts say, whom else they tell, and what an inbox says of alerts to close."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from monitoring.alerting.chain import escalated_to
from monitoring.models import Alert
from monitoring.notices.recipients import register_recipients
from monitoring.notices.words import register_kind
from riskcrm.accounts.inbox import Asks, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACKNOWLEDGE

CLOSING = Asks(pgettext_lazy("inbox", "to close"), pgettext_lazy("inbox", "Close"))

# an acknowledged alert comes up again when its decision is due within so long
SOON = dt.timedelta(days=1)


def alerts_to_close(user: User) -> QuerySet[Alert]:
    """Acknowledged alerts that this person should close soon: their own, and those that came up
    the chain to them."""
    if not user.has_perm(ACKNOWLEDGE):
        return Alert.objects.none()
    at = timezone.now()
    near = Q(next_due_at__lt=at + SOON) | Q(level__gt=Alert.Level.MANAGER)
    alerts = Alert.objects.to_decide().awake(at).filter(near)
    return alerts.in_hands_of(user).order_by("decision_due_at", "pk")


def _to_close(alert: Alert) -> Waiting:
    return Waiting(
        words=_("Close the alert: %(rule)s") % {"rule": alert.rule.name},
        url=reverse("monitoring:alert_detail", args=[alert.pk]),
        customer_id=alert.customer_id,
        due_at=alert.decision_due_at,
    )


def register_words() -> None:
    """Make them known; called once, when the app starts."""
    register_kind(
        "alert_assigned",
        gettext_lazy("Alert assigned"),
        gettext_lazy("%(name)s assigned you an alert: %(customer)s: %(rule)s"),
    )
    register_kind(
        "alert_escalated",
        gettext_lazy("Alert escalated"),
        gettext_lazy("A deadline passed: %(customer)s: %(rule)s"),
    )
    register_recipients("alerts", escalated_to)
    register(Source("alerts_to_close", alerts_to_close, _to_close, related=("rule",), asks=CLOSING))
