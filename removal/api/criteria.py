"""Removal criteria and suggestions over the API: the same rules and services as the pages.

Criteria are written by people on the pages; a key reads them, asks what they would suggest, and
takes suggestions up or dismisses them with the right to propose.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.acts import Act, act_paths, text
from removal.api.case_serializers import Person
from removal.criteria.filters import CriterionSetFilter, SuggestionFilter
from removal.criteria.tree import InvalidTree, Node, from_data
from removal.models import CriterionRule, CriterionSet, Suggestion, SuggestionEvidence
from removal.selectors.criteria_past import PastAnswer, Share, what_if_past
from removal.selectors.criteria_what_if import NAMED, NowAnswer, Sum, what_if_now
from removal.services import suggestions
from riskcrm.accounts.removal_rights import VIEW_CRITERIA, VIEW_SUGGESTIONS
from riskcrm.accounts.roles import PROPOSE
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.serializers import KnownFieldsMixin
from riskcrm.web.today import today


class CriterionRuleSerializer(serializers.ModelSerializer[CriterionRule]):
    """A rule. `tree` is a condition, or conditions under `all` or `any`."""

    class Meta:
        model = CriterionRule
        fields: ClassVar[list[str]] = [
            "id", "code", "name_en", "name_zh", "reason_en", "reason_zh", "ground", "tree",
        ]  # fmt: skip
        read_only_fields = fields


class CriterionSetSerializer(serializers.ModelSerializer[CriterionSet]):
    """One version of the removal criteria. One is in force (`published`); none changes then."""

    rules = CriterionRuleSerializer(many=True, read_only=True)
    created_by = Person(read_only=True, allow_null=True)
    submitted_by = Person(read_only=True, allow_null=True)
    published_by = Person(read_only=True, allow_null=True)

    class Meta:
        model = CriterionSet
        fields: ClassVar[list[str]] = [
            "id", "number", "state", "note", "rules", "created_by", "created_at", "submitted_by",
            "submitted_at", "published_by", "published_at", "swept_at", "version",
        ]  # fmt: skip
        read_only_fields = fields


class Criteria(generics.GenericAPIView[CriterionSet]):
    serializer_class = CriterionSetSerializer
    queryset = CriterionSet.objects.none()
    lookup_url_kwarg = "criteria_id"

    def get_queryset(self) -> QuerySet[CriterionSet]:
        rows = CriterionSet.objects.select_related("created_by", "submitted_by", "published_by")
        return rows.prefetch_related("rules")


class CriteriaCollection(Criteria, generics.ListAPIView[CriterionSet]):
    """List versions."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CRITERIA}
    filterset_class = CriterionSetFilter


class CriteriaItem(VersionedMixin, Criteria, generics.RetrieveAPIView[CriterionSet]):
    """One version with its rules."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CRITERIA}


# --- what-if ---


class WhatIfCriteriaAskedSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Rules on trial: those of a version, or conditions as a rule's `tree` has them."""

    criteria = serializers.IntegerField(required=False, help_text="id of a version")
    trees = serializers.ListField(
        child=serializers.JSONField(), required=False, max_length=30, min_length=1,
        help_text="rules on trial; nothing of them is kept",
    )  # fmt: skip
    limit = serializers.IntegerField(min_value=0, max_value=1000, default=NAMED)

    def validate_trees(self, trees: list[Any]) -> list[Node]:
        try:
            return [from_data(tree) for tree in trees]
        except InvalidTree as error:
            raise serializers.ValidationError(str(error)) from error

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("criteria" in attrs) == ("trees" in attrs):
            raise serializers.ValidationError({"trees": "Give either `criteria` or `trees`."})
        return attrs


class CriteriaSumSerializer(serializers.Serializer[Any]):
    customers = serializers.IntegerField()
    exposure = serializers.DecimalField(22, 2, help_text="base currency")


class OfRuleSerializer(CriteriaSumSerializer):
    alone = serializers.IntegerField(help_text="customers that no other rule points at")
    unknown = serializers.IntegerField(help_text="customers of whom a figure is not known")


