"""What deliveries can be filtered by, on the page and over the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from monitoring.models import EventType, WebhookEndpoint, WebhookMessage
from riskcrm.web.filters import DayRangeFilter, FilterSet

WAITING, DELIVERED, FAILED = "waiting", "delivered", "failed"
STATES = [(WAITING, _("on its way")), (DELIVERED, _("delivered")), (FAILED, _("given up"))]


def endpoints(request: HttpRequest | None) -> Any:
    if request is None:
        return WebhookEndpoint.objects.none()
    return WebhookEndpoint.objects.visible_to(request.user).order_by("pk")


class MessageFilter(FilterSet):
    """Which messages."""

    endpoint = filters.ModelChoiceFilter(
        label=_("Webhook"), queryset=endpoints, empty_label=_("any")
    )
    state = filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=_("any")
    )
    event = filters.ChoiceFilter(label=_("Event"), choices=EventType.choices, empty_label=_("any"))
    created_at = DayRangeFilter(label=_("Time"))

    class Meta:
        model = WebhookMessage
        fields: ClassVar[list[str]] = []

    def in_state(self, messages: Any, _name: str, state: str) -> Any:
        if state == WAITING:
            return messages.waiting()
        if state == DELIVERED:
            return messages.filter(delivered_at__isnull=False)
        return messages.filter(failed_at__isnull=False)
