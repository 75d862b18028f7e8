"""Grades of regions, tables of scores, and figures of the book over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.posting import Posting, posting_schema
from customers.models import CreditReport
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.web.serializers import KnownFieldsMixin
from scoring import services
from scoring.models import PeerFigure, RegionGrade, ScoreTable, ScoreTableLine
from scoring.references.filters import PeerFigureFilter, RegionGradeFilter, ScoreTableFilter
from scoring.services.references import GradeRow, TableRow

SOURCE = "where others can look it up"
FROM = "the first day it is for"


class RegionGradeSerializer(serializers.ModelSerializer[RegionGrade]):
    """A grade. Of several for one place and day the one recorded last counts."""

    class Meta:
        model = RegionGrade
        fields: ClassVar[list[str]] = [
            "id",
            "country",
            "region",
            "grade",
            "source",
            "effective_date",
            "recorded_at",
        ]
        read_only_fields = fields


class RegionGradeRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A grade to post. Another one for the same place and day corrects it."""

    country = serializers.CharField(
        min_length=2, max_length=2, help_text="ISO 3166-1 alpha-2, such as CN"
    )
    region = serializers.CharField(
        max_length=80, required=False, allow_blank=True,
        help_text="as the customer file names it; empty = the whole country",
    )  # fmt: skip
    grade = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=5,
        help_text="1 safest to 5 riskiest; null = on the list no longer",
    )  # fmt: skip
    source = serializers.CharField(max_length=200, help_text=SOURCE)  # type: ignore[assignment]
    effective_date = serializers.DateField(help_text=FROM)


class RegionGradeCollection(Posting, generics.ListAPIView[RegionGrade]):
    """List grades of countries and regions; post one, or a list of them."""

    permissions: ClassVar[dict[str, str]] = {
        "GET": "scoring.view_regiongrade",
        "POST": "scoring.add_regiongrade",
    }
    serializer_class = RegionGradeSerializer
    queryset = RegionGrade.objects.none()
    filterset_class = RegionGradeFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "effective_date": "effective_date"}
    row_class = RegionGradeRowSerializer
    post_rows = services.post_grades

    def get_queryset(self) -> QuerySet[RegionGrade]:
        return RegionGrade.objects.all()

    def row(self, data: dict[str, Any]) -> GradeRow:
        return GradeRow(**data)

    @posting_schema(RegionGradeRowSerializer, RegionGradeSerializer, "RegionGrade")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)


class ScoreTableLineSerializer(serializers.ModelSerializer[ScoreTableLine]):
    """From this score on, up to the next line's, so many in a hundred default."""

    class Meta:
        model = ScoreTableLine
        fields: ClassVar[list[str]] = ["score_from", "default_probability"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "default_probability": {"help_text": "per cent, 0 to 100"}
        }


class ScoreTableSerializer(serializers.ModelSerializer[ScoreTable]):
    """A provider's table. Its newest one in force counts."""

    lines = ScoreTableLineSerializer(many=True, read_only=True)

    class Meta:
        model = ScoreTable
        fields: ClassVar[list[str]] = [
            "id",
            "provider",
            "direction",
            "lines",
            "source",
            "effective_date",
            "recorded_at",
        ]
        read_only_fields = fields


class ScoreTableRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A table to post. Another one of the provider for the same day corrects it."""

    provider = serializers.CharField(max_length=80, help_text="as the credit reports name it")
    direction = serializers.ChoiceField(
        CreditReport.Direction.choices, help_text="`safer`: a higher score is safer"
    )
    lines = ScoreTableLineSerializer(many=True)
    source = serializers.CharField(max_length=200, help_text=SOURCE)  # type: ignore[assignment]
    effective_date = serializers.DateField(help_text=FROM)


class ScoreTableCollection(Posting, generics.ListAPIView[ScoreTable]):
    """List providers' tables of scores; post one, or a list of them."""

    permissions: ClassVar[dict[str, str]] = {
        "GET": "scoring.view_scoretable",
        "POST": "scoring.add_scoretable",
    }
    serializer_class = ScoreTableSerializer
    queryset = ScoreTable.objects.none()
    filterset_class = ScoreTableFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "effective_date": "effective_date"}
    row_class = ScoreTableRowSerializer
    post_rows = services.post_tables

    def get_queryset(self) -> QuerySet[ScoreTable]:
        return ScoreTable.objects.prefetch_related("lines")

    def row(self, data: dict[str, Any]) -> TableRow:
        lines = tuple((line["score_from"], line["default_probability"]) for line in data["lines"])
        return TableRow(**(data | {"lines": lines}))

    @posting_schema(ScoreTableRowSerializer, ScoreTableSerializer, "ScoreTable")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)


class PeerFigureSerializer(serializers.ModelSerializer[PeerFigure]):
    """A figure of the book, an industry or a region at the end of a day."""

    class Meta:
        model = PeerFigure
        fields: ClassVar[list[str]] = [
            "id",
            "figure",
            "part",
            "value",
            "count",
            "as_of",
            "known_at",
        ]
        read_only_fields = fields


class PeerFigureCollection(generics.ListAPIView[PeerFigure]):
    """Figures of the whole book and its parts, which figures of customers are compared with.

    Empty for who does not see all customers.
    """

    permissions: ClassVar[dict[str, str]] = {"GET": "scoring.view_riskscore"}
    serializer_class = PeerFigureSerializer
    queryset = PeerFigure.objects.none()
    filterset_class = PeerFigureFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "as_of": "as_of"}
    default_sort = "-id"

    def get_queryset(self) -> QuerySet[PeerFigure]:
        rows = PeerFigure.objects.all()
        return rows if self.request.user.has_perm(ALL_CUSTOMERS) else rows.none()