class NamedSumSerializer(CriteriaSumSerializer):
    name = serializers.CharField(help_text="empty = no team")


class NamedCustomerSerializer(serializers.Serializer[Any]):
    customer = serializers.IntegerField()
    number = serializers.CharField()
    exposure = serializers.DecimalField(22, 2)
    tier = serializers.CharField()
    rules = serializers.ListField(child=serializers.IntegerField(), help_text="places from 0")
    has_case = serializers.BooleanField()
    is_suggested = serializers.BooleanField()


class ShareSerializer(serializers.Serializer[Any]):
    """A share of one with its 95 % interval by Wilson."""

    part = serializers.IntegerField()
    whole = serializers.IntegerField()
    value = serializers.DecimalField(7, 4)
    low = serializers.DecimalField(7, 4)
    high = serializers.DecimalField(7, 4)


class PastSerializer(serializers.Serializer[Any]):
    """What became of such customers within 12 months. A share is null where too few tell it."""

    is_counted = serializers.BooleanField(help_text="false = no month end is counted yet")
    months = serializers.ListField(child=serializers.DateField())
    met = serializers.IntegerField(help_text="customers that met a rule and were not bad yet")
    bad = serializers.IntegerField(help_text="of these, gone bad")
    all_bad = serializers.IntegerField(help_text="customers that went bad, met or not")
    went_bad = ShareSerializer(allow_null=True, help_text="of those that met a rule")
    caught = ShareSerializer(allow_null=True, help_text="of those that went bad")
    of_all = ShareSerializer(allow_null=True, help_text="of all customers that were not bad yet")


class WhatIfCriteriaSerializer(serializers.Serializer[Any]):
    """Whom rules would suggest among the active customers that the caller sees."""

    day = serializers.DateField()
    book = CriteriaSumSerializer()
    met = CriteriaSumSerializer()
    with_case = CriteriaSumSerializer(help_text="met, but a case is open: not suggested")
    suggested = CriteriaSumSerializer(help_text="met and suggested already")
    by_rule = OfRuleSerializer(many=True)
    by_tier = NamedSumSerializer(many=True)
    by_team = NamedSumSerializer(many=True)
    customers = NamedCustomerSerializer(many=True, help_text="the largest exposure first")
    past = PastSerializer()


class WhatIfCriteria(APIView):
    """Ask whom removal criteria would suggest, and what became of such customers. Nothing is
    written."""

    permissions: ClassVar[dict[str, str]] = {"POST": VIEW_CRITERIA}

    @extend_schema(request=WhatIfCriteriaAskedSerializer, responses=WhatIfCriteriaSerializer)
    def post(self, request: Request) -> Response:
        given = WhatIfCriteriaAskedSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said, person = given.validated_data, person_of(request)
        trees = said.get("trees") or _trees_of(said["criteria"])
        now = what_if_now(trees, person=person, day=today(), most=said["limit"])
        past = what_if_past(trees, person=person)
        return Response(WhatIfCriteriaSerializer(shown(now, past)).data)


def _trees_of(criteria_id: int) -> list[Node]:
    criteria = get_object_or_404(CriterionSet, pk=criteria_id)
    return [from_data(rule.tree) for rule in criteria.rules.order_by("position", "pk")]


def shown(now: NowAnswer, past: PastAnswer) -> dict[str, Any]:
    """An answer as lists of named things."""
    return {
        "day": now.day,
        **{name: vars(getattr(now, name)) for name in ("book", "met", "with_case", "suggested")},
        "by_rule": [
            {**vars(each.met), "alone": each.alone, "unknown": each.unknown} for each in now.by_rule
        ],
        "by_tier": [_named(name, sum_) for name, sum_ in sorted(now.by_tier.items())],
        "by_team": [_named(name, sum_) for name, sum_ in now.by_team],
        "customers": [
            {**vars(each), "customer": each.customer.pk, "number": each.customer.number}
            for each in now.named
        ],
        "past": {
            **vars(past),
            "months": [month.as_of for month in past.months],
            **{name: _share(getattr(past, name)) for name in ("went_bad", "caught", "of_all")},
        },
    }


