"""Shapes of alerts in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from monitoring.models import (
    Acknowledgement,
    Alert,
    AlertBreach,
    AlertClosure,
    AlertEscalation,
    AlertEvidence,
    AlertRule,
)
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


class ClosureSerializer(serializers.ModelSerializer[AlertClosure]):
    """What the alert led to; `plan` and `case` are the ids of what was linked."""

    by = serializers.SerializerMethodField()

    class Meta:
        model = AlertClosure
        fields: ClassVar[list[str]] = ["outcome", "by", "at", "note", "plan", "case"]

    @extend_schema_field(PERSON)
    def get_by(self, closure: AlertClosure) -> dict[str, Any]:
        return {"id": closure.by_id, "name": str(closure.by)}


class AlertSerializer(serializers.ModelSerializer[Alert]):
    """An episode in which a rule held for a customer."""

    rule = AlertRuleSerializer(read_only=True)
    customer = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    customer_number = serializers.CharField(source="customer.number", read_only=True)
    acknowledgement = AcknowledgementSerializer(read_only=True, allow_null=True)
    closure = ClosureSerializer(read_only=True, allow_null=True)
    due_at = serializers.DateTimeField(
        read_only=True, help_text="to be acknowledged by, in business hours"
    )
    decision_due_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="to be closed by, in business hours; null = raised before there was a deadline",
    )
    level = serializers.ChoiceField(
        choices=Alert.Level.choices,
        read_only=True,
        help_text="1 account manager, 2 risk lead of the team, 3 head of risk",
    )
    assignee = serializers.PrimaryKeyRelatedField[Any](
        read_only=True, allow_null=True, help_text="id of the person; null = whose customer it is"
    )
    snoozed_until = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="it sleeps until then unless it is graver than `snoozed_severity`",
    )
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
            "decision_due_at",
            "level",
            "assignee",
            "snoozed_until",
            "snoozed_severity",
            "acknowledgement",
            "closure",
        ]
        read_only_fields = fields


class AlertEvidenceSerializer(serializers.ModelSerializer[AlertEvidence]):
    class Meta:
        model = AlertEvidence
        fields: ClassVar[list[str]] = ["as_of", "value", "from_tier", "to_tier", "seen_at"]


class EscalationSerializer(serializers.ModelSerializer[AlertEscalation]):
    """`to` is null where it went to everybody who takes alerts of that level."""

    class Meta:
        model = AlertEscalation
        fields: ClassVar[list[str]] = ["level", "at", "because", "to"]


class MissedDeadlineSerializer(serializers.ModelSerializer[AlertBreach]):
    class Meta:
        model = AlertBreach
        fields: ClassVar[list[str]] = ["deadline", "due_at", "noticed_at"]


class AlertDetailSerializer(AlertSerializer):
    """An alert with the newest hundred readings that its rule saw, and its way up the chain."""

    evidence = serializers.SerializerMethodField()
    escalations = EscalationSerializer(many=True, read_only=True)
    breaches = MissedDeadlineSerializer(many=True, read_only=True)

    class Meta(AlertSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *AlertSerializer.Meta.fields,
            "evidence",
            "escalations",
            "breaches",
        ]
        read_only_fields = fields

    @extend_schema_field(AlertEvidenceSerializer(many=True))
    def get_evidence(self, alert: Alert) -> Any:
        rows = alert.evidence.order_by("-as_of", "-id")[:100]
        return AlertEvidenceSerializer(rows, many=True).data


class NoteSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What follows from an alert."""

    note = serializers.CharField()
