"""Alerts over the API: the same filters, rules and services as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from monitoring import services
from monitoring.api.serializers import AlertDetailSerializer, AlertSerializer, NoteSerializer
from monitoring.filters.alerts import AlertFilter
from monitoring.models import Alert
from riskcrm.accounts.roles import ACKNOWLEDGE, VIEW_ALERTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin


class Alerts(generics.GenericAPIView[Alert]):
    """What all views of alerts share: which rows, in which shape."""

    serializer_class: Any = AlertSerializer
    queryset = Alert.objects.none()  # for the schema; the rows come from get_queryset
    lookup_url_kwarg = "alert_id"

    def get_queryset(self) -> QuerySet[Alert]:
        return Alert.objects.visible_to(self.request.user).select_related(
            "customer", "rule", "acknowledgement__by", "closure__by"
        )


class AlertCollection(Alerts, generics.ListAPIView[Alert]):
    """List alerts."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ALERTS}
    filterset_class = AlertFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "raised_at": "raised_at", "due_at": "due_at"}


class AlertItem(VersionedMixin, Alerts, generics.RetrieveAPIView[Alert]):
    """One alert with its evidence."""

    serializer_class = AlertDetailSerializer
    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ALERTS}
    tells_more = True  # the sweep adds evidence without a person's act


class AlertAcknowledgement(IdempotentMixin, Alerts):
    """Say that an alert was seen and what follows. Once."""

    serializer_class = AlertDetailSerializer
    permissions: ClassVar[dict[str, str]] = {"POST": ACKNOWLEDGE}

    @extend_schema(request=NoteSerializer, responses=AlertDetailSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        alert = self.get_object()
        given = NoteSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.acknowledge_alert(
            alert,
            by=person_of(request),
            note=given.validated_data["note"],
            at=timezone.now(),
        )
        alert = self.get_queryset().get(pk=alert.pk)
        return Response(self.get_serializer(alert).data)
