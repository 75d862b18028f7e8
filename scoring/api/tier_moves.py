"""The matrix of tiers between two days, over the API."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from riskcrm.accounts.signed_in import person_of
from scoring.models import Rating, Tier
from scoring.tier_moves import NEW, tier_moves
from scoring.views.tier_moves import DaysForm


class MoveSerializer(serializers.Serializer[Any]):
    """How many customers went from one tier to another."""

    was = serializers.ChoiceField([(NEW, "had no rating yet"), *Tier.choices])
    now = serializers.ChoiceField(Tier.choices)
    count = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="of those that began in `was`, 0–1")


class MatrixSerializer(serializers.Serializer[Any]):
    """Tiers in force at the ends of two days, overrides included, of the customers one sees."""

    first = serializers.DateField()
    final = serializers.DateField()
    risen = serializers.IntegerField(help_text="customers whose risk rose by a tier or more")
    fallen = serializers.IntegerField()
    moves = MoveSerializer(many=True)


class TierMigration(GenericAPIView[Any]):
    """The matrix between `first` and `final`; by default the last month's end and today."""

    permissions: ClassVar[dict[str, str]] = {"GET": "scoring.view_riskscore"}
    serializer_class = MatrixSerializer
    queryset = Rating.objects.none()

    @extend_schema(
        parameters=[OpenApiParameter("first", dt.date), OpenApiParameter("final", dt.date)]
    )
    def get(self, request: Request) -> Response:
        form = DaysForm(request.query_params)
        if not form.is_valid():
            raise ValidationError(
                {name: [str(each) for each in texts] for name, texts in form.errors.items()}
            )
        matrix = tier_moves(person_of(request), **form.cleaned_data)
        moves = [move for row in matrix.rows.values() for move in row]
        body = {"first": matrix.first, "final": matrix.final, "risen": matrix.risen,
                "fallen": matrix.fallen, "moves": moves}  # fmt: skip
        return Response(self.get_serializer(body).data)