def _named(name: str, sum_: Sum) -> dict[str, Any]:
    return {"name": name, **vars(sum_)}


def _share(share: Share | None) -> dict[str, Any] | None:
    if share is None:
        return None
    figures = {name: getattr(share, name) for name in ("value", "low", "high")}
    rounded = {name: round(Decimal(value), 4) for name, value in figures.items()}
    return {"part": share.part, "whole": share.whole, **rounded}


# --- suggestions ---


class SuggestionEvidenceSerializer(serializers.ModelSerializer[SuggestionEvidence]):
    """A rule that was met, with its figures: for each condition its place, value, and verdict."""

    rule = CriterionRuleSerializer(read_only=True)

    class Meta:
        model = SuggestionEvidence
        fields: ClassVar[list[str]] = [
            "rule", "figures", "is_met", "first_seen_at", "latest_seen_at",
        ]  # fmt: skip
        read_only_fields = fields


class SuggestionSerializer(serializers.ModelSerializer[Suggestion]):
    """A customer that the criteria point at. It decides nothing."""

    customer = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    customer_number = serializers.CharField(source="customer.number", read_only=True)
    criteria = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    case = serializers.PrimaryKeyRelatedField[Any](read_only=True, allow_null=True)
    closed_by = Person(read_only=True, allow_null=True)
    evidence = SuggestionEvidenceSerializer(many=True, read_only=True)

    class Meta:
        model = Suggestion
        fields: ClassVar[list[str]] = [
            "id", "customer", "customer_number", "criteria", "state", "lapsed_because", "exposure",
            "tier", "evidence", "first_seen_at", "latest_seen_at", "closed_by", "closed_at",
            "reason", "pause_until", "case", "version",
        ]  # fmt: skip
        read_only_fields = fields


class Suggestions(generics.GenericAPIView[Suggestion]):
    serializer_class = SuggestionSerializer
    queryset = Suggestion.objects.none()
    lookup_url_kwarg = "suggestion_id"

    def get_queryset(self) -> QuerySet[Suggestion]:
        rows = Suggestion.objects.visible_to(self.request.user)
        return rows.select_related("customer", "closed_by").prefetch_related("evidence__rule")


class SuggestionCollection(Suggestions, generics.ListAPIView[Suggestion]):
    """List what is suggested, and what became of it."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_SUGGESTIONS}
    filterset_class = SuggestionFilter


class SuggestionItem(VersionedMixin, Suggestions, generics.RetrieveAPIView[Suggestion]):
    """One suggestion. Its `ETag` is what an act sends back as `If-Match`."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_SUGGESTIONS}


urlpatterns: list[URLPattern] = [
    path("removal-criteria/", CriteriaCollection.as_view(), name="api-removal-criteria"),
    path(
        "removal-criteria/what-if/", WhatIfCriteria.as_view(), name="api-removal-criteria-what-if"
    ),
    path(
        "removal-criteria/<int:criteria_id>/",
        CriteriaItem.as_view(),
        name="api-removal-criterion",
    ),
    path("removal-suggestions/", SuggestionCollection.as_view(), name="api-suggestions"),
    path(
        "removal-suggestions/<int:suggestion_id>/", SuggestionItem.as_view(), name="api-suggestion"
    ),
    *act_paths(
        "removal-suggestions/<int:suggestion_id>/",
        "api-suggestion",
        Suggestions,
        Act("take-up", suggestions.take_up,
            "Propose the removal; the caller becomes its proposer, with all that this refuses.",
            {"summary": text("why the relationship should end", most=4000)}, needs_version=True),
        Act("dismiss", suggestions.dismiss, "Say that no removal is to be proposed, and why.",
            {"reason": text("why"), "pause_until": serializers.DateField(
                required=False, allow_null=True,
                help_text="not suggested again before; without it only when the figures got worse",
            )}, needs_version=True),
        permission=PROPOSE,
    ),
]  # fmt: skip
