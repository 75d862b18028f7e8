"""The stored book, its key risk indicators and its reports over the API: the page's figures."""

from __future__ import annotations

import base64
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from monitoring.book_days.figures import figures_of
from monitoring.book_days.indicators import kri_readings
from monitoring.book_days.rows import case_rows, largest_rows, move_rows, part_rows, tier_rows
from monitoring.book_days.sums import day_book, kept_day, whole_book
from monitoring.models import BookDay, MonthReport
from riskcrm.accounts.kri_rights import VIEW_KRIS
from riskcrm.accounts.models import Team
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.filter_backend import refuse_unknown
from riskcrm.web.permissions import Needed

NUMBER: dict[str, Any] = {"max_digits": 30, "decimal_places": 10, "allow_null": True}


class BookFigureSerializer(serializers.Serializer[Any]):
    """A figure; null = not known that day, which is not zero."""

    code = serializers.CharField()
    name = serializers.CharField(source="label")
    value = serializers.DecimalField(**NUMBER, coerce_to_string=True, rounding="ROUND_HALF_EVEN")
    unit = serializers.CharField(
        help_text="money in the base currency; percent, 0 to 100; days; count; ratio"
    )
    before = serializers.DecimalField(
        **NUMBER, help_text="at the end of the month before; null = not known",
        rounding="ROUND_HALF_EVEN",
    )  # fmt: skip
    text = serializers.CharField(help_text="as pages and reports write it")


class BookRowSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="tier, customer id, industry, region or stage")
    name = serializers.CharField()
    number = serializers.IntegerField(allow_null=True)
    amount = serializers.DecimalField(**NUMBER, rounding="ROUND_HALF_EVEN")
    share = serializers.DecimalField(
        **NUMBER, help_text="per cent of the exposure", rounding="ROUND_HALF_EVEN"
    )


class BookMoveSerializer(serializers.Serializer[Any]):
    was = serializers.CharField()
    now = serializers.CharField()
    number = serializers.IntegerField(help_text="customers")
    amount = serializers.DecimalField(**NUMBER, rounding="ROUND_HALF_EVEN")


class DayBookSerializer(serializers.Serializer[Any]):
    """The book at the end of a day, of what the caller sees."""

    day = serializers.DateField()
    known_at = serializers.DateTimeField()
    read_from = serializers.ChoiceField(BookDay.Source.choices)
    is_partial = serializers.BooleanField(help_text="read before the day was over")
    read_of = serializers.DateField(
        allow_null=True,
        help_text="the oldest reading behind it; null = it was looked up afterwards",
    )
    moves_since = serializers.DateField(
        allow_null=True,
        help_text="moves are counted since the end of this day; null = they are not",
    )
    currency = serializers.CharField()
    figures = BookFigureSerializer(many=True)
    tiers = BookRowSerializer(many=True)
    moves = BookMoveSerializer(many=True)
    largest = BookRowSerializer(many=True)
    industries = BookRowSerializer(many=True)
    regions = BookRowSerializer(many=True)
    cases = BookRowSerializer(many=True)


AS_OF = OpenApiParameter("as_of", OpenApiTypes.DATE, description="a kept day; else the newest")


TEAM = OpenApiParameter(
    "team", OpenApiTypes.INT, description="of the customers of this team alone, by its id"
)
MINE = OpenApiParameter(
    "mine", OpenApiTypes.BOOL, description="true = of the customers whom the caller manages alone"
)


def _kept(request: Request, *more: str) -> BookDay:
    refuse_unknown(request, ("as_of", *more))
    text = request.query_params.get("as_of")
    day = serializers.DateField().run_validation(text) if text else None
    if (kept := kept_day(day)) is None:
        raise NotFound(_("The figures of that day were not kept."))
    return kept


def _team(request: Request) -> int | None:
    text = request.query_params.get("team")
    if not text:
        return None
    team: int = serializers.IntegerField(min_value=1).run_validation(text)
    if not Team.objects.filter(pk=team).exists():
        raise NotFound(_("There is no such team."))
    return team


