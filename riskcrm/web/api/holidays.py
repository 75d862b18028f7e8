"""Business holidays over the API: the calendar of a country is posted as its days."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from riskcrm.web.holidays import HolidayFilter
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.models import Holiday
from riskcrm.web.permissions import Needed
from riskcrm.web.person import person_of
from riskcrm.web.serializers import KnownFieldsMixin
from riskcrm.web.services import holidays as services

KEEP, VIEW = "web.change_holiday", "web.view_holiday"


class HolidaySerializer(serializers.ModelSerializer[Holiday]):
    """A day on which a country's calendar differs from the week."""

    class Meta:
        model = Holiday
        fields: ClassVar[list[str]] = ["id", "calendar", "date", "name", "is_worked"]
        read_only_fields = fields


class DaySerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    date = serializers.DateField()
    name = serializers.CharField(max_length=120)
    is_worked = serializers.BooleanField(
        required=False, default=False, help_text="a weekend day that is worked in return"
    )


class CalendarSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Days to keep; those that are there already are changed where they say something else."""

    calendar = serializers.RegexField("^[A-Z]{2}$", help_text="country, ISO 3166-1 alpha-2")
    days = DaySerializer(many=True, allow_empty=False)

    def validate_days(self, days: list[dict[str, Any]]) -> list[dict[str, Any]]:
        services.refuse_repeated([day["date"] for day in days])
        return days


class KeptSerializer(serializers.Serializer[Any]):
    """What became of the days."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class Holidays(generics.GenericAPIView[Holiday]):
    serializer_class = HolidaySerializer
    queryset = Holiday.objects.all()


class HolidayCollection(IdempotentMixin, Holidays, generics.ListAPIView[Holiday]):
    """List holidays; post days of a calendar."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "POST": KEEP}
    filterset_class = HolidayFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "date": "date"}

    def get_queryset(self) -> QuerySet[Holiday]:
        return Holiday.objects.all()

    @extend_schema(request=CalendarSerializer, responses=KeptSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = CalendarSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        days = [services.Day(**day) for day in given.validated_data["days"]]
        kept = services.keep_holidays(
            days,
            calendar=given.validated_data["calendar"],
            by=person_of(request).as_actor(),
            at=timezone.now(),
        )
        return Response(KeptSerializer(kept).data)


class HolidayItem(Holidays, generics.RetrieveAPIView[Holiday]):
    """One day."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}


class HolidayRemoval(Holidays):
    """Take a day out of its calendar: it counts as the week says again."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": KEEP}

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        services.remove_holiday(
            self.get_object(), by=person_of(request).as_actor(), at=timezone.now()
        )
        return Response(status=204)
