"""Scores over the API: in force now, as of a past day, and their history."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from customers.models import Customer
from riskcrm.web.today import today
from scoring import selectors
from scoring.api.serializers import (
    ExplainedScoreSerializer,
    ReplaySerializer,
    ScoreSerializer,
)
from scoring.figures import score_on
from scoring.filters import DatedScoreFilter, ScoreFilter
from scoring.models import Rating, RiskScore
from scoring.replay import replay_score


def shown(score: RiskScore | None, number: str, rating: Rating | None) -> dict[str, Any]:
    """A score row, with the rating where it is the one in force."""
    if score is None:
        return dict.fromkeys(ScoreSerializer().fields) | {
            "customer": rating.customer_id if rating else None,
            "customer_number": number,
            "tier": rating.tier if rating else None,
            "computed_tier": rating.computed_tier if rating else None,
            "knock_outs": [],
            "contributions": [],
        }
    return {
        "customer": score.customer_id,
        "customer_number": number,
        "tier": rating.tier if rating else score.tier,
        "computed_tier": score.tier,
        "score": score.score,
        "points": score.points,
        "coverage": score.coverage,
        "change": rating.change if rating else None,
        "as_of": score.as_of,
        "known_at": score.known_at,
        "card_version": score.card_version_id,
        "knock_outs": score.knock_outs,
        "contributions": [
            {"indicator": code, "value": c.value, "sub_score": c.sub_score, "points": c.points}
            for code, c in selectors.contributions_of(score).items()
        ],
    }


class Scores(generics.GenericAPIView[Any]):
    permissions: ClassVar[dict[str, str]] = {"GET": "scoring.view_riskscore"}
    serializer_class: type[Any] = ScoreSerializer
    queryset = Rating.objects.none()  # for the schema; the rows come from get_queryset

    def visible(self) -> QuerySet[Customer]:
        return Customer.objects.visible_to(self.request.user)


class ScoreList(Scores):
    """The score of every customer in force now, or with `as_of` on that day.

    A past day shows the tier as computed then, and pages by customer alone.
    """

    filterset_class = DatedScoreFilter
    _by_danger: ClassVar[dict[str, str]] = {"score": "-danger", "customer": "customer_id"}
    _by_customer: ClassVar[dict[str, str]] = {"customer": "customer_id"}

    @property
    def sorts(self) -> dict[str, str]:
        return self._by_customer if self._is_past else self._by_danger

    @property
    def default_sort(self) -> str:
        return "customer" if self._is_past else "-score"

    @property
    def _is_past(self) -> bool:
        request = getattr(self, "request", None)
        return bool(request and request.query_params.get("as_of"))

    def get_queryset(self) -> QuerySet[Any]:
        if not self._is_past:
            return Rating.objects.filter(customer__in=self.visible())
        return self._of_day(self.request.query_params["as_of"])

    def _of_day(self, text: str) -> QuerySet[RiskScore]:
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:  # the filter says what is wrong with it
            return RiskScore.objects.none()
        by_then = RiskScore.objects.filter(as_of__lte=day)
        newer = by_then.filter(
            Q(as_of__gt=OuterRef("as_of"))
            | Q(as_of=OuterRef("as_of"), known_at__gt=OuterRef("known_at"))
            | Q(as_of=OuterRef("as_of"), known_at=OuterRef("known_at"), pk__gt=OuterRef("pk")),
            customer_id=OuterRef("customer_id"),
        )
        return by_then.filter(~Exists(newer), customer_id__in=self.visible().values("pk"))

    @extend_schema(operation_id="scores_list", responses=ScoreSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        if self._is_past:
            scores = {row.customer_id: row for row in rows}
            ratings: dict[int, Rating] = {}
        else:
            ratings = {row.customer_id: row for row in rows}
            behind = RiskScore.objects.in_bulk([row.score_row for row in rows if row.score_row])
            scores = {score.customer_id: score for score in behind.values()}
        numbers = dict(
            Customer.objects.filter(pk__in=[row.customer_id for row in rows]).values_list(
                "pk", "number"
            )
        )
        body = [
            shown(scores.get(at), numbers[at], ratings.get(at))
            for at in (row.customer_id for row in rows)
        ]
        return self.get_paginated_response(self.get_serializer(body, many=True).data)


class DayParameter(forms.Form):
    as_of = forms.DateField(required=False)


def asked_day(request: Request) -> dt.date | None:
    """The past day of `as_of`; None where none is asked for, and for today, which is now."""
    form = DayParameter(request.query_params)
    if not form.is_valid():
        raise ValidationError({name: [str(e) for e in each] for name, each in form.errors.items()})
    day: dt.date | None = form.cleaned_data["as_of"]
    return day if day and day < today() else None


class ScoreItem(Scores):
    """The score of one customer in force, or with `as_of` the one that held then; with reasons.

    A past day shows the tier as computed then; before the first score it is a 409.
    """

    serializer_class = ExplainedScoreSerializer

    @extend_schema(parameters=[OpenApiParameter("as_of", dt.date)])
    def get(self, request: Request, customer_id: int) -> Response:
        customer = get_object_or_404(self.visible(), pk=customer_id)
        rating: Rating | None = get_object_or_404(Rating, customer=customer)
        if day := asked_day(request):
            score: RiskScore | None = score_on(customer, day)
            rating = None
        else:
            score = selectors.score_of(customer)
        body = shown(score, customer.number, rating) | {
            "reasons": [
                {
                    "indicator": reason["code"],
                    "points": reason["points"],
                    "text": reason["text_internal"],
                    "text_customer": reason["text_customer"],
                }
                for reason in selectors.reasons_behind(score, get_language() or "en")
            ]
        }
        return Response(self.get_serializer(body).data)


class ScoreReplay(Scores):
    """The score that held on a day (`as_of`, default today), computed again from its rows."""

    serializer_class = ReplaySerializer

    @extend_schema(operation_id="scores_replay", parameters=[OpenApiParameter("as_of", dt.date)])
    def get(self, request: Request, customer_id: int) -> Response:
        customer = get_object_or_404(self.visible(), pk=customer_id)
        found = replay_score(customer, as_of=asked_day(request) or today())
        return Response(self.get_serializer(found).data)


class ScoreHistory(Scores):
    """Every score of one customer as it was computed, in the order it was computed."""

    filterset_class = ScoreFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}
    default_sort = "-id"

    @extend_schema(operation_id="scores_history", responses=ScoreSerializer(many=True))
    def get(self, request: Request, customer_id: int) -> Response:
        customer = get_object_or_404(self.visible(), pk=customer_id)
        history = selectors.score_history(customer.pk).order_by()
        rows = self.paginate_queryset(self.filter_queryset(history)) or []
        body = [shown(score, customer.number, None) for score in rows]
        return self.get_paginated_response(self.get_serializer(body, many=True).data)