def _mine(request: Request) -> bool:
    text = request.query_params.get("mine")
    return bool(text) and bool(serializers.BooleanField().run_validation(text))


class Book(APIView):
    """The book of a day: stored figures, the same as on the page."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_customer"}

    @extend_schema(
        operation_id="book_retrieve", parameters=[AS_OF, TEAM, MINE], responses=DayBookSerializer
    )
    def get(self, request: Request) -> Response:
        kept, user = _kept(request, "team", "mine"), person_of(request)
        book = day_book(user, kept, team=_team(request), mine=_mine(request))
        answer = {
            "day": kept.day,
            "known_at": kept.known_at,
            "read_from": kept.source,
            "is_partial": kept.is_partial,
            "read_of": kept.read_of,
            "moves_since": kept.moves_since,
            "currency": settings.BASE_CURRENCY,
            "figures": figures_of(book, user=user),
            "tiers": tier_rows(book),
            "moves": move_rows(book),
            "largest": largest_rows(book),
            "industries": part_rows(book, "industry"),
            "regions": part_rows(book, "region"),
            "cases": case_rows(book) if user.has_perm("removal.view_removalcase") else [],
        }
        return Response(DayBookSerializer(answer).data)


class KriSerializer(serializers.Serializer[Any]):
    """A key risk indicator of the whole book, held against the limits in force."""

    code = serializers.CharField(source="kri.code")
    name = serializers.CharField(source="kri.name")
    formula = serializers.CharField(source="kri.formula")
    formula_version = serializers.IntegerField(source="kri.version")
    unit = serializers.CharField(source="kri.unit", help_text="percent, days, ratio or count")
    numerator = serializers.DecimalField(**NUMBER, rounding="ROUND_HALF_EVEN")
    denominator = serializers.DecimalField(**NUMBER, rounding="ROUND_HALF_EVEN")
    value = serializers.DecimalField(**NUMBER, rounding="ROUND_HALF_EVEN")
    text = serializers.CharField()
    amber = serializers.DecimalField(12, 4, source="limits.amber")
    red = serializers.DecimalField(12, 4, source="limits.red")
    owner = serializers.CharField(
        source="limits.owner.name", default=None, allow_null=True,
        help_text="who is told when it reaches a limit; null = the heads of risk",
    )  # fmt: skip
    status = serializers.CharField(help_text="green, amber, red or unknown")


class Kris(APIView):
    """Key risk indicators of a day."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": (VIEW_KRIS, ALL_CUSTOMERS)}

    @extend_schema(operation_id="kris_list", parameters=[AS_OF], responses=KriSerializer(many=True))
    def get(self, request: Request) -> Response:
        is_now = "as_of" not in request.query_params
        readings = kri_readings(whole_book(_kept(request)), is_now=is_now)
        return Response(KriSerializer(readings, many=True).data)


class MonthReportSerializer(serializers.ModelSerializer[MonthReport]):
    """A management report as it was made."""

    content = serializers.SerializerMethodField(help_text="the PDF, base64")

    class Meta:
        model = MonthReport
        fields = ("id", "month_end", "language", "made_at", "sha256", "content")

    def get_content(self, report: MonthReport) -> str:
        return base64.b64encode(bytes(report.content)).decode()


class MonthReports(APIView):
    """The management reports of a month's end, or of the newest one."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": ("monitoring.view_monthreport", ALL_CUSTOMERS)
    }

    @extend_schema(
        operation_id="month_reports_list",
        parameters=[AS_OF],
        responses=MonthReportSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        refuse_unknown(request, ("as_of",))
        reports = MonthReport.objects.order_by("-month_end", "language")
        if text := request.query_params.get("as_of"):
            reports = reports.filter(month_end=serializers.DateField().run_validation(text))
        elif newest := reports.first():
            reports = reports.filter(month_end=newest.month_end)
        return Response(MonthReportSerializer(reports, many=True).data)
