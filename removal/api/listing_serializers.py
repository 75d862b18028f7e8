"""Shapes of the restricted list, of readmissions and of subjects' requests in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from removal.api.case_serializers import Person
from removal.listing.reasons import CHOICES
from removal.models import (
    ListAppeal,
    ListedPerson,
    ListEntry,
    ListEvidence,
    Readmission,
    SubjectRequest,
)
from riskcrm.web.serializers import KnownFieldsMixin


class ListedPersonSerializer(serializers.ModelSerializer[ListedPerson]):
    class Meta:
        model = ListedPerson
        fields: ClassVar[list[str]] = ["name", "role", "reason"]


class ListEvidenceSerializer(serializers.ModelSerializer[ListEvidence]):
    class Meta:
        model = ListEvidence
        fields: ClassVar[list[str]] = ["text", "document", "sha256"]


class ListEntrySerializer(serializers.ModelSerializer[ListEntry]):
    """An entry of the restricted list as it stands."""

    customer = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    customer_number = serializers.CharField(source="customer.number", read_only=True)
    reason_text = serializers.CharField(read_only=True, help_text="the class, for the listed")
    proposed_by = Person(read_only=True)
    decided_by = Person(read_only=True, allow_null=True)
    persons = ListedPersonSerializer(many=True, read_only=True)
    evidence = ListEvidenceSerializer(many=True, read_only=True)

    class Meta:
        model = ListEntry
        fields: ClassVar[list[str]] = [
            "id", "customer", "customer_number", "case", "state", "reason_class", "reason_text",
            "reason", "covers_company", "persons", "bars", "evidence", "review_date",
            "expires_on", "proposed_by", "proposed_at", "decided_by", "decided_at", "closed_at",
            "version",
        ]  # fmt: skip
        read_only_fields = fields


class PersonToListSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    role = serializers.ChoiceField(choices=ListedPerson.Role.choices)
    reason = serializers.CharField(help_text="of this very person: being related is none")


class EntryProposalSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What proposes an entry. Nothing takes effect before a second person approves it."""

    customer = serializers.IntegerField()
    case = serializers.IntegerField(required=False, allow_null=True, default=None)
    reason_class = serializers.ChoiceField(choices=CHOICES)
    reason = serializers.CharField()
    bars = serializers.ChoiceField(choices=ListEntry.Bars.choices)
    covers_company = serializers.BooleanField(default=True)
    persons = PersonToListSerializer(many=True, required=False, default=list)
    evidence = serializers.ListField(child=serializers.CharField(max_length=500), max_length=50)
    review_date = serializers.DateField()
    expires_on = serializers.DateField()


class ListAppealSerializer(serializers.ModelSerializer[ListAppeal]):
    """An appeal against an entry, and the answer once there is one."""

    decided_by = Person(read_only=True, allow_null=True)

    class Meta:
        model = ListAppeal
        fields: ClassVar[list[str]] = [
            "id", "entry", "channel", "appellant", "statement", "received_date",
            "acknowledge_by_date", "acknowledged_at", "answer_by_date", "identity_check", "state",
            "answer", "decided_by", "decided_at", "version",
        ]  # fmt: skip
        read_only_fields = fields


class NewListAppealSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """An appeal as it came. People check who sent it, and decide."""

    channel = serializers.ChoiceField(choices=ListAppeal.Channel.choices)
    appellant = serializers.CharField(max_length=200, help_text="name, and what they are to it")
    statement = serializers.CharField()
    received_date = serializers.DateField()


class ReadmissionSerializer(serializers.ModelSerializer[Readmission]):
    """A request to let a removed customer come back, and on what terms."""

    customer = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    customer_number = serializers.CharField(source="customer.number", read_only=True)
    requested_by = Person(read_only=True)
    decided_by = Person(read_only=True, allow_null=True)

    class Meta:
        model = Readmission
        fields: ClassVar[list[str]] = [
            "id", "customer", "customer_number", "state", "summary", "answers",
            "needs_prepayment", "most_credit", "probation_until", "conditions", "requested_by",
            "requested_at", "decided_by", "decided_at", "reason", "version",
        ]  # fmt: skip
        read_only_fields = fields


class SubjectRequestSerializer(serializers.ModelSerializer[SubjectRequest]):
    """A request of a data subject, its clock and its answer."""

    customer_number = serializers.CharField(
        source="customer.number", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = SubjectRequest
        fields: ClassVar[list[str]] = [
            "id", "kind", "channel", "subject", "customer", "customer_number", "question",
            "received_date", "deadline_date", "identity_check", "state", "answer", "exemption",
            "answered_date", "version",
        ]  # fmt: skip
        read_only_fields = fields
