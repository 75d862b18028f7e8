"""Shapes of scorecards in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from riskcrm.web.serializers import KnownFieldsMixin
from scoring.back_tests.evidence import evidence_of
from scoring.models import ChampionProposal, Scorecard, ScorecardVersion

DEFINITION = (
    "the card as data, exact decimals as text: groups with caps and indicators, their weights, bins"
    " and reasons in both languages, knock-outs, tiers, minimum coverage; see docs/scoring.md"
)
PERSON = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
RECORD: dict[str, Any] = {"required": False, "allow_blank": True, "max_length": 20_000}


@extend_schema_field(PERSON)
class WriterField(serializers.Field[Any, Any, Any, Any]):
    """Somebody who acted: id and name."""

    def to_representation(self, value: Any) -> dict[str, Any]:
        return {"id": value.pk, "name": str(value)}


class ScorecardSerializer(serializers.ModelSerializer[Scorecard]):
    """A card; what it says is in its versions."""

    published_version = serializers.SerializerMethodField(
        help_text="id of the version in force; null = none"
    )

    class Meta:
        model = Scorecard
        fields: ClassVar[list[str]] = [
            "id", "code", "name_en", "name_zh", "is_champion", "published_version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_published_version(self, card: Scorecard) -> int | None:
        published = (v.pk for v in card.versions.all() if v.state == "published")
        return next(published, None)


class ListedCardVersionSerializer(serializers.ModelSerializer[ScorecardVersion]):
    """A version in a list, without what it says."""

    scorecard = serializers.IntegerField(source="scorecard_id", read_only=True)
    scorecard_code = serializers.CharField(source="scorecard.code", read_only=True)
    based_on = serializers.IntegerField(source="based_on_id", read_only=True, allow_null=True)
    created_by = WriterField(read_only=True, allow_null=True)
    submitted_by = WriterField(read_only=True, allow_null=True)
    published_by = WriterField(read_only=True, allow_null=True)

    class Meta:
        model = ScorecardVersion
        fields: ClassVar[list[str]] = [
            "id", "scorecard", "scorecard_code", "number", "state", "based_on",
            "created_by", "created_at", "submitted_by", "submitted_at", "submit_note",
            "published_by", "published_at", "retired_at", "version",
        ]  # fmt: skip
        read_only_fields = fields


class EvidenceSerializer(serializers.Serializer[Any]):
    """A finished back-test in which the version was the card or the challenger."""

    id = serializers.IntegerField(source="back_test.pk")
    months = serializers.ListField(child=serializers.DateField(), help_text="month ends measured")
    days = serializers.IntegerField(source="back_test.days")
    horizon = serializers.IntegerField(source="back_test.horizon")
    auc = serializers.JSONField(
        source="found.auc", help_text="value, low, high (95 %); null = too few went bad"
    )
    is_of_this = serializers.BooleanField(
        help_text="the card says what it said when it was tested; a draft may have changed"
    )


class CardVersionSerializer(ListedCardVersionSerializer):
    """A version with what it says, and its governance record."""

    definition = serializers.JSONField(read_only=True, help_text=DEFINITION)
    back_tests = serializers.SerializerMethodField(
        help_text="finished ones of this version; none, or none of what it says now: nobody knows "
        "how well it foretells"
    )

    class Meta(ListedCardVersionSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *ListedCardVersionSerializer.Meta.fields, "definition", "back_tests",
            *ScorecardVersion.RECORD, "validation",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(EvidenceSerializer(many=True))
    def get_back_tests(self, version: ScorecardVersion) -> Any:
        return EvidenceSerializer(evidence_of(version), many=True).data


class ChangedCardVersionSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What is written on a draft. A definition replaces the one before it whole."""

    definition = serializers.JSONField(required=False, help_text=DEFINITION)
    purpose = serializers.CharField(**RECORD)
    owner = serializers.CharField(**RECORD)
    materiality = serializers.CharField(**RECORD)
    lineage = serializers.CharField(**RECORD)
    limits = serializers.CharField(**RECORD)
    evidence = serializers.CharField(**RECORD)
    restrictions = serializers.CharField(**RECORD)
    monitoring = serializers.CharField(**RECORD)


class NewCardVersionSerializer(ChangedCardVersionSerializer):
    """The next version of a card, as a draft: a copy of `based_on`, or a `definition`, or both."""

    scorecard = serializers.PrimaryKeyRelatedField(queryset=Scorecard.objects.all())
    based_on = serializers.PrimaryKeyRelatedField(
        queryset=ScorecardVersion.objects.all(),
        required=False,
        help_text="id of a version; what is not told here is as in it",
    )


class NewScorecardSerializer(ChangedCardVersionSerializer):
    """Another card with its first draft."""

    code = serializers.SlugField(max_length=40, help_text="lasting name, such as small-shops")
    name_en = serializers.CharField(max_length=120)
    name_zh = serializers.CharField(max_length=120)
    based_on = serializers.PrimaryKeyRelatedField(
        queryset=ScorecardVersion.objects.all(), required=False
    )


class SubmissionSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    note = serializers.CharField(max_length=20_000, help_text="why the card was changed")


class CardReasonSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    reason = serializers.CharField(
        max_length=20_000,
        help_text="why; of a publication the validation: what was checked and challenged",
    )


class CardChangeSerializer(serializers.Serializer[Any]):
    """A field that says something else; null = the part was added, or is gone."""

    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class CardDifferenceSerializer(serializers.Serializer[Any]):
    """A part of the card that was added, removed or changed."""

    kind = serializers.ChoiceField(["card", "group", "factor", "knock_out"])
    code = serializers.CharField(help_text="of the group, indicator or knock-out; empty = the card")
    how = serializers.ChoiceField(["added", "removed", "changed"])
    changes = CardChangeSerializer(many=True)


class CardComparisonSerializer(serializers.Serializer[Any]):
    """All that differs between two versions."""

    differences = CardDifferenceSerializer(many=True)


class ChampionProposalSerializer(serializers.ModelSerializer[ChampionProposal]):
    """That a card shall score the book, and what was decided."""

    scorecard = serializers.IntegerField(source="scorecard_id", read_only=True)
    proposed_by = WriterField(read_only=True)
    decided_by = WriterField(read_only=True, allow_null=True)

    class Meta:
        model = ChampionProposal
        fields: ClassVar[list[str]] = [
            "id", "scorecard", "state", "reason", "proposed_by", "proposed_at", "decided_by",
            "decided_at", "decision_reason",
        ]  # fmt: skip
        read_only_fields = fields
