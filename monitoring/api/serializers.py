"""Shapes of alerts in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from monitoring.models import Acknowledgement, Alert, AlertEvidence, AlertRule
from riskcrm.web.serializers import KnownFieldsMixin

PERSON = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}


class AlertRuleSerializer(serializers.ModelSerializer[AlertRule]):
    """What an alert was raised by; thresholds in the unit of the figure, shares in per cent."""

    class Meta:
        model = AlertRule
        fields: ClassVar[list[str]] = [
            "code",
            "name_en",
            "name_zh",
            "kind",
            "subject",
            "raise_at",
            "clear_at",
            "escalate_at",
            "falling",
        ]


class AcknowledgementSerializer(serializers.ModelSerializer[Acknowledgement]):
    by = serializers.SerializerMethodField()

    class Meta:
        model = Acknowledgement
        fields: ClassVar[list[str]] = ["by", "at", "note"]

    @extend_schema_field(PERSON)
    def get_by(self, acknowledgement: Acknowledgement) -> dict[str, Any]:
        return {"id": acknowledgement.by_id, "name": str(acknowledgement.by)}


class AlertSerializer(serializers.ModelSerializer[Alert]):
    """An episode in which a rule held for a customer."""

    rule = AlertRuleSerializer(read_only=True)
    customer = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    customer_number = serializers.CharField(source="customer.number", read_only=True)
    acknowledgement = AcknowledgementSerializer(read_only=True, allow_null=True)
    cleared_because = serializers.ChoiceField(
        choices=Alert.Ending.choices,
        allow_blank=True,
        read_only=True,
        help_text="empty while the episode runs",
    )

    class Meta:
        model = Alert
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "rule",
            "episode",
            "severity",
            "raised_at",
            "latest_at",
            "cleared_at",
            "cleared_because",
            "hits",
            "due_at",
            "acknowledgement",
        ]
        read_only_fields = fields


class AlertEvidenceSerializer(serializers.ModelSerializer[AlertEvidence]):
    class Meta:
        model = AlertEvidence
        fields: ClassVar[list[str]] = ["as_of", "value", "from_tier", "to_tier", "seen_at"]


class AlertDetailSerializer(AlertSerializer):
    """An alert with the newest hundred readings that its rule saw."""

    evidence = serializers.SerializerMethodField()

    class Meta(AlertSerializer.Meta):
        fields: ClassVar[list[str]] = [*AlertSerializer.Meta.fields, "evidence"]
        read_only_fields = fields

    @extend_schema_field(AlertEvidenceSerializer(many=True))
    def get_evidence(self, alert: Alert) -> Any:
        rows = alert.evidence.order_by("-as_of", "-id")[:100]
        return AlertEvidenceSerializer(rows, many=True).data


class NoteSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What follows from an alert."""

    note = serializers.CharField()
