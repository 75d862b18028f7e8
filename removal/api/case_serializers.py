"""Shapes of removal cases in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from removal.models import RemovalCase, RemovalDecision, RemovalWithdrawal
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
        fields: ClassVar[list[str]] = ["outcome", "reason", "decided_by", "decided_at"]


class WithdrawalSerializer(serializers.ModelSerializer[RemovalWithdrawal]):
    withdrawn_by = Person(read_only=True)

    class Meta:
        model = RemovalWithdrawal
        fields: ClassVar[list[str]] = ["reason", "withdrawn_by", "withdrawn_at"]


class RemovalCaseSerializer(serializers.ModelSerializer[RemovalCase]):
    """A case as it stands; score, tier, amounts and reasons as they stood when proposed."""

    customer = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    customer_number = serializers.CharField(source="customer.number", read_only=True)
    proposed_by = Person(read_only=True)
    taken_over_by = Person(read_only=True, allow_null=True)
    decision = DecisionSerializer(read_only=True, allow_null=True)
    withdrawal = WithdrawalSerializer(read_only=True, allow_null=True)

    class Meta:
        model = RemovalCase
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "state",
            "summary",
            "reasons",
            "score",
            "tier",
            "exposure",
            "overdue",
            "proposed_by",
            "proposed_at",
            "taken_over_by",
            "decide_by_date",
            "closed_at",
            "decision",
            "withdrawal",
            "version",
        ]
        read_only_fields = fields


class ProposalSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What opens a case. Without `reasons` all reasons that the score gives now are taken."""

    customer = serializers.IntegerField()
    summary = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField(), required=False)


class ReasonSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Why a case is closed."""

    reason = serializers.CharField()
