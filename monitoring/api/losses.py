"""Expected losses over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from monitoring.losses import losses_of
from monitoring.models import BookReading
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.today import today
from scoring.models import SUM_OF_MONEY, Tier


class BucketLossSerializer(serializers.Serializer[Any]):
    """One ageing bucket."""

    bucket = serializers.CharField(source="bucket.code")
    open = serializers.DecimalField(**SUM_OF_MONEY, help_text="base currency")
    rate = serializers.DecimalField(7, 6, help_text="loss rate in force, 0 to 1")
    loss = serializers.DecimalField(**SUM_OF_MONEY, help_text="open × rate")


class TierLossSerializer(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(Tier.choices)
    open = serializers.DecimalField(**SUM_OF_MONEY)
    loss = serializers.DecimalField(**SUM_OF_MONEY)


class LossesSerializer(serializers.Serializer[Any]):
    """The provision matrix applied to the customers one sees, in the base currency."""

    read_at = serializers.DateTimeField(allow_null=True, help_text="when the book was added up")
    open = serializers.DecimalField(**SUM_OF_MONEY)
    loss = serializers.DecimalField(**SUM_OF_MONEY, help_text="expected credit loss, lifetime")
    buckets = BucketLossSerializer(many=True)
    tiers = TierLossSerializer(many=True)


class ExpectedLosses(GenericAPIView[Any]):
    """Expected losses by age and by tier."""

    permissions: ClassVar[dict[str, str]] = {"GET": "scoring.view_provisionmatrix"}
    serializer_class = LossesSerializer
    queryset = BookReading.objects.none()

    def get(self, request: Request) -> Response:
        return Response(self.get_serializer(losses_of(person_of(request), day=today())).data)
