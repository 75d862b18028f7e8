"""Shapes of scores in the API. Figures are exact decimals as text; null = not known."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from scoring.models import Tier


class ContributionSerializer(serializers.Serializer[Any]):
    """What one indicator adds to the points."""

    indicator = serializers.CharField()
    value = serializers.DecimalField(18, 4, allow_null=True)
    sub_score = serializers.DecimalField(5, 2, allow_null=True, normalize_output=True)
    points = serializers.DecimalField(10, 4, allow_null=True)


class ScoreReasonSerializer(serializers.Serializer[Any]):
    """One of up to four reasons, worst first."""

    indicator = serializers.CharField()
    points = serializers.DecimalField(10, 4)
    text = serializers.CharField(help_text="internal words, in the caller's language")
    text_customer = serializers.CharField(help_text="words fit for the customer")


class ScoreSerializer(serializers.Serializer[Any]):
    """The score of a customer in force now, or on a past day."""

    customer = serializers.IntegerField()
    customer_number = serializers.CharField()
    tier = serializers.ChoiceField(Tier.choices, help_text="the tier in force")
    computed_tier = serializers.ChoiceField(Tier.choices, help_text="what the figures ask for")
    score = serializers.DecimalField(5, 1, allow_null=True)
    points = serializers.DecimalField(10, 4, allow_null=True)
    coverage = serializers.DecimalField(5, 4, allow_null=True)
    change = serializers.DecimalField(5, 1, allow_null=True)
    as_of = serializers.DateField(allow_null=True, help_text="day of the score")
    known_at = serializers.DateTimeField(allow_null=True)
    card_version = serializers.IntegerField(allow_null=True)
    knock_outs = serializers.ListField(child=serializers.CharField())
    contributions = ContributionSerializer(many=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """A figure that came out otherwise."""

    code = serializers.CharField(help_text="an indicator, points, score, tier, coverage, pd …")
    name = serializers.CharField(help_text="in the caller's language")
    stored = serializers.CharField(allow_null=True)
    found = serializers.CharField(allow_null=True, help_text="as computed again now")


class ReplaySerializer(serializers.Serializer[Any]):
    """A stored score and what its rows give for the same moment and card."""

    as_of = serializers.DateField(source="score.as_of", help_text="day of the score that held")
    known_at = serializers.DateTimeField(source="score.known_at")
    card_version = serializers.IntegerField(source="score.card_version_id")
    is_same = serializers.BooleanField(help_text="every digit is the same")
    differences = DifferenceSerializer(many=True)
    causes = serializers.ListField(child=serializers.CharField(), help_text="why, as far as known")


class ExplainedScoreSerializer(ScoreSerializer):
    reasons = ScoreReasonSerializer(many=True)
