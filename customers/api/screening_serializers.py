"""Shapes of lists, entries and hits in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from customers.models import ScreeningDecision, ScreeningEntry, ScreeningHit, ScreeningList
from customers.models.screening_lists import LEAST_SCORE
from customers.screening.entries import MOST_ALIASES
from riskcrm.web.serializers import KnownFieldsMixin

LIST_HELP = "code of the list"
SCORE_HELP = "how alike the two are, 0 to 100"
NAMES: dict[str, Any] = {"max_length": 200, "allow_blank": False}


class ScreeningListSerializer(KnownFieldsMixin, serializers.ModelSerializer[ScreeningList]):
    """A list that customers are held against. `code` is yours and unique."""

    class Meta:
        model = ScreeningList
        fields: ClassVar[list[str]] = [
            "id", "code", "name", "kind", "source", "least_score", "is_active", "created_at",
            "version",
        ]  # fmt: skip
        read_only_fields: ClassVar[list[str]] = ["id", "is_active", "created_at", "version"]
        # the service says whether a code is taken
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "code": {"validators": []},
            "least_score": {"min_value": LEAST_SCORE, "max_value": 100},
        }


class ChangedListSerializer(ScreeningListSerializer):
    """A list as it is; its code and kind never change."""

    class Meta(ScreeningListSerializer.Meta):
        read_only_fields: ClassVar[list[str]] = ["id", "code", "kind", "created_at", "version"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "least_score": {"min_value": LEAST_SCORE, "max_value": 100},
            "is_active": {"help_text": "switched off it finds nobody; its hits stay"},
        }


class ScreeningEntrySerializer(serializers.ModelSerializer[ScreeningEntry]):
    """Somebody on a list. One whose `ended_at` is set is not on it any more."""

    list = serializers.CharField(source="of_list.code", help_text=LIST_HELP)

    class Meta:
        model = ScreeningEntry
        fields = (
            "id", "list", "source_key", "name", "aliases", "registration_number", "country",
            "reason", "reason_class", "scope", "valid_from", "valid_until", "review_date",
            "recorded_at", "ended_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class EntryRowSerializer(KnownFieldsMixin, serializers.ModelSerializer[ScreeningEntry]):
    """An entry to write. The same list and key again changes it, or nothing."""

    list = serializers.CharField(max_length=40, help_text=LIST_HELP)
    aliases = serializers.ListField(
        child=serializers.CharField(**NAMES),
        max_length=MOST_ALIASES,
        required=False,
        help_text="other names, former ones, spellings in other scripts",
    )

    class Meta:
        model = ScreeningEntry
        fields = (
            "list", "source_key", "name", "aliases", "registration_number", "country", "reason",
            "reason_class", "scope", "valid_from", "valid_until", "review_date",
        )  # fmt: skip


class ScreeningDecisionSerializer(serializers.ModelSerializer[ScreeningDecision]):
    """What a person decided about a hit."""

    decided_by = serializers.CharField(source="decided_by.username")

    class Meta:
        model = ScreeningDecision
        fields = ("outcome", "reason", "decided_by", "decided_at")
        read_only_fields = fields


class ScreeningHitSerializer(serializers.ModelSerializer[ScreeningHit]):
    """A customer whose name or number is like an entry's, and what was decided about it."""

    customer_number = serializers.CharField(source="customer.number")
    list = serializers.CharField(source="entry.of_list.code", help_text=LIST_HELP)
    list_kind = serializers.CharField(source="entry.of_list.kind")
    entry_key = serializers.CharField(
        source="entry.source_key", help_text="key of the entry on its list"
    )
    decisions = ScreeningDecisionSerializer(many=True, help_text="the latest first; it counts")

    class Meta:
        model = ScreeningHit
        fields = (
            "id", "customer", "customer_number", "customer_name", "whose", "entry", "list",
            "list_kind",
            "entry_key", "entry_name", "score", "how", "state", "outdated", "found_at",
            "decisions",
        )  # fmt: skip
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "score": {"help_text": SCORE_HELP},
            "outdated": {"help_text": "why nobody has to decide on it any more"},
            "customer_name": {"help_text": "which of the customer's names, or its number"},
            "entry_name": {"help_text": "which of the entry's names, or its number"},
        }


class HitDecisionSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A person's decision on a hit."""

    outcome = serializers.ChoiceField(choices=ScreeningDecision.Outcome.choices)
    reason = serializers.CharField(max_length=4000)


class NameSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A name to hold against all lists. Nothing of it is kept but that it was asked."""

    name = serializers.CharField(**NAMES)
    other_names = serializers.ListField(
        child=serializers.CharField(**NAMES), max_length=20, required=False, default=list
    )
    registration_number = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default=""
    )


class FoundSerializer(serializers.Serializer[Any]):
    """An entry that the name matches."""

    score = serializers.IntegerField(source="match.score", help_text=SCORE_HELP)
    how = serializers.ChoiceField(choices=ScreeningHit.How.choices, source="match.how")
    name = serializers.CharField(source="match.name", help_text="which of the names asked")
    entry_name = serializers.CharField(source="match.listed", help_text="which of the entry's")
    entry = ScreeningEntrySerializer()
    list_kind = serializers.CharField(source="entry.of_list.kind")


class ScreeningAnswerSerializer(serializers.Serializer[Any]):
    """The entries that a name matches, the most alike first; empty = none."""

    hits = FoundSerializer(many=True)
