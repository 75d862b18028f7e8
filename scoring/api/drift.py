"""Drift over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from scoring import selectors
from scoring.models import ScorecardVersion


class ShiftSerializer(serializers.Serializer[Any]):
    value = serializers.FloatField(allow_null=True, help_text="PSI of the score, CSI of indicators")
    line = serializers.FloatField(
        allow_null=True, help_text="what chance reaches in 95 of 100 with so many customers"
    )
    missing = serializers.FloatField(allow_null=True, help_text="share of one that is not known")
    verdict = serializers.ChoiceField(
        ["stable", "watch", "act"], help_text="above the line and above 0.10 or 0.25"
    )


class OverridesSerializer(serializers.Serializer[Any]):
    """Whose tier in force at the month's end was not the card's. Shares are of one, of `rated`."""

    rated = serializers.IntegerField(help_text="customers with a tier by the card")
    up = serializers.IntegerField(help_text="of these, with a riskier tier by override")
    down = serializers.IntegerField(help_text="of these, with a safer tier by override")
    unrated = serializers.IntegerField(
        help_text="customers that the card cannot rate, with a tier by override; not in `rated`"
    )
    up_share = serializers.FloatField(allow_null=True)
    down_share = serializers.FloatField(allow_null=True)
    share = serializers.FloatField(
        allow_null=True, help_text="the override rate; null = nobody was rated then"
    )


class DriftMonthSerializer(serializers.Serializer[Any]):
    as_of = serializers.DateField()
    customers = serializers.IntegerField()
    score = ShiftSerializer()
    indicators = serializers.DictField(child=ShiftSerializer())
    overrides = OverridesSerializer(
        allow_null=True, help_text="whichever card scored the book then; null = not counted yet"
    )


class DriftSerializer(serializers.Serializer[Any]):
    """A card's months against the month that it was made on."""

    card_version = serializers.IntegerField()
    base = serializers.DateField(
        allow_null=True, help_text="the month that others are held against"
    )
    months = DriftMonthSerializer(many=True)


class DriftItem(generics.GenericAPIView[ScorecardVersion]):
    """How far customers have moved from those that a card was made for."""

    permissions: ClassVar[dict[str, str]] = {"GET": "scoring.view_scorecard"}
    serializer_class = DriftSerializer
    queryset = ScorecardVersion.objects.all()

    def get(self, request: Request, version_id: int) -> Response:
        version = get_object_or_404(ScorecardVersion, pk=version_id)
        base, months = selectors.drift_of(version)
        body = {"card_version": version.pk, "base": base, "months": months}
        return Response(self.get_serializer(body).data)
