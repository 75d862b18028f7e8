"""Drills and the high-risk queue over the API: read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import generics, serializers

from customers.models import Customer
from monitoring.api.people import Named
from monitoring.emergency.filters import DrillFilter, QueueFilter
from monitoring.emergency.queue import fill_queue, queue_of
from monitoring.models import Drill, DrillFinding
from riskcrm.accounts.plan_rights import VIEW_DRILLS, VIEW_QUEUE
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.today import today


class DrillFindingSerializer(serializers.ModelSerializer[DrillFinding]):
    owner = Named(read_only=True)

    class Meta:
        model = DrillFinding
        fields: ClassVar[list[str]] = [
            "id", "observation", "root_cause", "action", "owner", "due_date", "done_at",
            "done_note",
        ]  # fmt: skip
        read_only_fields = fields


class DrillSerializer(serializers.ModelSerializer[Drill]):
    """A drill that was held, with its findings."""

    plan = serializers.CharField(source="plan.code", read_only=True)
    findings = DrillFindingSerializer(many=True, read_only=True)

    class Meta:
        model = Drill
        fields: ClassVar[list[str]] = [
            "id", "plan", "kind", "held_date", "scenario", "injects", "objectives", "evidence",
            "retest_of", "findings",
        ]  # fmt: skip
        read_only_fields = fields


class DrillCollection(generics.ListAPIView[Drill]):
    """List drills of emergency plans."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_DRILLS}
    serializer_class = DrillSerializer
    queryset = Drill.objects.none()
    filterset_class = DrillFilter

    def get_queryset(self) -> QuerySet[Drill]:
        return Drill.objects.select_related("plan").prefetch_related("findings__owner")


class QueuedCustomerSerializer(serializers.Serializer[Any]):
    """A customer of the high tier. Amounts are in the base currency; null = not known."""

    customer = serializers.IntegerField(source="pk")
    number = serializers.CharField()
    name = serializers.CharField()
    exposure = serializers.DecimalField(
        22, 2, source="reading.exposure", allow_null=True, default=None
    )
    expected_loss = serializers.DecimalField(22, 2, source="rating.expected_loss", allow_null=True)
    silent_days = serializers.IntegerField(
        allow_null=True, help_text="days since the latest contact; null = none is known"
    )
    open_alerts = serializers.IntegerField()
    taken_by = serializers.CharField(source="take.taken_by", allow_null=True, default=None)


class HighRiskCollection(generics.ListAPIView[Customer]):
    """List the high-risk queue, among the customers you see."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_QUEUE}
    serializer_class = QueuedCustomerSerializer
    queryset = Customer.objects.none()
    filterset_class = QueueFilter

    def get_queryset(self) -> QuerySet[Customer]:
        return queue_of(person_of(self.request))

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args and isinstance(args[0], list):
            fill_queue(args[0], by=person_of(self.request), day=today())
        return super().get_serializer(*args, **kwargs)
