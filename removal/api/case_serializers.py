"""Shapes of removal cases in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from removal.grounds import Ground
from removal.models import Appeal, CaseStep, CureItem, RemovalCase, RemovalDecision
from riskcrm.web.serializers import KnownFieldsMixin


class PersonField(serializers.Field[Any, Any, Any, Any]):
    """Somebody who acted: id and name."""

    def to_representation(self, value: Any) -> dict[str, Any]:
        return {"id": value.pk, "name": str(value)}


PERSON = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}


@extend_schema_field(PERSON)
class Person(PersonField):
    """`PersonField` with its shape for the schema."""


class DecisionSerializer(serializers.ModelSerializer[RemovalDecision]):
    decided_by = Person(read_only=True)

    class Meta:
        model = RemovalDecision
        fields: ClassVar[list[str]] = ["round", "outcome", "reason", "decided_by", "decided_at"]


class StepSerializer(serializers.ModelSerializer[CaseStep]):
    """An act that moved the case; `due_date` is by when the stage it left should have been over."""

    by = Person(read_only=True, allow_null=True)

    class Meta:
        model = CaseStep
        fields: ClassVar[list[str]] = [
            "number", "act", "from_state", "to_state", "round", "reason", "due_date", "by", "at",
        ]  # fmt: skip


class CureItemSerializer(serializers.ModelSerializer[CureItem]):
    """Something the customer has to do; `amount` in the base currency."""

    class Meta:
        model = CureItem
        fields: ClassVar[list[str]] = [
            "id",
            "kind",
            "what",
            "amount",
            "due_date",
            "state",
            "finding",
        ]


class AppealSerializer(serializers.ModelSerializer[Appeal]):
    """A customer's objection, with the days by which it is acknowledged and answered."""

    decided_by = Person(read_only=True, allow_null=True)

    class Meta:
        model = Appeal
        fields: ClassVar[list[str]] = [
            "id", "state", "received_date", "channel", "from_whom", "text", "acknowledge_by_date",
            "answer_by_date", "acknowledged_at", "decided_by", "decided_at", "reason",
        ]  # fmt: skip


class RemovalCaseSerializer(serializers.ModelSerializer[RemovalCase]):
    """A case as it stands; score, tier, amounts and reasons as they stood when proposed."""

    customer = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    customer_number = serializers.CharField(source="customer.number", read_only=True)
    proposed_by = Person(read_only=True)
    taken_over_by = Person(read_only=True, allow_null=True)
    owner = Person(read_only=True, allow_null=True)
    steps = StepSerializer(read_only=True, many=True)
    decisions = DecisionSerializer(read_only=True, many=True)
    cure_items = CureItemSerializer(read_only=True, many=True)
    appeals = AppealSerializer(read_only=True, many=True)

    class Meta:
        model = RemovalCase
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "state",
            "round",
            "ground",
            "clause",
            "facts",
            "known_since",
            "summary",
            "reasons",
            "score",
            "tier",
            "exposure",
            "overdue",
            "proposed_by",
            "proposed_at",
            "taken_over_by",
            "owner",
            "stage_since",
            "due_date",
            "approvals_needed",
            "closed_at",
            "steps",
            "decisions",
            "cure_items",
            "appeals",
            "version",
        ]
        read_only_fields = fields


class ProposalSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What opens a case. Without `reasons` all reasons that the score gives now are taken."""

    customer = serializers.IntegerField()
    summary = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField(), required=False)
    ground = serializers.ChoiceField(choices=Ground.choices, required=False, default="")


class ReasonSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Why an act is done."""

    reason = serializers.CharField()


class AppealIntakeSerializer(KnownFieldsMixin, serializers.ModelSerializer[Appeal]):
    """A customer's objection as it came in."""

    class Meta:
        model = Appeal
        fields: ClassVar[list[str]] = ["received_date", "channel", "from_whom", "text"]
